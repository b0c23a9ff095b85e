//! What holds for everybody's time: notice, horizon and lunch, and the zones where we go.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::App,
    scheduling::{PlanningRules, queries_rules},
    travel,
    values::{ZoneId, french, text::clean_line},
    web::{
        Error, Result,
        extract::CurrentStaff,
        flash::Flash,
        forms::{FieldErrors, Form, required},
        office::{shell::Shell, times::read_time},
        page::{Page, show_again},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RulesForm {
    online_notice: String,
    online_horizon: String,
    lunch: String,
    lunch_from: String,
    lunch_until: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ZoneForm {
    name: String,
    /// A postcode and a name, or one of them.
    commune: String,
    reach: String,
}

/// A zone as it is read.
struct ZoneLine {
    id: ZoneId,
    name: String,
    /// `Annecy et 40 min autour`
    around: String,
}

#[derive(Template)]
#[template(path = "office/settings/planning_rules.html")]
struct RulesPage {
    shell: Shell,
    rules: RulesForm,
    zone: ZoneForm,
    zones: Vec<ZoneLine>,
    /// Where driving times come from.
    routing: bool,
    errors: FieldErrors,
}

impl RulesPage {
    async fn load(
        app: &App,
        shell: Shell,
        rules: Option<RulesForm>,
        zone: ZoneForm,
        errors: FieldErrors,
    ) -> Result<Self> {
        let rules = match rules {
            Some(typed) => typed,
            None => RulesForm::of(&PlanningRules::load(&app.db).await?),
        };
        let zones = queries_rules::zones(&app.db).await?.into_iter().map(|zone| ZoneLine {
            around: format!(
                "{} et {} de route autour",
                travel::name_of(zone.commune).unwrap_or("commune inconnue"),
                french::duration(zone.reach_minutes)
            ),
            id: zone.id,
            name: zone.name,
        });
        let zones = zones.collect();
        Ok(Self { shell, rules, zone, zones, routing: app.routing.is_some(), errors })
    }
}

pub(super) async fn edit(State(app): State<App>, shell: Shell) -> Result<Response> {
    let (zone, errors) = (ZoneForm::default(), FieldErrors::default());
    Ok(Page(RulesPage::load(&app, shell, None, zone, errors).await?).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<RulesForm>,
) -> Result<Response> {
    let rules = match form.parse() {
        Ok(rules) => rules,
        Err(errors) => {
            let zone = ZoneForm::default();
            let page = RulesPage::load(&app, shell, Some(form), zone, errors).await?;
            return Ok(show_again(page));
        }
    };
    queries_rules::save_planning_rules(&app.db, &rules).await?;
    Flash::say("Règles enregistrées. Les créneaux proposés changent aussitôt.")
        .keep(&app, &staff)
        .await?;
    Ok(Redirect::to("/reglages/planification").into_response())
}

pub(super) async fn add_zone(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<ZoneForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", clean_line(&form.name));
    let name = name.and_then(|name| {
        errors
            .check("name", required(&name, "Donnez un nom à la zone, par exemple Bassin annécien."))
    });
    let commune = errors.check(
        "commune",
        travel::locate_typed(&form.commune).ok_or(
            "Commune inconnue. Écrivez son nom, ou le code postal et le nom\u{a0}: 74000 Annecy.",
        ),
    );
    let reach = errors.check("reach", number(&form.reach, 5, 300, "De 5 à 300 minutes de route."));
    if let (Some(name), Some(commune), Some(reach)) = (name, commune, reach) {
        if queries_rules::add_zone(&app.db, &name, commune, reach).await?.is_some() {
            Flash::say(format!("Zone ajoutée\u{a0}: {name}.")).keep(&app, &staff).await?;
            return Ok(Redirect::to("/reglages/planification").into_response());
        }
        errors.add("name", "Une autre zone porte déjà ce nom.");
    }
    Ok(show_again(RulesPage::load(&app, shell, None, form, errors).await?))
}

pub(super) async fn delete_zone(
    State(app): State<App>,
    Path(id): Path<ZoneId>,
    staff: CurrentStaff,
) -> Result<Response> {
    if !queries_rules::delete_zone(&app.db, id).await? {
        return Err(Error::NotFound);
    }
    Flash::say("Zone supprimée.").keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/planification").into_response())
}

impl RulesForm {
    fn of(rules: &PlanningRules) -> Self {
        Self {
            online_notice: rules.online_notice_minutes.to_string(),
            online_horizon: rules.online_horizon_days.to_string(),
            lunch: rules.lunch_minutes.to_string(),
            lunch_from: rules.lunch_from.format("%H:%M").to_string(),
            lunch_until: rules.lunch_until.format("%H:%M").to_string(),
        }
    }

    fn parse(&self) -> Result<PlanningRules, FieldErrors> {
        let mut errors = FieldErrors::default();
        let notice = number(&self.online_notice, 0, 20_160, "De 0 à 20 160 minutes (14 jours).");
        let notice = errors.check("online_notice", notice);
        let horizon = number(&self.online_horizon, 1, 366, "De 1 à 366 jours.");
        let horizon = errors.check("online_horizon", horizon);
        let lunch =
            number(&self.lunch, 0, 180, "De 0 à 180 minutes\u{a0}; 0 ne garde pas de pause.");
        let lunch = errors.check("lunch", lunch);
        let time = "Indiquez l’heure, par exemple 11:30.";
        let from = errors.check("lunch_from", read_time(&self.lunch_from).ok_or(time));
        let until = errors.check("lunch_until", read_time(&self.lunch_until).ok_or(time));
        if let (Some(lunch), Some(from), Some(until)) = (lunch, from, until)
            && (until - from).num_minutes() < i64::from(lunch)
        {
            errors.add("lunch_until", "La pause ne tient pas entre ces deux heures.");
        }
        match (notice, horizon, lunch, from, until) {
            (Some(notice), Some(horizon), Some(lunch), Some(lunch_from), Some(lunch_until))
                if errors.is_empty() =>
            {
                Ok(PlanningRules {
                    online_notice_minutes: notice,
                    online_horizon_days: horizon,
                    lunch_minutes: lunch,
                    lunch_from,
                    lunch_until,
                })
            }
            _ => Err(errors),
        }
    }
}

/// A whole number in a range, or what to say.
pub(super) fn number(
    typed: &str,
    least: i32,
    most: i32,
    say: &'static str,
) -> Result<i32, &'static str> {
    typed.trim().parse().ok().filter(|number| (least..=most).contains(number)).ok_or(say)
}
