//! Looks in the base for whom a post-it is about: a few statements by index, however many customers there are.

use std::ops::Range;

use sqlx::PgConnection;

use super::{
    choosing::{Alike, Who, candidate, choose},
    queries,
    reading::{Meaning, NameRun, NameWord, Part, Reading},
    slips::resemble,
};
use crate::{
    customers,
    values::{CustomerId, TicketId},
};

/// More words than any post-it has names.
const MOST_WORDS: usize = 24;

/// A reading, with those whom the base knows.
#[derive(Clone, Debug, Default)]
pub struct LookedUp {
    pub who: Who,
    pub ticket: Option<TicketId>,
}

/// Finds whom the post-it is about, and adds the words that say so to the parts understood.
pub async fn look_up(
    db: &mut PgConnection,
    text: &str,
    reading: &mut Reading,
) -> sqlx::Result<LookedUp> {
    let ticket = match &reading.ticket {
        Some(number) => queries::ticket(&mut *db, number).await?,
        None => None,
    };
    let (mut who, ranges) = by_name(&mut *db, text, &reading.names).await?;
    for range in joined(text, ranges) {
        reading.parts.push(Part { range, meaning: Meaning::Who });
    }
    reading.parts.sort_by_key(|part| part.range.start);
    if let Some(number) = &reading.phone {
        let callers = customers::by_phone(&mut *db, number).await?;
        let ids: Vec<CustomerId> = callers.into_iter().map(|caller| caller.id).collect();
        who = by_number(&mut *db, who, &ids).await?;
    }
    if let (Some((_, customer)), Who::Nobody | Who::Several { .. } | Who::Unknown(_)) =
        (ticket, &who)
    {
        who = by_number(&mut *db, who, &[customer]).await?;
    }
    Ok(LookedUp { who, ticket: ticket.map(|(id, _)| id) })
}

