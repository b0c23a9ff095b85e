//! Links that leave the page for the telephone itself: the way to a door.

use axum::http::{HeaderMap, header};

use crate::web::forms::query_value;

/// Opens the way to an address in what the telephone has for that; elsewhere, a map on the web.
///
/// `geo:` is RFC 5870 with the `q` that Android understands; iPhones know no `geo:`.
pub(super) fn way_to(address: &str, headers: &HeaderMap) -> String {
    let agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Maps read %20 everywhere, but some take a plus for a plus.
    let address = query_value(address).replace('+', "%20");
    if agent.contains("Android") {
        format!("geo:0,0?q={address}")
    } else if agent.contains("iPhone") || agent.contains("iPad") {
        format!("https://maps.apple.com/?daddr={address}")
    } else {
        format!("https://www.openstreetmap.org/directions?to={address}")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_way_opens_in_what_the_telephone_has() {
        let way = |agent: &'static str| {
            let headers =
                HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(agent))]);
            way_to("12 rue de l’Île, 74000 Annecy", &headers)
        };
        let address = "12%20rue%20de%20l%E2%80%99%C3%8Ele%2C%2074000%20Annecy";
        assert_eq!(way("Mozilla/5.0 (Linux; Android 15)"), format!("geo:0,0?q={address}"));
        assert_eq!(
            way("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)"),
            format!("https://maps.apple.com/?daddr={address}")
        );
        assert_eq!(
            way("Mozilla/5.0 (X11; Linux x86_64)"),
            format!("https://www.openstreetmap.org/directions?to={address}")
        );
    }
}
