//! What somebody says in a mail, apart from what they quote and from how they sign, so that a page shows the
//! news and folds the rest.
//!
//! No standard says where a quotation begins; the shapes are those of the programs that customers write with:
//! Outlook (`De : … Envoyé : …`), Gmail, Apple and Thunderbird (`Le … a écrit :`), Orange (`> Message du …`),
//! Zimbra, as at laposte.net and Free (`----- Mail original -----`), and their English selves.

use crate::values::text::fold;

/// A part of a mail's text. The parts of a text, one after the other, are its lines, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    Said(String),
    Quoted(String),
    /// `-- ` and what follows, `Envoyé de mon iPhone`.
    Signed(String),
}

/// What kind a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Said,
    Quoted,
    Signed,
}

/// Takes a text apart.
pub fn passages(text: &str) -> Vec<Passage> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut kinds = vec![Kind::Said; lines.len()];
    quote(&lines, &mut kinds);
    sign(&lines, &mut kinds);
    spread_to_blanks(&lines, &mut kinds);
    let mut passages = Vec::new();
    let mut from = 0;
    for at in 1..=lines.len() {
        if at == lines.len() || kinds[at] != kinds[from] {
            let text = lines[from..at].join("\n");
            passages.push(match kinds[from] {
                Kind::Said => Passage::Said(text),
                Kind::Quoted => Passage::Quoted(text),
                Kind::Signed => Passage::Signed(text),
            });
            from = at;
        }
    }
    passages
}

/// The news alone; all of it where there is nothing else, as when a mail is passed on without a word.
pub fn said(text: &str) -> String {
    let said: Vec<String> = passages(text)
        .into_iter()
        .filter_map(|passage| match passage {
            Passage::Said(text) => Some(text.trim().to_owned()),
            Passage::Quoted(_) | Passage::Signed(_) => None,
        })
        .filter(|text| !text.is_empty())
        .collect();
    if said.is_empty() { text.trim().to_owned() } else { said.join("\n\n") }
}

fn quote(lines: &[&str], kinds: &mut [Kind]) {
    let mut at = 0;
    while at < lines.len() {
        if is_marked(lines[at]) {
            kinds[at] = Kind::Quoted;
            at += 1;
            continue;
        }
        let Some(length) = introduction(&lines[at..]) else {
            at += 1;
            continue;
        };
        let after = at + length;
        kinds[at..after].fill(Kind::Quoted);
        let next = lines[after..].iter().position(|line| !line.trim().is_empty());
        if next.is_some_and(|next| is_marked(lines[after + next])) {
            // What is quoted is marked: whoever answers below it, or between, is heard.
            at = after;
        } else {
            kinds[after..].fill(Kind::Quoted);
            return;
        }
    }
}

fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// How many lines introduce a quotation here; none where they do not.
fn introduction(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?.trim();
    if first.is_empty() {
        return None;
    }
    if is_rule(first) {
        return Some(1);
    }
    // A line of signs over the head of the mail that is answered, as Outlook on the web draws it.
    if first.len() >= 10 && first.chars().all(|c| c == '_') {
        let blank = lines[1..].iter().take_while(|line| line.trim().is_empty()).count();
        return head(&lines[1 + blank..]).map(|length| 1 + blank + length);
    }
    attribution(lines).or_else(|| head(lines))
}

/// `-----Message d'origine-----`, `----- Mail original -----`, `---------- Forwarded message ---------`
fn is_rule(line: &str) -> bool {
    let words = fold(line.trim_matches(['-', ' ']));
    let is_ruled = line.starts_with('-') && line.ends_with('-');
    is_ruled
        && [
            "message d'origine",
            "message original",
            "mail original",
            "mail d'origine",
            "message transfere",
            "original message",
            "forwarded message",
            "message transmis",
        ]
        .contains(&words.as_str())
}

