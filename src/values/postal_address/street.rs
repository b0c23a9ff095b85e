//! House numbers and streets, made comparable: never compare whole addresses as text (domain.md §2.1, §2.5).

use crate::values::text;

/// The comparable parts of `12 bis r. de la Mairie`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StreetKey {
    /// `12b`; empty where there is none.
    pub number: String,
    /// `rue mairie`, without articles, abbreviations and accents.
    pub street: String,
}

/// Reads number and street, leaving out post boxes, floors and buildings.
pub fn street_key(line: &str) -> StreetKey {
    let folded = text::fold(line).replace(|c: char| !c.is_alphanumeric(), " ");
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let words = without_number_sign(&words);
    let (number, words) = split_number(words);
    let words = without_locality_sign(words);
    let words = &words[..complement_at(words)];
    StreetKey { number, street: without_articles(expanded(words)).join(" ") }
}

/// Whether a line holds the type of a street, so that it is no town and no building.
pub(super) fn names_a_street(line: &str) -> bool {
    let folded = text::fold(line).replace(|c: char| !c.is_alphanumeric(), " ");
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (_, words) = split_number(without_number_sign(&words));
    words.first().is_some_and(|word| street_type(word).is_some_and(|kind| kind != "residence"))
}

/// Words that are left out when streets or communes are compared.
pub(super) fn without_articles<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const ARTICLES: [&str; 9] = ["de", "du", "des", "d", "l", "le", "la", "les", "a"];
    words.into_iter().filter(|word| !ARTICLES.contains(word) && *word != "et").collect()
}

fn without_number_sign<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    match words {
        ["n" | "no" | "numero", rest @ ..]
            if rest.first().is_some_and(|word| starts_with_digit(word)) =>
        {
            rest
        }
        words => words,
    }
}

/// `12`, `12b`, `12 bis` and `12bis` before a street; of `12-14` the first.
fn split_number<'a, 'b>(words: &'b [&'a str]) -> (String, &'b [&'a str]) {
    let Some((first, rest)) = words.split_first() else { return (String::new(), words) };
    let glued = first.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &first[..first.len() - glued.len()];
    let glued_ordinal = if glued.is_empty() { Some("") } else { ordinal(glued) };
    let (Some(glued_ordinal), 1..=4) = (glued_ordinal, digits.len()) else {
        return (String::new(), words);
    };
    let digits = digits.trim_start_matches('0');
    let (apart, rest) = match rest {
        [word, rest @ ..] if word.len() > 1 && ordinal(word).is_some() => (ordinal(word), rest),
        // `12 r du Semnoz` has no ordinal, `12 b rue du Semnoz` has one.
        [word, rest @ ..] if rest.first().is_some_and(|next| street_type(next).is_some()) => {
            match ordinal(word) {
                Some(letter) => (Some(letter), rest),
                None if starts_with_digit(word) => (None, rest),
                None => (None, &words[1..]),
            }
        }
        rest => (None, rest),
    };
    (format!("{digits}{glued_ordinal}{}", apart.unwrap_or_default()), rest)
}

fn ordinal(word: &str) -> Option<&str> {
    match word {
        "bis" => Some("b"),
        "ter" => Some("t"),
        "quater" => Some("q"),
        "quinquies" => Some("c"),
        "sexies" => Some("s"),
        letter if letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_lowercase()) => {
            Some(letter)
        }
        _ => None,
    }
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn without_locality_sign<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    match words {
        ["lieu", "dit", rest @ ..] | ["lieudit" | "ld", rest @ ..] => rest,
        words => words,
    }
}

/// Where building, floor, flat or post box begin; never at the first word.
fn complement_at(words: &[&str]) -> usize {
    const SIGNS: [&str; 16] = [
        "bat",
        "batiment",
        "esc",
        "escalier",
        "etage",
        "apt",
        "appt",
        "appart",
        "appartement",
        "porte",
        "bp",
        "cs",
        "tsa",
        "cidex",
        "cedex",
        "rdc",
    ];
    let Some(at) = words.iter().skip(1).position(|word| SIGNS.contains(word)) else {
        return words.len();
    };
    let at = at + 1;
    let counts_floors = words[at] == "etage" && starts_with_digit(words[at - 1]) && at > 1;
    if counts_floors { at - 1 } else { at }
}

