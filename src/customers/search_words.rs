//! Words of names and addresses: as they are written, as they begin, as they sound, with a slip.

use sqlx::PgConnection;

use super::{
    queries_search as queries, queries_words,
    search::Hits,
    search_query::{Words, is_number, upper_bound},
};

/// With fewer, what agrees less is shown too: half in the name and half in the address, or alike only.
const FEW: usize = 5;

/// The word of one who types has at most so many known beginnings; with more it tells too little for the index.
const MOST_WORDS: usize = 200;

/// So many words together are rare.
const MANY_SETS: usize = 3;

/// How a known word answers one that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    Begins,
    Sounds,
    Resembles,
}

/// A known word.
#[derive(Clone, Debug)]
pub(super) struct KnownWord {
    /// Which of the typed words it answers, from 0.
    pub(super) rank: usize,
    pub(super) is_address: bool,
    pub(super) likeness: Likeness,
    pub(super) word: String,
}

pub(super) async fn find_by_words(
    db: &mut PgConnection,
    typed: &Words,
    hits: &mut Hits,
) -> sqlx::Result<()> {
    let Some(longest) = typed.words.first() else { return Ok(()) };
    let bound = upper_bound(&typed.text);
    hits.add(queries::by_beginning_of_name(&mut *db, &typed.text, &bound, hits.limit()).await?);
    if longest.chars().count() < 2 || hits.open() == 0 {
        return Ok(());
    }
    let words =
        queries_words::beginning_and_sounding(&mut *db, &typed.words, &typed.bounds()).await?;
    let mut known = Known { typed, words, asked: Vec::new() };
    let beginnings = typed.beginnings();
    let begins = [Likeness::Begins];
    if let Some(query) = known.query(false, &begins) {
        let depth = hits.depth(query.sets);
        hits.add(queries_words::by_name(&mut *db, &query.text, &beginnings, depth).await?);
    }
    if let Some(query) = known.query(true, &begins).filter(|_| hits.open() > 0) {
        let depth = hits.depth(query.sets);
        hits.add_at(queries_words::by_address(&mut *db, &query.text, &beginnings, depth).await?);
    }
    if hits.len() < FEW
        && typed.words.len() > 1
        && let Some(names) = known.names()
    {
        let depth = hits.depth(1);
        hits.add_at(
            queries_words::by_name_and_address(&mut *db, &names, &beginnings, depth).await?,
        );
    }
    if hits.len() < FEW {
        find_alike(&mut *db, &mut known, &[Likeness::Begins, Likeness::Sounds], hits).await?;
    }
    let letters: Vec<String> =
        typed.words.iter().filter(|word| !is_number(word)).cloned().collect();
    if hits.len() < FEW && !letters.is_empty() {
        let slips: Vec<(i64, String)> =
            (1..).zip(&letters).flat_map(|(rank, word)| slips(rank, word)).collect();
        known.add(queries_words::resembling(&mut *db, &letters, &slips).await?, &letters);
        let any = [Likeness::Begins, Likeness::Sounds, Likeness::Resembles];
        find_alike(&mut *db, &mut known, &any, hits).await?;
    }
    Ok(())
}

async fn find_alike(
    db: &mut PgConnection,
    known: &mut Known<'_>,
    how: &[Likeness],
    hits: &mut Hits,
) -> sqlx::Result<()> {
    let depth = hits.depth(MANY_SETS);
    if let Some(query) = known.query(false, how) {
        hits.add(queries_words::by_name(&mut *db, &query.text, &[], depth).await?);
    }
    if let Some(query) = known.query(true, how).filter(|_| hits.len() < FEW) {
        hits.add_at(queries_words::by_address(&mut *db, &query.text, &[], depth).await?);
    }
    Ok(())
}

