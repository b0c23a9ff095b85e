//! Days on which the company is closed.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    business_time::{holidays, local},
    company::{self, Closure},
    scheduling,
    values::{french, text::clean_line},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    annee: Option<i32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ClosureForm {
    day: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/settings/closures.html")]
struct ClosuresPage {
    shell: Shell,
    year: i32,
    holidays: Vec<(NaiveDate, &'static str)>,
    closures: Vec<Closure>,
    form: ClosureForm,
    errors: FieldErrors,
}

pub(super) async fn index(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let year =
        asked.annee.filter(|year| (2000..=2200).contains(year)).unwrap_or_else(|| this_year(now));
    let page =
        ClosuresPage::load(&app, shell, year, ClosureForm::default(), FieldErrors::default())
            .await?;
    Ok(Page(page).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<ClosureForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let day: Option<NaiveDate> =
        errors.check("day", form.day.parse().map_err(|_| "Indiquez le jour."));
    let reason = errors.check("reason", clean_line(&form.reason));
    let reason = reason.and_then(|reason| {
        errors.check(
            "reason",
            required(&reason, "Dites pourquoi\u{a0}: congés annuels, pont, inventaire…"),
        )
    });
    let (Some(day), Some(reason)) = (day, reason) else {
        let page = ClosuresPage::load(&app, shell, this_year(now), form, errors).await?;
        return Ok(show_again(page));
    };
    scheduling::close_on(&app.db, day, &reason).await?;
    Flash::say(format!("Fermé le {}.", french::day_long(day)))
        .with_undo(format!("/reglages/fermetures/{day}/suppression"), "Annuler")
        .keep(&app, &staff)
        .await?;
    Ok(Redirect::to(&format!("/reglages/fermetures?annee={}", day.year())).into_response())
}

pub(super) async fn destroy(
    State(app): State<App>,
    Path(day): Path<NaiveDate>,
    staff: CurrentStaff,
) -> Result<Response> {
    scheduling::open_on(&app.db, day).await?;
    Flash::say(format!("Ouvert de nouveau le {}.", french::day_long(day)))
        .keep(&app, &staff)
        .await?;
    Ok(Redirect::to(&format!("/reglages/fermetures?annee={}", day.year())).into_response())
}

fn this_year(now: DateTime<Utc>) -> i32 {
    local::today(now).year()
}

impl ClosuresPage {
    async fn load(
        app: &App,
        shell: Shell,
        year: i32,
        form: ClosureForm,
        errors: FieldErrors,
    ) -> Result<Self> {
        let on = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let closures = company::closures(&app.db, on(1, 1), on(12, 31)).await?;
        let holidays = holidays::of_year(year)
            .into_iter()
            .filter_map(|day| Some((day, holidays::name(day)?)))
            .collect();
        Ok(Self { shell, year, holidays, closures, form, errors })
    }
}