/// Abbreviations written out: street types at the beginning, titles anywhere after it.
fn expanded<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let (mut kept, rest) = match words {
        ["r", "n", rest @ ..] | ["rn", rest @ ..] => (vec!["route", "nationale"], rest),
        ["r", "d", rest @ ..] | ["rd", rest @ ..]
            if rest.first().is_some_and(|word| starts_with_digit(word)) =>
        {
            (vec!["route", "departementale"], rest)
        }
        ["rond", "point", rest @ ..] => (vec!["rondpoint"], rest),
        [first, rest @ ..] => (vec![street_type(first).unwrap_or(first)], rest),
        [] => (Vec::new(), words),
    };
    kept.extend(rest.iter().map(|word| title(word)));
    kept
}

fn street_type(word: &str) -> Option<&'static str> {
    Some(match word {
        "r" | "rue" => "rue",
        "av" | "ave" | "aven" | "avn" | "avnue" | "avenue" => "avenue",
        "bd" | "bld" | "blvd" | "boul" | "bvd" | "boulevard" => "boulevard",
        "pl" | "place" => "place",
        "ch" | "che" | "chem" | "chemin" => "chemin",
        "imp" | "impasse" => "impasse",
        "all" | "allee" | "allees" => "allee",
        "rte" | "rt" | "rn" | "rd" | "route" => "route",
        "sq" | "square" => "square",
        "quai" => "quai",
        "res" | "residence" => "residence",
        "lot" | "lotissement" => "lotissement",
        "pas" | "psg" | "passage" => "passage",
        "mte" | "montee" => "montee",
        "ham" | "hameau" => "hameau",
        "esp" | "esplanade" => "esplanade",
        "fbg" | "fg" | "faubourg" => "faubourg",
        "rpt" | "rdpt" | "rondpoint" => "rondpoint",
        "prom" | "promenade" => "promenade",
        "crs" | "cours" => "cours",
        "cite" => "cite",
        "clos" => "clos",
        "sentier" => "sentier",
        "voie" => "voie",
        "za" | "zi" | "zac" => "zone",
        _ => return None,
    })
}

fn title(word: &str) -> &str {
    match word {
        "st" => "saint",
        "ste" => "sainte",
        "gal" | "gen" => "general",
        "mal" => "marechal",
        "dr" => "docteur",
        "pr" | "prof" => "professeur",
        "col" => "colonel",
        "cdt" => "commandant",
        "pdt" => "president",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_streets_are_read_however_they_are_written() {
        for (line, number, street) in [
            ("12 bis r. de la Mairie", "12b", "rue mairie"),
            ("12bis, rue Mairie", "12b", "rue mairie"),
            ("12B Rue de la Mairie", "12b", "rue mairie"),
            ("12 b rue de la Mairie", "12b", "rue mairie"),
            ("012 R de la Mairie", "12", "rue mairie"),
            ("12 r du Semnoz", "12", "rue semnoz"),
            ("n° 12 rue du Semnoz", "12", "rue semnoz"),
            ("12-14 rue du Semnoz", "12", "rue semnoz"),
            ("32, chem. du Lac", "32", "chemin lac"),
            ("86, allee Saint-François de Sales", "86", "allee saint francois sales"),
            ("86 All. St-Francois de Sales", "86", "allee saint francois sales"),
            ("12 rue du 8 mai 1945", "12", "rue 8 mai 1945"),
            ("8 RN 508", "8", "route nationale 508"),
            ("4 rue Carnot 3e étage", "4", "rue carnot"),
            ("4 rue Carnot Bât. B", "4", "rue carnot"),
            ("4 rue Carnot BP 12", "4", "rue carnot"),
            ("Lieu-dit Les Côtes", "", "cotes"),
            ("Résidence Le Parc", "", "residence parc"),
            ("", "", ""),
        ] {
            let expected = StreetKey { number: number.to_owned(), street: street.to_owned() };
            assert_eq!(street_key(line), expected, "{line}");
        }
    }
}
