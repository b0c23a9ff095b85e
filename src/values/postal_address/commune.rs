//! Names of communes, made comparable.

use super::street::without_articles;
use crate::values::text;

/// The communes of Haute-Savoie that took in others, and the names people still write (domain.md §2.2).
const MERGED: [(&str, &[&str]); 5] = [
    ("annecy", &["annecy vieux", "cran gevrier", "meythet", "pringy", "seynod"]),
    ("filliere", &["aviernoz", "evires", "ollieres", "saint martin bellevue", "thorens glieres"]),
    ("talloires montmin", &["talloires", "montmin"]),
    ("reignier esery", &["reignier", "esery"]),
    ("val chaise", &["cons sainte colombe", "marlens"]),
];

/// A name for comparing, never for showing: `annecy` for `ANNECY CEDEX 9` and for `Cran-Gevrier`.
///
/// `postcode` may be empty; another department's Pringy stays itself.
pub fn commune_key(city: &str, postcode: &str) -> String {
    let folded = text::fold(city).replace(|c: char| !c.is_alphanumeric(), " ");
    let words =
        folded.split(' ').filter(|word| !word.is_empty()).take_while(|word| *word != "cedex");
    let words = words.map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        word => word,
    });
    let name = without_articles(words).join(" ");
    if !postcode.is_empty() && !postcode.starts_with("74") {
        return name;
    }
    MERGED
        .into_iter()
        .find_map(|(commune, former)| former.contains(&name.as_str()).then(|| commune.to_owned()))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_commune_is_the_one_that_took_it_in() {
        assert_eq!(commune_key("ANNECY-LE-VIEUX", "74940"), "annecy");
        assert_eq!(commune_key("Cran-Gevrier", ""), "annecy");
        assert_eq!(commune_key("Saint-Martin-Bellevue", "74370"), commune_key("Fillière", "74370"));
        assert_eq!(commune_key("Pringy", "77310"), "pringy");
    }

    #[test]
    fn neighbours_of_annecy_are_not_annecy() {
        for city in ["Argonay", "Épagny Metz-Tessy", "Poisy", "Sevrier", "Veyrier-du-Lac"] {
            assert_ne!(commune_key(city, ""), "annecy", "{city}");
        }
    }

    #[test]
    fn cedex_and_abbreviations_do_not_count() {
        assert_eq!(commune_key("EPAGNY METZ-TESSY CEDEX", "74330"), "epagny metz tessy");
        assert_eq!(
            commune_key("ST JULIEN EN GENEVOIS", ""),
            commune_key("Saint-Julien-en-Genevois", "")
        );
    }
}
