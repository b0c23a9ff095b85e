//! A day of one's own round.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    routing::get,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

use super::{links, shell::Shell};
use crate::{
    app::App,
    appointments::{self, RoundVisit, Status},
    business_time::local,
    values::{AppointmentId, french},
    web::{Result, extract::Now, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/terrain", get(index))
}

#[derive(Deserialize)]
struct Wanted {
    /// `demain`, a date as `2026-11-25`, or nothing for today.
    #[serde(default)]
    jour: String,
}

#[derive(Template)]
#[template(path = "technician/today.html")]
struct TodayPage {
    shell: Shell,
    day: NaiveDate,
    today: NaiveDate,
    summary: String,
    /// Only today has one.
    next: Option<NextVisit>,
    visits: Vec<VisitRow>,
    /// Where nothing is planned: what comes after.
    coming: Option<Coming>,
}

/// The one to drive to, or the one under way.
struct NextVisit {
    id: AppointmentId,
    status: Status,
    starts: String,
    ends: String,
    window: String,
    customer_name: String,
    place: String,
    service_name: String,
    phone: Option<String>,
    way: String,
}

struct VisitRow {
    id: AppointmentId,
    status: Status,
    starts: String,
    customer_name: String,
    detail: String,
}

struct Coming {
    day: NaiveDate,
    words: String,
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Page<TodayPage>> {
    let today = local::today(now);
    let day = wanted.day(today);
    let bounds = local::day_bounds(day);
    let visits = appointments::round(&app.db, shell.staff_id, bounds.start, bounds.end).await?;
    let coming = if visits.is_empty() {
        appointments::next_of_technician(&app.db, shell.staff_id, bounds.end).await?
    } else {
        None
    };
    let next = (day == today).then(|| next_of(&visits)).flatten();
    Ok(Page(TodayPage {
        shell,
        day,
        today,
        summary: summary_of(&visits),
        visits: visits
            .iter()
            .filter(|visit| next.is_none_or(|next| next.id != visit.id))
            .map(VisitRow::of)
            .collect(),
        next: next.map(|visit| NextVisit::of(visit, &headers)),
        coming: coming.map(|(starts_at, customer)| Coming::of(starts_at, &customer, now)),
    }))
}

impl Wanted {
    fn day(&self, today: NaiveDate) -> NaiveDate {
        match self.jour.as_str() {
            "demain" => today.succ_opt().unwrap_or(today),
            date => date.parse().ok().filter(|day: &NaiveDate| is_near(*day)).unwrap_or(today),
        }
    }
}

/// Years that a calendar of visits and its database can show.
fn is_near(day: NaiveDate) -> bool {
    (2000..2200).contains(&day.year())
}

/// The visit under way, else the first that nobody has come to yet.
fn next_of(visits: &[RoundVisit]) -> Option<&RoundVisit> {
    let under_way = |visit: &&RoundVisit| matches!(visit.status, Status::EnRoute | Status::Started);
    visits
        .iter()
        .find(under_way)
        .or_else(|| visits.iter().find(|visit| visit.status == Status::Booked))
}

/// `5 rendez-vous, 2 terminés, le dernier à 17 h`
fn summary_of(visits: &[RoundVisit]) -> String {
    let Some(last) = visits.last() else { return String::new() };
    let count = i64::try_from(visits.len()).unwrap_or(i64::MAX);
    let mut words = vec![french::count(count, "rendez-vous", "rendez-vous")];
    let done = visits.iter().filter(|visit| visit.status == Status::Done).count();
    if done > 0 {
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        words.push(french::count(done, "terminé", "terminés"));
    }
    if visits.len() > 1 {
        words.push(format!("le dernier à {}", french::time(last.starts_at)));
    }
    words.join(", ")
}

impl NextVisit {
    fn of(visit: &RoundVisit, headers: &HeaderMap) -> Self {
        let town = [visit.postcode.as_deref(), visit.city.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let place = if town.is_empty() {
            visit.street.clone()
        } else {
            format!("{}, {town}", visit.street)
        };
        Self {
            id: visit.id,
            status: visit.status,
            starts: french::time(visit.starts_at),
            ends: french::time(visit.ends_at),
            window: french::window(visit.window_starts_at, visit.window_ends_at),
            customer_name: visit.customer_name.clone(),
            way: links::way_to(&place, headers),
            place,
            service_name: visit.service_name.clone(),
            phone: visit.phone.clone(),
        }
    }
}

impl VisitRow {
    fn of(visit: &RoundVisit) -> Self {
        let detail = match &visit.city {
            Some(city) => format!("{city} · {}", visit.service_name),
            None => visit.service_name.clone(),
        };
        Self {
            id: visit.id,
            status: visit.status,
            starts: french::time(visit.starts_at),
            customer_name: visit.customer_name.clone(),
            detail,
        }
    }
}

impl Coming {
    fn of(starts_at: DateTime<Utc>, customer: &str, now: DateTime<Utc>) -> Self {
        let day = french::relative_day(starts_at, now);
        let words = format!("{day}, {}, {customer}", french::time(starts_at));
        Self { day: local::today(starts_at), words }
    }
}

impl TodayPage {
    fn title(&self) -> String {
        let day = if self.day.year() == self.today.year() {
            french::day_without_year(self.day)
        } else {
            french::day_long(self.day)
        };
        french::capitalised(&day)
    }

    fn is_today(&self) -> bool {
        self.day == self.today
    }

    fn is_tomorrow(&self) -> bool {
        self.today.succ_opt() == Some(self.day)
    }

    fn day_before(&self) -> NaiveDate {
        self.day.pred_opt().unwrap_or(self.day)
    }

    fn day_after(&self) -> NaiveDate {
        self.day.succ_opt().unwrap_or(self.day)
    }

    fn is_ahead(&self) -> bool {
        self.day >= self.today
    }
}
