//! A year of requests, planned twice: into the first free slot, and into the best one. Prints the driving of both.
//!
//! No database: the rule, the ranking and the travel times of the product, with requests made up from a seed. Towns are
//! drawn as often as people live there, around Annecy; services and priorities as in domain.md §5.2.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use relais::{
    business_time::{Span, holidays, local},
    catalog::Priority,
    scheduling::{
        self, Diary, Lunch, Need, Offer, Stop, WorkingPeriod, first_per_window, free_slots,
    },
    travel::{Commune, TravelTimes, locate},
    values::StaffId,
};

/// Town, and how many of a hundred requests come from there.
const TOWNS: [(&str, u32); 20] = [
    ("Annecy", 40),
    ("Epagny Metz-Tessy", 4),
    ("Poisy", 4),
    ("Sillingy", 3),
    ("Argonay", 2),
    ("Fillière", 4),
    ("Cruseilles", 3),
    ("Sevrier", 3),
    ("Saint-Jorioz", 4),
    ("Duingt", 1),
    ("Doussard", 3),
    ("Faverges-Seythenex", 4),
    ("Veyrier-du-Lac", 2),
    ("Menthon-Saint-Bernard", 2),
    ("Talloires-Montmin", 2),
    ("Thônes", 4),
    ("La Clusaz", 2),
    ("Rumilly", 8),
    ("Alby-sur-Chéran", 3),
    ("Groisy", 2),
];

/// Minutes, priority, and how many of a hundred requests are such.
const SERVICES: [(i64, Priority, u32); 5] = [
    (90, Priority::P1, 8),
    (90, Priority::P2, 27),
    (120, Priority::P2, 10),
    (60, Priority::P3, 35),
    (60, Priority::P4, 20),
];

const BUFFER: i64 = 30;
const TECHNICIANS: i64 = 5;
/// Near seven tenths of what the team can do.
const REQUESTS_A_DAY: std::ops::Range<u32> = 8..18;
/// How far ahead is looked.
const HORIZON: TimeDelta = TimeDelta::days(21);

struct Request {
    asked_at: DateTime<Utc>,
    duration: TimeDelta,
    priority: Priority,
    place: Commune,
}

/// What a way of planning came to.
#[derive(Default)]
struct Outcome {
    driving: TimeDelta,
    visits: u32,
    on_time: u32,
    waited: TimeDelta,
    refused: u32,
}

fn main() {
    let year: i32 =
        std::env::var("RELAIS_BENCH_YEAR").ok().and_then(|y| y.parse().ok()).unwrap_or(2026);
    let requests = requests_of(year, 1);
    println!("{} requests in {year}, {TECHNICIANS} technicians", requests.len());
    let first = play(&requests, |offers, _| offers.first().copied());
    let best =
        play(&requests, |offers, due| scheduling::ranked(offers.to_vec(), due).first().copied());
    say("first free", &first);
    say("ranked", &best);
    let share = minutes(best.driving) / minutes(first.driving);
    println!("less driving: {:.1} %  (asked: 25 %)", 100.0 * (1.0 - share));
}

fn say(name: &str, outcome: &Outcome) {
    let visits = f64::from(outcome.visits.max(1));
    println!(
        "{name:>10}: {:>7.0} h on the road, {:>4.1} min a visit, {:>5.1} % on time, {:>5.1} h waited, {} refused",
        minutes(outcome.driving) / 60.0,
        minutes(outcome.driving) / visits,
        100.0 * f64::from(outcome.on_time) / visits,
        minutes(outcome.waited) / 60.0 / visits,
        outcome.refused,
    );
}

#[expect(clippy::cast_precision_loss, reason = "a year has few minutes")]
fn minutes(duration: TimeDelta) -> f64 {
    duration.num_minutes() as f64
}

fn requests_of(year: i32, seed: u64) -> Vec<Request> {
    let mut random = StdRng::seed_from_u64(seed);
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(year, 12, 1).unwrap_or_default();
    let closed = holidays::between(first, last);
    let days = first.iter_days().take_while(|day| *day < last).filter(|day| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !closed.contains(day)
    });
    let mut requests = Vec::new();
    for day in days {
        for _ in 0..random.random_range(REQUESTS_A_DAY) {
            let minute = random.random_range(8 * 60..18 * 60);
            let asked_at = local::day_bounds(day).start + TimeDelta::minutes(minute);
            let town = *pick(&mut random, &TOWNS, |(_, weight)| *weight);
            let service = *pick(&mut random, &SERVICES, |(.., weight)| *weight);
            requests.push(Request {
                asked_at,
                duration: TimeDelta::minutes(service.0),
                priority: service.1,
                place: town_of(town.0).unwrap_or(Commune::NOWHERE),
            });
        }
    }
    requests.sort_by_key(|request| request.asked_at);
    requests
}

