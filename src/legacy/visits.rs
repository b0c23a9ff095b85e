//! What an old agenda or planning says of a visit, with what does not fit pointed out. Never an
//! appointment by itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};

use super::{
    FileKind, Rejection,
    cells::{self, Fields},
    reading::Sheet,
    rows::{self, Raw},
};
use crate::values::PhoneNumber;

/// One entry of an agenda, or one half day of a planning.
#[derive(Clone, Debug)]
pub(super) struct VisitRow {
    /// What makes it the same entry in a newer file.
    pub(super) key: String,
    pub(super) technician: Option<String>,
    pub(super) day: NaiveDate,
    pub(super) starts_at: Option<NaiveTime>,
    pub(super) ends_at: Option<NaiveTime>,
    pub(super) label: String,
    pub(super) place: Option<String>,
    pub(super) note: Option<String>,
    pub(super) warning: Option<String>,
    pub(super) line: i32,
    pub(super) raw: Raw,
    pub(super) fingerprint: Vec<u8>,
}

impl VisitRow {
    /// The numbers that the entry names, for finding its customer.
    pub(super) fn phones(&self) -> Vec<PhoneNumber> {
        let text = format!("{} | {}", self.label, self.note.as_deref().unwrap_or_default());
        numbers_in(&text)
    }

    /// Tells the lines of two sheets apart.
    pub(super) fn month(&self) -> String {
        self.day.format("%Y-%m").to_string()
    }

    pub(super) fn text(&self) -> String {
        format!("{} {}", self.label, self.note.as_deref().unwrap_or_default())
    }
}

/// The items of a file, with the line that each came from, how many lines held something, and those
/// that could not be taken.
pub(super) struct Visits {
    pub(super) kind: FileKind,
    pub(super) rows: Vec<VisitRow>,
    /// Lines of a planning on which nothing is written.
    pub(super) blank: usize,
    pub(super) rejected: Vec<Rejection>,
}

impl Visits {
    pub(super) fn lines(&self) -> usize {
        let lines: BTreeSet<(String, i32)> =
            self.rows.iter().map(|row| (row.month(), row.line)).collect();
        lines.len() + self.blank
    }
}

/// Outlook's agenda (domain.md §6.3): an entry has no number of its own, so its subject, start, end and
/// place name it.
pub(super) fn agenda(sheet: &Sheet) -> Visits {
    let headers = rows::unique(&sheet.headers);
    let (mut taken, mut rejected) = (Vec::new(), Vec::new());
    let mut lines = BTreeMap::<String, i32>::new();
    for row in &sheet.rows {
        let understood =
            rows::raw(&headers, row).and_then(|raw| entry(raw, row.line)).and_then(|entry| {
                match lines.get(&entry.key) {
                    Some(line) => Err(format!("Cette entrée est déjà à la ligne\u{a0}{line}.")),
                    None => Ok(entry),
                }
            });
        match understood {
            Ok(entry) => {
                lines.insert(entry.key.clone(), entry.line);
                taken.push(entry);
            }
            Err(reason) => rejected.push(Rejection::of(row, reason)),
        }
    }
    Visits { kind: FileKind::OutlookAgenda, rows: taken, blank: 0, rejected }
}

fn entry(raw: Raw, line: i32) -> Result<VisitRow, String> {
    let fields = Fields::of(&raw);
    let label = fields.text(&["objet"]);
    // Older exports have `Début` twice: first the day, then the time (§6.3).
    let second = |name: &str| {
        let named = format!("heure de {name}");
        let numbered = format!("{name} ");
        fields
            .iter()
            .find(|(header, _)| **header == named || header.starts_with(&numbered))
            .and_then(|(_, cell)| cells::time(cell))
    };
    let day = fields.day(&["debut"])?.ok_or("Il manque le jour.")?;
    if label.is_empty() {
        return Err("Il manque l’objet.".to_owned());
    }
    let all_day = matches!(fields.text(&["journee entiere"]).as_str(), "Vrai" | "VRAI" | "True");
    let (starts_at, ends_at) =
        if all_day { (None, None) } else { (second("debut"), second("fin")) };
    let place = fields.optional(&["emplacement"]);
    let ends_on = fields.day(&["fin"])?.unwrap_or(day);
    let mut warnings = Vec::new();
    if (ends_on, ends_at) < (day, starts_at) {
        warnings.push("La fin est avant le début.".to_owned());
    }
    let technician = label.rsplit_once(" - ").map(|(_, name)| name.trim().to_owned());
    let key = format!("{label}|{day}|{starts_at:?}|{ends_on}|{ends_at:?}|{place:?}");
    let fingerprint = rows::fingerprint(&raw);
    Ok(VisitRow {
        key,
        technician,
        day,
        starts_at,
        ends_at,
        label,
        place,
        note: fields.optional(&["description"]),
        warning: joined(&warnings),
        line,
        raw,
        fingerprint,
    })
}

pub(super) fn joined(warnings: &[String]) -> Option<String> {
    (!warnings.is_empty()).then(|| warnings.join(" "))
}

/// French numbers among other words: ten digits from a zero, or `+33`.
fn numbers_in(text: &str) -> Vec<PhoneNumber> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '+' | '\u{a0}');
    text.split(|c| !is_part(c))
        .filter(|run| matches!(run.chars().filter(char::is_ascii_digit).count(), 10 | 11))
        .filter_map(|run| PhoneNumber::parse(run.trim()).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legacy::reading::read_sheet;

    #[test]
    fn both_exports_of_outlook_are_read() {
        let newer = "Objet,Début,Heure de début,Fin,Heure de fin,Journée entière,Emplacement,Description\n\
            RDV M. Bouvet - Gaëtan,10/11/2025,09:00:00,10/11/2025,10:30:00,Faux,\"148 rue X\",Radiateurs - tél 06 39 98 43 42\n\
            RDV M. Bouvet - Gaëtan,10/11/2025,09:00:00,10/11/2025,10:30:00,Faux,\"148 rue X\",\n";
        let older = "\"Objet\",\"Début\",\"Début\",\"Fin\",\"Fin\",\"Description\"\nRDV - Gaëtan,10/11/2025,09:00:00,10/11/2025,10:30:00,x\n";
        let visits = agenda(&read_sheet(newer.as_bytes()).unwrap());
        let entry = &visits.rows[0];
        assert_eq!(entry.technician.as_deref(), Some("Gaëtan"));
        assert_eq!(entry.starts_at, NaiveTime::from_hms_opt(9, 0, 0));
        assert_eq!(entry.phones()[0].as_str(), "+33639984342");
        assert_eq!(visits.rejected[0].line, 3);
        let visits = agenda(&read_sheet(older.as_bytes()).unwrap());
        assert_eq!(visits.rows[0].ends_at, NaiveTime::from_hms_opt(10, 30, 0));
    }
}
