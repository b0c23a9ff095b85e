//! Waiting for an earlier time, and taking it.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{Followed, show};
use crate::{
    app::App,
    appointments::{self, BookError, MoveError},
    values::EarlierOfferId,
    web::{Error, Result, extract::Now, forms::Form},
};

const GONE: &str = "Ce créneau n’est plus gardé pour vous. Votre rendez-vous reste à sa date.";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EarlierForm {
    /// `prevenir`, `oublier`, `prendre` or `laisser`.
    choix: String,
    offre: Option<EarlierOfferId>,
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    Form(form): Form<EarlierForm>,
) -> Result<Response> {
    let to = |what: &str| Redirect::to(&format!("/suivi/{token}{what}")).into_response();
    match form.choix.as_str() {
        "prevenir" if appointments::is_open_to_customer(&visit, now) => {
            appointments::wish_earlier(&app, &visit, now).await?;
        }
        "oublier" => appointments::wish_no_more(&app, visit.id, now).await?,
        "laisser" => appointments::refuse_earlier(&app, visit.id, now).await?,
        "prendre" => {
            let offer = form.offre.ok_or(Error::Unreadable("no offer"))?;
            return match appointments::take_earlier(&app, &visit, offer, now).await {
                Ok(()) => Ok(to("?deplace=oui")),
                Err(MoveError::NotFound) => Err(Error::NotFound),
                Err(MoveError::Time(BookError::Database(error))) => Err(error.into()),
                Err(_) => show::refuse(&app, token, visit.id, GONE.to_owned(), now).await,
            };
        }
        _ => {}
    }
    Ok(to(""))
}
