//! One box finds customers by number in any writing, name as it sounds, address and e-mail, and whatever has a number.

use sqlx::{PgConnection, PgPool};

use super::{
    CustomerKind, queries_search as queries,
    search_query::{Digits, Query, upper_bound},
    search_words::find_by_words,
};
use crate::values::{CustomerId, SiteId};

/// As many as fit under the box while typing.
pub const SUGGESTIONS: usize = 12;
/// What is offered before anything is typed.
pub const RECENT: i64 = 8;
/// One page of the full list.
pub const PAGE: usize = 50;
/// Nobody reads further: they type another word.
pub const MAX_PAGES: usize = 10;

#[derive(Clone, Debug, Default)]
pub struct Found {
    pub documents: Vec<Document>,
    pub customers: Vec<CustomerHit>,
    /// There are more on the next page.
    pub more: bool,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.customers.is_empty()
    }
}

/// A request, a quote or a worksite, found by its number.
#[derive(Clone, Debug)]
pub struct Document {
    /// `ticket`, `quote` or `worksite`.
    pub kind: String,
    /// `SAV-2611-041`, `DE00012`
    pub number: String,
    pub subject: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
}

#[derive(Clone, Debug)]
pub struct CustomerHit {
    pub id: CustomerId,
    pub name: String,
    pub kind: CustomerKind,
    /// The site that was found, else the first of theirs, on one line.
    pub site: Option<String>,
    /// The first of their numbers, as the French write it.
    pub phone: Option<String>,
    /// The same in E.164, to be called.
    pub number: Option<String>,
    pub open_tickets: i64,
    /// Found by the address and not by the name.
    pub by_address: bool,
}

/// Finds what the text may mean, best first: `limit` customers after the first `skip`.
pub async fn search(db: &PgPool, typed: &str, skip: usize, limit: usize) -> sqlx::Result<Found> {
    // One connection for all of it: each that is lent costs a round trip.
    let mut connection = db.acquire().await?;
    let db = &mut *connection;
    let mut found = Found::default();
    let mut hits = Hits { hits: Vec::new(), wanted: skip + limit + 1 };
    match Query::read(typed) {
        Query::Nothing => {}
        Query::Code { prefix, words } => {
            let bound = upper_bound(&prefix);
            found.documents = queries::documents(&mut *db, &prefix, &bound).await?;
            hits.add(queries::by_code(&mut *db, &prefix, &bound, hits.limit()).await?);
            if hits.hits.is_empty() && found.documents.is_empty() {
                find_by_words(&mut *db, &words, &mut hits).await?;
            }
        }
        Query::Digits(digits) => {
            find_by_digits(&mut *db, &digits, &mut hits).await?;
            // A postcode or a house number.
            if digits.exact.is_none() && hits.open() > 0 {
                let words = super::search_query::Words::read(typed);
                find_by_words(&mut *db, &words, &mut hits).await?;
            }
        }
        Query::Email(address) => {
            let bound = upper_bound(&address);
            hits.add(queries::by_email(&mut *db, &address, &bound, hits.limit()).await?);
        }
        Query::Words(words) => find_by_words(&mut *db, &words, &mut hits).await?,
    }
    found.more = hits.hits.len() > skip + limit;
    let page: Vec<Hit> = hits.hits.into_iter().skip(skip).take(limit).collect();
    found.customers = queries::hits(db, &page).await?;
    Ok(found)
}

/// The customers whose cards changed or with whom something happened last, the latest first.
pub async fn recent(db: &PgPool) -> sqlx::Result<Vec<CustomerHit>> {
    let mut connection = db.acquire().await?;
    let db = &mut *connection;
    let ids = queries::recent(&mut *db, RECENT).await?;
    queries::hits(db, &ids.into_iter().map(Hit::customer).collect::<Vec<_>>()).await
}

/// What an index holds of each number (domain.md §1.3).
const LAST_DIGITS: usize = 9;

async fn find_by_digits(
    db: &mut PgConnection,
    digits: &Digits,
    hits: &mut Hits,
) -> sqlx::Result<()> {
    if let Some(number) = &digits.exact {
        hits.add(queries::by_number(&mut *db, number.as_str(), hits.limit()).await?);
    }
    if let Some(national) = digits.national.as_ref().filter(|_| hits.open() > 0) {
        let bound = upper_bound(national);
        hits.add(queries::by_national_prefix(&mut *db, national, &bound, hits.limit()).await?);
    }
    // A PBX that drops or adds a prefix is recognised by the last nine digits, and a country that we do not know too.
    if let Some(at) = digits.part.len().checked_sub(LAST_DIGITS).filter(|_| hits.open() > 0) {
        let last = &digits.part[at..];
        hits.add(
            queries::by_national_prefix(&mut *db, last, &upper_bound(last), hits.limit()).await?,
        );
    } else if hits.open() > 0 && digits.exact.is_none() {
        let pattern = format!("%{}%", digits.part);
        hits.add(queries::by_part_of_number(&mut *db, &pattern, hits.depth(1)).await?);
    }
    Ok(())
}

/// A customer, and the site by which they were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) id: CustomerId,
    pub(super) site: Option<SiteId>,
}

impl Hit {
    pub(super) fn customer(id: CustomerId) -> Self {
        Self { id, site: None }
    }
}

/// How far a statement looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth {
    /// So many rows are looked at first in each of ten runs; if enough of them answer, they are the answer.
    pub(super) sample: i64,
    /// So many of those that answer are put in order.
    pub(super) at_most: i64,
    pub(super) wanted: i64,
}

/// What more than one in eighty has, ten times as many show a dozen of.
const SAMPLE: i64 = 100;

/// More than anybody pages through, so that a word which half the town has costs little.
const AT_MOST: i64 = 600;

/// Enough to be put in order under the box.
const AT_MOST_TYPING: i64 = 200;

/// What was found so far, each customer once.
pub(super) struct Hits {
    hits: Vec<Hit>,
    wanted: usize,
}

impl Hits {
    pub(super) fn add(&mut self, found: Vec<CustomerId>) {
        self.add_at(found.into_iter().map(Hit::customer));
    }

    pub(super) fn add_at(&mut self, found: impl IntoIterator<Item = Hit>) {
        for hit in found {
            if !self.hits.iter().any(|known| known.id == hit.id) {
                self.hits.push(hit);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.hits.len()
    }

    pub(super) fn open(&self) -> usize {
        self.wanted.saturating_sub(self.hits.len())
    }

    /// How many to ask for, so that enough remain when those found before are left out.
    pub(super) fn limit(&self) -> i64 {
        i64::try_from(self.wanted).unwrap_or(i64::MAX)
    }

    /// How far to look for what has one word of each of so many sets. While somebody types a sample will do; a list must stay
    /// the same from page to page.
    pub(super) fn depth(&self, sets: usize) -> Depth {
        let is_typing = self.wanted <= SUGGESTIONS + 1;
        Depth {
            sample: if is_typing && sets < 3 { SAMPLE } else { 0 },
            at_most: if is_typing { AT_MOST_TYPING } else { AT_MOST },
            wanted: self.limit(),
        }
    }
}
