//! Free slots as the portal shows them: a few days, each with its arrival windows.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::{
    app::App,
    appointments::ChosenSlot,
    business_time::local,
    catalog::Service,
    scheduling::{self, Moving, Offer, PlanningRules, Search, online_offers},
    travel::Commune,
    values::{StaffId, french},
};

/// Few enough to choose from on a telephone.
const DAYS_SHOWN: usize = 3;

/// Looked through at once: a usual week has more days with free slots than are shown.
const DAYS_ASKED: Days = Days::new(7);

/// How many are proposed in place of a slot that was taken.
const NEAREST_SHOWN: usize = 3;

/// The days of one page.
#[derive(Debug)]
pub(super) struct SlotDays {
    pub(super) days: Vec<SlotDay>,
    /// The day on which the next page begins.
    pub(super) next: Option<NaiveDate>,
    /// Whether there are earlier days on a page before.
    pub(super) is_later: bool,
}

#[derive(Debug)]
pub(super) struct SlotDay {
    pub(super) date: NaiveDate,
    /// `Mardi 24 novembre`
    pub(super) name: String,
    pub(super) slots: Vec<SlotButton>,
}

/// One window to press.
#[derive(Debug)]
pub(super) struct SlotButton {
    pub(super) value: String,
    /// `mardi 24 novembre`
    pub(super) day: String,
    /// `10 h – 12 h`
    pub(super) window: String,
}

impl From<&Offer> for SlotButton {
    fn from(offer: &Offer) -> Self {
        let chosen =
            ChosenSlot { technician: offer.slot.technician, starts_at: offer.slot.starts_at };
        Self {
            value: written(chosen),
            day: french::day_without_year(offer.window.start),
            window: french::time_range(offer.window.start, offer.window.end),
        }
    }
}

/// What slots are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) service: &'a Service,
    pub(super) place: Option<Commune>,
    /// The visit that is moved, if one is, and the window it has: that is no other time.
    pub(super) moving: Option<(Moving, DateTime<Utc>)>,
}

impl<'a> Asked<'a> {
    fn search(self, from: DateTime<Utc>, until: DateTime<Utc>) -> Search<'a> {
        let Self { service, place, moving } = self;
        Search { service, place, from, until, moving: moving.map(|(moving, _)| moving) }
    }

    fn is_other(&self, offer: &Offer) -> bool {
        self.moving.is_none_or(|(_, window)| offer.window.start != window)
    }
}

/// The first days with free slots from `from` on.
pub(super) async fn from_day(
    app: &App,
    asked: Asked<'_>,
    from: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> sqlx::Result<SlotDays> {
    let horizon = PlanningRules::load(&app.db).await?.online_until(now);
    let (today, last) = (local::today(now), local::today(horizon));
    let first = from.unwrap_or(today).clamp(today, last);
    let mut days: BTreeMap<NaiveDate, Vec<SlotButton>> = BTreeMap::new();
    let mut day = first;
    while days.len() <= DAYS_SHOWN && day <= last {
        let Some(until) = day.checked_add_days(DAYS_ASKED) else { break };
        let search = asked.search(local::day_bounds(day).start, local::day_bounds(until).start);
        scheduling::learn_ways(app, search, now).await?;
        let offers = online_offers(&app.db, search, now).await?;
        for offer in offers.into_iter().filter(|offer| asked.is_other(offer)) {
            days.entry(local::today(offer.window.start))
                .or_default()
                .push(SlotButton::from(&offer));
        }
        day = until;
    }
    let next = days.keys().nth(DAYS_SHOWN).copied();
    let days = days.into_iter().take(DAYS_SHOWN).map(|(date, slots)| SlotDay {
        date,
        name: french::capitalised(&french::day_without_year(date)),
        slots,
    });
    Ok(SlotDays { days: days.collect(), next, is_later: first > today })
}

/// What is free around a slot that was taken, the nearest first.
pub(super) async fn nearest(
    app: &App,
    asked: Asked<'_>,
    taken: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<SlotButton>> {
    let horizon = PlanningRules::load(&app.db).await?.online_until(now);
    let taken = taken.clamp(now, horizon);
    let (before, after) = (TimeDelta::days(3), TimeDelta::days(10));
    let mut offers =
        online_offers(&app.db, asked.search(taken - before, taken + after), now).await?;
    offers.retain(|offer| asked.is_other(offer));
    offers.sort_by_key(|offer| ((offer.slot.starts_at - taken).abs(), offer.slot.starts_at));
    Ok(offers.iter().take(NEAREST_SHOWN).map(SlotButton::from).collect())
}

/// A slot as the value of its button: `3-1795500000`, the technician and the seconds since 1970.
fn written(chosen: ChosenSlot) -> String {
    format!("{}-{}", chosen.technician.0, chosen.starts_at.timestamp())
}

/// None for what no button of ours says.
pub(super) fn read(value: &str) -> Option<ChosenSlot> {
    let (technician, seconds) = value.split_once('-')?;
    Some(ChosenSlot {
        technician: StaffId(technician.parse().ok()?),
        starts_at: DateTime::from_timestamp(seconds.parse().ok()?, 0)?,
    })
}

/// A day in an address, as in `2026-11-24`.
pub(super) fn read_day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_comes_back_from_its_button() {
        let chosen = ChosenSlot {
            technician: StaffId(3),
            starts_at: "2026-11-24T07:00:00Z".parse().unwrap(),
        };
        assert_eq!(read(&written(chosen)), Some(chosen));
        for nonsense in ["", "3", "-", "a-1", "3-", "3-99999999999999999999", "3-9999999999999999"]
        {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
