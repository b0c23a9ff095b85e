//! What an import writes, all customers at once.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::changes::Changes;
use crate::{
    customers::{CustomerName, TypedPhone},
    values::{CustomerId, EmailAddress, PostalAddress, text},
};

/// So many rows are written by one statement: more are held in memory once more, here and in the database.
pub(super) const AT_ONCE: usize = 10_000;

/// The new customers' ids, in the order of the names.
pub(super) async fn insert_customers(
    db: &mut PgConnection,
    names: &[&CustomerName],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<CustomerId>> {
    let mut ids = Vec::with_capacity(names.len());
    for part in names.chunks(AT_ONCE) {
        ids.append(&mut insert_some_customers(&mut *db, part, now).await?);
    }
    Ok(ids)
}

async fn insert_some_customers(
    db: impl PgExecutor<'_>,
    names: &[&CustomerName],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<CustomerId>> {
    let column =
        |of: fn(&CustomerName) -> String| names.iter().map(|name| of(name)).collect::<Vec<_>>();
    let optional = |of: fn(&CustomerName) -> Option<String>| {
        names.iter().map(|name| of(name)).collect::<Vec<_>>()
    };
    // Identities are handed out in the order of the rows.
    sqlx::query_scalar!(
        r#"
        insert into customers (kind, civility, first_name, last_name, name, folded_name, created_at, updated_at)
        select kind, civility, first_name, last_name, name, folded_name, $7, $7
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
             with ordinality as new (kind, civility, first_name, last_name, name, folded_name, rank)
        order by rank
        returning id as "id: _"
        "#,
        &column(|name| name.kind.as_str().to_owned()),
        &optional(|name| name.civility.clone()) as &[Option<String>],
        &optional(|name| name.first_name.clone()) as &[Option<String>],
        &column(|name| name.last_name.clone()),
        &column(CustomerName::filed),
        &column(CustomerName::folded),
        now,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn apply(
    db: &mut PgConnection,
    changes: &Changes<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for part in changes.renamed.chunks(AT_ONCE) {
        rename(&mut *db, part, now).await?;
    }
    for part in changes.lost_phones.chunks(AT_ONCE) {
        delete_phones(&mut *db, part).await?;
    }
    for part in changes.phones.chunks(AT_ONCE) {
        insert_phones(&mut *db, part, now).await?;
    }
    for part in changes.lost_emails.chunks(AT_ONCE) {
        delete_emails(&mut *db, part).await?;
    }
    for part in changes.emails.chunks(AT_ONCE) {
        insert_emails(&mut *db, part, now).await?;
    }
    for part in changes.lost_sites.chunks(AT_ONCE) {
        delete_sites(&mut *db, part).await?;
    }
    for part in changes.sites.chunks(AT_ONCE) {
        insert_sites(&mut *db, part, now).await?;
    }
    Ok(())
}

/// Leaves the names that the office changed.
async fn rename(
    db: impl PgExecutor<'_>,
    renamed: &[(CustomerId, CustomerName, &CustomerName)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    type Renamed<'a> = (CustomerId, CustomerName, &'a CustomerName);
    let column = |of: fn(&Renamed) -> String| renamed.iter().map(of).collect::<Vec<String>>();
    let optional = |of: fn(&Renamed) -> Option<String>| {
        renamed.iter().map(of).collect::<Vec<Option<String>>>()
    };
    let ids: Vec<i64> = renamed.iter().map(|(id, ..)| id.0).collect();
    sqlx::query!(
        "
        update customers
        set kind = new.kind, civility = new.civility, first_name = new.first_name, last_name = new.last_name,
            name = new.name, folded_name = new.folded_name, updated_at = $10, version = version + 1
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[])
             as new (id, kind, civility, first_name, last_name, name, folded_name, old_name, old_civility)
        where customers.id = new.id and customers.name = old_name
          and customers.civility is not distinct from old_civility
        ",
        &ids,
        &column(|(_, _, new)| new.kind.as_str().to_owned()),
        &optional(|(_, _, new)| new.civility.clone()) as &[Option<String>],
        &optional(|(_, _, new)| new.first_name.clone()) as &[Option<String>],
        &column(|(_, _, new)| new.last_name.clone()),
        &column(|(_, _, new)| new.filed()),
        &column(|(_, _, new)| new.folded()),
        &column(|(_, old, _)| old.filed()),
        &optional(|(_, old, _)| old.civility.clone()) as &[Option<String>],
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn insert_phones(
    db: impl PgExecutor<'_>,
    phones: &[(CustomerId, &TypedPhone)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<i64> = phones.iter().map(|(id, _)| id.0).collect();
    let typed: Vec<String> = phones.iter().map(|(_, phone)| phone.typed.clone()).collect();
    let numbers: Vec<Option<String>> =
        phones.iter().map(|(_, phone)| phone.number.clone().map(String::from)).collect();
    let kinds: Vec<String> =
        phones.iter().map(|(_, phone)| phone.kind.as_str().to_owned()).collect();
    sqlx::query!(
        "
        insert into phones (customer_id, typed, e164, kind, created_at)
        select customer_id, typed, e164, kind, $5
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as new (customer_id, typed, e164, kind)
        where e164 is not null
           or not exists (select from phones where phones.customer_id = new.customer_id and phones.typed = new.typed)
        on conflict on constraint phones_customer_key do nothing
        ",
        &ids,
        &typed,
        &numbers as &[Option<String>],
        &kinds,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Leaves the numbers to which the office gave a label or a contact.
async fn delete_phones(
    db: impl PgExecutor<'_>,
    phones: &[(CustomerId, TypedPhone)],
) -> sqlx::Result<()> {
    let ids: Vec<i64> = phones.iter().map(|(id, _)| id.0).collect();
    let identities: Vec<String> =
        phones.iter().map(|(_, phone)| phone.identity().to_owned()).collect();
    sqlx::query!(
        "
        delete from phones
        using unnest($1::bigint[], $2::text[]) as lost (customer_id, identity)
        where phones.customer_id = lost.customer_id and coalesce(e164, typed) = identity
          and label is null and contact_id is null
        ",
        &ids,
        &identities,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn insert_emails(
    db: impl PgExecutor<'_>,
    emails: &[(CustomerId, &EmailAddress)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<i64> = emails.iter().map(|(id, _)| id.0).collect();
    let addresses: Vec<String> =
        emails.iter().map(|(_, email)| email.as_str().to_owned()).collect();
    sqlx::query!(
        "
        insert into emails (customer_id, address, created_at)
        select customer_id, address, $3 from unnest($1::bigint[], $2::text[]) as new (customer_id, address)
        on conflict on constraint emails_customer_key do nothing
        ",
        &ids,
        &addresses,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn delete_emails(
    db: impl PgExecutor<'_>,
    emails: &[(CustomerId, EmailAddress)],
) -> sqlx::Result<()> {
    let ids: Vec<i64> = emails.iter().map(|(id, _)| id.0).collect();
    let addresses: Vec<String> =
        emails.iter().map(|(_, email)| email.as_str().to_owned()).collect();
    sqlx::query!(
        "
        delete from emails
        using unnest($1::bigint[], $2::text[]) as lost (customer_id, address)
        where emails.customer_id = lost.customer_id and emails.address = lost.address and contact_id is null
        ",
        &ids,
        &addresses,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Adds the addresses; where one is known, takes its better writing.
async fn insert_sites(
    db: impl PgExecutor<'_>,
    sites: &[(CustomerId, &PostalAddress)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let column = |of: fn(&PostalAddress) -> String| {
        sites.iter().map(|(_, address)| of(address)).collect::<Vec<_>>()
    };
    let optional = |of: fn(&PostalAddress) -> Option<String>| {
        sites.iter().map(|(_, address)| of(address)).collect::<Vec<_>>()
    };
    let ids: Vec<i64> = sites.iter().map(|(id, _)| id.0).collect();
    sqlx::query!(
        "
        insert into sites
            (customer_id, street, complement, postcode, city, folded_address, address_key, created_at)
        select *, $8
        from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        on conflict on constraint sites_customer_key do update
        set street = excluded.street, complement = coalesce(excluded.complement, sites.complement),
            postcode = coalesce(excluded.postcode, sites.postcode), city = coalesce(excluded.city, sites.city),
            folded_address = excluded.folded_address
        ",
        &ids,
        &column(|address| address.street.clone()),
        &optional(|address| address.complement.clone()) as &[Option<String>],
        &optional(|address| address.postcode.clone()) as &[Option<String>],
        &optional(|address| address.city.clone()) as &[Option<String>],
        &column(|address| text::fold(&address.one_line())),
        &column(PostalAddress::key),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Leaves the sites where something happened, and those with the office's notes.
async fn delete_sites(db: impl PgExecutor<'_>, sites: &[(CustomerId, String)]) -> sqlx::Result<()> {
    let ids: Vec<i64> = sites.iter().map(|(id, _)| id.0).collect();
    let keys: Vec<String> = sites.iter().map(|(_, key)| key.clone()).collect();
    sqlx::query!(
        "
        delete from sites
        using unnest($1::bigint[], $2::text[]) as lost (customer_id, address_key)
        where sites.customer_id = lost.customer_id and sites.address_key = lost.address_key
          and access_note is null and label is null
          and not exists (select from tickets where site_id = sites.id)
          and not exists (select from appointments where site_id = sites.id)
        ",
        &ids,
        &keys,
    )
    .execute(db)
    .await?;
    Ok(())
}
