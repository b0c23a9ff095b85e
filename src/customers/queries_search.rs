//! The statements of the search, each with its index; measured on a million customers.

use sqlx::PgExecutor;

use super::search::{CustomerHit, Depth, Document, Hit};
use crate::values::{CustomerId, PhoneNumber, PostalAddress};

/// Requests, quotes and worksites whose number begins so.
pub(super) async fn documents(
    db: impl PgExecutor<'_>,
    prefix: &str,
    bound: &str,
) -> sqlx::Result<Vec<Document>> {
    sqlx::query_as!(
        Document,
        r#"
        select found.kind as "kind!", number as "number!", subject as "subject!", customer_id as "customer_id!: _",
               customers.name as "customer_name!"
        from (
            (select 'ticket' as kind, number, subject, customer_id from tickets
             where number ~>=~ $1 and number ~<~ $2 order by number using ~<~ limit 8)
            union all
            (select 'quote', external_id, subject, customer_id from quotes
             where upper(external_id) ~>=~ $1 and upper(external_id) ~<~ $2
             order by upper(external_id) using ~<~ limit 8)
            union all
            (select 'worksite', external_id, label, customer_id from worksites
             where upper(external_id) ~>=~ $1 and upper(external_id) ~<~ $2
             order by upper(external_id) using ~<~ limit 8)
        ) as found
        join customers on customers.id = customer_id
        order by number
        limit 8
        "#,
        prefix,
        bound,
    )
    .fetch_all(db)
    .await
}

/// Customers whose code in another program begins so.
pub(super) async fn by_code(
    db: impl PgExecutor<'_>,
    prefix: &str,
    bound: &str,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customer_id as "id: _"
        from source_records
        where upper(external_id) ~>=~ $1 and upper(external_id) ~<~ $2
        order by upper(external_id) using ~<~
        limit $3
        "#,
        prefix,
        bound,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Those with whom something happened last, the latest first.
pub(super) async fn recent(db: impl PgExecutor<'_>, limit: i64) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customer_id as "id!: _"
        from (select id, customer_id from events where customer_id is not null order by id desc limit 200) as last
        group by customer_id
        order by max(id) desc
        limit $1
        "#,
        limit,
    )
    .fetch_all(db)
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

/// Numbers with these digits in them; see `queries_words` for how digits that many have are found.
pub(super) async fn by_part_of_number(
    db: impl PgExecutor<'_>,
    pattern: &str,
    depth: Depth,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        with sample as materialized (
            select customer_id
            from (
                select n * last / 10 as start, (n + 1) * last / 10 as stop
                from (select max(id) as last from phones) as whole, generate_series(0, 9) as n
            ) as runs
            cross join lateral (
                select customer_id, e164 from phones
                where id > runs.start and id <= runs.stop
                order by id
                limit $2
            ) as run
            where e164 like $1
            limit $3
        ), matching as materialized (
            select customer_id from phones where e164 like $1
        )
        select customer_id as "id!: _" from sample where (select count(*) from sample) >= $3
        union all
        (select customer_id from matching where (select count(*) from sample) < $3 limit $3)
        "#,
        pattern,
        depth.sample,
        depth.wanted,
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

/// What a list shows of these customers, in their order.
pub(super) async fn hits(db: impl PgExecutor<'_>, hits: &[Hit]) -> sqlx::Result<Vec<CustomerHit>> {
    let ids: Vec<i64> = hits.iter().map(|hit| hit.id.0).collect();
    let places: Vec<Option<i64>> = hits.iter().map(|hit| hit.site.map(|site| site.0)).collect();
    let rows = sqlx::query!(
        r#"
        select customers.id, customers.kind as "kind: super::CustomerKind", name,
               site.street as "street?", site.complement, site.postcode, site.city,
               phone.e164 as "number: PhoneNumber", phone.typed as "typed?",
               wanted.site_id is not null as "by_address!",
               (select count(*) from tickets
                where tickets.customer_id = customers.id and status <> 'closed') as "open_tickets!"
        from unnest($1::bigint[], $2::bigint[]) with ordinality as wanted (id, site_id, rank)
        join customers on customers.id = wanted.id
        left join lateral (
            select street, complement, postcode, city from sites
            where sites.customer_id = customers.id
            order by sites.id is distinct from wanted.site_id, sites.id
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
        &ids,
        &places as &[Option<i64>],
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
            number: row.number.as_ref().map(|number| number.as_str().to_owned()),
            phone: row.number.map(|number| number.national()).or(row.typed),
            by_address: row.by_address,
            open_tickets: row.open_tickets,
        })
        .collect())
}
