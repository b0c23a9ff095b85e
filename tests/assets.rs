//! What pages load: served once and kept, and every name in a template or a stylesheet known.

use std::{
    fs,
    path::{Path, PathBuf},
};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt as _;
use relais::web::assets;
use tower::ServiceExt as _;

#[tokio::test]
async fn a_file_named_by_its_content_is_kept_for_ever() {
    let response = get(&assets::url("office.css"), &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn a_plain_name_is_asked_for_again_and_answered_shortly() {
    let first = get("/s/portal.css", &[]).await;
    assert_eq!(first.headers()[header::CACHE_CONTROL], "no-cache");
    let etag = first.headers()[header::ETAG].to_str().unwrap();

    let again = get("/s/portal.css", &[(header::IF_NONE_MATCH, etag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_content_of_another_day_is_not_found() {
    for name in ["/s/office.00000000.css", "/s/no-such-file.js", "/s/VENDOR.toml", "/s/x"] {
        assert_eq!(get(name, &[]).await.status(), StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn text_is_compressed_for_those_who_take_it() {
    let plain = get("/s/office.js", &[]).await;
    assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
    let compressed = get("/s/office.js", &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(compressed.headers()[header::CONTENT_ENCODING], "gzip");
    assert!(size(compressed).await < size(plain).await / 2);
}

#[tokio::test]
async fn the_scripts_and_styles_of_a_page_stay_small() {
    for (name, most) in [
        ("office.js", 12_000),
        ("htmx-4.0.1.min.js", 14_000),
        ("office.css", 13_000),
        ("board.js", 7_000),
        ("board.css", 3_000),
        ("portal.css", 8_000),
        ("technician.css", 9_000),
        ("icons.svg", 5_000),
    ] {
        let size = size(get(&assets::url(name), &[(header::ACCEPT_ENCODING, "gzip")]).await).await;
        assert!(size <= most, "{name}: {size} bytes, at most {most}");
    }
}

#[test]
fn templates_name_only_files_that_are_there() {
    for (file, text) in files_of("templates") {
        for name in between(&text, "assets::url(\"", "\")") {
            let url = assets::url(name);
            assert_ne!(url, format!("/s/{name}"), "{} loads {name}", file.display());
        }
    }
}

#[test]
fn templates_name_only_icons_that_are_drawn() {
    let sprite = fs::read_to_string("static/vendor/icons.svg").unwrap();
    for (file, text) in files_of("templates") {
        for name in between(&text, "icons::icon(\"", "\")") {
            assert!(sprite.contains(&format!("id=\"{name}\"")), "{}: {name}", file.display());
        }
    }
}

#[test]
fn pages_hold_nothing_inline_and_nothing_that_needs_eval() {
    let forbidden =
        [" style=\"", "<style", "<script>", " hx-on", "js:", "javascript:", " onclick="];
    for (file, text) in files_of("templates") {
        for word in forbidden {
            assert!(!text.contains(word), "{} has {word:?}", file.display());
        }
    }
}

#[test]
fn stylesheets_use_only_tokens_that_are_set() {
    let all: String = files_of("static/css").into_iter().map(|(_, text)| text).collect();
    for token in between(&all, "var(--", ")") {
        assert!(all.contains(&format!("--{token}:")), "--{token} is not set anywhere");
    }
}

#[tokio::test]
async fn the_portal_asks_nothing_new_of_old_telephones() {
    let response = get("/s/portal.css", &[]).await;
    let css = response.into_body().collect().await.unwrap().to_bytes();
    let css = String::from_utf8(css.to_vec()).unwrap();
    for word in ["&", "color-mix(", "light-dark(", "@container", "oklch("] {
        assert!(!css.contains(word), "{word:?} came after iOS 15.4");
    }
}

#[test]
fn files_of_the_front_end_are_short() {
    for folder in ["templates", "static/css", "static/js"] {
        for (file, text) in files_of(folder) {
            assert!(text.lines().count() <= 300, "{} is too long", file.display());
        }
    }
}

async fn get(uri: &str, headers: &[(header::HeaderName, &str)]) -> Response {
    let request = headers
        .iter()
        .fold(Request::get(uri), |request, (name, value)| request.header(name, *value))
        .body(Body::empty())
        .unwrap();
    let router: Router = assets::routes();
    router.oneshot(request).await.unwrap()
}

async fn size(response: Response) -> usize {
    response.into_body().collect().await.unwrap().to_bytes().len()
}

/// What stands between `before` and the next `after`, each time.
fn between<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before)
        .skip(1)
        .filter_map(move |rest| rest.split_once(after).map(|(found, _)| found))
}

fn files_of(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new(folder), &mut found);
    found
}
