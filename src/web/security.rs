//! The headers that keep browsers from doing what we never asked for.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
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

/// The one page of the portal that works something out, in a worker.
const WORKING_CSP: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

/// Of a response: it is that page.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunsWorker;

/// What strangers sent us may do nothing, even opened by itself.
const RECEIVED_CSP: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Behind a proxy that the settings trust, the peer is whom the proxy names last.
pub(super) async fn see_through_proxy(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    if let Some(peer) = peer.filter(|peer| app.settings.trusted_proxies.contains(&peer.ip()))
        && let Some(client) = named_last(request.headers())
    {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
    }
    next.run(request).await
}

/// The last entry of `X-Forwarded-For` is the proxy's own word; those before are the visitor's.
fn named_last(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

pub(super) async fn add_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_portal =
        ["/rdv", "/suivi", "/mentions", "/accessibilite"].iter().any(|page| path.starts_with(page));
    let is_file = path.starts_with("/s/");
    let is_received =
        path.starts_with("/courrier/") && (path.contains("/pieces/") || path.contains("/images/"));
    let mut response = next.run(request).await;
    let runs_worker = response.extensions().get::<RunsWorker>().is_some();
    let headers = response.headers_mut();
    let csp = match (is_received, is_portal) {
        (true, _) => RECEIVED_CSP,
        (_, true) if runs_worker => WORKING_CSP,
        (_, true) => PORTAL_CSP,
        _ => CSP,
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxys_own_word_is_believed() {
        let mut headers = HeaderMap::new();
        assert_eq!(named_last(&headers), None);
        headers.insert("x-forwarded-for", "192.0.2.9, 198.51.100.7".parse().unwrap());
        assert_eq!(named_last(&headers), "198.51.100.7".parse().ok());
        headers.append("x-forwarded-for", "2001:db8::7".parse().unwrap());
        assert_eq!(named_last(&headers), "2001:db8::7".parse().ok());
    }
}
