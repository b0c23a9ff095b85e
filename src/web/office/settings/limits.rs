//! What limits one technician: habilitations, zones, where the day begins, how many visits it holds.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use serde::Deserialize;

use super::{hours::technician, planification::number};
use crate::{
    app::App,
    scheduling::{
        self,
        queries_rules::{self, Limits, ZoneRow},
        skills::{self, Held},
    },
    staff::StaffMember,
    travel,
    values::{StaffId, ZoneId},
    web::{
        Result,
        extract::CurrentStaff,
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

/// Rows for habilitations: as many as anybody holds, and room for more.
const SPARE: usize = 2;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LimitsForm {
    base: String,
    most_visits: String,
    #[serde(rename = "skill")]
    skills: Vec<String>,
    #[serde(rename = "valid_until")]
    until: Vec<String>,
    #[serde(rename = "zone")]
    zones: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/settings/limits.html")]
struct LimitsPage {
    shell: Shell,
    person: StaffMember,
    form: LimitsForm,
    zones: Vec<ZoneRow>,
    errors: FieldErrors,
}

impl LimitsPage {
    /// The habilitations as typed, each with its last day, and empty rows for more.
    fn rows(&self) -> Vec<(&str, &str)> {
        let typed = self.form.skills.iter().enumerate().map(|(at, skill)| {
            (skill.as_str(), self.form.until.get(at).map_or("", String::as_str))
        });
        let typed = typed.filter(|(skill, until)| !skill.is_empty() || !until.is_empty());
        typed.chain(std::iter::repeat_n(("", ""), SPARE)).collect()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend what they pass")]
    fn has_zone(&self, id: &ZoneId) -> bool {
        self.form.zones.contains(&id.to_string())
    }
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    shell: Shell,
) -> Result<Response> {
    let person = technician(&app, id).await?;
    let limits = queries_rules::limits_of(&app.db, id).await?;
    let held = queries_rules::skills_of_staff(&app.db, id).await?;
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let form = LimitsForm {
        base: limits.base.and_then(travel::name_of).unwrap_or_default().to_owned(),
        most_visits: limits.most_visits.map_or_else(String::new, |most| most.to_string()),
        until: held.iter().map(|held| day(held.valid_until)).collect(),
        skills: held.into_iter().map(|held| held.skill).collect(),
        zones: queries_rules::zones_of_staff(&app.db, id)
            .await?
            .iter()
            .map(ToString::to_string)
            .collect(),
    };
    let (zones, errors) = (queries_rules::zones(&app.db).await?, FieldErrors::default());
    Ok(Page(LimitsPage { shell, person, form, zones, errors }).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<LimitsForm>,
) -> Result<Response> {
    let person = technician(&app, id).await?;
    match form.parse() {
        Ok((limits, held, zones)) => {
            scheduling::set_limits(&app.db, id, limits, &held, &zones).await?;
            Flash::say(format!("Limites de {} enregistrées.", person.name))
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to("/reglages").into_response())
        }
        Err(errors) => {
            let zones = queries_rules::zones(&app.db).await?;
            Ok(show_again(LimitsPage { shell, person, form, zones, errors }))
        }
    }
}

impl LimitsForm {
    fn parse(&self) -> Result<(Limits, Vec<Held>, Vec<ZoneId>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let base = self.base.trim();
        let base = (!base.is_empty()).then(|| {
            let unknown = "Commune inconnue. Écrivez son nom, ou le code postal et le nom\u{a0}: 74000 Annecy.";
            errors.check("base", travel::locate_typed(base).ok_or(unknown))
        });
        let most = self.most_visits.trim();
        let most = (!most.is_empty())
            .then(|| errors.check("most_visits", number(most, 1, 30, "De 1 à 30, ou rien.")));
        let mut held: Vec<Held> = Vec::new();
        for (at, typed) in self.skills.iter().enumerate() {
            let until = self.until.get(at).map_or("", |until| until.trim());
            let valid_until = (!until.is_empty())
                .then(|| {
                    errors.check("skill", until.parse().map_err(|_| "Indiquez la date de fin."))
                })
                .flatten();
            let list = errors.check("skill", skills::read_list(typed).map_err(|word| {
                format!("«\u{a0}{word}\u{a0}»\u{a0}: des lettres et des chiffres seulement, comme BR ou IRVE.")
            }));
            for skill in list.unwrap_or_default() {
                if held.iter().all(|other| other.skill != skill) {
                    held.push(Held { skill, valid_until });
                }
            }
        }
        let zones = self.zones.iter().filter_map(|zone| zone.parse().ok()).collect();
        if errors.is_empty() {
            Ok((Limits { base: base.flatten(), most_visits: most.flatten() }, held, zones))
        } else {
            Err(errors)
        }
    }
}
