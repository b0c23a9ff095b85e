//! The weekly hours of a technician: two periods a day at most.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{NaiveTime, Weekday};

use crate::{
    app::App,
    scheduling,
    staff::{self, StaffMember},
    values::{StaffId, french},
    web::{
        Error, Result,
        extract::CurrentStaff,
        flash::Flash,
        forms::{FieldErrors, Form},
        office::{shell::Shell, times::read_time},
        page::{Page, show_again},
    },
};

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The names of the fields of each day: ISO weekday, morning and afternoon, start and end.
const FIELDS: [[&str; 4]; 7] = [
    ["1_am_start", "1_am_end", "1_pm_start", "1_pm_end"],
    ["2_am_start", "2_am_end", "2_pm_start", "2_pm_end"],
    ["3_am_start", "3_am_end", "3_pm_start", "3_pm_end"],
    ["4_am_start", "4_am_end", "4_pm_start", "4_pm_end"],
    ["5_am_start", "5_am_end", "5_pm_start", "5_pm_end"],
    ["6_am_start", "6_am_end", "6_pm_start", "6_pm_end"],
    ["7_am_start", "7_am_end", "7_pm_start", "7_pm_end"],
];

/// A row of the form, as it was typed.
struct Day {
    name: String,
    fields: [&'static str; 4],
    values: [String; 4],
}

/// ISO weekday, start and end.
type Period = (i32, NaiveTime, NaiveTime);

#[derive(Template)]
#[template(path = "office/settings/hours.html")]
struct HoursPage {
    shell: Shell,
    person: StaffMember,
    days: Vec<Day>,
    errors: FieldErrors,
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    shell: Shell,
) -> Result<Response> {
    let person = technician(&app, id).await?;
    let hours = scheduling::queries::hours_of(&app.db, id).await?;
    let days = days(|weekday, field| {
        let mut of_day = hours.iter().filter(|row| row.weekday == weekday);
        let row = if field < 2 { of_day.next() } else { of_day.nth(1) };
        let time = row.map(|row| if field.is_multiple_of(2) { row.starts } else { row.ends });
        time.map_or_else(String::new, |time| time.format("%H:%M").to_string())
    });
    Ok(Page(HoursPage { shell, person, days, errors: FieldErrors::default() }).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response> {
    let person = technician(&app, id).await?;
    let days = days(|weekday, field| {
        let name = usize::try_from(weekday - 1)
            .ok()
            .and_then(|day| FIELDS.get(day))
            .map_or("", |day| day[field]);
        form.get(name).cloned().unwrap_or_default()
    });
    let mut errors = FieldErrors::default();
    let hours: Vec<Period> =
        (1_i32..).zip(&days).flat_map(|(weekday, day)| day.parse(weekday, &mut errors)).collect();
    if !errors.is_empty() {
        return Ok(show_again(HoursPage { shell, person, days, errors }));
    }
    scheduling::set_hours(&app.db, id, &hours).await?;
    Flash::say(format!("Horaires de {} enregistrés.", person.name)).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages").into_response())
}

pub(super) async fn technician(app: &App, id: StaffId) -> Result<StaffMember> {
    staff::find(&app.db, id)
        .await?
        .filter(|staff| staff.role == staff::Role::Technician)
        .ok_or(Error::NotFound)
}

/// The rows of the form, with the value of each field.
fn days(value: impl Fn(i32, usize) -> String) -> Vec<Day> {
    (1_i32..)
        .zip(WEEK)
        .zip(FIELDS)
        .map(|((number, weekday), fields)| Day {
            name: french::capitalised(french::weekday(weekday)),
            fields,
            values: [0, 1, 2, 3].map(|field| value(number, field)),
        })
        .collect()
}

impl Day {
    /// For those who do not see the table: `Lundi matin, début`.
    fn label(&self, at: usize) -> String {
        let half = if at < 2 { "matin" } else { "après-midi" };
        let end = if at.is_multiple_of(2) { "début" } else { "fin" };
        format!("{} {half}, {end}", self.name)
    }

    fn parse(&self, weekday: i32, errors: &mut FieldErrors) -> Vec<Period> {
        let morning = self.parse_period(weekday, 0, errors);
        let afternoon = self.parse_period(weekday, 2, errors);
        if let (Some((_, _, end)), Some((_, start, _))) = (morning, afternoon)
            && start < end
        {
            errors.add(
                self.fields[2],
                format!("{} : l’après-midi commence avant la fin de la matinée.", self.name),
            );
        }
        morning.into_iter().chain(afternoon).collect()
    }

    /// Nothing where both ends are empty.
    fn parse_period(&self, weekday: i32, at: usize, errors: &mut FieldErrors) -> Option<Period> {
        let (starts, ends) = (self.values[at].trim(), self.values[at + 1].trim());
        if starts.is_empty() && ends.is_empty() {
            return None;
        }
        let message =
            format!("{} : indiquez le début et la fin, par exemple 08:00 et 12:00.", self.name);
        let starts = errors.check(self.fields[at], read_time(starts).ok_or(&message));
        let ends = errors.check(self.fields[at + 1], read_time(ends).ok_or(&message));
        let (starts, ends) = (starts?, ends?);
        if ends <= starts {
            errors
                .add(self.fields[at + 1], format!("{} : la fin vient après le début.", self.name));
            return None;
        }
        Some((weekday, starts, ends))
    }
}
