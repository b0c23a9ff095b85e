//! Two customers side by side: merged, or told apart.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::super::shell::Shell;
use crate::{
    app::App,
    merging::{self, Choices, Comparison, Field, MergeError, MergeRequest, Pick, Verdict},
    values::{CustomerId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/duplicates/compare.html")]
struct ComparePage {
    shell: Shell,
    comparison: Comparison,
    form: MergeForm,
    errors: FieldErrors,
}

/// What was chosen, field by field, of the cards as they were seen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MergeForm {
    version_a: i32,
    version_b: i32,
    genre: String,
    civilite: String,
    prenom: String,
    nom: String,
    note: String,
    codes: Option<String>,
}

impl MergeForm {
    fn chosen(&self, name: &str) -> Option<Pick> {
        let value = match name {
            "genre" => &self.genre,
            "civilite" => &self.civilite,
            "prenom" => &self.prenom,
            "nom" => &self.nom,
            "note" => &self.note,
            _ => return None,
        };
        Pick::parse(value)
    }

    fn choices(&self) -> Choices {
        let names = ["genre", "civilite", "prenom", "nom", "note"];
        let chosen = names.into_iter().filter_map(|name| Some((name, self.chosen(name)?)));
        Choices(chosen.collect::<BTreeMap<_, _>>())
    }
}

impl ComparePage {
    /// For templates: whether this value is chosen.
    fn is_picked(&self, field: &Field, pick: &str) -> bool {
        self.form.chosen(field.name).unwrap_or(field.pick).as_str() == pick
    }

    fn result(&self, field: &Field) -> String {
        let pick = self.form.chosen(field.name).unwrap_or(field.pick);
        field.value(pick).unwrap_or_default()
    }

    /// What each choice would make of it, whether it is the one that is chosen, and whether it was so beforehand:
    /// the style sheet shows the one whose radio is pressed.
    fn results(&self, field: &Field) -> Vec<(&'static str, String, bool, bool)> {
        [Pick::A, Pick::B, Pick::Both]
            .into_iter()
            .map(|pick| {
                let words = field.value(pick).unwrap_or_default();
                (pick.as_str(), words, self.is_picked(field, pick.as_str()), pick == field.pick)
            })
            .collect()
    }

    fn same(&self) -> Vec<&Field> {
        self.comparison.fields.iter().filter(|field| field.is_same() && field.a.is_some()).collect()
    }

    fn same_counted(&self) -> String {
        let number = i64::try_from(self.same().len()).unwrap_or(i64::MAX);
        french::count(number, "valeur identique", "valeurs identiques")
    }

    fn different(&self) -> Vec<&Field> {
        self.comparison.fields.iter().filter(|field| !field.is_same()).collect()
    }

    fn path(&self) -> String {
        path(self.comparison.a.customer.id, self.comparison.b.customer.id)
    }
}

fn path(a: CustomerId, b: CustomerId) -> String {
    format!("/doublons/{}/{}", a.min(b), a.max(b))
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Path((a, b)): Path<(CustomerId, CustomerId)>,
) -> Result<Response> {
    if a > b {
        return Ok(Redirect::to(&path(a, b)).into_response());
    }
    let form = MergeForm::default();
    draw(&app, shell, [a, b], form, FieldErrors::default(), StatusCode::OK).await
}

async fn draw(
    app: &App,
    shell: Shell,
    ids: [CustomerId; 2],
    form: MergeForm,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let Some(comparison) = merging::compare(&app.db, ids).await? else {
        // Merged already: the card that is left says the rest.
        for id in ids {
            if let Some(survivor) = merging::survivor_of(&app.db, id).await? {
                return Ok(Redirect::to(&format!("/clients/{survivor}")).into_response());
            }
        }
        return Err(Error::NotFound);
    };
    Ok((status, Page(ComparePage { shell, comparison, form, errors })).into_response())
}

pub(super) async fn merge(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path((a, b)): Path<(CustomerId, CustomerId)>,
    Now(now): Now,
    Form(form): Form<MergeForm>,
) -> Result<Response> {
    let ids = [a.min(b), a.max(b)];
    let request = MergeRequest {
        ids,
        versions: [form.version_a, form.version_b],
        choices: form.choices(),
        codes_confirmed: form.codes.is_some(),
    };
    let (merge, survivor) = match merging::merge(&app.db, &request, staff.id, now).await {
        Ok(done) => done,
        Err(MergeError::Database(error)) => return Err(error.into()),
        Err(error @ MergeError::TwoCodes(_)) => {
            let errors = FieldErrors::one("codes", error);
            return draw(&app, shell, ids, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        // Values that were chosen among others than those of now are not kept chosen.
        Err(error) => {
            let (form, errors) = (MergeForm::default(), FieldErrors::one("", error));
            return draw(&app, shell, ids, form, errors, StatusCode::CONFLICT).await;
        }
    };
    Flash::say("Les deux fiches n’en font plus qu’une. Annulation possible pendant 30\u{a0}jours.")
        .with_undo(format!("/doublons/fusions/{merge}/annulation"), "Annuler la fusion")
        .keep(&app, &staff)
        .await?;
    Ok(Redirect::to(&format!("/clients/{survivor}")).into_response())
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct VerdictForm {
    verdict: String,
}

pub(super) async fn decide(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((a, b)): Path<(CustomerId, CustomerId)>,
    Now(now): Now,
    Form(form): Form<VerdictForm>,
) -> Result<Redirect> {
    let (verdict, said) = match form.verdict.as_str() {
        "different" => (
            Verdict::Different,
            "C’est noté\u{a0}: deux personnes. Ce rapprochement ne sera plus proposé.",
        ),
        "household" => {
            (Verdict::Household, "C’est noté\u{a0}: même foyer. Chaque fiche montre l’autre.")
        }
        _ => return Err(Error::Unreadable("no such verdict")),
    };
    if a == b || !merging::decide(&app.db, [a, b], verdict, staff.id, now).await? {
        return Err(Error::NotFound);
    }
    let undo = format!("{}/verdict/retrait", path(a, b));
    Flash::say(said).with_undo(undo, "Revenir dessus").keep(&app, &staff).await?;
    Ok(Redirect::to("/doublons"))
}

pub(super) async fn withdraw(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((a, b)): Path<(CustomerId, CustomerId)>,
    Now(now): Now,
) -> Result<Redirect> {
    if !merging::withdraw(&app.db, [a, b], staff.id, now).await? {
        return Err(Error::NotFound);
    }
    Flash::say("Décision retirée.").keep(&app, &staff).await?;
    Ok(Redirect::to(&path(a, b)))
}
