//! The statements of the search by words; each measured on a million customers.
//!
//! What an index says of a word that a tenth of all have is read whole before the first row: so a sample of the rows is
//! looked at first, ten runs spread over the table, and if enough of them answer, that is all. The rest is a materialized
//! CTE: PostgreSQL plans it for all rows, by the index, and yet reads only as many as are asked for.

use sqlx::PgExecutor;

use super::{
    search::{Depth, Hit},
    search_words::{KnownWord, Likeness},
};
use crate::values::{CustomerId, SiteId};

/// Of so many customers with a name the sites are looked at.
const NAMES_AT_MOST: i64 = 600;

/// For each word the known ones that begin with it, and those that sound like it.
pub(super) async fn beginning_and_sounding(
    db: impl PgExecutor<'_>,
    words: &[String],
    bounds: &[String],
) -> sqlx::Result<Vec<KnownWord>> {
    let rows = sqlx::query!(
        r#"
        select (rank - 1)::integer as "rank!", field = 'address' as "is_address!", sounds as "sounds!", known.word as "word!"
        from unnest($1::text[], $2::text[]) with ordinality as typed (word, bound, rank)
        cross join (values ('name'), ('address')) as fields (field)
        cross join lateral (
            (select known.word, false as sounds from search_words as known
             where known.field = fields.field and known.word ~>=~ typed.word and known.word ~<=~ typed.bound
             order by known.word using ~<~
             limit 200)
            union all
            (select known.word, true from search_words as known
             where known.field = fields.field and known.sound = french_sound(typed.word)
             limit 50)
        ) as known
        "#,
        words,
        bounds,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownWord {
            rank: usize::try_from(row.rank).unwrap_or_default(),
            is_address: row.is_address,
            likeness: if row.sounds { Likeness::Sounds } else { Likeness::Begins },
            word: row.word,
        })
        .collect())
}

/// For each word the known ones that share most of its letters, and those that are one of its slips: `slips` are
/// ranks, from 1, and what may have been meant.
pub(super) async fn resembling(
    db: impl PgExecutor<'_>,
    words: &[String],
    slips: &[(i64, String)],
) -> sqlx::Result<Vec<KnownWord>> {
    let (ranks, meant): (Vec<i64>, Vec<String>) = slips.iter().cloned().unzip();
    let rows = sqlx::query!(
        r#"
        select (rank - 1)::integer as "rank!", known.field = 'address' as "is_address!", known.word as "word!"
        from unnest($1::text[]) with ordinality as typed (word, rank)
        cross join lateral (
            select known.field, known.word from search_words as known
            where known.word % typed.word and similarity(known.word, typed.word) >= 0.37
            order by similarity(known.word, typed.word) desc
            limit 20
        ) as known
        union
        select (rank - 1)::integer, known.field = 'address', known.word
        from unnest($2::bigint[], $3::text[]) as slip (rank, meant)
        cross join (values ('name'), ('address')) as fields (field)
        join search_words as known on known.field = fields.field and known.word = slip.meant
        "#,
        words,
        &ranks,
        &meant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownWord {
            rank: usize::try_from(row.rank).unwrap_or_default(),
            is_address: row.is_address,
            likeness: Likeness::Resembles,
            word: row.word,
        })
        .collect())
}

/// Names that answer a query. Where there are regular expressions, they decide.
pub(super) async fn by_name(
    db: impl PgExecutor<'_>,
    query: &str,
    beginnings: &[String],
    depth: Depth,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        with sample as materialized (
            select id, folded_name
            from (
                select n * last / 10 as start, (n + 1) * last / 10 as stop
                from (select max(id) as last from customers) as whole, generate_series(0, 9) as n
            ) as runs
            cross join lateral (
                select id, folded_name from customers
                where id > runs.start and id <= runs.stop
                order by id
                limit $3
            ) as run
            where folded_name ~ all($2)
            limit $5
        ), matching as materialized (
            select id, folded_name from customers
            where word_vector(folded_name) @@ $1::text::tsquery and folded_name ~ all($2)
        )
        select id as "id!: _" from (
            select * from sample where (select count(*) from sample) >= $5
            union all
            (select * from matching where (select count(*) from sample) < $5 limit $4)
        ) as found
        order by folded_name, id
        limit $5
        "#,
        query,
        beginnings,
        depth.sample,
        depth.at_most,
        depth.wanted,
    )
    .fetch_all(db)
    .await
}

/// Sites whose address answers a query, and whose they are.
pub(super) async fn by_address(
    db: impl PgExecutor<'_>,
    query: &str,
    beginnings: &[String],
    depth: Depth,
) -> sqlx::Result<Vec<Hit>> {
    let rows = sqlx::query!(
        r#"
        with sample as materialized (
            select id, customer_id, folded_address
            from (
                select n * last / 10 as start, (n + 1) * last / 10 as stop
                from (select max(id) as last from sites) as whole, generate_series(0, 9) as n
            ) as runs
            cross join lateral (
                select id, customer_id, folded_address from sites
                where id > runs.start and id <= runs.stop
                order by id
                limit $3
            ) as run
            where folded_address ~ all($2)
            limit $5
        ), matching as materialized (
            select id, customer_id, folded_address from sites
            where word_vector(folded_address) @@ $1::text::tsquery and folded_address ~ all($2)
        )
        select customer_id as "customer_id!: CustomerId", id as "id!: SiteId" from (
            select * from sample where (select count(*) from sample) >= $5
            union all
            (select * from matching where (select count(*) from sample) < $5 limit $4)
        ) as found
        order by folded_address, id
        limit $5
        "#,
        query,
        beginnings,
        depth.sample,
        depth.at_most,
        depth.wanted,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { id: row.customer_id, site: Some(row.id) }).collect())
}

/// Some of the words in the name, the others in an address: `dupont annecy`. The query finds the names; the regular
/// expressions decide.
pub(super) async fn by_name_and_address(
    db: impl PgExecutor<'_>,
    query: &str,
    beginnings: &[String],
    depth: Depth,
) -> sqlx::Result<Vec<Hit>> {
    let rows = sqlx::query!(
        r#"
        with matching as materialized (
            select id, folded_name from customers where word_vector(folded_name) @@ $1::text::tsquery
        )
        select id as "id!: CustomerId", site_id as "site_id!: SiteId" from (
            select named.id, named.folded_name, place.id as site_id
            from (select * from matching limit $3) as named
            cross join lateral (
                select id from sites
                where customer_id = named.id and named.folded_name || ' ' || folded_address ~ all($2)
                order by id
                limit 1
            ) as place
            limit $4
        ) as found
        order by folded_name, id
        limit $5
        "#,
        query,
        beginnings,
        NAMES_AT_MOST,
        if depth.sample > 0 { depth.wanted } else { NAMES_AT_MOST },
        depth.wanted,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { id: row.id, site: Some(row.site_id) }).collect())
}
