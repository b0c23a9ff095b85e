//! The files that pages load: embedded in the program, named by their content, kept by browsers for ever.

use std::{borrow::Cow, collections::BTreeMap, io::Write, sync::LazyLock};

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use data_encoding::{BASE64, HEXLOWER};
use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256, Sha384};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
struct Static;

/// What every face shares, in the order of the cascade.
const SHARED_CSS: [&str; 9] = [
    "css/tokens.css",
    "css/base.css",
    "css/components/buttons.css",
    "css/components/fields.css",
    "css/components/choices.css",
    "css/components/status.css",
    "css/components/panels.css",
    "css/components/wire.css",
    "css/components/notices.css",
];

/// One stylesheet a face, so that a page asks for one: its name, and what it has beside [`SHARED_CSS`].
const STYLESHEETS: [(&str, &[&str]); 3] = [
    (
        "office.css",
        &[
            "css/components/tables.css",
            "css/components/overlays.css",
            "css/office.css",
            "css/palette.css",
            "css/capture.css",
            "css/office-narrow.css",
            "css/duplicates.css",
            "css/tickets.css",
            "css/maintenance.css",
            "css/mails.css",
            "css/planning.css",
            "css/planning-week.css",
            "css/utilities.css",
            "css/print.css",
        ],
    ),
    ("portal.css", &["css/portal.css", "css/utilities.css", "css/print.css"]),
    (
        "technician.css",
        &[
            "css/components/overlays.css",
            "css/technician.css",
            "css/technician-pages.css",
            "css/utilities.css",
            "css/print.css",
        ],
    ),
];

/// What few pages need beside the stylesheet of their face, which they load first.
const MORE_CSS: [(&str, &[&str]); 2] = [
    ("board.css", &["css/planning-slots.css", "css/board.css"]),
    ("month.css", &["css/planning-month.css"]),
];

/// One script a face, for the same reason: its name, and the modules in it, which share nothing.
const SCRIPTS: [(&str, &[&str]); 3] = [
    (
        "office.js",
        &[
            "js/live.js",
            "js/keys.js",
            "js/palette.js",
            "js/post-it.js",
            "js/flash.js",
            "js/draft.js",
            "js/composer.js",
        ],
    ),
    (
        "board.js",
        &["js/board-hold.js", "js/board-pointer.js", "js/board-keys.js", "js/board-news.js"],
    ),
    ("technician.js", &["js/flash.js", "js/draft.js"]),
];

/// A URL may change what it answers only if nobody was told that it never does.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

struct Asset {
    url: String,
    integrity: String,
    etag: HeaderValue,
    content_type: &'static str,
    plain: Bytes,
    gzip: Option<Bytes>,
}

/// By name, as in `office.css`.
static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(load);

/// `GET /s/{name}`, for a hashed name or a plain one.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    LazyLock::force(&ASSETS);
    Router::new().route("/s/{name}", get(serve))
}

/// For templates: where to load `name` from, as in `/s/office.0a1b2c3d.css`.
///
/// A name that is not embedded answers 404 in the browser; a test finds those in the templates.
pub fn url(name: &str) -> Cow<'static, str> {
    match ASSETS.get(name) {
        Some(asset) => Cow::Borrowed(&asset.url),
        None => Cow::Owned(format!("/s/{name}")),
    }
}

/// For templates: the `integrity` of a script, as in `sha384-…`; empty if there is no such file.
pub fn integrity(name: &str) -> &'static str {
    ASSETS.get(name).map_or("", |asset| &asset.integrity)
}

async fn serve(Path(name): Path<String>, request: HeaderMap) -> Response {
    let Some((asset, cache)) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };

    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, cache);
    headers.insert(header::ETAG, asset.etag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if request.get(header::IF_NONE_MATCH) == Some(&asset.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }

    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    match &asset.gzip {
        Some(gzip) if accepts_gzip(&request) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (headers, gzip.clone()).into_response()
        }
        _ => (headers, asset.plain.clone()).into_response(),
    }
}

/// The asset of a plain or hashed name, and how long that name means this content.
fn find(name: &str) -> Option<(&'static Asset, HeaderValue)> {
    if let Some(asset) = ASSETS.get(name) {
        return Some((asset, ASK_AGAIN));
    }
    let (rest, extension) = name.rsplit_once('.')?;
    let (stem, _hash) = rest.rsplit_once('.')?;
    let asset = ASSETS.get(&format!("{stem}.{extension}"))?;
    (asset.url.strip_prefix("/s/") == Some(name)).then_some((asset, FOR_EVER))
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|encodings| encodings.contains("gzip"))
}

fn load() -> BTreeMap<String, Asset> {
    let mut assets = BTreeMap::new();
    for path in Static::iter() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if let (Some(content_type), "js" | "vendor") = (content_type(name), folder) {
            assets.insert(name.to_owned(), asset(name, content_type, embedded(&path)));
        }
    }
    for (name, modules) in SCRIPTS {
        // A block is a scope in a module, for functions as for constants.
        let script: String = modules
            .iter()
            .flat_map(|path| ["{\n".into(), without_remarks(&text(path)), "}\n".into()])
            .collect();
        assets.insert(name.to_owned(), asset(name, JAVASCRIPT, script.into()));
    }
    let whole = STYLESHEETS.map(|(name, own)| (name, [&SHARED_CSS[..], own].concat()));
    let more = MORE_CSS.map(|(name, own)| (name, own.to_vec()));
    for (name, paths) in whole.into_iter().chain(more) {
        let css: String = paths.into_iter().map(text).collect();
        let css = with_hashed_urls(css, &assets);
        assets.insert(name.to_owned(), asset(name, "text/css; charset=utf-8", css.into()));
    }
    assets
}

/// What is served, and as what.
fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "js" => Some(JAVASCRIPT),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

fn embedded(path: &str) -> Bytes {
    let file = Static::get(path).expect("the paths above are those of files in static/");
    file.data.into_owned().into()
}

fn text(path: &str) -> String {
    String::from_utf8_lossy(&embedded(path)).into_owned()
}

/// Whole lines of remarks and the indentation stay with us: they are a fifth of what would be sent.
fn without_remarks(script: &str) -> String {
    let lines = script.lines().map(str::trim_start);
    lines.filter(|line| !line.starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

fn with_hashed_urls(css: String, assets: &BTreeMap<String, Asset>) -> String {
    assets.iter().fold(css, |css, (name, asset)| css.replace(&format!("/s/{name}"), &asset.url))
}

fn asset(name: &str, content_type: &'static str, plain: Bytes) -> Asset {
    let hash = HEXLOWER.encode(&Sha256::digest(&plain)[..4]);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let etag = HeaderValue::from_str(&format!("W/\"{hash}\""));
    Asset {
        url: format!("/s/{stem}.{hash}.{extension}"),
        integrity: format!("sha384-{}", BASE64.encode(&Sha384::digest(&plain))),
        etag: etag.expect("hexadecimal digits are fit for a header"),
        content_type,
        gzip: gzip(&plain).filter(|gzip| gzip.len() < plain.len()),
        plain,
    }
}

/// `None` if it could not be made: the file is then served as it is.
fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