/// What was meant by a word in which two neighbours changed places, or a letter came twice; few trigrams tell that.
fn slips(rank: i64, word: &str) -> Vec<(i64, String)> {
    let letters: Vec<char> = word.chars().collect();
    let swapped = (1..letters.len()).map(|at| {
        let mut letters = letters.clone();
        letters.swap(at - 1, at);
        letters.into_iter().collect()
    });
    let shorter = (0..letters.len()).map(|at| {
        let mut letters = letters.clone();
        letters.remove(at);
        letters.into_iter().collect()
    });
    swapped.chain(shorter).map(|meant| (rank, meant)).collect()
}

/// What the base knows of the words that were typed.
struct Known<'a> {
    typed: &'a Words,
    words: Vec<KnownWord>,
    /// The queries that were asked without regular expressions, of addresses or names: once is enough.
    asked: Vec<(bool, String)>,
}

/// A `tsquery`: one of the words of each set.
struct WordQuery {
    text: String,
    sets: usize,
}

impl Known<'_> {
    /// Adds words that answer some of those typed.
    fn add(&mut self, words: Vec<KnownWord>, of: &[String]) {
        for mut word in words {
            let rank = of
                .get(word.rank)
                .and_then(|typed| self.typed.words.iter().position(|candidate| candidate == typed));
            if let Some(rank) = rank {
                word.rank = rank;
                self.words.push(word);
            }
        }
    }

    /// What asks for one of the known words for each typed word that tells something. None where a word is unknown, or where
    /// the same was asked before without regular expressions.
    fn query(&mut self, is_address: bool, how: &[Likeness]) -> Option<WordQuery> {
        let telling =
            if is_address { self.typed.telling() } else { (0..self.typed.words.len()).collect() };
        let sets = telling.into_iter().map(|rank| self.of(rank, is_address, how)).collect();
        let query = all_of(sets)?;
        // As they are written, regular expressions decide too: `bd` is no boulevard for them, but for the next.
        if how != [Likeness::Begins] {
            let asked = (is_address, query.text.clone());
            if self.asked.contains(&asked) {
                return None;
            }
            self.asked.push(asked);
        }
        Some(query)
    }

    /// What asks for the names of `dupont annecy`: the words that only names have, else any that a name may have. None where
    /// a word begins neither one of a name nor one of an address.
    fn names(&self) -> Option<String> {
        let begins = |rank, is_address| self.of(rank, is_address, &[Likeness::Begins]);
        let (mut only, mut any) = (Vec::new(), Vec::new());
        for rank in 0..self.typed.words.len() {
            let (in_names, in_addresses) = (begins(rank, false), begins(rank, true));
            match (in_names.is_empty(), in_addresses.is_empty()) {
                (true, true) => return None,
                (false, true) => only.push(in_names),
                _ => any.extend(in_names),
            }
        }
        any.truncate(MOST_WORDS);
        let sets = if only.is_empty() { vec![any] } else { only };
        all_of(sets).map(|query| query.text)
    }

    fn of(&self, rank: usize, is_address: bool, how: &[Likeness]) -> Vec<String> {
        let answers = |known: &&KnownWord| {
            known.rank == rank && known.is_address == is_address && how.contains(&known.likeness)
        };
        let mut words: Vec<String> =
            self.words.iter().filter(answers).map(|known| known.word.clone()).collect();
        words.sort();
        words.dedup();
        words
    }
}

/// One word of each set, the rarest sets first; those with too many words tell too little, but the smallest always counts.
fn all_of(mut sets: Vec<Vec<String>>) -> Option<WordQuery> {
    sets.sort_by_key(Vec::len);
    sets.dedup();
    let smallest = sets.first().filter(|set| !set.is_empty())?.clone();
    sets.retain(|set| set.len() < MOST_WORDS);
    if sets.is_empty() {
        sets.push(smallest);
    }
    let any_of = |set: &Vec<String>| format!("('{}')", set.join("'|'"));
    let text = sets.iter().map(any_of).collect::<Vec<_>>().join("&");
    Some(WordQuery { text, sets: sets.len() })
}
