//! Taking one record out of its customer: what it says becomes a customer of its own.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    Source,
    changes::Changes,
    portrait::{Portrait, Statement},
    profiles::RowReader,
    queries_apply, queries_detaching,
};
use crate::values::{CustomerId, SourceRecordId};

/// A record that has a customer of its own now.
#[derive(Clone, Debug)]
pub struct Detached {
    pub customer: CustomerId,
    pub name: String,
    pub source: Source,
    pub external_id: String,
}

/// What a record can say no to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDetached {
    /// It is not this customer's, or not any more.
    Elsewhere,
    /// Nothing else speaks of the customer.
    Alone,
}

/// Makes a customer of what one record says, and takes from its old one what nobody else says: numbers,
/// mailboxes, addresses and the name. What the office wrote or changed stays.
pub async fn detach_record(
    db: &mut PgConnection,
    customer: CustomerId,
    record: SourceRecordId,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<Detached, NotDetached>> {
    let mut records = queries_detaching::records_of(&mut *db, customer).await?;
    records.sort_by(|one, other| (one.source, &one.code).cmp(&(other.source, &other.code)));
    let Some(leaving) = records.iter().find(|known| known.id == record) else {
        return Ok(Err(NotDetached::Elsewhere));
    };
    let is_alone = records.len() == 1;
    if is_alone && queries_detaching::is_imported(&mut *db, customer).await? {
        return Ok(Err(NotDetached::Alone));
    }
    let (mut all, mut others) = (Vec::new(), Vec::new());
    let mut own = None;
    for known in &records {
        let cells = RowReader::new(known.source).read(&known.raw);
        let Some(name) = cells.customer_name() else { continue };
        let statement = Statement::of(name, &cells);
        if known.id == record {
            own = Some(statement.clone());
        } else {
            others.push(statement.clone());
        }
        all.push(statement);
    }
    let portrait = |of: &[Statement]| Portrait::of(&of.iter().collect::<Vec<_>>());
    let own = own.as_ref().and_then(|own| Portrait::of(&[own]));
    let (Some(own), Some(before)) = (own, portrait(&all)) else {
        return Ok(Err(NotDetached::Elsewhere));
    };
    let after = portrait(&others);
    // Written by the import that brought the record, and not by the office: see `queries_detaching`.
    let since = leaving.imported_at;
    let names = [&own.name];
    let Some(new) = queries_apply::insert_customers(&mut *db, &names, since).await?.pop() else {
        return Ok(Err(NotDetached::Elsewhere));
    };

    let renamed =
        Portrait { name: after.as_ref().unwrap_or(&before).name.clone(), ..before.clone() };
    let mut given = Changes::default();
    given.add(new, None, &own);
    queries_apply::apply(&mut *db, &given, since).await?;
    let mut kept = Changes::default();
    kept.add(customer, Some(&before), &renamed);
    queries_apply::apply(&mut *db, &kept, now).await?;
    take_back(&mut *db, customer, &before, after.as_ref()).await?;

    queries_detaching::move_record(&mut *db, record, new).await?;
    queries_detaching::move_dealings(&mut *db, leaving.source, &leaving.code, customer, new)
        .await?;
    Ok(Ok(Detached {
        customer: new,
        name: own.name.filed(),
        source: leaving.source,
        external_id: leaving.code.clone(),
    }))
}

/// What only the record said, where an import wrote it.
async fn take_back(
    db: &mut PgConnection,
    customer: CustomerId,
    before: &Portrait,
    after: Option<&Portrait>,
) -> sqlx::Result<()> {
    let phones: Vec<String> = before
        .phones
        .keys()
        .filter(|key| after.is_none_or(|after| !after.phones.contains_key(*key)))
        .cloned()
        .collect();
    let emails: Vec<String> = before
        .emails
        .iter()
        .filter(|email| after.is_none_or(|after| !after.emails.contains(*email)))
        .map(|email| email.as_str().to_owned())
        .collect();
    let sites: Vec<String> = before
        .sites
        .keys()
        .filter(|key| after.is_none_or(|after| !after.sites.contains_key(*key)))
        .cloned()
        .collect();
    queries_detaching::delete_phones(&mut *db, customer, &phones).await?;
    queries_detaching::delete_emails(&mut *db, customer, &emails).await?;
    queries_detaching::delete_sites(db, customer, &sites).await
}
