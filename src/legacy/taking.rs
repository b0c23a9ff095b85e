//! Takes over what speaks of customers: worksites, quotes, visits to confirm.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    FileKind, ImportReport, dealings,
    dealings::{DealingRow, Quote, SortedOut, Worksite},
    queries_dealings, queries_visits,
    visits::{VisitRow, Visits},
};
use crate::values::{CustomerId, ImportId, text};

pub(super) async fn worksites(
    db: &mut PgConnection,
    rows: Vec<DealingRow<Worksite>>,
    report: &mut ImportReport,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let source = dealings::client_source(FileKind::MdeChantiers);
    let known = queries_dealings::known_worksites(&mut *db, source).await?;
    let customers = queries_dealings::customers_of(&mut *db, source).await?;
    let sorted = dealings::sort_out(rows, &known, &customers);
    queries_dealings::write_worksites(db, source, &sorted.write, import, now).await?;
    count(report, sorted);
    Ok(())
}

pub(super) async fn quotes(
    db: &mut PgConnection,
    rows: Vec<DealingRow<Quote>>,
    report: &mut ImportReport,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let source = dealings::client_source(FileKind::SageDevis);
    let known = queries_dealings::known_quotes(&mut *db, source).await?;
    let customers = queries_dealings::customers_of(&mut *db, source).await?;
    let sorted = dealings::sort_out(rows, &known, &customers);
    queries_dealings::write_quotes(db, source, &sorted.write, import, now).await?;
    count(report, sorted);
    Ok(())
}

fn count<T>(report: &mut ImportReport, sorted: SortedOut<T>) {
    report.created += sorted.created;
    report.updated += sorted.updated;
    report.unchanged += sorted.unchanged;
    report.rejected.extend(sorted.rejected);
}

/// A line of a planning holds two half days: it counts once, as the half that changes most.
pub(super) async fn visits(
    db: &mut PgConnection,
    visits: Visits,
    report: &mut ImportReport,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let known = queries_visits::known_visits(&mut *db, visits.kind).await?;
    let mut lines = BTreeMap::<(String, i32), Change>::new();
    let mut changed = Vec::new();
    for row in &visits.rows {
        let change = match known.get(&row.key) {
            None => Change::Created,
            Some(fingerprint) if *fingerprint == row.fingerprint => Change::Unchanged,
            Some(_) => Change::Updated,
        };
        if change != Change::Unchanged {
            changed.push(row);
        }
        let line = lines.entry((row.month(), row.line)).or_insert(change);
        *line = (*line).max(change);
    }
    let counted = |wanted| lines.values().filter(|change| **change == wanted).count();
    report.created += counted(Change::Created);
    report.updated += counted(Change::Updated);
    report.unchanged += counted(Change::Unchanged) + visits.blank;

    let numbers: BTreeSet<String> =
        changed.iter().flat_map(|row| row.phones()).map(String::from).collect();
    let numbers: Vec<String> = numbers.into_iter().collect();
    let owners = queries_visits::owners(&mut *db, &numbers).await?;
    let rows: Vec<(&VisitRow, Option<CustomerId>)> =
        changed.into_iter().map(|row| (row, certain_customer(row, &owners))).collect();
    queries_visits::write_visits(db, visits.kind, &rows, import, now).await
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Unchanged,
    Updated,
    Created,
}

/// Whose the visit is, where the entry gives a number that only they have, and a word of their name.
fn certain_customer(
    row: &VisitRow,
    owners: &HashMap<String, (CustomerId, String)>,
) -> Option<CustomerId> {
    let said = text::fold(&row.text());
    let words: BTreeSet<&str> = said.split(' ').filter(|word| word.len() > 2).collect();
    let mut named = row
        .phones()
        .into_iter()
        .filter_map(|phone| owners.get(phone.as_str()))
        .filter(|(_, name)| name.split(' ').any(|word| words.contains(word)))
        .map(|(customer, _)| *customer);
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}
