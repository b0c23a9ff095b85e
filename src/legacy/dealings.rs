//! Worksites and quotes: what the old programs know of their customers' business, read only here.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::{
    FileKind, Rejection, Source,
    cells::Fields,
    reading::{Row, Sheet, UnreadableFile},
    rows::{self, Raw},
};
use crate::values::{CustomerId, Money, text};

/// A row that speaks of a customer of another file.
#[derive(Clone, Debug)]
pub(super) struct DealingRow<T> {
    /// Its code in the source.
    pub(super) key: String,
    /// The customer's code in the source.
    pub(super) client: String,
    pub(super) line: i32,
    /// As they stand in the file.
    pub(super) cells: Vec<String>,
    pub(super) raw: Raw,
    pub(super) fingerprint: Vec<u8>,
    pub(super) what: T,
}

/// A chantier of the ERP.
#[derive(Clone, Debug)]
pub(super) struct Worksite {
    pub(super) label: String,
    pub(super) address: Option<String>,
    pub(super) started_on: Option<NaiveDate>,
    pub(super) ended_on: Option<NaiveDate>,
    pub(super) status: String,
    pub(super) amount: Option<Money>,
}

impl Worksite {
    /// The day from which warranties run: that of the end, once the customer has received the work.
    pub(super) fn received_on(&self) -> Option<NaiveDate> {
        self.ended_on.filter(|_| text::fold(&self.status).starts_with("reception"))
    }

    fn read(fields: &Fields) -> Result<Self, String> {
        Ok(Self {
            label: fields.text(&["libelle", "objet", "designation"]),
            address: fields.optional(&["adresse chantier", "adresse"]),
            started_on: fields.day(&["date debut", "debut"])?,
            ended_on: fields.day(&["date fin", "fin"])?,
            status: fields.text(&["etat", "statut"]),
            amount: fields.money(&["montant ht", "total ht", "montant"])?,
        })
    }
}

/// A devis of Sage.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    pub(super) quoted_on: Option<NaiveDate>,
    pub(super) subject: String,
    pub(super) net: Option<Money>,
    /// Hundredths of a percent.
    pub(super) vat: Option<i32>,
    pub(super) gross: Option<Money>,
    pub(super) status: String,
    pub(super) valid_until: Option<NaiveDate>,
}

impl Quote {
    fn read(fields: &Fields) -> Result<Self, String> {
        let vat = fields.text(&["taux tva", "tva"]);
        let vat = vat.trim_end_matches('%').trim();
        let vat = match vat {
            "" => None,
            rate => Some(
                Money::parse(rate)
                    .ok()
                    .and_then(|rate| i32::try_from(rate.cents()).ok())
                    .filter(|rate| (0..=10_000).contains(rate))
                    .ok_or_else(|| format!("Le taux de TVA «\u{a0}{rate}\u{a0}» ne se lit pas."))?,
            ),
        };
        Ok(Self {
            quoted_on: fields.day(&["date", "date piece", "do date"])?,
            subject: fields.text(&["objet", "libelle", "reference", "do ref"]),
            net: fields.money(&["total ht", "montant ht", "do totalht"])?,
            vat,
            gross: fields.money(&["total ttc", "montant ttc", "do totalttc"])?,
            status: fields.text(&["statut", "etat", "do statut"]),
            valid_until: fields.day(&["date validite", "validite"])?,
        })
    }
}

const CLIENT: &[&str] =
    &["code client", "n client", "do tiers", "compte tiers", "ct num", "code tiers"];

/// The source whose customers the rows of this kind speak of, and what names such a row.
pub(super) fn client_source(kind: FileKind) -> Source {
    match kind {
        FileKind::SageDevis | FileKind::SageClients => Source::Sage,
        _ => Source::Mde,
    }
}

pub(super) type Rows<T> = (Vec<DealingRow<T>>, Vec<Rejection>);

pub(super) fn worksites(sheet: &Sheet) -> Result<Rows<Worksite>, UnreadableFile> {
    understand(sheet, ("Code chantier", &["code chantier", "n chantier"]), Worksite::read)
}

pub(super) fn quotes(sheet: &Sheet) -> Result<Rows<Quote>, UnreadableFile> {
    let key = &["n piece", "numero piece", "do piece", "n devis", "numero devis"];
    understand(sheet, ("N° pièce", key), Quote::read)
}

