//! Every SQL statement about post-its; each stays quick among a million customers.

use chrono::{Days, NaiveDate};
use sqlx::PgExecutor;

use super::{Calendar, Colleague};
use crate::{
    company,
    values::{CustomerId, TicketId},
};

/// So many customers of one name are offered; more are a search.
pub(super) const OFFERED: usize = 8;

/// So many of those who answer one question are looked at; it stands in the statements below.
pub(super) const AT_MOST: usize = 9;

/// Everybody who works here, to be named in a post-it.
pub async fn colleagues(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Colleague>> {
    sqlx::query_as!(Colleague, "select id, name from staff where active order by name, id")
        .fetch_all(db)
        .await
}

/// The closed days of two years from this one.
pub async fn calendar(db: impl PgExecutor<'_>, today: NaiveDate) -> sqlx::Result<Calendar> {
    let closed = company::closures(db, today, today + Days::new(731)).await?;
    Ok(Calendar { closed: closed.into_iter().map(|row| (row.day, row.reason)).collect() })
}

/// Which of these words stand in a name, as they are or as one of these slips.
pub(super) async fn known_words(
    db: impl PgExecutor<'_>,
    words: &[String],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select distinct word from search_words where field = 'name' and word = any($1)",
        words
    )
    .fetch_all(db)
    .await
}

/// Words of names that sound like one of these, or share most of its letters: which of these, and the word.
pub(super) async fn like_words(
    db: impl PgExecutor<'_>,
    words: &[String],
) -> sqlx::Result<Vec<(String, String, bool)>> {
    let rows = sqlx::query!(
        r#"
        select typed.word as "typed!", known.word as "word!", known.sounds as "sounds!"
        from unnest($1::text[]) as typed (word)
        cross join lateral (
            (select word, true as sounds from search_words
             where field = 'name' and sound = french_sound(typed.word) limit 20)
            union all
            (select word, false from search_words
             where field = 'name' and search_words.word % typed.word
             order by similarity(search_words.word, typed.word) desc limit 10)
        ) as known
        "#,
        words
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.typed, row.word, row.sounds)).collect())
}

/// A customer that a post-it may be about, or whose contact it may be about.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: CustomerId,
    pub(super) name: String,
    pub(super) folded_name: String,
    pub(super) is_person: bool,
    pub(super) civility: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: String,
    pub(super) contact: Option<String>,
    pub(super) cities: Vec<String>,
    pub(super) site: Option<String>,
}

/// Customers whose names answer one of these text search queries, a few of each; with `places` only those with a site there.
pub(super) async fn customers(
    db: impl PgExecutor<'_>,
    queries: &[String],
    places: Option<&str>,
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"
        select c.id, c.name, c.folded_name, c.kind = 'person' as "is_person!", c.civility, c.first_name, c.last_name,
               null::text as contact,
               array(select s.city from sites s where s.customer_id = c.id and s.city is not null limit 20) as "cities!",
               (select concat_ws(', ', s.street, s.city) from sites s where s.customer_id = c.id order by s.id limit 1) as site
        from (
            select distinct found.id
            from unnest($1::text[]) as asked (query)
            cross join lateral (
                select candidate.id from customers as candidate
                where word_vector(candidate.folded_name) @@ asked.query::tsquery
                  and ($2::text is null
                       or exists (select from sites s where s.customer_id = candidate.id
                                  and word_vector(s.folded_address) @@ $2::text::tsquery))
                limit 9
            ) as found
        ) as hit
        join customers c on c.id = hit.id
        order by c.id
        "#,
        queries,
        places,
    )
    .fetch_all(db)
    .await
}

/// As [`customers`], by the names of their contacts.
pub(super) async fn of_contacts(
    db: impl PgExecutor<'_>,
    queries: &[String],
) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"
        select c.id, c.name, c.folded_name, c.kind = 'person' as "is_person!", c.civility, c.first_name, c.last_name,
               hit.contact as "contact?",
               array(select s.city from sites s where s.customer_id = c.id and s.city is not null limit 20) as "cities!",
               (select concat_ws(', ', s.street, s.city) from sites s where s.customer_id = c.id order by s.id limit 1) as site
        from (
            select distinct found.customer_id, found.name as contact
            from unnest($1::text[]) as asked (query)
            cross join lateral (
                select customer_id, name from contacts
                where word_vector(folded_french(name)) @@ asked.query::tsquery
                limit 9
            ) as found
        ) as hit
        join customers c on c.id = hit.customer_id
        order by c.id
        "#,
        queries,
    )
    .fetch_all(db)
    .await
}

/// The customers of these ids.
pub(super) async fn by_ids(db: impl PgExecutor<'_>, ids: &[i64]) -> sqlx::Result<Vec<Row>> {
    sqlx::query_as!(
        Row,
        r#"
        select c.id, c.name, c.folded_name, c.kind = 'person' as "is_person!", c.civility, c.first_name, c.last_name,
               null::text as contact,
               array(select s.city from sites s where s.customer_id = c.id and s.city is not null limit 20) as "cities!",
               (select concat_ws(', ', s.street, s.city) from sites s where s.customer_id = c.id order by s.id limit 1) as site
        from customers c where c.id = any($1) order by c.id
        "#,
        ids,
    )
    .fetch_all(db)
    .await
}

/// A request that is named by its number, and whose it is.
pub(super) async fn ticket(
    db: impl PgExecutor<'_>,
    number: &str,
) -> sqlx::Result<Option<(TicketId, CustomerId)>> {
    let row = sqlx::query!("select id, customer_id from tickets where number = $1", number)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| (row.id, row.customer_id)))
}
