//! One box finds customers by number in any writing, name as it sounds, address and e-mail, and requests by number.

use sqlx::PgPool;

use super::{CustomerKind, queries_search as queries};
use crate::values::{CustomerId, PhoneNumber, PhoneReading, read_phones, text};

/// As many as fit under the box while typing.
pub const SUGGESTIONS: usize = 20;
/// One page of the full list.
pub const PAGE: usize = 50;
/// Nobody reads further: they type another word.
pub const MAX_PAGES: usize = 10;
/// With fewer, what agrees less is shown too: half in the name and half in the address, or alike only.
const FEW: usize = 5;

#[derive(Clone, Debug, Default)]
pub struct Found {
    pub ticket: Option<TicketHit>,
    pub customers: Vec<CustomerHit>,
    /// There are more on the next page.
    pub more: bool,
}

impl Found {
    pub fn is_empty(&self) -> bool {
        self.ticket.is_none() && self.customers.is_empty()
    }
}

#[derive(Clone, Debug)]
pub struct TicketHit {
    /// `SAV-2611-041`
    pub number: String,
    pub subject: String,
    pub customer_name: String,
}

#[derive(Clone, Debug)]
pub struct CustomerHit {
    pub id: CustomerId,
    pub name: String,
    pub kind: CustomerKind,
    /// The first of their sites, on one line.
    pub site: Option<String>,
    /// The first of their numbers, as the French write it.
    pub phone: Option<String>,
    pub open_tickets: i64,
}

/// What was typed, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Query {
    Nothing,
    /// A request's number, as it is stored.
    Ticket(String),
    Digits(Digits),
    /// Folded.
    Email(String),
    Words(Words),
}

/// A number or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Digits {
    /// The whole number, if it is one.
    exact: Option<PhoneNumber>,
    /// What follows the 0 or +33 at its beginning.
    national: Option<String>,
    part: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Words {
    /// Folded.
    text: String,
    /// Letters and digits only, longest first.
    words: Vec<String>,
}

/// Finds what the text may mean, best first: `limit` customers after the first `skip`.
pub async fn search(db: &PgPool, typed: &str, skip: usize, limit: usize) -> sqlx::Result<Found> {
    let wanted = skip + limit + 1;
    let mut found = Found::default();
    let mut ids = Ids { ids: Vec::new(), wanted };
    match Query::read(typed) {
        Query::Nothing => {}
        Query::Ticket(number) => found.ticket = queries::ticket(db, &number).await?,
        Query::Digits(digits) => {
            find_by_digits(db, &digits, &mut ids).await?;
            // A postcode or a house number.
            if digits.exact.is_none() && ids.open() > 0 {
                find_by_words(db, &Words::read(typed), &mut ids).await?;
            }
        }
        Query::Email(address) => {
            ids.add(queries::by_email(db, &address, &upper_bound(&address), ids.limit()).await?);
        }
        Query::Words(words) => find_by_words(db, &words, &mut ids).await?,
    }
    found.more = ids.ids.len() > skip + limit;
    let page: Vec<CustomerId> = ids.ids.into_iter().skip(skip).take(limit).collect();
    found.customers = queries::hits(db, &page).await?;
    Ok(found)
}

async fn find_by_digits(db: &PgPool, digits: &Digits, ids: &mut Ids) -> sqlx::Result<()> {
    if let Some(number) = &digits.exact {
        ids.add(queries::by_number(db, number.as_str(), ids.limit()).await?);
    }
    if let Some(national) = digits.national.as_ref().filter(|_| ids.open() > 0) {
        ids.add(
            queries::by_national_prefix(db, national, &upper_bound(national), ids.limit()).await?,
        );
    }
    if ids.open() > 0 && digits.exact.is_none() {
        ids.add(queries::by_part_of_number(db, &format!("%{}%", digits.part), ids.limit()).await?);
    }
    Ok(())
}

async fn find_by_words(db: &PgPool, words: &Words, ids: &mut Ids) -> sqlx::Result<()> {
    let Some(longest) = words.words.first() else { return Ok(()) };
    ids.add(
        queries::by_beginning_of_name(db, &words.text, &upper_bound(&words.text), ids.limit())
            .await?,
    );
    if longest.chars().count() < 3 || ids.open() == 0 {
        return Ok(());
    }
    let rarest = [words.like(0), words.like(1), words.like(2)];
    let beginnings = words.beginnings();
    ids.add(queries::by_words_of_name(db, &rarest, &beginnings, ids.limit()).await?);
    if ids.open() > 0 {
        ids.add(queries::by_words_of_address(db, &rarest, &beginnings, ids.limit()).await?);
    }
    if ids.ids.len() < FEW && words.words.len() > 1 {
        ids.add(queries::by_name_and_address(db, &words.likes(), &beginnings, ids.limit()).await?);
    }
    if ids.ids.len() < FEW {
        ids.add(queries::by_similar_name(db, &words.text, ids.limit()).await?);
    }
    Ok(())
}

