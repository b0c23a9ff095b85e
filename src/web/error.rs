//! How things go wrong, and what is seen then.

use askama::Template;
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;
use tracing::error;

use super::page::Page;

/// Why a handler has no page to show.
///
/// What a person can mend by filling in a form again is no `Error`: the handler shows
/// the form again instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such page")]
    NotFound,
    #[error("this is not yours to see")]
    Forbidden,
    /// With the page to come back to.
    #[error("please sign in")]
    SignInRequired { next: String },
    #[error("this request cannot be read: {0}")]
    Unreadable(&'static str),
    /// A customer was merged into another while the form was filled in.
    #[error("the customer is no longer there")]
    Merged,
    /// Ours to mend: logged with its causes, and shown without them.
    #[error("something went wrong")]
    Internal(#[from] anyhow::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // What names a customer who was absorbed meanwhile is refused by the database.
        let violated = crate::db::violated_constraint(&error).unwrap_or_default();
        if violated.ends_with("_customer_id_fkey") {
            return Self::Merged;
        }
        Self::Internal(error.into())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::Forbidden => StatusCode::FORBIDDEN.into_response(),
            Self::SignInRequired { next } => {
                Redirect::to(&format!("/connexion?suite={}", super::forms::query_value(&next)))
                    .into_response()
            }
            Self::Merged => StatusCode::CONFLICT.into_response(),
            Self::Unreadable(_) => StatusCode::BAD_REQUEST.into_response(),
            Self::Internal(error) => {
                error!(error = format!("{error:#}"), "request failed");
                if is_database_away(&error) {
                    StatusCode::SERVICE_UNAVAILABLE.into_response()
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR.into_response()
                }
            }
        }
    }
}

/// Whether trying again in a moment is likely to help.
fn is_database_away(error: &anyhow::Error) -> bool {
    error.downcast_ref::<sqlx::Error>().is_some_and(|error| {
        matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_))
    })
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    title: &'static str,
    advice: &'static str,
}

/// Gives every failed response that has no page of its own a page that helps, or JSON to a program.
///
/// It stands around the whole router, so that it serves our own errors and those of axum's
/// extractors, the CSRF check, the timeout and the panic catcher alike.
pub(super) async fn show_page(request: Request, next: Next) -> Response {
    let by_htmx = request.headers().contains_key("hx-request");
    let wants_page =
        accepts_html(request.headers()) && !request.uri().path().starts_with("/webhooks/");
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_finished(response.headers()) {
        return response;
    }
    let (code, title, advice) = words_for(status);
    if !wants_page && !by_htmx {
        return (status, Json(json!({ "error": code, "detail": title }))).into_response();
    }
    let mut page = (status, Page(ErrorPage { title, advice })).into_response();
    if by_htmx {
        // htmx swaps a part of the page; an error replaces all of it.
        let headers = page.headers_mut();
        headers.insert(HeaderName::from_static("hx-retarget"), HeaderValue::from_static("body"));
        headers.insert(HeaderName::from_static("hx-reswap"), HeaderValue::from_static("innerHTML"));
    }
    page
}

fn words_for(status: StatusCode) -> (&'static str, &'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "not_found",
            "Page introuvable",
            "Elle a peut-être été déplacée, ou l’adresse est incomplète. Vérifiez le lien ou revenez à l’accueil.",
        ),
        StatusCode::FORBIDDEN => (
            "forbidden",
            "Cette page ne vous est pas ouverte",
            "Si vous en avez besoin, demandez à la direction d’ouvrir ce droit à votre compte.",
        ),
        StatusCode::CONFLICT => (
            "conflict",
            "Cette fiche vient d’être réunie avec une autre",
            "Rien n’a été enregistré. Retrouvez le client par la recherche, puis recommencez.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "too_large",
            "C’est trop volumineux",
            "Réduisez la taille de ce que vous envoyez, puis recommencez.",
        ),
        StatusCode::TOO_MANY_REQUESTS => {
            ("too_many", "Trop de demandes d’un coup", "Patientez une minute, puis recommencez.")
        }
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            "Cette adresse ne s’ouvre pas ainsi",
            "Revenez en arrière et recommencez.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "unavailable",
            "Relais est momentanément indisponible",
            "Rien de ce qui était confirmé n’est perdu. Réessayez dans une minute.",
        ),
        status if status.is_client_error() => (
            "unreadable",
            "Nous n’avons pas compris cette demande",
            "Revenez en arrière, vérifiez ce que vous avez saisi et recommencez.",
        ),
        _ => (
            "internal",
            "Une erreur est survenue de notre côté",
            "Rien de ce qui était confirmé n’est perdu. Réessayez dans une minute ; si cela continue, prévenez la direction.",
        ),
    }
}

/// Whether the response was drawn by somebody who knew better.
fn is_finished(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| {
        value.as_bytes().starts_with(b"text/html")
            || value.as_bytes().starts_with(b"application/json")
    })
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