fn pick<'a, T>(random: &mut StdRng, choices: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
    let total: u32 = choices.iter().map(&weight).sum();
    let mut drawn = random.random_range(0..total);
    for choice in choices {
        if drawn < weight(choice) {
            return choice;
        }
        drawn -= weight(choice);
    }
    &choices[0]
}

/// In Haute-Savoie: there are other towns of these names.
fn town_of(name: &str) -> Option<Commune> {
    locate(Some("74"), Some(name))
}

/// Plans each request as it comes, and adds up the days.
fn play(
    requests: &[Request],
    choose: impl Fn(&[Offer], DateTime<Utc>) -> Option<Offer>,
) -> Outcome {
    let mut team: Vec<Diary> = (1..=TECHNICIANS).map(technician).collect();
    let mut done: Vec<Vec<Stop>> = vec![Vec::new(); team.len()];
    let mut outcome = Outcome::default();
    for request in requests {
        // What is past takes no time any more; it is counted at the end.
        for (diary, done) in team.iter_mut().zip(&mut done) {
            let today = local::day_bounds(local::today(request.asked_at)).start;
            done.extend(diary.taken.iter().filter(|stop| stop.visit.start < today));
            diary.taken.retain(|stop| stop.visit.start >= today);
        }
        let need = need_of(request);
        let due = scheduling::due(request.priority, request.asked_at);
        let offers = first_per_window(&free_slots(&need, &team));
        let Some(offer) = choose(&offers, due) else {
            outcome.refused += 1;
            continue;
        };
        outcome.visits += 1;
        outcome.on_time += u32::from(offer.slot.starts_at <= due);
        outcome.waited += offer.slot.starts_at - request.asked_at;
        let stop = Stop {
            visit: Span::new(offer.slot.starts_at, offer.slot.ends_at),
            blocked_until: offer.slot.blocked_until,
            place: Some(request.place),
        };
        if let Some(diary) = team.iter_mut().find(|diary| diary.technician == offer.slot.technician)
        {
            diary.taken.push(stop);
        }
    }
    for (diary, done) in team.into_iter().zip(done) {
        let stops: Vec<Stop> = done.into_iter().chain(diary.taken.iter().copied()).collect();
        outcome.driving += driving_of(diary.base, &stops);
    }
    outcome
}

/// Day by day, from the base and back.
fn driving_of(base: Option<Commune>, stops: &[Stop]) -> TimeDelta {
    let days: BTreeSet<NaiveDate> =
        stops.iter().map(|stop| local::today(stop.visit.start)).collect();
    let travel = TravelTimes::default();
    days.into_iter()
        .map(|day| {
            let of_day: Vec<Stop> = stops
                .iter()
                .filter(|stop| local::today(stop.visit.start) == day)
                .copied()
                .collect();
            scheduling::driving(base, &of_day, &travel)
        })
        .sum()
}

fn technician(number: i64) -> Diary {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let hours = week.into_iter().flat_map(|weekday| {
        [(8, 12), (14, 18)].map(|(starts, ends)| WorkingPeriod {
            weekday,
            starts: at(starts),
            ends: at(ends),
            valid_from: None,
            valid_until: None,
        })
    });
    let base = town_of(if number == TECHNICIANS { "Rumilly" } else { "Annecy" });
    Diary { hours: hours.collect(), base, ..Diary::empty(StaffId(number)) }
}

fn need_of(request: &Request) -> Need {
    let (from, until) = (request.asked_at + TimeDelta::hours(1), request.asked_at + HORIZON);
    let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or(NaiveTime::MIN);
    Need {
        duration: request.duration,
        buffer: TimeDelta::minutes(BUFFER),
        earliest: from,
        latest: until,
        step: TimeDelta::minutes(30),
        closed: holidays::between(local::today(from), local::today(until)),
        place: Some(request.place),
        skills: BTreeSet::new(),
        lunch: Some(Lunch { duration: TimeDelta::minutes(45), from: at(11), until: at(14) }),
        travel: TravelTimes::default(),
    }
}
