//! One technician ill: a proposal for each visit that is hit, accepted together and taken back together.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::stand_ins::{StandIn, StandIns, read, write};
use crate::{
    app::App,
    appointments::{self, BookError, By, MoveError, NewTime},
    business_time::{Span, local},
    scheduling::{self, queries::Absence},
    staff,
    values::{AbsenceId, AppointmentId, StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{Form, query_value},
        office::shell::Shell,
        page::Page,
    },
};

#[derive(Debug, Deserialize)]
pub(super) struct IllForm {
    technicien: StaffId,
    date: NaiveDate,
}

/// Notes that somebody is ill for what is left of a day, and leads to what that hits.
pub(super) async fn declare(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    Form(form): Form<IllForm>,
) -> Result<Response> {
    let person = staff::find(&app.db, form.technicien).await?.ok_or(Error::NotFound)?;
    let day = local::day_bounds(form.date);
    let span = Span::new(day.start.max(now), day.end);
    if span.is_empty() {
        Flash::say("Ce jour est passé.").keep(&app, &staff).await?;
        return Ok(Redirect::to(&format!("/planning?date={}", form.date)).into_response());
    }
    // The same press again leads to the same absence.
    let known = scheduling::queries::absences_between(&app.db, span).await?;
    let known = known.into_iter().find(|absence| {
        absence.staff_id == person.id && Span::new(absence.starts_at, absence.ends_at).covers(&span)
    });
    let id = if let Some(absence) = known {
        absence.id
    } else {
        let id =
            scheduling::declare_absence(&app.db, person.id, span, "malade", staff.id, now).await?;
        let when = french::day_without_year(form.date);
        Flash::say(format!("{} noté malade, {when}.", person.name))
            .with_undo(format!("/reglages/absences/{id}/suppression"), "Annuler")
            .keep(&app, &staff)
            .await?;
        id
    };
    Ok(Redirect::to(&format!("/planning/absences/{id}")).into_response())
}

#[derive(Template)]
#[template(path = "office/planning/stand_ins.html")]
struct StandInsPage {
    shell: Shell,
    absence: Absence,
    when: String,
    date: NaiveDate,
    hit: StandIns,
}

pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<AbsenceId>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let absence = find(&app, id).await?;
    let hit = StandIns::propose(&app, &absence, now).await?;
    let date = local::today(absence.starts_at.max(now));
    let when = if local::today(absence.ends_at - TimeDelta::seconds(1)) == date {
        french::day_without_year(date)
    } else {
        format!("jusqu’au {}", french::day_without_year(absence.ends_at - TimeDelta::seconds(1)))
    };
    Ok(Page(StandInsPage { shell, absence, when, date, hit }).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct AcceptForm {
    /// As [`write()`] writes one, for each that is ticked.
    #[serde(default)]
    choix: Vec<String>,
}

pub(super) async fn accept(
    State(app): State<App>,
    Path(id): Path<AbsenceId>,
    Now(now): Now,
    staff: CurrentStaff,
    Form(form): Form<AcceptForm>,
) -> Result<Response> {
    let absence = find(&app, id).await?;
    let here = format!("/planning/absences/{id}");
    let chosen: Option<Vec<StandIn>> = form.choix.iter().map(|text| read(text)).collect();
    let chosen = chosen.ok_or(Error::Unreadable("no proposals of ours"))?;
    if chosen.is_empty() {
        Flash::say("Aucun rendez-vous n’est coché.").keep(&app, &staff).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    let (mut back, mut lost) = (Vec::new(), Vec::new());
    for choice in &chosen {
        let Some(before) = appointments::find(&app.db, choice.id).await? else { continue };
        match choice.take(&app, staff.id, now).await {
            Ok(()) => {
                let after = appointments::find(&app.db, choice.id).await?.ok_or(Error::NotFound)?;
                back.push(StandIn {
                    id: choice.id,
                    version: after.version,
                    technician: before.technician_id,
                    starts_at: before.starts_at,
                });
            }
            Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
            Err(_) => lost.push(before.customer_name),
        }
    }
    let mut flash = Flash::say(said(back.len(), &lost));
    if !back.is_empty() {
        let undo = format!("{here}/retour?visites={}", query_value(&write_all(&back)));
        flash = flash.with_undo(undo, "Remettre comme avant");
    }
    flash.keep(&app, &staff).await?;
    let date = local::today(absence.starts_at.max(now));
    let next = if lost.is_empty() { format!("/planning?date={date}&vue=jour") } else { here };
    Ok(Redirect::to(&next).into_response())
}

/// What became of those that were ticked.
fn said(moved: usize, lost: &[String]) -> String {
    let moved = i64::try_from(moved).unwrap_or(i64::MAX);
    let moved = match moved {
        0 => "Aucun rendez-vous déplacé.".to_owned(),
        _ => format!(
            "{}, les clients seront prévenus.",
            french::count(moved, "rendez-vous déplacé", "rendez-vous déplacés")
        ),
    };
    if lost.is_empty() {
        return moved;
    }
    let names = french::list_and(lost);
    format!("{moved} Créneau pris entre-temps pour {names}\u{a0}: voici une nouvelle proposition.")
}

#[derive(Debug, Deserialize)]
pub(super) struct Back {
    visites: String,
}

pub(super) async fn undo(
    State(app): State<App>,
    Path(id): Path<AbsenceId>,
    Query(back): Query<Back>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let back: Option<Vec<StandIn>> = back.visites.split(',').map(read).collect();
    let back = back.ok_or(Error::Unreadable("no visits of ours"))?;
    let (mut undone, mut refusals) = (0, Vec::new());
    for visit in &back {
        let to = NewTime { technician: visit.technician, starts_at: visit.starts_at, forced: true };
        match appointments::undo_move(&app, visit.id, visit.version, to, staff.id, now).await {
            Ok(()) => undone += 1,
            Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
            Err(refusal) => refusals.push(refusal.to_string()),
        }
    }
    let mut text =
        french::count(undone, "rendez-vous remis comme avant", "rendez-vous remis comme avant");
    text.push('.');
    if let Some(refusal) = refusals.first() {
        text = format!("{text} {refusal}");
    }
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/planning/absences/{id}")).into_response())
}

async fn find(app: &App, id: AbsenceId) -> Result<Absence> {
    scheduling::queries_days_off::find_absence(&app.db, id).await?.ok_or(Error::NotFound)
}

fn write_all(visits: &[StandIn]) -> String {
    visits.iter().map(write).collect::<Vec<_>>().join(",")
}

impl StandIn {
    /// By all the rules: what the office forces, it forces one by one.
    async fn take(
        &self,
        app: &App,
        by: StaffId,
        now: DateTime<Utc>,
    ) -> std::result::Result<(), MoveError> {
        let id: AppointmentId = self.id;
        let to = NewTime { technician: self.technician, starts_at: self.starts_at, forced: false };
        appointments::move_to(app, id, Some(self.version), to, By::Staff(by), now).await
    }
}
