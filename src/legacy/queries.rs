//! What is known before a file comes.

use std::collections::{BTreeSet, HashMap};

use sqlx::{PgConnection, PgExecutor};

use super::{Source, plan::Unrecorded, portrait::Statement};
use crate::{
    customers::{CustomerName, TypedPhone},
    values::{CustomerId, EmailAddress, PhoneNumber, PostalAddress},
};

/// A row that was taken before.
pub(super) struct Record {
    pub(super) source: Source,
    pub(super) code: String,
    pub(super) customer: CustomerId,
    /// Its cells under their headers, as JSON.
    pub(super) raw: String,
    pub(super) has_reasons: bool,
}

/// Matching thinks for longer than a forgotten transaction may live. The words of many rows are sorted into their index together.
/// Plans are kept, since the check of each foreign key would
/// be planned anew for each row, and made without a look at the values, since a hundred thousand of them are copied for it.
pub(super) async fn allow_long_thought(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "
        select set_config('idle_in_transaction_session_timeout', '10min', true) as thought,
               set_config('gin_pending_list_limit', '16MB', true) as pending,
               set_config('default_statistics_target', '20', true) as statistics,
               set_config('plan_cache_mode', 'force_generic_plan', true) as plans
        "
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// Tells the planner of rows that came by the thousand: it took the tables for as small as before, and compared each row with
/// each other at the next file. A sample of some thousand rows, and only the columns that rows are found by: the rest PostgreSQL
/// learns by itself, in its own time. What waits to be sorted into the indexes of words is sorted in, for those who search.
pub(super) async fn count_rows_anew(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "
        analyze customers (id, folded_name), phones (id, customer_id, e164), emails (id, customer_id, address),
                sites (id, customer_id, address_key), source_records (id, source, external_id, customer_id)
        "
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "
        select gin_clean_pending_list(indexed.name::regclass) as pages
        from unnest(array['customers_word_vector_idx', 'sites_word_vector_idx', 'phones_e164_trgm_idx',
                          'search_words_trgm_idx']) as indexed (name)
        "
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Two imports at once would each make the customer that both files name.
pub(super) async fn wait_for_other_imports(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('legacy import', 2))")
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn fingerprints(
    db: impl PgExecutor<'_>,
    source: Source,
) -> sqlx::Result<HashMap<String, Vec<u8>>> {
    let rows = sqlx::query!(
        "select external_id, fingerprint from source_records where source = $1",
        source.as_str()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.fingerprint)).collect())
}

/// So many at a time, after that source and code: what the rows say fits in memory a dozen times more easily than the rows.
pub(super) async fn records(
    db: impl PgExecutor<'_>,
    (source, code): (&str, &str),
    limit: i64,
) -> sqlx::Result<Vec<Record>> {
    let rows = sqlx::query!(
        r#"
        select source as "source: Source", external_id, customer_id, raw::text as "raw!",
               link_reasons is not null as "has_reasons!"
        from source_records
        where (source, external_id) > ($1, $2)
        order by source, external_id
        limit $3
        "#,
        source,
        code,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Record {
            source: row.source,
            code: row.external_id,
            customer: row.customer_id,
            raw: row.raw,
            has_reasons: row.has_reasons,
        })
        .collect())
}

/// Customers whom no record speaks of.
pub(super) async fn unrecorded(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Unrecorded>> {
    let rows = sqlx::query!(
        r#"
        select customers.id as "id: CustomerId", kind as "kind: crate::customers::CustomerKind", civility,
               first_name, last_name,
               array(select e164 from phones where customer_id = customers.id and e164 is not null)
                   as "phones!: Vec<PhoneNumber>",
               array(select address from emails where customer_id = customers.id) as "emails!",
               site.street as "street?", site.postcode, site.city
        from customers
        left join lateral (select street, postcode, city from sites
                           where customer_id = customers.id order by id limit 1) as site on true
        where not exists (select from source_records where customer_id = customers.id)
        order by customers.id
        "#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Unrecorded {
            id: row.id,
            code: row.id.to_string(),
            said: Statement {
                name: CustomerName {
                    kind: row.kind,
                    civility: row.civility,
                    first_name: row.first_name,
                    last_name: row.last_name,
                },
                phones: row
                    .phones
                    .into_iter()
                    .map(|number| TypedPhone {
                        typed: number.as_str().to_owned(),
                        kind: number.kind(),
                        number: Some(number),
                    })
                    .collect(),
                emails: row
                    .emails
                    .iter()
                    .filter_map(|email| EmailAddress::parse(email).ok())
                    .collect(),
                address: row.street.map(|street| PostalAddress {
                    street,
                    complement: None,
                    postcode: row.postcode,
                    city: row.city,
                }),
                more_addresses: Vec::new(),
            },
        })
        .collect())
}

/// Customers with whom something happened, beside imports.
pub(super) async fn touched(db: impl PgExecutor<'_>) -> sqlx::Result<BTreeSet<CustomerId>> {
    let ids = sqlx::query_scalar!(
        r#"
        select customer_id as "id!: CustomerId" from events where customer_id is not null
        union select customer_id from calls where customer_id is not null
        union select customer_id from promises where customer_id is not null
        union select customer_id from tickets
        union select customer_id from appointments where customer_id is not null
        union select customer_id from messages where customer_id is not null
        union select customer_id from contacts
        union select id from customers where pinned_note is not null
        union select customer_a from match_verdicts
        union select customer_b from match_verdicts
        "#
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().collect())
}
