//! Streets and towns as a person writes them, where a program has only capitals.

/// Written small inside a name (INSEE's own spelling: `La Roche-sur-Foron`, `Annecy-le-Vieux`).
const SMALL: [&str; 18] = [
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "lez",
    "sous", "sur", "à",
];

/// Written small in front of a street's name.
const WAYS: [&str; 26] = [
    "all",
    "allee",
    "allée",
    "av",
    "ave",
    "avenue",
    "bd",
    "bis",
    "boulevard",
    "ch",
    "chem",
    "chemin",
    "cours",
    "faubourg",
    "imp",
    "impasse",
    "montee",
    "montée",
    "passage",
    "pl",
    "place",
    "quai",
    "route",
    "rte",
    "rue",
    "ter",
];

/// `EPAGNY METZ-TESSY` as `Epagny Metz-Tessy`. A word that has a small letter stays as it is: somebody wrote it.
pub(super) fn town(town: &str) -> String {
    words(town).enumerate().map(|(at, word)| spelled(word, at == 0)).collect()
}

/// `12 BIS RUE DU MONT-BLANC` as `12 bis rue du Mont-Blanc`. A street that has a small letter stays as it is.
pub(super) fn street(street: &str) -> String {
    if !is_shouted(street) {
        return street.to_owned();
    }
    words(street)
        .enumerate()
        .map(|(at, word)| {
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if WAYS.contains(&bare.as_str()) {
                return word.to_lowercase().replace("allee", "allée").replace("montee", "montée");
            }
            // `ZA`, `RN`, `BP`: two letters that are no small word are an abbreviation.
            let is_abbreviation =
                bare.chars().count() == 2 && bare != "st" && !SMALL.contains(&bare.as_str());
            if is_abbreviation { word.to_owned() } else { spelled(word, at == 0) }
        })
        .collect()
}

/// Each with what ends it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-', '\'', '’'])
}

fn is_shouted(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn spelled(word: &str, is_first: bool) -> String {
    if !is_shouted(word) {
        return word.to_owned();
    }
    let small = word.to_lowercase();
    let bare = small.trim_end_matches(|c: char| !c.is_alphanumeric());
    // A letter alone is an abbreviation, unless an apostrophe says that it is an article.
    if bare.chars().count() == 1 && !word.ends_with(['\'', '’']) {
        return word.to_owned();
    }
    if !is_first && SMALL.contains(&bare) {
        return small;
    }
    let mut letters = small.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_in_capitals_reads_as_a_person_writes_it() {
        for (shouted, written) in [
            ("ANNECY", "Annecy"),
            ("EPAGNY METZ-TESSY", "Epagny Metz-Tessy"),
            ("ÉPAGNY METZ-TESSY", "Épagny Metz-Tessy"),
            ("ANNECY-LE-VIEUX", "Annecy-le-Vieux"),
            ("LA ROCHE SUR FORON", "La Roche sur Foron"),
            ("L'ISLE D'ABEAU", "L'Isle d'Abeau"),
            ("ANNECY CEDEX 9", "Annecy Cedex 9"),
            ("Annecy CEDEX", "Annecy Cedex"),
            ("Saint-Jorioz", "Saint-Jorioz"),
            ("sevrier", "sevrier"),
            ("", ""),
        ] {
            assert_eq!(town(shouted), written);
        }
    }

    #[test]
    fn a_street_in_capitals_reads_as_a_person_writes_it() {
        for (shouted, written) in [
            ("101 RUE DU MONT BLANC", "101 rue du Mont Blanc"),
            ("12 BIS, AV. DE L'ARCALOD", "12 bis, av. de l'Arcalod"),
            ("120 ALLEE DE VERDUN", "120 allée de Verdun"),
            ("ZA LES GLAISINS, 3 R DU PRE", "ZA les Glaisins, 3 R du Pre"),
            ("4B QUAI ST CLAIR", "4B quai St Clair"),
            ("25 R. Sommeiller", "25 R. Sommeiller"),
            ("LE BOURG", "Le Bourg"),
        ] {
            assert_eq!(street(shouted), written);
        }
    }
}
