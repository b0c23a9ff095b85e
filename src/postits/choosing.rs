//! Whom a post-it is about, among the customers whose names its words may be.

use std::{collections::BTreeMap, ops::Range};

use super::{
    queries::{OFFERED, Row},
    reading::{Civility, NameRun, NameWord},
};
use crate::values::{CustomerId, text::fold};

/// Whom a post-it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// It names nobody.
    #[default]
    Nobody,
    One(Candidate),
    /// A choice for a person, never a guess; `more` when not all are here.
    Several {
        candidates: Vec<Candidate>,
        more: bool,
    },
    /// Somebody who is not in the base, as it is written.
    Unknown(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub id: CustomerId,
    /// `Dupont Pierre`
    pub name: String,
    /// The person of an organisation.
    pub contact: Option<String>,
    /// Their first site, on one line.
    pub site: Option<String>,
}

/// What each typed word may mean: itself, and words of names that are like it.
pub(super) type Alike = BTreeMap<String, Vec<String>>;

/// The best of the candidates, and the words that name them.
pub(super) fn choose(runs: &[NameRun], alike: &Alike, rows: Vec<Row>) -> (Who, Vec<Range<usize>>) {
    let mut scored: Vec<(u32, Row, Vec<Range<usize>>)> = rows
        .into_iter()
        .filter_map(|row| {
            let (score, ranges) = score(runs, alike, &row)?;
            Some((score, row, ranges))
        })
        .collect();
    let Some(best) = scored.iter().map(|(score, ..)| *score).max() else {
        return (Who::Nobody, Vec::new());
    };
    scored.retain(|(score, ..)| *score == best);
    let ranges = scored.first().map(|(.., ranges)| ranges.clone()).unwrap_or_default();
    let mut candidates: Vec<Candidate> = Vec::new();
    for (_, row, _) in scored {
        let known = candidates.iter().any(|known| known.id == row.id);
        if !known {
            candidates.push(candidate(row));
        }
    }
    let more = candidates.len() > OFFERED;
    candidates.truncate(OFFERED);
    let who = match candidates.len() {
        1 => candidates.pop().map_or(Who::Nobody, Who::One),
        _ => Who::Several { candidates, more },
    };
    (who, ranges)
}

pub(super) fn candidate(row: Row) -> Candidate {
    Candidate { id: row.id, name: row.name, contact: row.contact, site: row.site }
}

const EXACT: u32 = 40;
const ALIKE: u32 = 20;
const FIRST_NAME: u32 = 30;
const CITY: u32 = 15;
const TRADE_WORD: u32 = 10;
const CAPITAL: u32 = 5;
const NAMED: u32 = 60;

/// How much of the text names this customer; none where it does not.
fn score(runs: &[NameRun], alike: &Alike, row: &Row) -> Option<(u32, Vec<Range<usize>>)> {
    let name = Words::of(row);
    let mut score = 0;
    let mut ranges = Vec::new();
    // What the name must have: the family name, or any word of an organisation or contact that tells something.
    let mut is_named = false;
    let mut all_of_name = name.whole.len();
    let says_first =
        runs.iter().flat_map(|run| &run.words).any(|word| name.first.contains(&word.folded));
    for run in runs {
        let mut run_names = false;
        for word in &run.words {
            // A word of the trade alone, after a civility or beside a first name is a name.
            let is_name = run.civility.is_some() || run.words.len() == 1 || says_first;
            let Some((points, tells)) = points(word, alike, &name, is_name) else {
                continue;
            };
            score += points;
            if points != CITY {
                ranges.push(word.range.clone());
            }
            if tells {
                all_of_name = all_of_name.saturating_sub(1);
            }
            is_named |= tells;
            run_names |= tells;
        }
        if let Some(civility) = run.civility.filter(|_| run_names) {
            score += NAMED;
            match agreement(civility, row) {
                Some(true) => score += CAPITAL,
                Some(false) => return None,
                None => {}
            }
        }
    }
    // "Garage du Lac" said whole is more than "Lac".
    if is_named && all_of_name == 0 {
        score += CAPITAL;
    }
    ranges.sort_by_key(|range| range.start);
    is_named.then_some((score, ranges))
}

/// What a word adds, and whether it names the customer by itself.
fn points(word: &NameWord, alike: &Alike, name: &Words, is_name: bool) -> Option<(u32, bool)> {
    let capital = if word.is_capitalised { CAPITAL } else { 0 };
    let means = |known: &[String]| {
        if known.contains(&word.folded) {
            return Some(EXACT);
        }
        let others = alike.get(&word.folded)?;
        others.iter().any(|other| known.contains(other)).then_some(ALIKE)
    };
    if word.folded.chars().count() == 1 {
        let is_initial = name.first.iter().any(|first| first.starts_with(&word.folded));
        return is_initial.then_some((TRADE_WORD, false));
    }
    if word.is_trade && !word.is_capitalised && !is_name {
        return means(&name.telling).map(|_| (TRADE_WORD, false));
    }
    if let Some(points) = means(&name.telling) {
        return Some((points + capital, true));
    }
    if let Some(points) = means(&name.first) {
        return Some((points.min(FIRST_NAME) + capital, false));
    }
    name.cities.contains(&word.folded).then_some((CITY, false))
}

/// The words of a customer's names.
struct Words {
    /// Of the family name, the organisation, the contact.
    telling: Vec<String>,
    first: Vec<String>,
    cities: Vec<String>,
    /// What must be said for all of the name to be said.
    whole: Vec<String>,
}

impl Words {
    fn of(row: &Row) -> Self {
        let telling = match (&row.contact, row.is_person) {
            (Some(contact), _) => {
                let mut words = split(&fold(contact));
                words.extend(split(&row.folded_name));
                words
            }
            (None, true) => split(&fold(&row.last_name)),
            (None, false) => split(&row.folded_name),
        };
        Self {
            first: row.first_name.iter().flat_map(|first| split(&fold(first))).collect(),
            cities: row
                .cities
                .iter()
                .flat_map(|city| split(&fold(city)))
                .filter(|word| word.len() > 2)
                .collect(),
            whole: match (&row.contact, row.is_person) {
                (Some(contact), _) => split(&fold(contact)),
                (None, true) => split(&fold(&row.last_name)),
                (None, false) => split(&row.folded_name),
            }
            .into_iter()
            .filter(|word| word.len() > 2)
            .collect(),
            telling,
        }
    }
}

fn split(folded: &str) -> Vec<String> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the civility is the customer's; none where nothing says.
fn agreement(said: Civility, row: &Row) -> Option<bool> {
    if row.contact.is_some() || !row.is_person {
        return None;
    }
    let filed = fold(row.civility.as_deref()?);
    let has = |words: &[&str]| {
        filed.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
    };
    let (sir, madam) = (has(&["m", "mr", "monsieur"]), has(&["mme", "mlle", "madame"]));
    match said {
        Civility::Sir if sir => Some(true),
        Civility::Sir => madam.then_some(false),
        Civility::Madam if madam => Some(true),
        Civility::Madam => sir.then_some(false),
        Civility::Both => (sir && madam).then_some(true),
        Civility::Either => None,
    }
}
