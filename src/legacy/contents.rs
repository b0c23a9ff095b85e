//! What a file holds, once its kind is known.

use super::{
    FileKind, Rejection, Source,
    dealings::{self, DealingRow, Quote, Worksite},
    headers::recognise,
    mapping::{self, ImportProfile},
    planning_sheet,
    reading::{self, UnreadableFile},
    rows::{self, LegacyRow},
    visits::{self, Visits},
};

/// The rows that can be taken.
pub(super) enum Contents {
    Customers(Source, Vec<LegacyRow>),
    Worksites(Vec<DealingRow<Worksite>>),
    Quotes(Vec<DealingRow<Quote>>),
    Visits(Visits),
}

impl Contents {
    /// How many lines of the file they are.
    pub(super) fn lines(&self) -> usize {
        match self {
            Self::Customers(_, rows) => rows.len(),
            Self::Worksites(rows) => rows.len(),
            Self::Quotes(rows) => rows.len(),
            Self::Visits(visits) => visits.lines(),
        }
    }
}

/// What a file is, its headers as they stand in it, and its rows.
pub(super) type Understood = (FileKind, Vec<String>, Contents, Vec<Rejection>);

/// Reads a file, as the kind that is given or that its headers tell.
pub(super) fn understand(
    kind: Option<FileKind>,
    file_name: &str,
    bytes: &[u8],
    profiles: &[ImportProfile],
) -> Result<Understood, UnreadableFile> {
    let mut sheets = reading::read_sheets(bytes)?;
    let headers = sheets.first().map(|first| first.headers.clone()).unwrap_or_default();
    let mapped = sheets.first_mut().and_then(|first| mapping::apply(profiles, first));
    let first = sheets.first().ok_or(UnreadableFile::Empty)?;
    let kind = kind.or(mapped).map_or_else(|| recognise(&first.headers), Ok)?;
    let (contents, mut rejected) = match (kind, kind.source()) {
        (_, Some(source)) => {
            let (rows, rejected) = rows::understand(source, first)?;
            (Contents::Customers(source, rows), rejected)
        }
        (FileKind::MdeChantiers, _) => {
            let (rows, rejected) = dealings::worksites(first)?;
            (Contents::Worksites(rows), rejected)
        }
        (FileKind::SageDevis, _) => {
            let (rows, rejected) = dealings::quotes(first)?;
            (Contents::Quotes(rows), rejected)
        }
        (FileKind::Planning, _) => {
            let mut visits = planning_sheet::planning(&sheets, file_name)?;
            let rejected = std::mem::take(&mut visits.rejected);
            sheets.truncate(1);
            (Contents::Visits(visits), rejected)
        }
        (_, None) => {
            let mut visits = visits::agenda(first);
            let rejected = std::mem::take(&mut visits.rejected);
            (Contents::Visits(visits), rejected)
        }
    };
    rejected.extend(sheets.iter().skip(1).map(|sheet| Rejection {
        line: 1,
        reason: format!(
            "La feuille «\u{a0}{}\u{a0}» n’a pas été lue\u{a0}: seule la première l’est. Enregistrez-la comme un fichier à part.",
            sheet.name.as_deref().unwrap_or_default()
        ),
        raw: sheet.headers.join(" ; "),
        cells: Vec::new(),
    }));
    Ok((kind, headers, contents, rejected))
}