/// `Le lun. 23 nov. 2026 à 09:12, Duret <sav@…> a écrit :`, on one line or on as many as it was broken into.
fn attribution(lines: &[&str]) -> Option<usize> {
    const LONGEST: usize = 4;
    let first = line(lines.first()?);
    if !["le ", "on ", "en date de ", "en date du "].iter().any(|start| first.starts_with(start)) {
        return None;
    }
    let mut words = String::new();
    for (at, next) in lines.iter().take(LONGEST).enumerate() {
        let next = line(next);
        if next.is_empty() {
            return None;
        }
        words.push(' ');
        words.push_str(&next);
        if is_end_of_attribution(&words) {
            // Without a date or an address it is a sentence of theirs.
            let is_dated = words.contains(|c: char| c.is_ascii_digit()) || words.contains('@');
            return is_dated.then_some(at + 1);
        }
    }
    None
}

fn is_end_of_attribution(words: &str) -> bool {
    let words = words.strip_suffix(':').unwrap_or(words).trim_end();
    ["a ecrit", "wrote", "a ecrit ceci"].iter().any(|end| words.ends_with(end))
}

/// `De : …`, `Envoyé : …` and so on: the head of the mail that is answered, in any order but beginning with its
/// sender, at least three lines of it.
fn head(lines: &[&str]) -> Option<usize> {
    const SENDER: [&str; 3] = ["de", "from", "expediteur"];
    const FIELDS: [&str; 17] = [
        "de",
        "from",
        "expediteur",
        "envoye",
        "envoye le",
        "sent",
        "date",
        "a",
        "to",
        "cc",
        "copie a",
        "objet",
        "sujet",
        "subject",
        "importance",
        "destinataire",
        "reply to",
    ];
    let name = |line: &str| {
        let line = line.trim_start_matches(['*', ' ']);
        line.split_once(':').map(|(name, _)| name.trim().trim_matches('*').trim().to_owned())
    };
    let first = name(&line(lines.first()?))?;
    if !SENDER.contains(&first.as_str()) {
        return None;
    }
    let (mut fields, mut length) = (0, 0);
    for (at, next) in lines.iter().enumerate().take(12) {
        let next = line(next);
        if next.is_empty() {
            // Some programs put a blank line after each.
            if fields >= 2 && at > 2 * fields {
                break;
            }
            continue;
        }
        match name(&next) {
            Some(name) if FIELDS.contains(&name.as_str()) => {
                fields += 1;
                length = at + 1;
            }
            // An address that was broken off its line.
            _ if fields > 0 && next.contains('@') => length = at + 1,
            _ => break,
        }
    }
    (fields >= 3).then_some(length)
}

/// Folded, and without a colon's blank.
fn line(text: &str) -> String {
    fold(text).replace(" :", ":")
}

fn sign(lines: &[&str], kinds: &mut [Kind]) {
    let is_word = |at: &usize| kinds[*at] == Kind::Said && !lines[*at].trim().is_empty();
    let Some(end) = (0..lines.len()).rfind(is_word) else { return };
    let mut from = None;
    for at in (0..=end).rev() {
        if kinds[at] != Kind::Said {
            break;
        }
        // `-- ` (RFC 3676 §4.3), of which the blank is often lost on the way.
        if lines[at].trim_end() == "--" || is_programs_word(&line(lines[at])) {
            from = Some(at);
        }
    }
    if let Some(from) = from {
        for (at, kind) in kinds.iter_mut().enumerate().take(end + 1).skip(from) {
            // What a program adds ends with its line; what stands below is somebody's.
            if lines[from].trim_end() == "--" || is_programs_word(&line(lines[at])) {
                *kind = Kind::Signed;
            }
        }
    }
}

/// What telephones and mailboxes put under every mail.
fn is_programs_word(line: &str) -> bool {
    const STARTS: [&str; 12] = [
        "envoye de mon ",
        "envoye depuis mon ",
        "envoye depuis l'application",
        "envoye a partir de ",
        "envoye avec ",
        "envoye depuis orange",
        "telecharger outlook pour",
        "obtenir outlook pour",
        "provenance: courrier",
        "sent from my ",
        "get outlook for",
        "envoye par ",
    ];
    line.chars().count() <= 120 && STARTS.iter().any(|start| line.starts_with(start))
}

/// Blank lines go with what stands before them.
fn spread_to_blanks(lines: &[&str], kinds: &mut [Kind]) {
    for at in 1..lines.len() {
        if lines[at].trim().is_empty() {
            kinds[at] = kinds[at - 1];
        }
    }
}

#[cfg(test)]
#[path = "quoting_tests.rs"]
mod tests;
