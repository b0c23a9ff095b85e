//! Words ready to be sent: their blanks, and what a request fills them with.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::queries_canned as queries;
use crate::{
    company, db,
    values::{
        StaffId, TicketId, french,
        text::{UncleanText, clean_line, clean_text},
    },
};

pub use queries::CannedWords;

/// A blank, written `{prenom}`, and what it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Blank {
    pub name: &'static str,
    pub meaning: &'static str,
    /// In the preview of the settings.
    pub example: &'static str,
}

const fn blank(name: &'static str, meaning: &'static str, example: &'static str) -> Blank {
    Blank { name, meaning, example }
}

pub const BLANKS: [Blank; 8] = [
    blank("civilite_nom", "civilité et nom du client", "Madame Dupont"),
    blank("prenom", "prénom du client", "Jeanne"),
    blank("numero", "numéro de la demande", "SAV-2611-041"),
    blank("objet", "objet de la demande", "Volet du salon"),
    blank(
        "rendez_vous",
        "jour et heures du prochain rendez-vous",
        "jeudi 26 novembre, entre 8 h et 10 h",
    ),
    blank("technicien", "prénom de qui passera", "Gaëtan"),
    blank("entreprise", "nom de votre entreprise", "Duret Électricité"),
    blank("telephone", "téléphone de votre entreprise", "04 65 71 00 74"),
];

/// As many as a list in the hand holds.
const MOST: i64 = 60;

/// Why words were not kept.
#[derive(Debug, thiserror::Error)]
pub enum CannedError {
    #[error("Donnez un nom à ce modèle.")]
    WithoutName,
    #[error("Un nom de 60\u{a0}caractères au plus.")]
    LongName,
    #[error("Écrivez le texte du modèle.")]
    WithoutBody,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error("{{{0}}} n’existe pas\u{a0}: choisissez parmi les mots entre accolades de la liste.")]
    UnknownBlank(String),
    #[error("Un autre modèle porte déjà ce nom.")]
    SameName,
    #[error("Il y a déjà {most}\u{a0}modèles\u{a0}: supprimez-en un d’abord.", most = MOST)]
    TooMany,
    /// Somebody else changed them since; with what stands now.
    #[error("Ce modèle a été modifié entre-temps.")]
    Stale(Box<CannedWords>),
    #[error("Ce modèle n’existe plus.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What the office's form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWords {
    pub name: String,
    pub body: String,
    /// Sent with « Clore et remercier », instead of those that were until now.
    pub closes: bool,
}

impl NewWords {
    fn cleaned(&self) -> Result<Self, CannedError> {
        let (name, body) = (clean_line(&self.name)?, clean_text(&self.body)?);
        if name.is_empty() {
            return Err(CannedError::WithoutName);
        }
        if name.chars().count() > 60 {
            return Err(CannedError::LongName);
        }
        if body.is_empty() {
            return Err(CannedError::WithoutBody);
        }
        if let Some(unknown) = blanks_in(&body).find(|name| !is_known(name)) {
            return Err(CannedError::UnknownBlank(unknown.to_owned()));
        }
        Ok(Self { name, body, closes: self.closes })
    }
}

