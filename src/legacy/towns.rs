//! Names of towns as a person writes them, where a program has only capitals.

/// Written small inside a name (INSEE's own spelling: `La Roche-sur-Foron`, `Annecy-le-Vieux`).
const SMALL: [&str; 18] = [
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "lez",
    "sous", "sur", "à",
];

/// `EPAGNY METZ-TESSY` as `Epagny Metz-Tessy`. A word that has a small letter stays as it is: somebody wrote it.
pub(super) fn readable(town: &str) -> String {
    let mut written = String::with_capacity(town.len());
    for (at, word) in town.split_inclusive([' ', '-', '\'', '’']).enumerate() {
        let is_shouted =
            word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase);
        if !is_shouted {
            written.push_str(word);
            continue;
        }
        let small = word.to_lowercase();
        let (bare, end) = match small.char_indices().next_back() {
            Some((last, mark)) if !mark.is_alphanumeric() => small.split_at(last),
            _ => (small.as_str(), ""),
        };
        // A letter alone is an abbreviation, unless an apostrophe says that it is an article.
        let is_letter = bare.chars().count() == 1 && !end.starts_with(['\'', '’']);
        if is_letter {
            written.push_str(word);
        } else if at > 0 && SMALL.contains(&bare) {
            written.push_str(&small);
        } else {
            let mut letters = small.chars();
            written.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            written.push_str(letters.as_str());
        }
    }
    written
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
            assert_eq!(readable(shouted), written);
        }
    }
}
