//! The visits that an absence hits, with a proposal for each.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::App,
    appointments::{self, AppointmentDetails},
    business_time::{Span, local},
    catalog::{self, Service},
    scheduling::{self, Offer, Search, Sought, queries::Absence},
    staff::{self, StaffMember},
    values::{AppointmentId, StaffId, french},
    web::Result,
};

/// As many as are proposed for at once; the others come when these are settled.
const AT_ONCE: usize = 40;
/// As far as another time is looked for.
const REACH: TimeDelta = TimeDelta::days(14);

/// Somebody must see it and drive.
const NOTICE: TimeDelta = TimeDelta::minutes(30);

/// A visit, and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StandIn {
    pub(super) id: AppointmentId,
    /// Of the visit as the person saw it.
    pub(super) version: i32,
    pub(super) technician: StaffId,
    pub(super) starts_at: DateTime<Utc>,
}

pub(super) struct StandIns {
    pub(super) lines: Vec<Line>,
    /// How many of them have a proposal.
    pub(super) found: i64,
    /// Hit too, and not shown yet.
    pub(super) more: i64,
}

pub(super) struct Line {
    pub(super) id: AppointmentId,
    pub(super) customer: String,
    pub(super) was: String,
    pub(super) words: String,
    pub(super) proposal: Option<Proposal>,
}

pub(super) struct Proposal {
    /// As [`write()`] writes it.
    pub(super) value: String,
    pub(super) when: String,
    pub(super) technician: String,
    pub(super) added: String,
}

impl StandIns {
    /// Each proposal is reckoned with those before it in place; no two are for one time.
    pub(super) async fn propose(app: &App, absence: &Absence, now: DateTime<Utc>) -> Result<Self> {
        let away = Span::new(absence.starts_at.max(now), absence.ends_at);
        let hit = appointments::booked_within(&app.db, absence.staff_id, away).await?;
        let more = i64::try_from(hit.len().saturating_sub(AT_ONCE)).unwrap_or(i64::MAX);
        let mut visits: Vec<(AppointmentDetails, Service)> = Vec::new();
        for visit in hit.iter().take(AT_ONCE) {
            let Some(details) = appointments::find(&app.db, visit.id).await? else { continue };
            let Some(service) = catalog::find(&app.db, details.service_id).await? else { continue };
            visits.push((details, service));
        }
        let sought: Vec<Sought<'_>> = visits.iter().map(|visit| sought(visit, now)).collect();
        let offers = scheduling::best_for_each(app, &sought, now).await?;
        let names = staff::active_technicians(&app.db).await?;
        let lines: Vec<Line> = visits
            .iter()
            .zip(offers)
            .map(|((visit, _), offer)| Line::of(visit, offer, &names))
            .collect();
        let found = lines.iter().filter(|line| line.proposal.is_some()).count();
        Ok(Self { lines, found: i64::try_from(found).unwrap_or(i64::MAX), more })
    }

    /// Whether every visit has a proposal.
    pub(super) fn is_whole(&self) -> bool {
        self.lines.iter().all(|line| line.proposal.is_some()) && self.more == 0
    }
}

/// On the same day if anybody can; else as soon as possible.
fn sought((visit, service): &(AppointmentDetails, Service), now: DateTime<Utc>) -> Sought<'_> {
    let day = local::day_bounds(local::today(visit.starts_at));
    let from = day.start.max(now + NOTICE);
    let search = Search {
        service,
        place: Some(visit.place()),
        from,
        until: from + REACH,
        moving: Some(visit.moving()),
    };
    Sought { search, due: day.end }
}

impl Line {
    fn of(visit: &AppointmentDetails, offer: Option<Offer>, names: &[StaffMember]) -> Self {
        let day = local::today(visit.starts_at);
        let place = [visit.city.as_deref(), Some(visit.service_name.as_str())];
        Self {
            id: visit.id,
            customer: visit.customer_name.clone(),
            was: format!(
                "{}, {}",
                french::day_short(day),
                french::time_range(visit.starts_at, visit.ends_at)
            ),
            words: place.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            proposal: offer.map(|offer| {
                let technician = offer.slot.technician;
                let to = StandIn {
                    id: visit.id,
                    version: visit.version,
                    technician,
                    starts_at: offer.slot.starts_at,
                };
                let name = names.iter().find(|person| person.id == technician);
                Proposal {
                    value: write(&to),
                    when: format!(
                        "{}, {}",
                        french::day_short(offer.slot.starts_at),
                        french::time(offer.slot.starts_at)
                    ),
                    technician: name.map(|person| person.name.clone()).unwrap_or_default(),
                    added: french::added_driving(offer.added.num_minutes()),
                }
            }),
        }
    }
}

/// `12.3.7.1795500000`: the visit, its version, the technician, the seconds since 1970.
pub(super) fn write(visit: &StandIn) -> String {
    let StandIn { id, version, technician, starts_at } = visit;
    format!("{id}.{version}.{technician}.{}", starts_at.timestamp())
}

/// None for what we did not write.
pub(super) fn read(text: &str) -> Option<StandIn> {
    let mut fields = text.split('.');
    let (id, version) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let technician = fields.next()?.parse().ok()?;
    let starts_at = DateTime::from_timestamp(fields.next()?.parse().ok()?, 0)?;
    Some(StandIn { id, version, technician, starts_at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_comes_back_as_it_was_written() {
        let starts_at = "2026-11-24T08:00:00Z".parse().unwrap();
        let visit =
            StandIn { id: AppointmentId(12), version: 3, technician: StaffId(7), starts_at };
        assert_eq!(read(&write(&visit)), Some(visit));
        assert_eq!(read("12.3"), None);
        assert_eq!(read("a.b.c.d"), None);
    }
}
