//! Words with a slip of the keyboard in them.

/// Whether the two differ by at most `most` letters left out, put in, changed or swapped with their neighbour.
pub(super) fn resemble(one: &str, other: &str, most: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    let width = other.len() + 1;
    let mut rows = vec![vec![0; width]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..width {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = usize::from(one[i - 1] != other[j - 1]);
                let mut least =
                    (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + changed);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[one.len()][other.len()] <= most
}

/// The one of these words that is meant: as it is written, or with one slip in five letters or more.
pub(super) fn meant<'a, T>(word: &str, known: &'a [(&'a str, T)]) -> Option<&'a T> {
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == word) {
        return Some(value);
    }
    if word.chars().count() < 5 || NOT_SLIPS.contains(&word) {
        return None;
    }
    let mut alike = known.iter().filter(|(name, _)| name.len() >= 5 && resemble(word, name, 1));
    alike.next().map(|(_, value)| value)
}

/// Words and names that are what they are.
const NOT_SLIPS: [&str; 14] = [
    "mardin", "jeudy", "lundy", "samedy", "demais", "germain", "romain", "humain", "lundin",
    "damain", "avrill", "juillot", "maris", "domain",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter_or_two_neighbours() {
        for slip in ["demian", "dmain", "demainn", "demaim"] {
            assert!(resemble(slip, "demain", 1), "{slip}");
        }
        assert!(!resemble("romain", "demain", 1));
        assert!(!resemble("martin", "lundi", 1));
    }
}