/// Customers found so far, each once.
struct Ids {
    ids: Vec<CustomerId>,
    wanted: usize,
}

impl Ids {
    fn add(&mut self, found: Vec<CustomerId>) {
        for id in found {
            if !self.ids.contains(&id) {
                self.ids.push(id);
            }
        }
    }

    fn open(&self) -> usize {
        self.wanted.saturating_sub(self.ids.len())
    }

    /// How many to ask for, so that enough remain when those found before are left out.
    fn limit(&self) -> i64 {
        i64::try_from(self.wanted).unwrap_or(i64::MAX)
    }
}

impl Query {
    fn read(typed: &str) -> Self {
        let folded = text::fold(&typed.chars().take(200).collect::<String>());
        if let Some(number) = ticket_number(&folded) {
            return Self::Ticket(number);
        }
        if let Some(digits) = Digits::read(&folded) {
            return Self::Digits(digits);
        }
        if folded.contains('@') {
            return Self::Email(folded);
        }
        let words = Words::read(&folded);
        if words.words.is_empty() { Self::Nothing } else { Self::Words(words) }
    }
}

/// `sav 2611 41` is `SAV-2611-041`.
fn ticket_number(folded: &str) -> Option<String> {
    let rest = folded.strip_prefix("sav")?.trim_start();
    let (month, number) = rest.split_once(' ')?;
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    (month.len() == 4 && is_number(month) && is_number(number))
        .then(|| format!("SAV-{month}-{number:0>3}"))
}

impl Digits {
    /// Four digits at least, written as one writes numbers; or a text in which one whole number stands.
    fn read(folded: &str) -> Option<Self> {
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let exact = match read_phones(folded) {
            PhoneReading::One(read) => Some(read.number),
            _ => None,
        };
        let is_written_like_a_number =
            folded.chars().all(|c| c.is_ascii_digit() || " +.-/()".contains(c));
        if exact.is_none() && (digits.len() < 4 || !is_written_like_a_number) {
            return None;
        }
        let international = digits
            .strip_prefix("00")
            .or_else(|| folded.starts_with('+').then_some(digits.as_str()));
        let national = match international {
            Some(digits) => {
                digits.strip_prefix("33").map(|rest| rest.strip_prefix('0').unwrap_or(rest))
            }
            None => digits.strip_prefix('0'),
        };
        let national = national.filter(|national| !national.is_empty()).map(str::to_owned);
        Some(Self { exact, national, part: digits })
    }
}

impl Words {
    fn read(text: &str) -> Self {
        let text = text::fold(text);
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(8)
            .map(str::to_owned)
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        Self { text, words }
    }

    /// A pattern for the word at `rank`; the longest stands in for one that is missing or too short for the index.
    fn like(&self, rank: usize) -> String {
        let word =
            self.words.get(rank).filter(|word| word.chars().count() >= 3).unwrap_or(&self.words[0]);
        format!("%{word}%")
    }

    fn likes(&self) -> Vec<String> {
        self.words
            .iter()
            .filter(|word| word.chars().count() >= 3)
            .map(|word| format!("%{word}%"))
            .collect()
    }

    /// Regular expressions: each word begins one, and each number is one.
    fn beginnings(&self) -> Vec<String> {
        let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
        self.words
            .iter()
            .map(|word| format!("\\m{word}{}", if is_number(word) { "\\M" } else { "" }))
            .collect()
    }
}

/// The smallest text, byte by byte, after all that begin with `prefix`.
fn upper_bound(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(typed: &str) -> (bool, Option<String>, String) {
        match Query::read(typed) {
            Query::Digits(digits) => (digits.exact.is_some(), digits.national, digits.part),
            other => panic!("{typed:?} is read as {other:?}"),
        }
    }

    #[test]
    fn what_is_typed_is_understood() {
        assert_eq!(Query::read("  "), Query::Nothing);
        assert_eq!(Query::read("SAV-2611-041"), Query::Ticket("SAV-2611-041".into()));
        assert_eq!(Query::read("sav 2611 41"), Query::Ticket("SAV-2611-041".into()));
        assert_eq!(Query::read("Pierre@Mail.example"), Query::Email("pierre@mail.example".into()));
        assert_eq!(digits("06 39 98"), (false, Some("63998".into()), "063998".into()));
        assert_eq!(digits("+33 6 39 98"), (false, Some("63998".into()), "3363998".into()));
        assert_eq!(digits("1234"), (false, None, "1234".into()));
        assert!(digits("00 33 6.39.98.12.34").0);
        assert!(digits("tél : 0639981234").0);
        let Query::Words(words) = Query::read("12 rue de l’Église") else { panic!() };
        assert_eq!(words.words, ["eglise", "rue", "12", "de", "l"]);
        assert_eq!(words.like(2), "%eglise%");
    }
}
