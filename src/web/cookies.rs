//! The cookies: the token of the session, whether single keys do something on this device, and who followed an old link.

use axum::http::{HeaderMap, HeaderValue, header};

use chrono::TimeDelta;

use crate::values::SecretToken;

/// The cookie of a device on which letters alone do nothing.
const SINGLE_KEYS_OFF: &str = "relais-touches=non";
/// Of an old link: until when, and our signature.
const FOLLOWED: &str = "relais-suivi=";
/// Browsers keep a cookie for 400 days at most; in seconds.
const SINGLE_KEYS_AGE: u32 = 400 * 24 * 3600;

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

/// Whether letters alone are shortcuts here (WCAG 2.1.4 wants a switch); they are unless switched off.
pub(super) fn single_keys(headers: &HeaderMap) -> bool {
    let mut cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    !cookies.any(|pair| pair.trim() == SINGLE_KEYS_OFF)
}

pub(super) fn set_single_keys(on: bool, is_https: bool) -> HeaderValue {
    let age = if on { 0 } else { SINGLE_KEYS_AGE };
    header_value(format!(
        "{SINGLE_KEYS_OFF}; Path=/; HttpOnly; SameSite=Lax{}; Max-Age={age}",
        secure(is_https)
    ))
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

/// What was said by who followed a link: several, if a browser kept several.
pub(super) fn followed(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(FOLLOWED))
}

/// For the pages of this link alone. `value` and `token` are of letters, digits and points.
pub(super) fn set_followed(
    value: &str,
    token: &str,
    age: TimeDelta,
    is_https: bool,
) -> HeaderValue {
    header_value(format!(
        "{FOLLOWED}{value}; Path=/suivi/{token}; HttpOnly; SameSite=Lax{}; Max-Age={}",
        secure(is_https),
        age.num_seconds()
    ))
}

fn secure(is_https: bool) -> &'static str {
    if is_https { "; Secure" } else { "" }
}

fn header_value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("a cookie of base32 and fixed words has only visible ASCII")
}
