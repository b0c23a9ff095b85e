//! Lists that somebody keeps under a name.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{index, query::Asked};
use crate::{
    app::App,
    tickets,
    values::text::clean_line,
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::show_again,
    },
};

/// As long as a tab may be, in characters.
const LONGEST_NAME: usize = 40;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ViewForm {
    nom: String,
    /// The filter, as the list's address has it.
    filtre: String,
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<ViewForm>,
) -> Result<Response> {
    let asked = Asked::read(Some(&format!("vue=filtre&{}", form.filtre)))?;
    let refusal = match name(&form.nom) {
        Ok(name) => {
            let filter = asked.own_query();
            if tickets::save_view(&app.db, staff.id, &name, &filter, now).await?.is_some() {
                Flash::say(format!("Vue «\u{a0}{name}\u{a0}» enregistrée."))
                    .keep(&app, &staff)
                    .await?;
                return Ok(Redirect::to(&asked.first_page()).into_response());
            }
            "Vous avez déjà 12\u{a0}vues\u{a0}: retirez-en une d’abord.".to_owned()
        }
        Err(refusal) => refusal,
    };
    let page = index::page(&app, shell, asked, now).await?;
    Ok(show_again(page.refused_view(form.nom, FieldErrors::one("nom", refusal))))
}

fn name(typed: &str) -> std::result::Result<String, String> {
    let name = clean_line(typed).map_err(|error| error.to_string())?;
    if name.is_empty() {
        return Err("Donnez un nom à cette vue.".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err("40\u{a0}caractères au plus.".to_owned());
    }
    Ok(name)
}

pub(super) async fn destroy(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<i64>,
) -> Result<Redirect> {
    tickets::delete_view(&app.db, staff.id, id).await?;
    Flash::say("Vue retirée.").keep(&app, &staff).await?;
    Ok(Redirect::to("/demandes"))
}
