//! Words of names and addresses: as they are written, as they begin, as they sound, with a slip.

use sqlx::PgPool;

use super::{
    queries_search as queries, queries_words,
    search::{Hit, Hits},
    search_query::{Words, is_number, upper_bound},
};

/// With fewer, what agrees less is shown too: half in the name and half in the address, or alike only.
const FEW: usize = 5;

/// The word of one who types has at most so many known beginnings; with more it tells too little for the index.
const MOST_WORDS: usize = 200;

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

pub(super) async fn find_by_words(db: &PgPool, typed: &Words, hits: &mut Hits) -> sqlx::Result<()> {
    let Some(longest) = typed.words.first() else { return Ok(()) };
    let bound = upper_bound(&typed.text);
    hits.add(queries::by_beginning_of_name(db, &typed.text, &bound, hits.limit()).await?);
    if longest.chars().count() < 2 || hits.open() == 0 {
        return Ok(());
    }
    let mut known = Known {
        typed,
        words: queries_words::beginning_and_sounding(db, &typed.words, &typed.bounds()).await?,
    };
    let beginnings = typed.beginnings();
    if let Some(sets) = known.sets(false, &[Likeness::Begins]) {
        hits.add(queries_words::by_name(db, &sets, &beginnings, hits.limit()).await?);
    }
    if hits.open() > 0 {
        find_by_address(db, &known, &[Likeness::Begins], &beginnings, hits).await?;
    }
    if hits.len() < FEW && typed.words.len() > 1 && known.covers_all() {
        let names = known.all(false, &[Likeness::Begins]);
        hits.add_at(
            queries_words::by_name_and_address(db, &names, &beginnings, hits.limit()).await?,
        );
    }
    if hits.len() < FEW {
        find_alike(db, &mut known, &[Likeness::Begins, Likeness::Sounds], hits).await?;
    }
    if hits.len() < FEW {
        let letters: Vec<String> =
            typed.words.iter().filter(|word| !is_number(word)).cloned().collect();
        let slips: Vec<(i64, String)> =
            (1..).zip(&letters).flat_map(|(rank, word)| slips(rank, word)).collect();
        known.add(queries_words::resembling(db, &letters, &slips).await?, &letters);
        let any = [Likeness::Begins, Likeness::Sounds, Likeness::Resembles];
        find_alike(db, &mut known, &any, hits).await?;
    }
    Ok(())
}

async fn find_alike(
    db: &PgPool,
    known: &mut Known<'_>,
    how: &[Likeness],
    hits: &mut Hits,
) -> sqlx::Result<()> {
    if let Some(sets) = known.sets(false, how) {
        hits.add(queries_words::by_name(db, &sets, &[], hits.limit()).await?);
    }
    if hits.len() < FEW {
        find_by_address(db, known, how, &[], hits).await?;
    }
    Ok(())
}

async fn find_by_address(
    db: &PgPool,
    known: &Known<'_>,
    how: &[Likeness],
    beginnings: &[String],
    hits: &mut Hits,
) -> sqlx::Result<()> {
    let Some(sets) = known.sets(true, how) else { return Ok(()) };
    let found = queries_words::by_address(db, &sets, beginnings, hits.limit()).await?;
    hits.add_at(found.into_iter().map(|(id, site)| Hit { id, site: Some(site) }));
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

    /// One set of known words for each typed word that tells something; three at most, the smallest
    /// first, and the first again for those that are missing. None where a word is unknown.
    fn sets(&self, is_address: bool, how: &[Likeness]) -> Option<[Vec<String>; 3]> {
        let telling =
            if is_address { self.typed.telling() } else { (0..self.typed.words.len()).collect() };
        let mut sets: Vec<Vec<String>> = Vec::new();
        for rank in telling {
            let set = self.of(rank, is_address, how);
            if set.is_empty() {
                return None;
            }
            sets.push(set);
        }
        sets.sort_by_key(Vec::len);
        let smallest = sets.first()?.clone();
        sets.retain(|set| set.len() < MOST_WORDS);
        sets.resize(3.max(sets.len()), smallest);
        sets.truncate(3);
        sets.try_into().ok()
    }

    /// Whether each typed word begins one of a name or of an address.
    fn covers_all(&self) -> bool {
        let begins = |rank: usize| {
            self.words.iter().any(|it| it.rank == rank && it.likeness == Likeness::Begins)
        };
        (0..self.typed.words.len()).all(begins)
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

    fn all(&self, is_address: bool, how: &[Likeness]) -> Vec<String> {
        let many = (0..self.typed.words.len()).flat_map(|rank| self.of(rank, is_address, how));
        many.take(MOST_WORDS).collect()
    }
}
