//! The statements of the search by words; each measured on a million customers.

use sqlx::PgExecutor;

use super::{
    search::Hit,
    search_words::{KnownWord, Likeness},
};
use crate::values::{CustomerId, SiteId};

/// More rows than anybody pages through, so that a word which half the town has costs little.
const AT_MOST: i64 = 600;

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

/// Names with a word of each set, in any order. The sets are for the index; where there are regular
/// expressions, they decide.
pub(super) async fn by_name(
    db: impl PgExecutor<'_>,
    sets: &[Vec<String>; 3],
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select id as "id: _" from (
            select id, folded_name from customers
            where words_of(folded_name) && $1 and words_of(folded_name) && $2 and words_of(folded_name) && $3
              and folded_name ~ all($4)
            limit $5
        ) as found
        order by folded_name, id
        limit $6
        "#,
        &sets[0],
        &sets[1],
        &sets[2],
        beginnings,
        AT_MOST,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Sites with a word of each set in their address, and whose they are.
pub(super) async fn by_address(
    db: impl PgExecutor<'_>,
    sets: &[Vec<String>; 3],
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<(CustomerId, SiteId)>> {
    let rows = sqlx::query!(
        r#"
        select customer_id as "customer_id: CustomerId", id as "id: SiteId" from (
            select id, customer_id, folded_address from sites
            where words_of(folded_address) && $1 and words_of(folded_address) && $2
              and words_of(folded_address) && $3 and folded_address ~ all($4)
            limit $5
        ) as found
        order by folded_address, id
        limit $6
        "#,
        &sets[0],
        &sets[1],
        &sets[2],
        beginnings,
        AT_MOST,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.customer_id, row.id)).collect())
}

/// Some of the words in the name, the others in an address: `dupont annecy`. The names are for the
/// index: the regular expressions decide.
pub(super) async fn by_name_and_address(
    db: impl PgExecutor<'_>,
    names: &[String],
    beginnings: &[String],
    limit: i64,
) -> sqlx::Result<Vec<Hit>> {
    let rows = sqlx::query!(
        r#"
        select named.id as "id: CustomerId", sites.id as "site_id: SiteId"
        from (
            select id, folded_name from customers where words_of(folded_name) && $1 limit $3
        ) as named
        join sites on sites.customer_id = named.id
        where named.folded_name || ' ' || folded_address ~ all($2)
        order by folded_name, named.id
        limit $4
        "#,
        names,
        beginnings,
        AT_MOST,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Hit { id: row.id, site: Some(row.site_id) }).collect())
}
