//! All customers, page by page, and as they leave for other programs.

use futures_util::stream::BoxStream;
use sqlx::{PgExecutor, PgPool};

use super::{
    queries_search,
    search::{CustomerHit, Hit},
};
use crate::values::CustomerId;

/// After which customer a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListStart {
    pub folded_name: String,
    pub id: CustomerId,
}

/// One page, in the order of names, and where the next one begins, if there is one.
pub async fn list(
    db: &PgPool,
    after: Option<&ListStart>,
    limit: usize,
) -> sqlx::Result<(Vec<CustomerHit>, Option<ListStart>)> {
    let start = after.map_or("", |start| &start.folded_name);
    let rows = sqlx::query!(
        r#"
        select id, folded_name
        from customers
        where folded_name ~>=~ $1 and (folded_name ~>~ $1 or id > $2)
        order by folded_name using ~<~, id
        limit $3
        "#,
        start,
        after.map_or(0, |start| start.id.0),
        i64::try_from(limit + 1).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    let hits: Vec<Hit> = rows.iter().take(limit).map(|row| Hit::customer(row.id)).collect();
    let next = rows
        .get(limit)
        .and(rows.get(limit.saturating_sub(1)))
        .map(|last| ListStart { folded_name: last.folded_name.clone(), id: last.id });
    Ok((queries_search::hits(db, &hits).await?, next))
}

pub async fn count(db: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from customers"#).fetch_one(db).await
}

/// One line of the export: everything that fits on a line.
#[derive(Clone, Debug)]
pub struct ExportedCustomer {
    pub id: CustomerId,
    pub kind: String,
    pub civility: Option<String>,
    pub first_name: Option<String>,
    pub last_name: String,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub addresses: Vec<String>,
}

/// All customers, one after the other, for however many there are.
pub fn export(db: &PgPool) -> BoxStream<'_, sqlx::Result<ExportedCustomer>> {
    sqlx::query_as!(
        ExportedCustomer,
        r#"
        select id, kind, civility, first_name, last_name,
               array(select coalesce(e164, typed) from phones
                     where customer_id = customers.id order by phones.id) as "phones!",
               array(select address from emails where customer_id = customers.id order by emails.id) as "emails!",
               array(select concat_ws(', ', nullif(street, ''), complement, nullif(concat_ws(' ', postcode, city), ''))
                     from sites where customer_id = customers.id order by sites.id) as "addresses!"
        from customers
        order by id
        "#,
    )
    .fetch(db)
}

/// The same of some customers, in the order of the ids.
pub async fn export_some(
    db: impl PgExecutor<'_>,
    ids: &[CustomerId],
) -> sqlx::Result<Vec<ExportedCustomer>> {
    sqlx::query_as!(
        ExportedCustomer,
        r#"
        select customers.id, kind, civility, first_name, last_name,
               array(select coalesce(e164, typed) from phones
                     where customer_id = customers.id order by phones.id) as "phones!",
               array(select address from emails where customer_id = customers.id order by emails.id) as "emails!",
               array(select concat_ws(', ', nullif(street, ''), complement, nullif(concat_ws(' ', postcode, city), ''))
                     from sites where customer_id = customers.id order by sites.id) as "addresses!"
        from unnest($1::bigint[]) with ordinality as wanted (id, rank)
        join customers on customers.id = wanted.id
        order by rank
        "#,
        ids as _,
    )
    .fetch_all(db)
    .await
}
