//! The rows of the lists that come of the old office's files.

use sqlx::PgPool;

use super::{
    Sheet, SheetError,
    lists::{date_and_time, plain},
};
use crate::{
    legacy::{self, ADDED_HEADERS, FollowUpFilter},
    merging::{self, QueueStart, Relation},
    values::{ImportId, french},
};

/// Read at once.
const PAGE: i64 = 500;

pub(super) async fn follow_ups(
    db: &PgPool,
    is_open: Option<bool>,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    sheet
        .row(&["Fiche", "Client", "Objet", "Dernière relance", "Statut", "Remarque", "État"])
        .await?;
    let mut filter = FollowUpFilter { is_open, customer: None, after: None };
    loop {
        let page = legacy::follow_ups(db, &filter, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        filter.after = Some(last.id);
        for row in page {
            let chased = row.chased_on.map_or(row.chased, french::date_numeric);
            let state = if row.is_open { "ouverte" } else { "close" };
            let cells = [
                row.customer_id.to_string(),
                row.customer_name,
                row.subject,
                chased,
                row.status,
                row.remark,
                state.to_owned(),
            ];
            sheet.row(&cells).await?;
        }
    }
}

pub(super) async fn proposals(
    db: &PgPool,
    relation: Relation,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    sheet
        .row(&[
            "Vraisemblance",
            "Fiche 1",
            "Client 1",
            "Téléphone 1",
            "Adresse 1",
            "Fiche 2",
            "Client 2",
            "Téléphone 2",
            "Adresse 2",
            "Raisons",
        ])
        .await?;
    let mut after = None;
    loop {
        let page = merging::queue(db, relation, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(QueueStart {
            weight: last.weight,
            customer_a: last.customer_a,
            customer_b: last.customer_b,
        });
        for pair in page {
            let reasons: Vec<String> = pair
                .reasons
                .0
                .iter()
                .map(|reason| {
                    let against = if reason.bits < 0.0 { "contre\u{a0}: " } else { "" };
                    format!("{against}{}", reason.words)
                })
                .collect();
            let cells = [
                pair.percent(),
                pair.customer_a.to_string(),
                pair.name_a,
                pair.phone_a.as_ref().map(plain).unwrap_or_default(),
                pair.site_a.unwrap_or_default(),
                pair.customer_b.to_string(),
                pair.name_b,
                pair.phone_b.as_ref().map(plain).unwrap_or_default(),
                pair.site_b.unwrap_or_default(),
                reasons.join(" / "),
            ];
            sheet.row(&cells).await?;
        }
    }
}

pub(super) async fn imports(db: &PgPool, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet
        .row(&[
            "Quand",
            "Fichier",
            "Genre",
            "Par",
            "Lignes",
            "Nouveaux",
            "Rattachées",
            "Mises à jour",
            "Inchangées",
            "Non prises",
            "Annulé le",
        ])
        .await?;
    let mut before = None;
    loop {
        let page = legacy::imports_before(db, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.id);
        for row in page {
            let cells = [
                date_and_time(row.started_at),
                row.file_name,
                row.kind.label().to_owned(),
                row.staff_name.unwrap_or_default(),
                row.rows.to_string(),
                row.created.to_string(),
                row.linked.to_string(),
                row.updated.to_string(),
                row.unchanged.to_string(),
                row.rejected.to_string(),
                row.undone_at.map(date_and_time).unwrap_or_default(),
            ];
            sheet.row(&cells).await?;
        }
    }
}

/// The file again, of these rows only, after their line and what is wrong with them: it is mended in a spreadsheet
/// and imported again.
pub(super) async fn rejections(
    db: &PgPool,
    import: ImportId,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    let headers = legacy::headers_of(db, import).await?;
    // Of an import from before cells were kept, all of a row in one cell.
    let headers = headers.unwrap_or_else(|| vec!["Contenu".to_owned()]);
    let added = ADDED_HEADERS.map(str::to_owned);
    sheet.row(&[&added[..], &headers].concat()).await?;
    let mut done = 0;
    loop {
        let page = legacy::rejections(db, import, done, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in page {
            let mut cells = vec![row.line.to_string(), row.reason];
            if row.cells.is_empty() {
                cells.push(row.raw);
            } else {
                cells.extend(row.cells);
            }
            sheet.row(&cells).await?;
            done += 1;
        }
    }
}
