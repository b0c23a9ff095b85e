//! Which of the free times first: the least driving, the promise kept, the days balanced.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::Offer;
use crate::{
    business_time::{Opening, OpeningHours, add_business, holidays, local},
    catalog::Priority,
};

/// An hour of visits in a day weighs as two minutes on the road: enough to choose the emptier of two equal days.
const LOAD_PER_MINUTE_DRIVEN: i32 = 30;

/// What a day's first visit is forgiven: those that come to the day later share its way out and back. Without it every
/// visit is squeezed into days begun by others, wherever those went.
const SHARED_BY_LATER_VISITS: TimeDelta = TimeDelta::minutes(10);

/// A day that the customer waits weighs as two minutes on the road: of two ways nearly equal, the sooner.
const DAY_WAITED: TimeDelta = TimeDelta::minutes(2);

/// What it costs to take an offer, as time on the road; how long the customer waits is not in it.
///
/// The three weights were chosen on made-up years of requests and tried on others (`tools/bench.sh driving`).
pub fn cost(offer: &Offer) -> TimeDelta {
    let forgiven = if offer.load.is_zero() { SHARED_BY_LATER_VISITS } else { TimeDelta::zero() };
    offer.added - forgiven + offer.load / LOAD_PER_MINUTE_DRIVEN
}

/// By when somebody should have come (domain.md §5.3): in hours that the office is open, 4 for an urgent request,
/// 8 for a high one, 24 for a normal one. What is planned has two weeks.
pub fn due(priority: Priority, asked_at: DateTime<Utc>) -> DateTime<Utc> {
    let hours = match priority {
        Priority::P0 | Priority::P1 => 4,
        Priority::P2 => 8,
        Priority::P3 => 24,
        Priority::P4 => 80,
    };
    let today = local::today(asked_at);
    let closed = holidays::between(today, today + TimeDelta::days(60));
    match &*OFFICE {
        Some(office) => add_business(asked_at, TimeDelta::hours(hours), office, &closed),
        None => asked_at + TimeDelta::hours(3 * hours),
    }
}

/// The hours of the trade (domain.md §3.3).
static OFFICE: LazyLock<Option<OpeningHours>> = LazyLock::new(|| {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let half_days = week.into_iter().flat_map(|weekday| {
        [(8, 12), (14, 18)].map(|(opens, closes)| Opening {
            weekday,
            opens: at(opens),
            closes: at(closes),
        })
    });
    OpeningHours::new(half_days.collect())
});

/// The best first: those that keep the promise before those that do not; of these the cheapest, then the soonest;
/// of the late ones the soonest, whatever they cost.
pub fn ranked(mut offers: Vec<Offer>, due: DateTime<Utc>) -> Vec<Offer> {
    let Some(soonest) = offers.iter().map(|offer| local::today(offer.slot.starts_at)).min() else {
        return offers;
    };
    offers.sort_by_cached_key(|offer| {
        let is_late = offer.slot.starts_at > due;
        let days = local::today(offer.slot.starts_at).signed_duration_since(soonest).num_days();
        let waited = DAY_WAITED * i32::try_from(days).unwrap_or(i32::MAX);
        let cost = if is_late { TimeDelta::zero() } else { cost(offer) + waited };
        (is_late, cost, offer.slot.starts_at, offer.slot.technician)
    });
    offers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{business_time::Span, scheduling::Slot, values::StaffId};

    fn offer(technician: i64, starts_at: &str, added: i64, load: i64) -> Offer {
        let starts_at = starts_at.parse().unwrap();
        let ends_at = starts_at + TimeDelta::hours(1);
        let slot =
            Slot { technician: StaffId(technician), starts_at, ends_at, blocked_until: ends_at };
        let window = Span::new(starts_at, ends_at);
        Offer { slot, window, added: TimeDelta::minutes(added), load: TimeDelta::minutes(load) }
    }

    fn order(offers: Vec<Offer>, due: &str) -> Vec<i64> {
        let ranked = ranked(offers, due.parse().unwrap());
        ranked.iter().map(|offer| offer.slot.technician.0).collect()
    }

    #[test]
    fn the_least_driving_comes_first_as_long_as_the_promise_is_kept() {
        let offers = vec![
            offer(1, "2026-11-24T08:00:00Z", 40, 0),
            offer(2, "2026-11-25T08:00:00Z", 8, 0),
            offer(3, "2026-11-27T08:00:00Z", 0, 0),
            offer(4, "2026-11-26T18:00:00Z", 30, 0),
        ];
        assert_eq!(order(offers, "2026-11-25T17:00:00Z"), [2, 1, 4, 3]);
    }

    #[test]
    fn of_two_equal_ways_the_emptier_day_has_it() {
        let full = offer(1, "2026-11-24T08:00:00Z", 10, 360);
        let empty = offer(2, "2026-11-25T08:00:00Z", 10, 0);
        assert_eq!(order(vec![full, empty], "2026-12-01T08:00:00Z"), [2, 1]);
    }

    #[test]
    fn a_promise_is_reckoned_in_office_hours() {
        let friday = "2026-11-20T15:30:00Z".parse().unwrap();
        assert_eq!(due(Priority::P1, friday).to_string(), "2026-11-23 09:30:00 UTC");
        assert_eq!(due(Priority::P2, friday).to_string(), "2026-11-23 15:30:00 UTC");
    }
}
