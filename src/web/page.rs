//! Turning templates into responses.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
};

use super::Error;

/// A template as a response.
#[derive(Debug)]
pub(super) struct Page<T>(pub(super) T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => Error::Internal(error.into()).into_response(),
        }
    }
}

/// A form shown again, because of what was typed in it.
pub(super) fn show_again(page: impl Template) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// Whether htmx asks for a part of a page, and not for all of it.
pub(super) fn wants_fragment(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
        && headers.get("hx-request-type").is_none_or(|kind| kind.as_bytes() != b"full")
}
