//! The slots that a form proposes, day by day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    app::App,
    business_time::local,
    catalog::Service,
    scheduling::{self, Moving, Search},
    staff::{self, StaffMember},
    travel::{self, Commune},
    values::{StaffId, french},
};

/// As many days with slots as are shown at once.
const DAYS: usize = 4;
/// As far as is looked for them.
const REACH: TimeDelta = TimeDelta::days(28);
/// The first slots can be chosen by a digit.
const KEYS: usize = 9;

pub(super) struct Slots {
    pub(super) days: Vec<SlotDay>,
    /// The first day that was looked at.
    pub(super) from: NaiveDate,
    pub(super) later: NaiveDate,
    pub(super) earlier: Option<NaiveDate>,
    /// The commune, where nobody's zone reaches it: the office may go there all the same.
    pub(super) outside: Option<&'static str>,
}

pub(super) struct SlotDay {
    pub(super) label: String,
    pub(super) slots: Vec<SlotOffer>,
}

pub(super) struct SlotOffer {
    /// What the form sends: see [`super::choice`].
    pub(super) value: String,
    pub(super) time: String,
    pub(super) technician: String,
    /// The digit that chooses it, if any.
    pub(super) key: String,
}

/// For what slots are looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) service: &'a Service,
    /// Nothing where the address is not chosen yet.
    pub(super) place: Option<Commune>,
    /// The visit that is moved, if one is.
    pub(super) moving: Option<Moving>,
    /// With whom and when it stands: no other time.
    pub(super) stands: Option<(StaffId, DateTime<Utc>)>,
}

/// The next slots of a service from a day on, of one technician or of all.
pub(super) async fn offered(
    app: &App,
    wanted: Wanted<'_>,
    from: NaiveDate,
    technician: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Slots> {
    let today = local::today(now);
    let from = from.max(today);
    let until = local::day_bounds(from).start + REACH;
    let names = staff::active_technicians(&app.db).await?;
    let Wanted { service, place, moving, stands } = wanted;
    let search = Search { service, place, from: local::day_bounds(from).start, until, moving };
    scheduling::learn_ways(app, search, now).await?;
    let mut offers = scheduling::offers(&app.db, search, now).await?;
    offers.retain(|offer| Some((offer.slot.technician, offer.slot.starts_at)) != stands);
    let outside = match place.filter(|_| offers.is_empty()) {
        Some(place) if !scheduling::is_served(&app.db, place).await? => {
            Some(travel::name_of(place).unwrap_or("Cette adresse"))
        }
        _ => None,
    };
    let mut days: Vec<(NaiveDate, SlotDay)> = Vec::new();
    let mut key = 0;
    for offer in
        offers.iter().filter(|offer| technician.is_none_or(|id| id == offer.slot.technician))
    {
        let date = local::today(offer.slot.starts_at);
        if days.last().is_none_or(|(last, _)| *last != date) {
            if days.len() == DAYS {
                break;
            }
            let label = french::capitalised(&french::day_without_year(date));
            days.push((date, SlotDay { label, slots: Vec::new() }));
        }
        key += 1;
        if let Some((_, day)) = days.last_mut() {
            day.slots.push(SlotOffer {
                value: super::choice::value(offer.slot.technician, offer.slot.starts_at),
                time: french::time(offer.slot.starts_at),
                technician: with_reason(
                    first_name(&names, offer.slot.technician),
                    place.map(|_| offer.added),
                ),
                key: if key <= KEYS { key.to_string() } else { String::new() },
            });
        }
    }
    let last = days.last().map_or(from + REACH, |(date, _)| *date);
    Ok(Slots {
        days: days.into_iter().map(|(_, day)| day).collect(),
        from,
        later: last + TimeDelta::days(1),
        outside,
        earlier: (from > today).then(|| (from - TimeDelta::days(7)).max(today)),
    })
}

/// `Gaëtan · +8 min de route`, where the way is known.
fn with_reason(name: String, added: Option<TimeDelta>) -> String {
    match added {
        Some(added) => format!("{name} · {}", french::added_driving(added.num_minutes())),
        None => name,
    }
}

fn first_name(technicians: &[StaffMember], id: StaffId) -> String {
    technicians
        .iter()
        .find(|staff| staff.id == id)
        .map_or_else(String::new, |staff| staff.first_name().to_owned())
}
