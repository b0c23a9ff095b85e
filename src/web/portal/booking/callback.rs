//! Being called back, where no slot suits or nothing on the list does.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta};
use serde::Deserialize;

use super::super::answers::{Answers, Query};
use crate::{
    app::App,
    company::{self, Company},
    promises,
    values::{PhoneNumber, french, text::clean_text},
    web::{
        Result,
        extract::Now,
        forms::{FieldErrors, Form},
        page::{Page, show_again},
    },
};

/// The office calls back within this time of its opening hours (domain.md §7).
const CALLBACK: TimeDelta = TimeDelta::hours(4);

/// Longer than any name.
const LONGEST_NAME: usize = 100;

/// A line or two, not a letter.
const LONGEST_NOTE: usize = 300;

#[derive(Template)]
#[template(path = "portal/booking/callback.html")]
struct CallbackPage {
    company: Company,
    form: CallbackForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "portal/booking/callback_noted.html")]
struct NotedPage {
    company: Company,
    /// `mardi 24 novembre à 10 h`
    due: String,
}

/// What to call about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CallbackForm {
    #[serde(flatten)]
    answers: Answers,
    note: String,
    website: String,
    /// Once noted: by when we call, in seconds since 1970.
    avant: String,
}

pub(super) async fn new(
    State(app): State<App>,
    Query(form): Query<CallbackForm>,
) -> Result<Response> {
    let company = company::load(&app.db).await?;
    let due = form.avant.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Ok(match due {
        Some(due) => {
            let due = format!("{} à {}", french::day_without_year(due), french::time(due));
            Page(NotedPage { company, due }).into_response()
        }
        None => {
            Page(CallbackPage { company, form, errors: FieldErrors::default() }).into_response()
        }
    })
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Form(form): Form<CallbackForm>,
) -> Result<Response> {
    let what = match form.parse(&app).await? {
        Ok(what) => what,
        Err(errors) => {
            let company = company::load(&app.db).await?;
            return Ok(show_again(CallbackPage { company, form, errors }));
        }
    };
    let due = promises::within_office_hours(now, CALLBACK);
    promises::promise_portal_callback(&app.db, what, due, now).await?;
    Ok(Redirect::to(&format!("/rdv/rappel?avant={}", due.timestamp())).into_response())
}

impl CallbackForm {
    /// What is promised, as the office reads it: whom to call about what.
    async fn parse(&self, app: &App) -> Result<Result<String, FieldErrors>> {
        let mut errors = FieldErrors::default();
        refuse_robots(&self.website, &mut errors);
        let name = errors.check("name", read_name(&self.answers.name));
        let phone = errors.check("phone", PhoneNumber::parse(&self.answers.phone));
        let note = errors.check("note", read_note(&self.note));
        let (Some(name), Some(phone), Some(note), true) = (name, phone, note, errors.is_empty())
        else {
            return Ok(Err(errors));
        };
        let mut what = format!("Rappeler {name} au {}", phone.national());
        if let Some(service) = self.answers.service(app).await? {
            what = format!("{what}\u{a0}: {}, aucun créneau en ligne ne convient", service.name);
        }
        if let Ok(address) = self.answers.postal_address() {
            what = format!("{what} ({})", address.one_line());
        }
        if !note.is_empty() {
            what = format!("{what}. «\u{a0}{note}\u{a0}»");
        }
        Ok(Ok(what))
    }
}

pub(super) fn read_name(typed: &str) -> Result<String, String> {
    if typed.trim().chars().count() > LONGEST_NAME {
        return Err(format!("Ce nom est trop long\u{a0}: {LONGEST_NAME}\u{a0}caractères au plus."));
    }
    let name = crate::values::text::clean_line(typed).map_err(|error| error.to_string())?;
    if !name.contains(char::is_alphabetic) {
        return Err("Indiquez votre nom.".to_owned());
    }
    Ok(name)
}

/// On one line.
fn read_note(typed: &str) -> Result<String, String> {
    let note = clean_text(typed).map_err(|error| error.to_string())?;
    if note.chars().count() > LONGEST_NOTE {
        return Err(format!(
            "Ce texte est trop long\u{a0}: {LONGEST_NOTE}\u{a0}caractères au plus."
        ));
    }
    Ok(note.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Nobody sees the field `website`: what fills it in is a robot, or a browser that fills in too much.
pub(super) fn refuse_robots(website: &str, errors: &mut FieldErrors) {
    if !website.is_empty() {
        errors.add(
            "",
            "Votre navigateur a rempli une case cachée. Renvoyez le formulaire, ou appelez-nous.",
        );
    }
}