/// Writes them down; with `known`, an id and the version that was seen, instead of those.
pub async fn save(
    db: &PgPool,
    known: Option<(i64, i32)>,
    words: &NewWords,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), CannedError> {
    let words = words.cleaned()?;
    let mut tx = db::begin(db).await?;
    queries::lock_all(&mut *tx).await?;
    if let Some((id, version)) = known {
        let stands = queries::find(&mut *tx, id).await?.ok_or(CannedError::NotFound)?;
        if stands.says(&words) {
            return Ok(());
        }
        if stands.version != version {
            return Err(CannedError::Stale(Box::new(stands)));
        }
    } else if queries::count(&mut *tx).await? >= MOST {
        return Err(CannedError::TooMany);
    }
    if words.closes {
        queries::close_with_none(&mut *tx).await?;
    }
    let id = known.map(|(id, _)| id);
    match queries::write(&mut *tx, id, &words, staff, now).await {
        Ok(()) => {}
        Err(error) if db::violated_constraint(&error) == Some("canned_words_name_key") => {
            return Err(CannedError::SameName);
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(())
}

impl CannedWords {
    fn says(&self, words: &NewWords) -> bool {
        self.name == words.name && self.body == words.body && self.closes == words.closes
    }
}

fn is_known(name: &str) -> bool {
    BLANKS.iter().any(|blank| blank.name == name)
}

/// What stands between braces.
fn blanks_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The first blank that nothing has filled: nobody writes `{rendez_vous}` to a customer.
pub(super) fn unfilled(text: &str) -> Option<&str> {
    blanks_in(text).find(|name| is_known(name))
}

/// What fills the blanks, by their names; a blank without is left as it is.
#[derive(Clone, Debug, Default)]
pub struct Filling(Vec<(&'static str, String)>);

impl Filling {
    /// Of a request that does not exist.
    pub fn example() -> Self {
        Self(BLANKS.iter().map(|blank| (blank.name, blank.example.to_owned())).collect())
    }

    pub fn fill(&self, text: &str) -> String {
        let fill = |text: String, (name, value): &(&str, String)| {
            text.replace(&format!("{{{name}}}"), value)
        };
        self.0.iter().fold(text.to_owned(), fill)
    }
}

/// What a request fills the blanks with.
pub async fn filling(db: &PgPool, ticket: TicketId) -> sqlx::Result<Filling> {
    let company = company::load(db).await?;
    let Some(facts) = queries::facts(db, ticket).await? else { return Ok(Filling::default()) };
    let visit = facts.window_starts_at.zip(facts.window_ends_at).map(|(from, to)| {
        format!("{}, {}", french::day_without_year(from), french::window(from, to))
    });
    let first_word = |name: String| name.split(' ').next().unwrap_or_default().to_owned();
    let known = [
        ("civilite_nom", Some(called(facts.civility.as_deref(), &facts.last_name, &facts.name))),
        ("prenom", facts.first_name),
        ("numero", Some(facts.number)),
        ("objet", Some(facts.subject)),
        ("rendez_vous", visit),
        ("technicien", facts.technician.map(first_word)),
        ("entreprise", Some(company.name)),
        ("telephone", Some(company.phone)),
    ];
    let filled = known.into_iter().filter_map(|(name, value)| Some((name, value?)));
    Ok(Filling(filled.filter(|(_, value)| !value.trim().is_empty()).collect()))
}

/// `Madame Dupont`; the whole name where the civility is not known.
fn called(civility: Option<&str>, last_name: &str, name: &str) -> String {
    let civility = match civility {
        Some("M.") => "Monsieur",
        Some("Mme") => "Madame",
        Some("M. et Mme") => "Monsieur et Madame",
        Some(other) if !other.is_empty() => other,
        _ => return name.to_owned(),
    };
    format!("{civility} {last_name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_and_what_fills_none_is_left() {
        let filling =
            Filling(vec![("prenom", "Jeanne".to_owned()), ("numero", "SAV-2611-041".to_owned())]);
        let text = "Bonjour {prenom}, votre demande {numero} : {rendez_vous} {ceci}";
        let filled = "Bonjour Jeanne, votre demande SAV-2611-041 : {rendez_vous} {ceci}";
        assert_eq!(filling.fill(text), filled);
        assert_eq!(unfilled(filled), Some("rendez_vous"));
        assert_eq!(unfilled("un {texte} sans accolade fermée {numero"), None);
        assert_eq!(unfilled(&Filling::example().fill(text)), None);
    }

    #[test]
    fn a_customer_is_called_as_in_a_letter() {
        assert_eq!(called(Some("Mme"), "Dupont", "Dupont Jeanne"), "Madame Dupont");
        assert_eq!(called(Some("Dr"), "Blanc", "Blanc Léa"), "Dr Blanc");
        assert_eq!(called(None, "Syndic", "Syndic du Parc"), "Syndic du Parc");
    }

    #[test]
    fn words_with_an_unknown_blank_are_refused() {
        let words = |body: &str| NewWords {
            name: "Merci".to_owned(),
            body: body.to_owned(),
            closes: false,
        };
        let refused = words("Bonjour {prenon}").cleaned().unwrap_err();
        assert!(refused.to_string().contains("{prenon}"), "{refused}");
        assert!(words("Bonjour {prenom}").cleaned().is_ok());
    }
}
