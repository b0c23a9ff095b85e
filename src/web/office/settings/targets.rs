//! What is promised for each priority.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};

use crate::{
    app::App,
    catalog::Priority,
    tickets::{self, ClockKind, NewTarget, TargetChange, TargetRow, Targets, TargetsError},
    values::french,
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/settings/targets.html")]
struct TargetsPage {
    shell: Shell,
    version: i64,
    rows: Vec<Row>,
    changes: Vec<TargetChange>,
    errors: FieldErrors,
    /// What somebody else saved meanwhile.
    conflict: Option<Targets>,
    now: DateTime<Utc>,
}

/// One priority, as it stands in the form.
struct Row {
    priority: Priority,
    clock: ClockKind,
    response: String,
    /// Empty where the date is agreed on with the customer.
    resolution: String,
}

impl Row {
    fn of(target: &TargetRow) -> Self {
        Self {
            priority: target.priority,
            clock: target.clock,
            response: french::duration(target.response),
            resolution: target.resolution.map(french::duration).unwrap_or_default(),
        }
    }

    /// What was typed, where something was.
    fn typed(mut self, form: &Typed) -> Self {
        let of = |field: &str| form.get(&format!("{}_{field}", self.priority.name())).cloned();
        if let (Some(response), Some(resolution)) = (of("reponse"), of("resolution")) {
            (self.response, self.resolution) = (response, resolution);
        }
        self
    }

    fn clock_words(&self) -> &'static str {
        match self.clock {
            ClockKind::Business => "heures du bureau",
            ClockKind::Calendar => "à toute heure",
        }
    }

    fn read(&self, errors: &mut FieldErrors) -> Option<NewTarget> {
        let label = self.priority.label();
        let why = |of: &str| {
            format!(
                "Priorité {label}, {of}\u{a0}: écrivez une durée, comme «\u{a0}15 min\u{a0}», «\u{a0}4 h\u{a0}» ou «\u{a0}1 h 30\u{a0}»."
            )
        };
        let response = errors.check("", minutes(&self.response).ok_or_else(|| why("réponse")))?;
        let resolution = match self.resolution.trim() {
            "" => None,
            typed => {
                let read = minutes(typed).filter(|minutes| *minutes > 0);
                Some(errors.check("", read.ok_or_else(|| why("résolution")))?)
            }
        };
        Some(NewTarget { priority: self.priority, response, resolution })
    }
}

/// `p1_reponse`, `p1_resolution`, … and `version`.
type Typed = BTreeMap<String, String>;

/// `15`, `15 min`, `4 h`, `1 h 30`.
fn minutes(typed: &str) -> Option<i32> {
    let text: String =
        typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let text = text.trim_end_matches("min").trim_end_matches("mn");
    let number = |text: &str| match text {
        "" => None,
        text => {
            text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse::<i32>().ok()).flatten()
        }
    };
    match text.split_once('h') {
        None => number(text),
        Some((hours, "")) => number(hours)?.checked_mul(60),
        Some((hours, rest)) => {
            let rest = number(rest).filter(|minutes| *minutes < 60)?;
            number(hours)?.checked_mul(60)?.checked_add(rest)
        }
    }
}

impl TargetsPage {
    async fn load(app: &App, shell: Shell, form: &Typed, now: DateTime<Utc>) -> Result<Self> {
        let targets = tickets::targets(&app.db).await?;
        Ok(Self {
            shell,
            version: targets.version,
            rows: targets.rows.iter().map(|row| Row::of(row).typed(form)).collect(),
            changes: tickets::target_changes(&app.db).await?,
            errors: FieldErrors::default(),
            conflict: None,
            now,
        })
    }
}

/// What is promised of a resolution, in words.
fn resolution(minutes: Option<i32>) -> String {
    minutes.map_or_else(|| "date convenue".to_owned(), french::duration)
}

pub(super) async fn edit(State(app): State<App>, Now(now): Now, shell: Shell) -> Result<Response> {
    Ok(Page(TargetsPage::load(&app, shell, &Typed::new(), now).await?).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let mut page = TargetsPage::load(&app, shell, &form, now).await?;
    let mut errors = FieldErrors::default();
    let new: Vec<NewTarget> = page.rows.iter().filter_map(|row| row.read(&mut errors)).collect();
    let seen = form.get("version").and_then(|version| version.parse().ok()).unwrap_or_default();
    if !errors.is_empty() {
        page.version = seen;
        page.errors = errors;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    match tickets::save_targets(&app.db, seen, &new, staff.id, now).await {
        Ok(count) => {
            let words = match count {
                0 => "Rien n’a changé.",
                _ => "Délais enregistrés\u{a0}: les prochaines demandes les suivent.",
            };
            Flash::say(words).keep(&app, &staff).await?;
            Ok(Redirect::to("/reglages/delais").into_response())
        }
        Err(TargetsError::Database(error)) => Err(error.into()),
        Err(TargetsError::Stale(stands)) => {
            // Who saves again has seen the other version.
            page.version = stands.version;
            page.conflict = Some(stands);
            Ok((StatusCode::CONFLICT, Page(page)).into_response())
        }
        Err(refused) => {
            page.version = seen;
            page.errors = FieldErrors::one("", refused);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn a_duration_is_read_as_it_is_written() {
        for (typed, read) in [
            ("15", Some(15)),
            ("15 min", Some(15)),
            ("4\u{a0}h", Some(240)),
            ("1 h 30", Some(90)),
            ("1h30min", Some(90)),
            ("0", Some(0)),
            ("1 h 75", None),
            ("h", None),
            ("vite", None),
            ("-5", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(minutes(typed), read, "{typed:?}");
        }
    }
}
