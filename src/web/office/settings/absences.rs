//! Absences, and the visits they meet.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    appointments::{self, BoardVisit},
    business_time::{Span, local},
    scheduling::{self, queries::Absence},
    staff::{self, StaffMember},
    values::{AbsenceId, StaffId, french, text::clean_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        office::{
            shell::Shell,
            times::{instant, read_time},
        },
        page::{Page, show_again},
    },
};

/// Absences further ahead are not listed yet.
const SHOWN: TimeDelta = TimeDelta::days(400);

/// Whole days without times; hours of the first day with them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AbsenceForm {
    technician: String,
    first_day: String,
    last_day: String,
    starts: String,
    ends: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/settings/absences.html")]
struct AbsencesPage {
    shell: Shell,
    /// With when they are, in words.
    absences: Vec<(Absence, String)>,
    technicians: Vec<StaffMember>,
    form: AbsenceForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "office/settings/absence.html")]
struct AbsencePage {
    shell: Shell,
    absence: Absence,
    /// Still booked in that time.
    visits: Vec<BoardVisit>,
}

pub(super) async fn index(State(app): State<App>, Now(now): Now, shell: Shell) -> Result<Response> {
    let day = local::today(now).to_string();
    let form = AbsenceForm { first_day: day.clone(), last_day: day, ..AbsenceForm::default() };
    Ok(Page(AbsencesPage::load(&app, shell, form, FieldErrors::default(), now).await?)
        .into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<AbsenceForm>,
) -> Result<Response> {
    let (technician, span, reason) = match form.parse() {
        Ok(absence) => absence,
        Err(errors) => {
            return Ok(show_again(AbsencesPage::load(&app, shell, form, errors, now).await?));
        }
    };
    staff::find(&app.db, technician).await?.ok_or(Error::NotFound)?;
    let id = scheduling::declare_absence(&app.db, technician, span, &reason, staff.id, now).await?;
    Flash::say("Absence enregistrée.")
        .with_undo(format!("/reglages/absences/{id}/suppression"), "Annuler")
        .keep(&app, &staff)
        .await?;
    Ok(Redirect::to(&format!("/reglages/absences/{id}")).into_response())
}

pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<AbsenceId>,
    shell: Shell,
) -> Result<Response> {
    let absence =
        scheduling::queries_days_off::find_absence(&app.db, id).await?.ok_or(Error::NotFound)?;
    let span = Span::new(absence.starts_at, absence.ends_at);
    let visits = appointments::booked_within(&app.db, absence.staff_id, span).await?;
    Ok(Page(AbsencePage { shell, absence, visits }).into_response())
}

pub(super) async fn destroy(
    State(app): State<App>,
    Path(id): Path<AbsenceId>,
    staff: CurrentStaff,
) -> Result<Response> {
    let was_there = scheduling::withdraw_absence(&app.db, id).await?;
    let text =
        if was_there { "Absence retirée." } else { "Cette absence était déjà retirée." };
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/absences").into_response())
}

impl AbsenceForm {
    fn parse(&self) -> std::result::Result<(StaffId, Span, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let technician = errors
            .check("technician", self.technician.parse().map_err(|_| "Choisissez le technicien."));
        let reason = errors.check("reason", clean_line(&self.reason));
        let reason = reason.and_then(|reason| {
            errors.check(
                "reason",
                required(&reason, "Donnez le motif\u{a0}: congés, formation, maladie…"),
            )
        });
        let span = self.parse_span(&mut errors);
        match (technician, span, reason) {
            (Some(technician), Some(span), Some(reason)) if errors.is_empty() => {
                Ok((technician, span, reason))
            }
            _ => Err(errors),
        }
    }

    fn parse_span(&self, errors: &mut FieldErrors) -> Option<Span> {
        let first: Option<NaiveDate> = errors
            .check("first_day", self.first_day.parse().map_err(|_| "Indiquez le premier jour."));
        let last = if self.last_day.trim().is_empty() {
            first
        } else {
            errors.check("last_day", self.last_day.parse().map_err(|_| "Indiquez le dernier jour."))
        };
        let starts = parse_end("starts", &self.starts, errors)?;
        let ends = parse_end("ends", &self.ends, errors)?;
        let (first, last) = (first?, last?);
        let start = match starts {
            Some(time) => errors.check("starts", instant(first, time))?,
            None => local::day_bounds(first).start,
        };
        let end = match ends {
            Some(time) => errors.check("ends", instant(last, time))?,
            None => local::day_bounds(last).end,
        };
        if end <= start {
            errors.add("last_day", "La fin vient après le début.");
            return None;
        }
        Some(Span::new(start, end))
    }
}

/// None where it cannot be read; none within where nothing is typed.
#[expect(clippy::option_option, reason = "unreadable and absent are two things")]
fn parse_end(
    field: &'static str,
    text: &str,
    errors: &mut FieldErrors,
) -> Option<Option<NaiveTime>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    errors.check(field, read_time(text).ok_or("Écrivez l’heure comme 08:00.")).map(Some)
}

impl AbsencesPage {
    async fn load(
        app: &App,
        shell: Shell,
        form: AbsenceForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let absences =
            scheduling::queries::absences_between(&app.db, Span::new(now, now + SHOWN)).await?;
        let absences =
            absences.into_iter().map(|absence| (absence.clone(), when(&absence))).collect();
        let technicians = staff::active_technicians(&app.db).await?;
        Ok(Self { shell, absences, technicians, form, errors })
    }
}

/// `du mar. 24 nov. au mer. 25 nov.` for whole days, with the hours where they are not whole.
fn when(absence: &Absence) -> String {
    let (first, last) =
        (local::today(absence.starts_at), local::today(absence.ends_at - TimeDelta::seconds(1)));
    let is_whole = absence.starts_at == local::day_bounds(first).start
        && absence.ends_at == local::day_bounds(last).end;
    match (is_whole, first == last) {
        (true, true) => french::day_without_year(first),
        (true, false) => format!("du {} au {}", french::day_short(first), french::day_short(last)),
        (false, true) => {
            format!(
                "{}, {}",
                french::day_without_year(first),
                french::time_range(absence.starts_at, absence.ends_at)
            )
        }
        (false, false) => {
            let end = |day, at| format!("{} à {}", french::day_short(day), french::time(at));
            format!("du {} au {}", end(first, absence.starts_at), end(last, absence.ends_at))
        }
    }
}

impl AbsencePage {
    fn day(&self) -> NaiveDate {
        local::today(self.absence.starts_at)
    }

    fn when(&self) -> String {
        when(&self.absence)
    }
}
