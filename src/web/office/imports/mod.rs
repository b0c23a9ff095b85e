//! Importing a file on the screen: choose it, see what would happen, say yes; see how far it is, and what
//! became of it.

mod choice;
mod columns;
mod preview;
mod progress;
mod report;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::{
    app::App,
    legacy::{self, FileKind},
    values::french,
};

/// The file, and what a form adds around it.
const LARGEST_UPLOAD: usize = legacy::MAX_BYTES + 64 * 1024;

/// Beyond that many a page does not help; the downloaded list does.
const SHOWN_REJECTIONS: i64 = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/import",
            get(choice::index).post(choice::choose).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route("/import/colonnes/{draft}", get(columns::edit).post(columns::save))
        .route("/import/apercu/{draft}", get(preview::show))
        .route("/import/apercu/{draft}/confirmation", post(preview::confirm))
        .route("/import/suivi/{draft}", get(progress::show))
        .route("/import/{id}", get(report::show))
        .route("/import/{id}/rejets.csv", get(report::rejections_csv))
        .route("/import/{id}/rejets.xlsx", get(report::rejections_xlsx))
        .route("/import/{id}/annulation", post(report::undo))
}

/// A number, and the words that go with it.
type Figure = (String, &'static str);

fn figures(
    kind: FileKind,
    [created, linked, updated, unchanged, rejected]: [i64; 5],
) -> [Figure; 5] {
    let figure = |number: i64, one, many| {
        (french::grouped(number.unsigned_abs()), french::plural(number, one, many))
    };
    let new = match kind.source() {
        Some(_) => figure(created, "nouveau client", "nouveaux clients"),
        None => figure(created, "nouvelle ligne", "nouvelles lignes"),
    };
    [
        new,
        figure(linked, "ligne rattachée à une autre fiche", "lignes rattachées à une autre fiche"),
        figure(updated, "ligne mise à jour", "lignes mises à jour"),
        figure(unchanged, "ligne inchangée", "lignes inchangées"),
        figure(rejected, "ligne non prise", "lignes non prises"),
    ]
}

fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