fn understand<T>(
    sheet: &Sheet,
    (label, key): (&'static str, &[&str]),
    read: impl Fn(&Fields) -> Result<T, String>,
) -> Result<Rows<T>, UnreadableFile> {
    let headers = rows::unique(&sheet.headers);
    let blank: Raw = headers.iter().map(|header| (header.clone(), String::new())).collect();
    let folded = Fields::of(&blank);
    for (label, names) in [(label, key), ("Code client", CLIENT)] {
        if !folded.iter().any(|(header, _)| names.contains(&header.as_str())) {
            return Err(UnreadableFile::MissingColumn(label));
        }
    }
    let (mut taken, mut rejected) = (Vec::new(), Vec::new());
    let mut lines = BTreeMap::<String, i32>::new();
    for row in &sheet.rows {
        let understood = rows::raw(&headers, row).and_then(|raw| {
            let fields = Fields::of(&raw);
            let (key, client) = (fields.text(key), fields.text(CLIENT));
            if key.is_empty() {
                return Err(format!("Il manque «\u{a0}{label}\u{a0}»."));
            }
            if client.is_empty() {
                return Err("Il manque le code du client.".to_owned());
            }
            if let Some(line) = lines.get(&key) {
                return Err(format!("{key} est déjà à la ligne\u{a0}{line}."));
            }
            let what = read(&fields)?;
            let fingerprint = rows::fingerprint(&raw);
            let cells = row.cells.clone();
            Ok(DealingRow { key, client, line: row.line, cells, raw, fingerprint, what })
        });
        match understood {
            Ok(row) => {
                lines.insert(row.key.clone(), row.line);
                taken.push(row);
            }
            Err(reason) => rejected.push(Rejection::of(row, reason)),
        }
    }
    Ok((taken, rejected))
}

/// What is to be written of a file, and what is to be said of it.
pub(super) struct SortedOut<T> {
    pub(super) write: Vec<(DealingRow<T>, CustomerId)>,
    pub(super) created: usize,
    pub(super) updated: usize,
    pub(super) unchanged: usize,
    /// Rows of customers whom nobody knows yet.
    pub(super) rejected: Vec<Rejection>,
}

/// Leaves out what is known as it is, and the rows of unknown customers.
pub(super) fn sort_out<T>(
    rows: Vec<DealingRow<T>>,
    known: &HashMap<String, Vec<u8>>,
    customers: &HashMap<String, CustomerId>,
) -> SortedOut<T> {
    let mut sorted =
        SortedOut { write: Vec::new(), created: 0, updated: 0, unchanged: 0, rejected: Vec::new() };
    for row in rows {
        let before = known.get(&row.key);
        if before == Some(&row.fingerprint) {
            sorted.unchanged += 1;
        } else if let Some(customer) = customers.get(&row.client) {
            *(if before.is_some() { &mut sorted.updated } else { &mut sorted.created }) += 1;
            sorted.write.push((row, *customer));
        } else {
            let reason = format!(
                "Le client {} n’est pas connu\u{a0}: importez d’abord le fichier des clients, puis celui-ci à nouveau.",
                row.client
            );
            sorted.rejected.push(Rejection::of(&Row { line: row.line, cells: row.cells }, reason));
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legacy::reading::read_sheet;

    #[test]
    fn amounts_rates_and_days_are_read_as_the_files_have_them() {
        let file = "N° pièce;Date;Code client;Intitulé;Objet;Total HT;Taux TVA;Total TTC;Statut;Date validité\n\
            DE1;21/12/2024;CLI1;Michel;Tableau;10\u{a0}760,75;5,5;11\u{202f}352,59;En attente;\n\
            DE2;31/02/2024;CLI1;Michel;Tableau;1;20;1,2;Refusé;\n;;CLI1;;;;;;;\nDE1;;CLI1;;;;;;;\n";
        let (taken, rejected) = quotes(&read_sheet(file.as_bytes()).unwrap()).unwrap();
        let quote = &taken[0].what;
        assert_eq!(quote.net, Some(Money::from_cents(1_076_075)));
        assert_eq!((quote.vat, quote.gross), (Some(550), Some(Money::from_cents(1_135_259))));
        assert_eq!(quote.quoted_on, NaiveDate::from_ymd_opt(2024, 12, 21));
        let reasons: Vec<(i32, &str)> =
            rejected.iter().map(|row| (row.line, row.reason.as_str())).collect();
        assert_eq!(
            reasons,
            [
                (3, "La date «\u{a0}31/02/2024\u{a0}» ne se lit pas."),
                (4, "Il manque «\u{a0}N° pièce\u{a0}»."),
                (5, "DE1 est déjà à la ligne\u{a0}2."),
            ]
        );
    }

    #[test]
    fn warranties_run_from_the_end_of_what_was_received_only() {
        let file = "Code chantier;Code client;Libellé;Date fin;Etat\nCH1;C1;Tableau;16/03/2024;Réceptionné\n\
            CH2;C1;Prises;16/03/2024;Terminé\n";
        let (taken, _) = worksites(&read_sheet(file.as_bytes()).unwrap()).unwrap();
        assert_eq!(taken[0].what.received_on(), NaiveDate::from_ymd_opt(2024, 3, 16));
        assert_eq!(taken[1].what.received_on(), None);
    }
}
