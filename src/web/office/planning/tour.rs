//! A technician's day in a better order, with the minutes before and after: accepted in one press.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    appointments::{self, BookError, DayVisit, MoveError, Reordered, TourProposal},
    scheduling::Tour,
    staff::{self, StaffMember},
    values::{AppointmentId, StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{Form, query_value},
        office::shell::Shell,
        page::Page,
    },
};

#[derive(Deserialize)]
pub(super) struct Asked {
    technicien: StaffId,
    date: NaiveDate,
}

#[derive(Template)]
#[template(path = "office/planning/tour.html")]
struct TourPage {
    shell: Shell,
    person: StaffMember,
    date: NaiveDate,
    driving: String,
    visits: Vec<Line>,
    better: Option<Better>,
}

/// A visit as it stands.
struct Line {
    time: String,
    customer: String,
    town: String,
    id: AppointmentId,
}

struct Better {
    before: String,
    after: String,
    saved: String,
    lines: Vec<NewLine>,
    /// How many customers are told another time, in words.
    told: String,
    /// What the form sends.
    order: String,
}

struct NewLine {
    time: String,
    /// Nothing where it stays.
    was: Option<String>,
    customer: String,
    town: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let person = staff::find(&app.db, asked.technicien).await?.ok_or(Error::NotFound)?;
    let proposal = appointments::propose_tour(&app, person.id, asked.date, now).await?;
    let page = TourPage {
        shell,
        person,
        date: asked.date,
        driving: french::duration(proposal.driving.num_minutes()),
        visits: proposal
            .visits
            .iter()
            .map(|visit| Line {
                time: french::time(visit.starts_at),
                customer: visit.customer_name.clone(),
                town: visit.city.clone().unwrap_or_default(),
                id: visit.id,
            })
            .collect(),
        better: proposal.better.as_ref().map(|tour| Better::of(&proposal, tour)),
    };
    Ok(Page(page).into_response())
}

impl Better {
    fn of(proposal: &TourProposal, tour: &Tour) -> Self {
        let mut lines: Vec<(DateTime<Utc>, NewLine)> = proposal
            .visits
            .iter()
            .map(|visit| {
                let new = tour.visits.iter().find(|(id, _)| *id == visit.id);
                let starts_at = new.map_or(visit.starts_at, |(_, starts_at)| *starts_at);
                let was = (starts_at != visit.starts_at).then(|| french::time(visit.starts_at));
                let line = NewLine {
                    time: french::time(starts_at),
                    was,
                    customer: visit.customer_name.clone(),
                    town: visit.city.clone().unwrap_or_default(),
                };
                (starts_at, line)
            })
            .collect();
        lines.sort_by_key(|(starts_at, _)| *starts_at);
        let lines: Vec<NewLine> = lines.into_iter().map(|(_, line)| line).collect();
        let told = lines.iter().filter(|line| line.was.is_some()).count();
        let told = i64::try_from(told).unwrap_or(i64::MAX);
        Self {
            before: french::duration(tour.before.num_minutes()),
            after: french::duration(tour.after.num_minutes()),
            saved: french::duration((tour.before - tour.after).num_minutes()),
            lines,
            told: french::count(told, "client sera prévenu", "clients seront prévenus"),
            order: write(&order_of(&proposal.visits, tour)),
        }
    }
}

/// The visits that the tour may move, with the versions that the person saw.
fn order_of(visits: &[DayVisit], tour: &Tour) -> Vec<Reordered> {
    let reordered = |visit: &DayVisit| {
        let (id, starts_at) = *tour.visits.iter().find(|(id, _)| *id == visit.id)?;
        Some(Reordered { id, version: visit.version, starts_at })
    };
    visits.iter().filter_map(reordered).collect()
}

#[derive(Debug, Deserialize)]
pub(super) struct OrderForm {
    technicien: StaffId,
    date: NaiveDate,
    /// As [`write()`] writes it.
    ordre: String,
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    Form(form): Form<OrderForm>,
) -> Result<Response> {
    let order = read(&form.ordre).ok_or(Error::NotFound)?;
    let before = appointments::propose_tour(&app, form.technicien, form.date, now).await?.visits;
    let back = format!("/planning?date={}&vue=jour", form.date);
    match appointments::reorder(&app, form.technicien, &order, staff.id, now).await {
        Ok(()) => {
            let after = appointments::propose_tour(&app, form.technicien, form.date, now).await?;
            let undo = format!(
                "/planning/tournee/retour?technicien={}&date={}&ordre={}",
                form.technicien,
                form.date,
                query_value(&write(&back_to(&before, &after.visits)))
            );
            let driving = french::duration(after.driving.num_minutes());
            Flash::say(format!("Tournée changée\u{a0}: {driving} de route."))
                .with_undo(undo, "Remettre comme avant")
                .keep(&app, &staff)
                .await?;
        }
        Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(refusal) => {
            let text = format!("La tournée n’a pas été changée. {refusal}");
            Flash::say(text).keep(&app, &staff).await?;
        }
    }
    Ok(Redirect::to(&back).into_response())
}

/// Those that were moved: the times before, the versions after.
fn back_to(before: &[DayVisit], after: &[DayVisit]) -> Vec<Reordered> {
    let moved = |old: &DayVisit| {
        let new = after.iter().find(|new| new.id == old.id && new.starts_at != old.starts_at)?;
        Some(Reordered { id: old.id, version: new.version, starts_at: old.starts_at })
    };
    before.iter().filter_map(moved).collect()
}

pub(super) async fn undo(
    State(app): State<App>,
    Query(asked): Query<OrderForm>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let order = read(&asked.ordre).ok_or(Error::NotFound)?;
    let text = match appointments::undo_reorder(&app, asked.technicien, &order, staff.id, now).await
    {
        Ok(()) => "Tournée remise comme avant.".to_owned(),
        Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(refusal) => refusal.to_string(),
    };
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/planning?date={}&vue=jour", asked.date)).into_response())
}

/// `12.3.1795500000,…`: the visit, its version, the seconds since 1970.
fn write(order: &[Reordered]) -> String {
    let one = |visit: &Reordered| {
        format!("{}.{}.{}", visit.id, visit.version, visit.starts_at.timestamp())
    };
    order.iter().map(one).collect::<Vec<_>>().join(",")
}

/// None for what we did not write.
fn read(text: &str) -> Option<Vec<Reordered>> {
    let one = |part: &str| {
        let mut fields = part.split('.');
        let (id, version) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        let starts_at = DateTime::from_timestamp(fields.next()?.parse().ok()?, 0)?;
        Some(Reordered { id, version, starts_at })
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_comes_back_as_it_was_written() {
        let starts_at = "2026-11-24T08:00:00Z".parse().unwrap();
        let order = vec![Reordered { id: AppointmentId(12), version: 3, starts_at }];
        assert_eq!(read(&write(&order)), Some(order));
        assert_eq!(read("12.3"), None);
        assert_eq!(read("a.b.c"), None);
    }
}
