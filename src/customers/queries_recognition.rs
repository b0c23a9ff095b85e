//! Customers by their numbers.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{CallerCard, CustomerName};
use crate::values::{CustomerId, PostalAddress};

pub(super) struct Caller {
    pub(super) id: CustomerId,
    name: String,
    created_at: DateTime<Utc>,
    street: Option<String>,
    complement: Option<String>,
    postcode: Option<String>,
    city: Option<String>,
    /// Their number is the one asked for, and does not only end like it.
    pub(super) is_exact: bool,
}

impl From<Caller> for CallerCard {
    fn from(caller: Caller) -> Self {
        let site = caller.street.map(|street| {
            let (complement, postcode, city) = (caller.complement, caller.postcode, caller.city);
            PostalAddress { street, complement, postcode, city }.one_line()
        });
        Self { id: caller.id, name: caller.name, site, since: caller.created_at }
    }
}

/// Those who have the number, or one that ends in the same nine digits; at most 50.
pub(super) async fn by_phone(
    db: impl PgExecutor<'_>,
    e164: &str,
    last_nine: Option<&str>,
) -> sqlx::Result<Vec<Caller>> {
    sqlx::query_as!(
        Caller,
        r#"
        with holders as (
            select customer_id, bool_or(is_exact) as is_exact
            from (
                select customer_id, true as is_exact from phones where e164 = $1
                union all
                select customer_id, false from phones where right(e164, 9) = $2
            ) as found
            group by customer_id
            order by is_exact desc
            limit 50
        )
        select customers.id, name, customers.created_at, street as "street?", complement, postcode, city,
               is_exact as "is_exact!"
        from holders
        join customers on customers.id = holders.customer_id
        left join lateral (
            select street, complement, postcode, city from sites
            where sites.customer_id = customers.id
            order by sites.id
            limit 1
        ) as site on true
        order by is_exact desc, folded_name, customers.id
        "#,
        e164,
        last_nine,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn names_with_phone(
    db: impl PgExecutor<'_>,
    e164: &str,
) -> sqlx::Result<Vec<(CustomerId, CustomerName)>> {
    let rows = sqlx::query!(
        r#"
        select customers.id, customers.kind as "kind: super::CustomerKind", civility, first_name, last_name
        from phones
        join customers on customers.id = phones.customer_id
        where e164 = $1
        order by customers.id
        limit 50
        "#,
        e164,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (kind, civility, first_name, last_name) =
                (row.kind, row.civility, row.first_name, row.last_name);
            (row.id, CustomerName { kind, civility, first_name, last_name })
        })
        .collect())
}

/// Until the end of the transaction, nobody else works on this number in this way.
pub(super) async fn lock_number(db: impl PgExecutor<'_>, e164: &str) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 1))", e164).execute(db).await?;
    Ok(())
}
