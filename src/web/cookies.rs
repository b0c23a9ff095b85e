//! The one cookie: the token of the session.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::values::SecretToken;

/// By TLS the browser itself keeps others from setting the cookie (RFC 6265bis, `__Host-`).
fn name(is_https: bool) -> &'static str {
    if is_https { "__Host-relais" } else { "relais" }
}

pub(super) fn session_token(headers: &HeaderMap, is_https: bool) -> Option<SecretToken> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| {
            let (found, value) = pair.trim().split_once('=')?;
            (found == name(is_https)).then(|| SecretToken::parse(value)).flatten()
        })
}

/// `max_age` in seconds; none ends with the browser.
pub(super) fn set_session(
    token: &SecretToken,
    max_age: Option<i64>,
    is_https: bool,
) -> HeaderValue {
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    header_value(format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax{}{age}",
        name(is_https),
        token.reveal(),
        secure(is_https)
    ))
}

pub(super) fn forget_session(is_https: bool) -> HeaderValue {
    header_value(format!(
        "{}=; Path=/; HttpOnly; SameSite=Lax{}; Max-Age=0",
        name(is_https),
        secure(is_https)
    ))
}

fn secure(is_https: bool) -> &'static str {
    if is_https { "; Secure" } else { "" }
}

fn header_value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("a cookie of base32 and fixed words has only visible ASCII")
}
