//! The statements of the search, each with its index; measured on 200,000 customers.

use sqlx::{PgExecutor, PgPool};

use super::search::{CustomerHit, TicketHit};
use crate::values::{CustomerId, PhoneNumber, PostalAddress};

pub(super) async fn ticket(
    db: impl PgExecutor<'_>,
    number: &str,
) -> sqlx::Result<Option<TicketHit>> {
    sqlx::query_as!(
        TicketHit,
        "
        select number, subject, customers.name as customer_name
        from tickets
        join customers on customers.id = tickets.customer_id
        where number = $1
        ",
        number,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn by_number(
    db: impl PgExecutor<'_>,
    e164: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"select customer_id as "id: _" from phones where e164 = $1 order by id limit $2"#,
        e164,
        limit,
    )
    .fetch_all(db)
    .await
}

/// French numbers that begin so, and those of our neighbours that end alike.
pub(super) async fn by_national_prefix(
    db: impl PgExecutor<'_>,
    prefix: &str,
    bound: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customer_id as "id: _"
        from phones
        where right(e164, 9) ~>=~ $1 and right(e164, 9) ~<~ $2
        order by right(e164, 9) using ~<~
        limit $3
        "#,
        prefix,
        bound,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn by_part_of_number(
    db: impl PgExecutor<'_>,
    pattern: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"select customer_id as "id: _" from phones where e164 like $1 limit $2"#,
        pattern,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn by_email(
    db: impl PgExecutor<'_>,
    prefix: &str,
    bound: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customer_id as "id: _"
        from emails
        where address ~>=~ $1 and address ~<~ $2
        order by address using ~<~
        limit $3
        "#,
        prefix,
        bound,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn by_beginning_of_name(
    db: impl PgExecutor<'_>,
    prefix: &str,
    bound: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select id as "id: _"
        from customers
        where folded_name ~>=~ $1 and folded_name ~<~ $2
        order by folded_name using ~<~
        limit $3
        "#,
        prefix,
        bound,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Names in which each word begins one, in any order. The patterns are for the index: the regular
/// expressions decide.
pub(super) async fn by_words_of_name(
    db: impl PgExecutor<'_>,
    likes: &[String; 3],
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select id as "id: _"
        from customers
        where folded_name like $1 and folded_name like $2 and folded_name like $3 and folded_name ~ all($4)
        order by folded_name, id
        limit $5
        "#,
        likes[0],
        likes[1],
        likes[2],
        beginnings,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn by_words_of_address(
    db: impl PgExecutor<'_>,
    likes: &[String; 3],
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customer_id as "id: _"
        from sites
        where folded_address like $1 and folded_address like $2 and folded_address like $3
          and folded_address ~ all($4)
        limit $5
        "#,
        likes[0],
        likes[1],
        likes[2],
        beginnings,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Some of the words in the name, the others in an address: `dupont annecy`.
pub(super) async fn by_name_and_address(
    db: impl PgExecutor<'_>,
    likes: &[String],
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customers.id as "id: _"
        from customers
        join sites on sites.customer_id = customers.id
        where folded_name like any($1) and folded_name || ' ' || folded_address ~ all($2)
        group by customers.id, folded_name
        order by folded_name, customers.id
        limit $3
        "#,
        likes,
        beginnings,
        limit,
    )
    .fetch_all(db)
    .await
}

/// How much of the trigrams must agree: below `lefevre` and Lefebvre (domain.md §2.5).
const SIMILAR: &str = "0.5";

/// Names with a slip in them: `dupond` finds Dupont. Best first.
pub(super) async fn by_similar_name(
    db: &PgPool,
    text: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    // The index knows the threshold of the transaction only.
    let mut tx = crate::db::begin(db).await?;
    sqlx::query_scalar!(
        "select set_config('pg_trgm.word_similarity_threshold', $1, true)",
        SIMILAR
    )
    .fetch_one(&mut *tx)
    .await?;
    let found = sqlx::query_scalar!(
        r#"
        select id as "id: _"
        from customers
        where $1 <% folded_name
        order by word_similarity($1, folded_name) desc, folded_name, id
        limit $2
        "#,
        text,
        limit,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(found)
}

/// What a list shows of these customers, in the order of the ids.
pub(super) async fn hits(
    db: impl PgExecutor<'_>,
    ids: &[CustomerId],
) -> sqlx::Result<Vec<CustomerHit>> {
    let rows = sqlx::query!(
        r#"
        select customers.id, customers.kind as "kind: super::CustomerKind", name,
               site.street as "street?", site.complement, site.postcode, site.city,
               phone.e164 as "number: PhoneNumber", phone.typed as "typed?",
               (select count(*) from tickets
                where tickets.customer_id = customers.id and status <> 'closed') as "open_tickets!"
        from unnest($1::bigint[]) with ordinality as wanted (id, rank)
        join customers on customers.id = wanted.id
        left join lateral (
            select street, complement, postcode, city from sites
            where sites.customer_id = customers.id
            order by sites.id
            limit 1
        ) as site on true
        left join lateral (
            select e164, typed from phones
            where phones.customer_id = customers.id
            order by kind <> 'mobile', phones.id
            limit 1
        ) as phone on true
        order by rank
        "#,
        ids as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CustomerHit {
            id: row.id,
            name: row.name,
            kind: row.kind,
            site: row.street.map(|street| {
                let (complement, postcode, city) = (row.complement, row.postcode, row.city);
                PostalAddress { street, complement, postcode, city }.one_line()
            }),
            phone: row.number.map(|number| number.national()).or(row.typed),
            open_tickets: row.open_tickets,
        })
        .collect())
}
