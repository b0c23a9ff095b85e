//! Writes what an import decided: customers, what is known of them, and whose each record is.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tokio::task::JoinHandle;

use super::{
    Source,
    changes::Changes,
    plan::{Entry, Home, Plan},
    portrait::{Portrait, Statement},
    queries_apply, queries_dealings, queries_records,
    rows::LegacyRow,
};
use crate::{
    customers::CustomerName,
    matching,
    values::{CustomerId, ImportId},
};

/// A customer, and what the records said of it until now and say now.
type SpokenOf = (Home, Option<Vec<Arc<Statement>>>, Vec<Arc<Statement>>);

/// A customer as the records drew it until now, and as they draw it now.
type Drawn = (Home, Option<Portrait>, Portrait);

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
    let mut before = BTreeMap::<CustomerId, Vec<Arc<Statement>>>::new();
    let mut after = BTreeMap::<Home, Vec<Arc<Statement>>>::new();
    for (entry, home) in entries.iter().zip(&homes) {
        if let (Some(customer), Some(statement)) = (entry.customer, &entry.before) {
            before.entry(customer).or_default().push(statement.clone());
        }
        after.entry(*home).or_default().push(entry.after.clone());
    }
    let mut id_of: HashMap<Home, CustomerId> = after
        .keys()
        .filter_map(|home| match home {
            Home::Known(id) => Some((*home, *id)),
            Home::New(_) => None,
        })
        .collect();
    let left: Vec<CustomerId> =
        before.keys().filter(|id| !after.contains_key(&Home::Known(**id))).copied().collect();
    let mut spoken_of = after
        .into_iter()
        .map(|(home, statements)| match home {
            Home::Known(id) => (home, before.remove(&id), statements),
            Home::New(_) => (home, None, statements),
        })
        .filter(|(_, before, statements)| before.as_ref() != Some(statements));
    // While some are written, the next ones are drawn.
    let mut drawing = draw(&mut spoken_of);
    loop {
        let drawn = drawing.await.map_err(io::Error::other)?;
        if drawn.is_empty() {
            break;
        }
        drawing = draw(&mut spoken_of);
        write_customers(&mut *db, &drawn, &mut id_of, now).await?;
    }

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

    queries_records::delete_customers(&mut *db, &left).await?;
    let proposals: Vec<_> =
        proposals.into_iter().map(|proposal| proposal.between(|home| id_of[&home])).collect();
    matching::write_proposals(db, &proposals, now).await
}

/// All portraits at once would take more memory than all that the records say.
const CUSTOMERS_AT_ONCE: usize = 2_000;

/// Begins to draw the next ones; none where nobody is left.
fn draw(spoken_of: &mut impl Iterator<Item = SpokenOf>) -> JoinHandle<Vec<Drawn>> {
    let some: Vec<SpokenOf> = spoken_of.take(CUSTOMERS_AT_ONCE).collect();
    let portrait = |said: &Vec<Arc<Statement>>| {
        Portrait::of(&said.iter().map(AsRef::as_ref).collect::<Vec<_>>())
    };
    tokio::task::spawn_blocking(move || {
        matching::in_parts(&some, |part| {
            let drawn = part.iter().filter_map(|(home, before, statements)| {
                Some((*home, before.as_ref().and_then(portrait), portrait(statements)?))
            });
            drawn.collect()
        })
    })
}

/// Writes what is known of some customers, those that are new with it: their ids are noted.
async fn write_customers(
    db: &mut PgConnection,
    portraits: &[Drawn],
    id_of: &mut HashMap<Home, CustomerId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (new, names): (Vec<Home>, Vec<&CustomerName>) = portraits
        .iter()
        .filter(|(home, ..)| matches!(home, Home::New(_)))
        .map(|(home, _, portrait)| (*home, &portrait.name))
        .unzip();
    let ids = queries_apply::insert_customers(&mut *db, &names, now).await?;
    id_of.extend(new.into_iter().zip(ids));
    let mut difference = Changes::default();
    for (home, old, portrait) in portraits {
        difference.add(id_of[home], old.as_ref(), portrait);
    }
    queries_apply::apply(db, &difference, now).await
}
