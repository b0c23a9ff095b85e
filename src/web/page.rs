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

/// Whether it leads to a page of ours, and not to another site.
pub(super) fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.contains(char::is_control)
}

/// The path of the page that htmx asks from; none where it does not say.
pub(super) fn path_of_page(headers: &HeaderMap) -> Option<String> {
    let url = headers.get("hx-current-url")?.to_str().ok()?;
    url.splitn(4, '/').nth(3).map(|rest| format!("/{rest}"))
}
