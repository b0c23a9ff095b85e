//! Which of two values stands unless somebody chooses otherwise, and why (domain.md §2.6, ux.md §4.7).

use std::collections::BTreeMap;

use crate::{
    customers::{Customer, CustomerName, SourceRecord},
    values::text::fold,
};

/// Whose value stands: `A` is the customer who survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    A,
    B,
    /// Only of notes.
    Both,
}

impl Pick {
    /// As a form says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Both => "ab",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::A, Self::B, Self::Both].into_iter().find(|pick| pick.as_str() == text)
    }
}

/// One thing that both cards say, or one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// As the form calls it.
    pub name: &'static str,
    pub label: &'static str,
    pub a: Option<String>,
    pub b: Option<String>,
    /// Where each was read: `Sage`, `bureau`.
    pub origin_a: String,
    pub origin_b: String,
    pub pick: Pick,
    /// Why that one is chosen beforehand.
    pub reason: String,
}

impl Field {
    pub fn is_same(&self) -> bool {
        self.a == self.b
    }

    pub fn is_note(&self) -> bool {
        self.name == "note"
    }

    /// What would stand.
    pub fn value(&self, pick: Pick) -> Option<String> {
        match (pick, &self.a, &self.b) {
            (Pick::Both, Some(a), Some(b)) if a != b => Some(format!("{a}\n{b}")),
            (Pick::Both, a, b) => a.clone().or_else(|| b.clone()),
            (Pick::A, a, _) => a.clone(),
            (Pick::B, _, b) => b.clone(),
        }
    }
}

/// A program that knows the two under two codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSource {
    /// As the screen calls it.
    pub source: String,
    pub code_a: String,
    pub code_b: String,
}

