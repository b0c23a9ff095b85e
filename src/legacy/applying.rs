//! Writes what an import decided: customers, what is known of them, and whose each record is.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    Source,
    plan::{Entry, Home, Plan},
    portrait::{Portrait, Statement},
    queries_apply, queries_dealings, queries_records,
    rows::LegacyRow,
};
use crate::{
    matching,
    values::{CustomerId, ImportId},
};

pub(super) async fn write(
    db: &mut PgConnection,
    entries: &[Entry],
    plan: Plan,
    changed: &HashMap<String, LegacyRow>,
    source: Source,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Plan { homes, reasons, proposals } = plan;
    let mut before = BTreeMap::<CustomerId, Vec<&Statement>>::new();
    let mut after = BTreeMap::<Home, Vec<&Statement>>::new();
    for (entry, home) in entries.iter().zip(&homes) {
        if let (Some(customer), Some(statement)) = (entry.customer, &entry.before) {
            before.entry(customer).or_default().push(statement);
        }
        after.entry(*home).or_default().push(&entry.after);
    }
    let portraits: BTreeMap<Home, Portrait> = after
        .iter()
        .filter(|(home, statements)| match home {
            Home::Known(id) => before.get(id) != Some(statements),
            Home::New(_) => true,
        })
        .filter_map(|(home, statements)| Some((*home, Portrait::of(statements)?)))
        .collect();

    let new: Vec<(Home, &Portrait)> = portraits
        .iter()
        .filter(|(home, _)| matches!(home, Home::New(_)))
        .map(|(home, portrait)| (*home, portrait))
        .collect();
    let ids = queries_apply::insert_customers(
        &mut *db,
        new.iter().map(|(_, portrait)| &portrait.name),
        now,
    )
    .await?;
    let mut id_of: HashMap<Home, CustomerId> = new.iter().map(|(home, _)| *home).zip(ids).collect();
    id_of.extend(after.keys().filter_map(|home| match home {
        Home::Known(id) => Some((*home, *id)),
        Home::New(_) => None,
    }));

    let mut difference = queries_apply::Changes::default();
    for (home, portrait) in &portraits {
        let old = match home {
            Home::Known(id) => before.get(id).and_then(|statements| Portrait::of(statements)),
            Home::New(_) => None,
        };
        difference.add(id_of[home], old.as_ref(), portrait);
    }
    queries_apply::apply(&mut *db, &difference, now).await?;

    let mut reasons: HashMap<usize, _> = reasons.into_iter().collect();
    let records: Vec<queries_records::RecordChange> = entries
        .iter()
        .zip(&homes)
        .enumerate()
        .filter_map(|(at, (entry, home))| {
            let row = (entry.source == source).then(|| changed.get(&entry.code)).flatten();
            let customer = id_of[home];
            (row.is_some() || entry.customer != Some(customer)).then(|| {
                queries_records::RecordChange {
                    source: entry.source,
                    code: &entry.code,
                    customer,
                    row,
                    // A new row is written with them.
                    reasons: match reasons.get(&at) {
                        Some(Some(_)) if row.is_some() => reasons.remove(&at).flatten(),
                        _ => None,
                    },
                }
            })
        })
        .collect();
    queries_records::write_records(&mut *db, &records, import, now).await?;
    let explained: Vec<_> = reasons
        .iter()
        .map(|(at, reasons): (&usize, &Option<_>)| {
            (entries[*at].source, entries[*at].code.as_str(), reasons.as_deref())
        })
        .collect();
    queries_records::write_reasons(&mut *db, &explained).await?;
    queries_dealings::follow_records(&mut *db).await?;

    let left: Vec<CustomerId> =
        before.keys().filter(|id| !after.contains_key(&Home::Known(**id))).copied().collect();
    queries_records::delete_customers(&mut *db, &left).await?;
    let proposals: Vec<_> =
        proposals.into_iter().map(|proposal| proposal.between(|home| id_of[&home])).collect();
    matching::write_proposals(db, &proposals, now).await
}
