//! The headers that keep browsers from doing what we never asked for.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::app::App;

/// ux.md §1.10: nothing but our own files, nothing inline.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

/// The portal needs no script at all, so none runs there.
const PORTAL_CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

pub(super) async fn add_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_portal =
        ["/rdv", "/suivi", "/mentions", "/accessibilite"].iter().any(|page| path.starts_with(page));
    let is_file = path.starts_with("/s/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let csp = if is_portal { PORTAL_CSP } else { CSP };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Links to an appointment are secrets in the address: no other site is told. `no-referrer` would also
    // hide the Origin of our own forms, by which old browsers without Sec-Fetch-Site pass the CSRF check.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(self), geolocation=(self)"),
    );
    if app.settings.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    if !is_file {
        headers
            .insert(header::VARY, HeaderValue::from_static("HX-Request, HX-Request-Type, Cookie"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