/// What was chosen, by the fields' names; what was not stands as chosen beforehand.
#[derive(Clone, Debug, Default)]
pub struct Choices(pub BTreeMap<&'static str, Pick>);

impl Choices {
    /// The name and the pinned note that stand.
    pub(super) fn apply(
        &self,
        fields: &[Field],
        survivor: &Customer,
        absorbed: &Customer,
    ) -> (CustomerName, Option<String>) {
        let chosen = |name: &str| {
            let field = fields.iter().find(|field| field.name == name)?;
            field.value(self.0.get(name).copied().unwrap_or(field.pick))
        };
        let kind = [survivor.kind, absorbed.kind]
            .into_iter()
            .find(|kind| chosen("genre").as_deref() == Some(kind.label()))
            .unwrap_or(survivor.kind);
        let part = |name| chosen(name).unwrap_or_default();
        let name = CustomerName::from_parts(kind, &part("civilite"), &part("prenom"), &part("nom"))
            .unwrap_or_else(|| CustomerName {
                kind,
                civility: survivor.civility.clone(),
                first_name: survivor.first_name.clone(),
                last_name: survivor.last_name.clone(),
            });
        (name, chosen("note"))
    }
}

/// The values that are chosen, and not simply kept.
pub(super) fn fields(a: &Customer, b: &Customer, records: &[Vec<SourceRecord>; 2]) -> Vec<Field> {
    let kind = |customer: &Customer| Some(customer.kind.label().to_owned());
    let last = |customer: &Customer| Some(customer.last_name.clone());
    let values = [
        ("genre", "Genre", kind(a), kind(b)),
        ("civilite", "Civilité", a.civility.clone(), b.civility.clone()),
        ("prenom", "Prénom", a.first_name.clone(), b.first_name.clone()),
        ("nom", "Nom", last(a), last(b)),
        ("note", "Note épinglée", a.pinned_note.clone(), b.pinned_note.clone()),
    ];
    values
        .into_iter()
        .map(|(name, label, value_a, value_b)| {
            let origin = |value: &Option<String>, at: usize| {
                value.as_deref().map_or_else(String::new, |value| origin(&records[at], value))
            };
            let (origin_a, origin_b) = (origin(&value_a, 0), origin(&value_b, 1));
            let mut field = Field {
                name,
                label,
                a: value_a,
                b: value_b,
                origin_a,
                origin_b,
                pick: Pick::A,
                reason: String::new(),
            };
            (field.pick, field.reason) = beforehand(&field, a.updated_at < b.updated_at);
            field
        })
        .collect()
}

/// The most recent of two values, unless one says more; Sage's where it is about billing.
fn beforehand(field: &Field, b_is_newer: bool) -> (Pick, String) {
    let (a, b) = match (&field.a, &field.b) {
        (Some(a), Some(b)) if a != b => (a, b),
        (None, Some(_)) => return (Pick::B, only_in(&field.origin_b)),
        (Some(_), None) => return (Pick::A, only_in(&field.origin_a)),
        _ => return (Pick::A, String::new()),
    };
    if field.is_note() {
        return (Pick::Both, "les deux sont gardées".to_owned());
    }
    if is_short_for(a, b) {
        return (Pick::B, "plus complet".to_owned());
    }
    if is_short_for(b, a) {
        return (Pick::A, "plus complet".to_owned());
    }
    if fold(a) == fold(b) && legibility(a) != legibility(b) {
        let pick = if legibility(b) > legibility(a) { Pick::B } else { Pick::A };
        return (pick, "mieux écrit".to_owned());
    }
    let is_sage = |origin: &str| origin.contains("Sage");
    if is_sage(&field.origin_a) != is_sage(&field.origin_b) {
        let pick = if is_sage(&field.origin_b) { Pick::B } else { Pick::A };
        return (pick, "Sage fait foi pour la facturation".to_owned());
    }
    (if b_is_newer { Pick::B } else { Pick::A }, "plus récent".to_owned())
}

fn only_in(origin: &str) -> String {
    format!("présent seulement ici ({origin})")
}

/// `P.` for `Pierre`, `Jean` for `Jean-Paul`.
fn is_short_for(short: &str, long: &str) -> bool {
    let (short, long) = (fold(short), fold(long));
    short != long && !short.is_empty() && long.starts_with(short.trim_end_matches('.').trim_end())
}

/// Accents first, then small letters: capitals lose the accents.
fn legibility(text: &str) -> (usize, bool) {
    (text.chars().filter(|c| !c.is_ascii()).count(), text.chars().any(char::is_lowercase))
}

/// The programs whose row has the value in one of its cells, or the office.
pub(super) fn origin(records: &[SourceRecord], value: &str) -> String {
    let wanted = fold(value);
    let digits = last_digits(value);
    let has = |cell: &str| {
        (!wanted.is_empty() && fold(cell).contains(&wanted))
            || digits.as_ref().is_some_and(|digits| {
                cell.chars().filter(char::is_ascii_digit).collect::<String>().contains(digits)
            })
    };
    let mut found: Vec<&str> = records
        .iter()
        .filter(|record| record.cells.iter().any(|(_, cell)| has(cell)))
        .map(SourceRecord::source_label)
        .collect();
    found.dedup();
    if found.is_empty() { "bureau".to_owned() } else { found.join(", ") }
}

/// Of a number: what all its writings share.
fn last_digits(value: &str) -> Option<String> {
    if value.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().checked_sub(9)?;
    Some(digits[from..].iter().collect())
}

/// The first program that has a row for each of the two.
pub(super) fn shared_source(records: &[Vec<SourceRecord>; 2]) -> Option<SharedSource> {
    records[0].iter().find_map(|a| {
        let b = records[1].iter().find(|b| b.source == a.source)?;
        Some(SharedSource {
            source: a.source_label().to_owned(),
            code_a: a.external_id.clone(),
            code_b: b.external_id.clone(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &'static str, a: (&str, &str), b: (&str, &str)) -> Field {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Field {
            name,
            label: name,
            a: some(a.0),
            b: some(b.0),
            origin_a: a.1.to_owned(),
            origin_b: b.1.to_owned(),
            pick: Pick::A,
            reason: String::new(),
        }
    }

    fn pick(name: &'static str, a: (&str, &str), b: (&str, &str)) -> (Pick, String) {
        beforehand(&field(name, a, b), true)
    }

    #[test]
    fn the_value_that_says_most_stands_then_sages_then_the_newest() {
        let cases = [
            (pick("prenom", ("", ""), ("Pierre", "Sage")), Pick::B, "présent seulement ici (Sage)"),
            (pick("prenom", ("Pierre", "ERP MDE"), ("P.", "Sage")), Pick::A, "plus complet"),
            (pick("nom", ("LEFEVRE", "Sage"), ("Lefèvre", "ERP MDE")), Pick::B, "mieux écrit"),
            (
                pick("nom", ("Lefebvre", "Sage"), ("Lefèvre", "ERP MDE")),
                Pick::A,
                "Sage fait foi pour la facturation",
            ),
            (pick("nom", ("Dupont", "bureau"), ("Dupond", "bureau")), Pick::B, "plus récent"),
        ];
        for ((found, reason), wanted, why) in cases {
            assert_eq!((found, reason.as_str()), (wanted, why));
        }
    }

    #[test]
    fn no_note_is_lost() {
        let mut note = field("note", ("Code 12B", "bureau"), ("Chien", "bureau"));
        (note.pick, note.reason) = beforehand(&note, false);
        assert_eq!(note.value(note.pick).as_deref(), Some("Code 12B\nChien"));
    }
}
