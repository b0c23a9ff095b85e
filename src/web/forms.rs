//! Forms: what was typed, and what is wrong with it, field by field.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::de::DeserializeOwned;

use super::Error;
use crate::app::App;

/// The body of a form, strictly read: UTF-8 without control characters.
///
/// axum's own form replaces what is not UTF-8 by U+FFFD and goes on; a name would be stored damaged.
#[derive(Debug)]
pub(super) struct Form<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let is_form = request.headers().get(header::CONTENT_TYPE).is_some_and(|value| {
            value.as_bytes().starts_with(b"application/x-www-form-urlencoded")
        });
        if !is_form {
            return Err(Error::Unreadable("not a form"));
        }
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|_| Error::Unreadable("body too large or cut"))?;
        read_form(&body).map(Form)
    }
}

/// Reads an urlencoded body.
pub(super) fn read_form<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    for (name, value) in form_urlencoded::parse(body) {
        if name.chars().chain(value.chars()).any(is_damage) {
            return Err(Error::Unreadable("damaged characters"));
        }
    }
    serde_html_form::from_bytes(body)
        .map_err(|_| Error::Unreadable("fields missing or of the wrong kind"))
}

fn is_damage(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER || (c.is_control() && !matches!(c, '\r' | '\n' | '\t'))
}

/// A text as the value of a query, percent-encoded.
pub(super) fn query_value(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Messages to show beside the fields they are about, in the order they were found.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldErrors(Vec<(&'static str, String)>);

impl FieldErrors {
    /// Keeps the value, or notes why there is none.
    pub(super) fn check<T>(
        &mut self,
        field: &'static str,
        parsed: Result<T, impl std::fmt::Display>,
    ) -> Option<T> {
        parsed.map_err(|error| self.add(field, error)).ok()
    }

    /// Notes what is wrong with a field; an empty name is about the form as a whole.
    pub(super) fn add(&mut self, field: &'static str, message: impl std::fmt::Display) {
        self.0.push((field, message.to_string()));
    }

    /// A form with one mistake.
    pub(super) fn one(field: &'static str, message: impl std::fmt::Display) -> Self {
        Self(vec![(field, message.to_string())])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For templates: the messages about `field`.
    pub(super) fn on<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| *name == field).map(|(_, message)| message.as_str())
    }

    /// For templates: whether there is a message about `field`.
    pub(super) fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == field)
    }

    /// For the summary on top of a form: fields and messages.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, message)| (*name, message.as_str()))
    }
}

/// The text without the blanks around it, if any is left.
pub(super) fn required(text: &str, message: &'static str) -> Result<String, &'static str> {
    optional(text).ok_or(message)
}

/// The text without the blanks around it; none where nothing is left.
pub(super) fn optional(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
