//! The words of French names: civilities, particles, legal forms, trades (domain.md §2.4).

use crate::values::text;

/// Folded, without dots. They mark an organisation at either end of a name.
const LEGAL_FORMS: [&str; 27] = [
    "sarl", "sas", "sasu", "sa", "eurl", "ei", "eirl", "sci", "scp", "scic", "scop", "snc",
    "selarl", "gie", "gaec", "earl", "asl", "sdc", "oph", "hlm", "opac", "ets", "ste", "cie",
    "assoc", "copro", "ccas",
];

/// Folded. They mark an organisation as its first word.
const TRADES: [&str; 58] = [
    "mairie",
    "commune",
    "communaute",
    "departement",
    "office",
    "syndicat",
    "syndic",
    "copropriete",
    "coproprietaires",
    "residence",
    "regie",
    "cabinet",
    "agence",
    "boulangerie",
    "boucherie",
    "charcuterie",
    "patisserie",
    "restaurant",
    "pizzeria",
    "brasserie",
    "auberge",
    "hotel",
    "cafe",
    "bar",
    "tabac",
    "garage",
    "carrosserie",
    "pharmacie",
    "clinique",
    "hopital",
    "ehpad",
    "creche",
    "ecole",
    "college",
    "lycee",
    "gymnase",
    "association",
    "club",
    "societe",
    "entreprise",
    "etablissements",
    "etablissement",
    "compagnie",
    "banque",
    "camping",
    "gite",
    "fromagerie",
    "cooperative",
    "paroisse",
    "salon",
    "institut",
    "imprimerie",
    "menuiserie",
    "transports",
    "groupe",
    "centre",
    "supermarche",
    "librairie",
];

const PARTICLES: [&str; 17] = [
    "de", "du", "des", "d'", "le", "la", "les", "da", "dos", "di", "del", "van", "von", "der",
    "ben", "el", "saint",
];

/// How each civility may be written, folded, without dots; longest first.
const CIVILITIES: [(&[&str], &str); 11] = [
    (&["m et mme", "mr et mme", "monsieur et madame", "mme et m", "mm"], "M. et Mme"),
    (&["m ou mme", "mr ou mme", "mme ou m"], "M. ou Mme"),
    (&["mme", "madame", "mmes"], "Mme"),
    (&["mlle", "mademoiselle"], "Mme"),
    (&["monsieur", "mr", "m"], "M."),
    (&["dr", "docteur"], "Dr"),
    (&["me", "maitre"], "Me"),
    (&["pr", "professeur"], "Pr"),
    (&["vve", "veuve"], "Vve"),
    (&["famille"], "Famille"),
    (&["indivision"], "Indivision"),
];

/// Lower case within an organisation's name.
const SMALL_WORDS: [&str; 8] = ["de", "du", "des", "et", "en", "sur", "à", "aux"];

pub(super) fn is_organisation(name: &str) -> bool {
    let words: Vec<String> = bare_words(name).collect();
    let is_form = |word: &String| LEGAL_FORMS.contains(&word.as_str());
    words.len() > 1
        && (words.first().is_some_and(is_form)
            || words.last().is_some_and(is_form)
            || words.first().is_some_and(|word| TRADES.contains(&word.as_str())))
}

pub(super) fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.contains(&bare(word).as_str())
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&text::fold(word).as_str())
}

/// The civility that a name begins with, and the rest of the name. A lone civility is no name.
pub(super) fn civility_at_start(name: &str) -> (Option<&'static str>, &str) {
    let ends: Vec<usize> = name.match_indices(' ').map(|(at, _)| at).take(3).collect();
    for end in ends.into_iter().rev() {
        if let Some(found) = civility(&name[..end]) {
            return (Some(found), name[end..].trim());
        }
    }
    if civility(name).is_some() && name.ends_with('.') { (None, "") } else { (None, name) }
}

/// The civility in brackets that a name ends with: `MEUNIER Gabriel (M.)`.
pub(super) fn civility_at_end(name: &str) -> (Option<&'static str>, &str) {
    name.strip_suffix(')')
        .and_then(|name| name.rsplit_once('('))
        .and_then(|(name, inside)| Some((Some(civility(inside)?), name.trim())))
        .unwrap_or((None, name))
}

fn civility(text: &str) -> Option<&'static str> {
    let written = bare_words(text).collect::<Vec<_>>().join(" ");
    CIVILITIES
        .iter()
        .find(|(writings, _)| writings.contains(&written.as_str()))
        .map(|(_, civility)| *civility)
}

/// `DOS SANTOS` as `Dos Santos`, `jean-pierre` as `Jean-Pierre`; words of mixed case stay as they are.
pub(super) fn title_case(name: &str) -> String {
    let mut words = Vec::new();
    for (at, word) in name.split(' ').enumerate() {
        let lower = word.to_lowercase();
        words.push(if is_legal_form(word) {
            word.to_owned()
        } else if at > 0 && SMALL_WORDS.contains(&lower.as_str()) {
            lower
        } else if word.chars().any(char::is_lowercase)
            && word.chars().any(char::is_uppercase)
            && !has_small_prefix(word)
        {
            word.to_owned()
        } else {
            capitalised(&lower)
        });
    }
    words.join(" ")
}

/// `d'ANGELO`.
fn has_small_prefix(word: &str) -> bool {
    word.split_once(['\'', '’']).is_some_and(|(_, name)| !name.chars().any(char::is_lowercase))
}

fn capitalised(lower: &str) -> String {
    let mut begins = true;
    let mut word = String::with_capacity(lower.len());
    for c in lower.chars() {
        if begins {
            word.extend(c.to_uppercase());
        } else {
            word.push(c);
        }
        begins = !c.is_alphanumeric();
    }
    word
}

/// The words of a name, folded, without dots and commas: `S.A.R.L.` is `sarl`.
pub(super) fn bare_words(name: &str) -> impl Iterator<Item = String> {
    text::fold(name)
        .split([' ', ',', ';', '/'])
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .into_iter()
}

fn bare(word: &str) -> String {
    text::fold(word).replace(['.', '(', ')'], "")
}
