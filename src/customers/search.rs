//! One box finds customers by number in any writing, name as it sounds, address and e-mail, and whatever has a number.

use sqlx::PgPool;

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
    let mut found = Found::default();
    let mut hits = Hits { hits: Vec::new(), wanted: skip + limit + 1 };
    match Query::read(typed) {
        Query::Nothing => {}
        Query::Code { prefix, words } => {
            let bound = upper_bound(&prefix);
            found.documents = queries::documents(db, &prefix, &bound).await?;
            hits.add(queries::by_code(db, &prefix, &bound, hits.limit()).await?);
            if hits.hits.is_empty() && found.documents.is_empty() {
                find_by_words(db, &words, &mut hits).await?;
            }
        }
        Query::Digits(digits) => {
            find_by_digits(db, &digits, &mut hits).await?;
            // A postcode or a house number.
            if digits.exact.is_none() && hits.open() > 0 {
                let words = super::search_query::Words::read(typed);
                find_by_words(db, &words, &mut hits).await?;
            }
        }
        Query::Email(address) => {
            let bound = upper_bound(&address);
            hits.add(queries::by_email(db, &address, &bound, hits.limit()).await?);
        }
        Query::Words(words) => find_by_words(db, &words, &mut hits).await?,
    }
    found.more = hits.hits.len() > skip + limit;
    let page: Vec<Hit> = hits.hits.into_iter().skip(skip).take(limit).collect();
    found.customers = queries::hits(db, &page).await?;
    Ok(found)
}

/// The customers whose cards changed or with whom something happened last, the latest first.
pub async fn recent(db: &PgPool) -> sqlx::Result<Vec<CustomerHit>> {
    let ids = queries::recent(db, RECENT).await?;
    queries::hits(db, &ids.into_iter().map(Hit::customer).collect::<Vec<_>>()).await
}

/// What an index holds of each number (domain.md §1.3).
const LAST_DIGITS: usize = 9;

async fn find_by_digits(db: &PgPool, digits: &Digits, hits: &mut Hits) -> sqlx::Result<()> {
    if let Some(number) = &digits.exact {
        hits.add(queries::by_number(db, number.as_str(), hits.limit()).await?);
    }
    if let Some(national) = digits.national.as_ref().filter(|_| hits.open() > 0) {
        let bound = upper_bound(national);
        hits.add(queries::by_national_prefix(db, national, &bound, hits.limit()).await?);
    }
    // A PBX that drops or adds a prefix is recognised by the last nine digits, and a country that we do not know too.
    if let Some(at) = digits.part.len().checked_sub(LAST_DIGITS).filter(|_| hits.open() > 0) {
        let last = &digits.part[at..];
        hits.add(queries::by_national_prefix(db, last, &upper_bound(last), hits.limit()).await?);
    } else if hits.open() > 0 && digits.exact.is_none() {
        let pattern = format!("%{}%", digits.part);
        hits.add(queries::by_part_of_number(db, &pattern, hits.limit()).await?);
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
}
