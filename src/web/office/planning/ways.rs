//! The road from each visit of a day to the next, and whether the time between them is enough for it.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};

use crate::{
    appointments::BoardVisit,
    business_time::local,
    travel::{self, Commune},
    values::{AppointmentId, StaffId},
};

/// Between two visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// On the road.
    pub(super) minutes: i64,
    /// From the end of the one to the start of the other.
    pub(super) there: TimeDelta,
}

impl Way {
    pub(super) fn is_too_long(self) -> bool {
        TimeDelta::minutes(self.minutes) > self.there
    }
}

/// Each visit's way to the next of its technician's day, and from the one before.
#[derive(Debug, Default)]
pub(super) struct Ways {
    to_next: HashMap<AppointmentId, Way>,
    from_previous: HashMap<AppointmentId, Way>,
}

impl Ways {
    /// `visits` by start.
    pub(super) fn of(visits: &[BoardVisit]) -> Self {
        let mut this = Self::default();
        let mut last: HashMap<(StaffId, NaiveDate), &BoardVisit> = HashMap::new();
        for visit in visits {
            let day = (visit.technician_id, local::today(visit.starts_at));
            if let Some(before) = last.insert(day, visit)
                && let Some(minutes) = driven(before, visit)
            {
                let way = Way { minutes, there: visit.starts_at - before.ends_at };
                this.to_next.insert(before.id, way);
                this.from_previous.insert(visit.id, way);
            }
        }
        this
    }

    pub(super) fn after(&self, visit: &BoardVisit) -> Option<Way> {
        self.to_next.get(&visit.id).copied()
    }

    pub(super) fn before(&self, visit: &BoardVisit) -> Option<Way> {
        self.from_previous.get(&visit.id).copied()
    }
}

/// None where one of the places is not known.
fn driven(from: &BoardVisit, to: &BoardVisit) -> Option<i64> {
    let known = |commune: Option<Commune>| commune.filter(|place| *place != Commune::NOWHERE);
    Some(travel::minutes(known(from.commune)?, known(to.commune)?))
}
