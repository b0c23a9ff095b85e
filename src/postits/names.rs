//! Which of the remaining words may name somebody.

use super::{
    reading::{Civility, NameRun, NameWord},
    tokens::Tokens,
    vocabulary::{is_little, is_trade},
};

/// More words than any name has.
const LONGEST_RUN: usize = 6;

/// Runs of neighbouring words that were not understood otherwise and are no little words.
pub(super) fn runs(tokens: &Tokens) -> Vec<NameRun> {
    let mut runs: Vec<NameRun> = Vec::new();
    let mut at = 0;
    while at < tokens.all.len() {
        let civility = (!tokens.taken[at]).then(|| civility(tokens, at)).flatten();
        let (civility, start) = match civility {
            Some((civility, count)) => (Some(civility), at + count),
            None => (None, at),
        };
        let words = words(tokens, start, civility.is_some());
        if words.is_empty() {
            at = start.max(at + 1);
        } else {
            at = start + words.len();
            // "Mme de la Tour" has little words in it.
            let words: Vec<NameWord> = words.into_iter().flatten().collect();
            if !words.is_empty() {
                runs.push(NameRun { words, civility });
            }
        }
    }
    runs
}

/// The words from here on; none for a little word inside a name.
fn words(tokens: &Tokens, start: usize, is_named: bool) -> Vec<Option<NameWord>> {
    let mut words: Vec<Option<NameWord>> = Vec::new();
    for at in start..tokens.all.len() {
        let token = &tokens.all[at];
        let ends_before = at > start
            && (token.gap.contains([',', ';', ':', '/', '.', '(', '?', '!', '+', '=', '\n'])
                || token.gap.contains(" - "));
        let is_name = !tokens.taken[at] && token.number.is_none() && !ends_before;
        if !is_name || words.len() >= LONGEST_RUN || (at > start && civility(tokens, at).is_some())
        {
            break;
        }
        let is_particle = matches!(
            token.folded.as_str(),
            "de" | "du" | "des" | "la" | "le" | "les" | "d" | "l" | "et"
        );
        let is_initial = token.is_capitalised && token.folded.len() == 1 && !words.is_empty();
        if is_little(&token.folded) && !is_initial {
            let goes_on = is_particle
                && (is_named || !words.is_empty())
                && tokens.all.get(at + 1).is_some_and(|next| {
                    (next.is_capitalised || is_particle) && !is_little(&next.folded)
                        || matches!(next.folded.as_str(), "la" | "l" | "les")
                });
            // "le" of "le Garage" is no part of a name that begins.
            if !goes_on {
                break;
            }
            words.push(None);
            continue;
        }
        words.push(Some(NameWord {
            folded: token.folded.clone(),
            range: token.range.clone(),
            is_capitalised: token.is_capitalised,
            is_trade: is_trade(&token.folded),
        }));
    }
    while words.last().is_some_and(Option::is_none) {
        words.pop();
    }
    words
}

/// The civility at this place, and how many tokens it takes.
fn civility(tokens: &Tokens, at: usize) -> Option<(Civility, usize)> {
    let both = [
        "m et mme",
        "mr et mme",
        "mme et m",
        "mme et mr",
        "monsieur et madame",
        "m mme",
        "mr mme",
        "famille",
        "m et madame",
        "couple",
    ];
    if let Some(count) = tokens.any_of(at, &both) {
        return Some((Civility::Both, count));
    }
    let civility = match tokens.word(at) {
        // "M" stands before a name, "m" behind a length too.
        "m" if tokens.all[at].is_capitalised || tokens.gap(at + 1).starts_with('.') || at == 0 => {
            Civility::Sir
        }
        "m" if at > 0 && tokens.number(at - 1).is_none() => Civility::Sir,
        "mr" | "monsieur" | "mrs" | "monsieu" => Civility::Sir,
        "mme" | "madame" | "mlle" | "mademoiselle" | "mdm" | "mne" => Civility::Madam,
        "dr" | "docteur" | "maitre" => Civility::Either,
        _ => return None,
    };
    Some((civility, 1))
}