/// A number or a request decides between several, and says whom where no name does.
async fn by_number(db: &mut PgConnection, who: Who, ids: &[CustomerId]) -> sqlx::Result<Who> {
    if ids.is_empty() {
        return Ok(who);
    }
    let named = match &who {
        Who::One(one) => vec![one.clone()],
        Who::Several { candidates, .. } => candidates.clone(),
        Who::Nobody | Who::Unknown(_) => Vec::new(),
    };
    let both: Vec<_> = named.into_iter().filter(|one| ids.contains(&one.id)).collect();
    if let [one] = both.as_slice() {
        return Ok(Who::One(one.clone()));
    }
    // A known person who is to be called at another's number stays who they are.
    if matches!(who, Who::One(_)) {
        return Ok(who);
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows = queries::by_ids(&mut *db, &ids).await?;
    let mut candidates: Vec<_> = rows.into_iter().map(candidate).collect();
    let more = candidates.len() > queries::OFFERED;
    candidates.truncate(queries::OFFERED);
    Ok(match candidates.len() {
        1 => candidates.pop().map_or(Who::Nobody, Who::One),
        _ => Who::Several { candidates, more },
    })
}

async fn by_name(
    db: &mut PgConnection,
    text: &str,
    runs: &[NameRun],
) -> sqlx::Result<(Who, Vec<Range<usize>>)> {
    let alike = alike(&mut *db, runs).await?;
    let asked = questions(runs, &alike);
    if asked.is_empty() {
        return Ok((unknown(text, runs), Vec::new()));
    }
    let mut rows = queries::customers(&mut *db, &asked, None).await?;
    rows.extend(queries::of_contacts(&mut *db, &asked).await?);
    let many = rows.len() >= queries::AT_MOST;
    let (mut who, mut ranges) = choose(runs, &alike, rows);
    let mut places = None;
    if let Who::Several { .. } = who {
        places = places_of(runs);
        if let Some(places) = &places {
            let nearer = queries::customers(&mut *db, &asked, Some(places)).await?;
            let (found, of_found) = choose(runs, &alike, nearer);
            if let Who::One(_) = found {
                (who, ranges) = (found, of_found);
            }
        }
    }
    if let Who::One(one) = &who
        && many
        && one.contact.is_none()
        && !is_certain(&mut *db, &asked, places.as_deref(), one.id).await?
    {
        who = Who::Several { candidates: vec![one.clone()], more: true };
    }
    if who == Who::Nobody {
        who = unknown(text, runs);
    }
    Ok((who, ranges))
}

/// Whether somebody was found by a question that all who answer it were seen of: of a thousand Martins a few are
/// looked at, and the only one of these who fits is no certainty.
async fn is_certain(
    db: &mut PgConnection,
    asked: &[String],
    places: Option<&str>,
    id: CustomerId,
) -> sqlx::Result<bool> {
    for question in asked {
        let rows = queries::customers(&mut *db, std::slice::from_ref(question), places).await?;
        if rows.len() < queries::AT_MOST && rows.iter().any(|row| row.id == id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the words of names are, beside themselves: with a slip, or as they sound.
async fn alike(db: &mut PgConnection, runs: &[NameRun]) -> sqlx::Result<Alike> {
    let words: Vec<String> = runs
        .iter()
        .flat_map(|run| run.words.iter().filter(|word| may_name(word, run)))
        .map(|word| word.folded.clone())
        .take(MOST_WORDS)
        .collect();
    let known = queries::known_words(&mut *db, &words).await?;
    let mut alike: Alike = known.iter().map(|word| (word.clone(), Vec::new())).collect();
    let unknown: Vec<String> = words
        .into_iter()
        .filter(|word| !known.contains(word) && word.chars().count() >= 4)
        .collect();
    if unknown.is_empty() {
        return Ok(alike);
    }
    for (typed, word, sounds) in queries::like_words(&mut *db, &unknown).await? {
        let most = match typed.chars().count() {
            ..5 => 0,
            5..8 => 1,
            _ => 2,
        };
        if (sounds && resemble(&typed, &word, 2)) || resemble(&typed, &word, most) {
            alike.entry(typed).or_default().push(word);
        }
    }
    // Two neighbours that changed places share few trigrams.
    let swapped: Vec<(String, String)> =
        unknown.iter().flat_map(|word| swaps(word).map(|meant| (word.clone(), meant))).collect();
    let meant: Vec<String> = swapped.iter().map(|(_, meant)| meant.clone()).collect();
    let known = queries::known_words(&mut *db, &meant).await?;
    for (typed, word) in swapped.into_iter().filter(|(_, meant)| known.contains(meant)) {
        alike.entry(typed).or_default().push(word);
    }
    Ok(alike)
}

fn swaps(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    (1..letters.len()).map(move |at| {
        let mut letters = letters.clone();
        letters.swap(at - 1, at);
        letters.into_iter().collect()
    })
}

/// Whether a word is worth looking for by itself.
fn may_name(word: &NameWord, run: &NameRun) -> bool {
    word.folded.chars().count() >= 2
        && (!word.is_trade || word.is_capitalised || run.civility.is_some())
}

/// What to ask for: each pair of neighbours, and each word that may name somebody alone.
fn questions(runs: &[NameRun], alike: &Alike) -> Vec<String> {
    let any_of = |word: &NameWord| {
        let others = alike.get(&word.folded);
        let mut words = vec![word.folded.as_str()];
        words.extend(others.iter().flat_map(|others| others.iter().map(String::as_str)));
        format!("('{}')", words.join("'|'"))
    };
    let mut asked = Vec::new();
    for run in runs {
        for pair in run.words.windows(2) {
            if pair.iter().all(|word| word.folded.chars().count() >= 2) {
                asked.push(format!("{}&{}", any_of(&pair[0]), any_of(&pair[1])));
            }
        }
        for (at, word) in run.words.iter().enumerate() {
            let alone = !word.is_trade
                || (run.civility.is_some() && at == 0)
                || run.words.len() == 1
                || word.is_capitalised;
            if alone && word.folded.chars().count() >= 2 {
                asked.push(any_of(word));
            }
        }
    }
    asked.dedup();
    asked.truncate(MOST_WORDS);
    asked
}

/// All words, as places where a site may be.
fn places_of(runs: &[NameRun]) -> Option<String> {
    let words: Vec<String> = runs
        .iter()
        .flat_map(|run| &run.words)
        .filter(|word| word.folded.chars().count() > 2 && !word.is_trade)
        .map(|word| format!("'{}'", word.folded))
        .collect();
    (words.len() > 1).then(|| words.join("|"))
}

/// Who is called by a civility and is not in the base.
fn unknown(text: &str, runs: &[NameRun]) -> Who {
    let named = runs.iter().find(|run| run.civility.is_some());
    let words = named.map(|run| {
        let first = run.words.first().map_or(0, |word| word.range.start);
        let called =
            run.words.iter().take_while(|word| word.is_capitalised || word.range.start == first);
        let end = called.last().map_or(first, |word| word.range.end);
        text.get(first..end).unwrap_or_default().to_owned()
    });
    words.filter(|name| !name.is_empty()).map_or(Who::Nobody, Who::Unknown)
}

/// Words with nothing but blanks between them as one.
fn joined(text: &str, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last)
                if text
                    .get(last.end..range.start)
                    .is_some_and(|gap| gap.trim().is_empty() || gap == "-") =>
            {
                last.end = range.end;
            }
            _ => joined.push(range),
        }
    }
    joined
}
