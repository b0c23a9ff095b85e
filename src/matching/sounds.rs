//! How French names sound, and how near two writings are (domain.md §2.5).

/// A code that writings of one sound share: `lefevr` for Lefebvre and Lefèvre, `devo` for Devaux and
/// Devos. Takes one folded word or several; small, and ours: the English codes do not hear French.
pub(super) fn sound(folded: &str) -> String {
    folded.split(' ').filter(|word| !word.is_empty()).map(word_sound).collect::<Vec<_>>().join(" ")
}

/// Longest writing first within each sound.
const WRITINGS: [(&str, &str); 30] = [
    ("eau", "o"),
    ("au", "o"),
    ("oeu", "e"),
    ("oe", "e"),
    ("ae", "e"),
    ("ain", "1"),
    ("ein", "1"),
    ("aim", "1"),
    ("ai", "e"),
    ("ay", "e"),
    ("ei", "e"),
    ("ey", "e"),
    ("ou", "u"),
    ("ph", "f"),
    ("bv", "v"),
    ("sch", "8"),
    ("ch", "8"),
    ("sh", "8"),
    ("th", "t"),
    ("gn", "n"),
    ("qu", "k"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "je"),
    ("gi", "ji"),
    ("en", "an"),
    ("em", "am"),
    ("ck", "k"),
    ("y", "i"),
];

/// The same at the end of a word, where an `l` is mute too; `Moreo` is how one hears Moreau.
const ENDINGS: [(&str, &str); 5] =
    [("aulds", "o"), ("eault", "o"), ("ault", "o"), ("auld", "o"), ("eo", "o")];

fn word_sound(word: &str) -> String {
    let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut heard = String::with_capacity(letters.len());
    let mut rest = letters.as_str();
    while let Some(first) = rest.chars().next() {
        let starts = |written: &str| written.starts_with(first) && rest.starts_with(written);
        let written = ENDINGS
            .iter()
            .find(|(written, _)| rest == *written && rest.len() < letters.len())
            .or_else(|| WRITINGS.iter().find(|(written, _)| starts(written)));
        if let Some((written, sound)) = written {
            // `en` before a vowel is no nasal, but both writings of a name agree on what follows.
            heard.push_str(sound);
            rest = &rest[written.len()..];
            continue;
        }
        match first {
            'h' => {}
            'c' | 'q' => heard.push('k'),
            'w' => heard.push('v'),
            letter => heard.push(letter),
        }
        rest = &rest[1..];
    }
    squeezed_without_mute_end(&heard)
}

fn squeezed_without_mute_end(heard: &str) -> String {
    let mut squeezed = String::with_capacity(heard.len());
    for letter in heard.chars() {
        if !squeezed.ends_with(letter) {
            squeezed.push(letter);
        }
    }
    while squeezed.len() > 2 && squeezed.ends_with(['e', 's', 't', 'd', 'x', 'p']) {
        squeezed.pop();
    }
    squeezed
}

/// How near two folded words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Nearness {
    Same,
    /// One slip of the hand or of the ear apart.
    Close,
    /// One letter of a short word apart, or two of a long one: only beside other evidence.
    Similar,
    Different,
}

/// Close are words of one sound, and one edit with Jaro-Winkler ≥ 0.92; a long word forgives an edit anywhere, which
/// keeps Dupont from Dumont and Martin from Martinez (domain.md §2.5).
pub(super) fn nearness(one: &str, other: &str) -> Nearness {
    if one == other {
        return Nearness::Same;
    }
    let (shorter, longer) = {
        let (one, other) = (one.chars().count(), other.chars().count());
        (one.min(other), one.max(other))
    };
    // Roy is not Ray; Pos may be Pons, by a letter that was skipped.
    if shorter < 4 && (shorter < 3 || shorter == longer) {
        return Nearness::Different;
    }
    let edits = edits(one, other, 2);
    if shorter < 4 {
        return if edits <= 1 { Nearness::Similar } else { Nearness::Different };
    }
    let is_slip = edits <= 1 && (shorter >= 7 || jaro_winkler(one, other) >= 0.92);
    if is_slip || sound(one) == sound(other) {
        Nearness::Close
    } else if edits <= 1 || (edits <= 2 && shorter >= 8) {
        Nearness::Similar
    } else {
        Nearness::Different
    }
}

/// How near two names of several words are: as many words, and a slip in one of them.
pub(super) fn name_nearness(one: &str, other: &str) -> Nearness {
    if one == other {
        return Nearness::Same;
    }
    if one.split(' ').count() != other.split(' ').count() {
        return Nearness::Different;
    }
    let mut slips = one.split(' ').zip(other.split(' ')).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (slips.next(), slips.next()) else { return Nearness::Different };
    let is_short = a.len().max(b.len()) <= 3 && one.contains(' ');
    // Beside two words that agree, one letter more or less is a slip wherever it stands.
    let is_long = one.split(' ').count() >= 3 && edits(a, b, 1) <= 1;
    if is_short || is_long { Nearness::Close } else { nearness(a, b) }
}

/// Letters left out, put in, changed, or swapped with their neighbour; counts no further than `most` + 1.
pub(super) fn edits(one: &str, other: &str, most: usize) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let mut before = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut row = before.clone();
    for (i, a) in one.iter().enumerate() {
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            row[j + 1] = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        // The oldest row is written anew.
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[other.len()]
}

/// 0 to 1.
pub(super) fn jaro_winkler(one: &str, other: &str) -> f64 {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let reach = (one.len().max(other.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; other.len()];
    let mut matched = Vec::new();
    for (i, letter) in one.iter().enumerate() {
        let window = i.saturating_sub(reach)..(i + reach + 1).min(other.len());
        let found = window.into_iter().find(|&j| !taken[j] && other[j] == *letter);
        if let Some(j) = found {
            taken[j] = true;
            matched.push(*letter);
        }
    }
    if matched.is_empty() {
        return 0.0;
    }
    let in_other = other.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
    let swapped = matched.iter().zip(in_other).filter(|(a, b)| a != b).count();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let m = count(matched.len());
    let jaro =
        (m / count(one.len()) + m / count(other.len()) + (m - count(swapped) / 2.0) / m) / 3.0;
    let prefix = one.iter().zip(&other).take(4).take_while(|(a, b)| a == b).count();
    jaro + count(prefix) * 0.1 * (1.0 - jaro)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_share_a_code() {
        for (one, other) in [
            ("dupont", "dupond"),
            ("lefebvre", "lefevre"),
            ("thiebaud", "thiebault"),
            ("philippe", "phillipe"),
            ("moreau", "morot"),
            ("durand", "durant"),
            ("chevallier", "chevalier"),
            ("devaux", "devox"),
            ("delaunay", "delonay"),
            ("baudry", "bodry"),
            ("moreau", "moreo"),
            ("le goff", "le gof"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} / {other}");
        }
        for (one, other) in [("dupont", "dumont"), ("dupont", "durand"), ("martin", "martinez")] {
            assert_ne!(sound(one), sound(other), "{one} / {other}");
        }
    }

    #[test]
    fn a_slip_is_close_and_another_name_is_not() {
        for (one, other) in [
            ("dupont", "dupond"),
            ("lefebvre", "lefevre"),
            ("blondel", "blontel"),
            ("bonneau", "bonnau"),
            ("boulangerie", "boullangerie"),
            ("meunier", "muenier"),
        ] {
            assert_eq!(nearness(one, other), Nearness::Close, "{one} / {other}");
        }
        assert_eq!(nearness("dupont", "dumont"), Nearness::Similar);
        for (one, other) in [("dupont", "durand"), ("martin", "martinez"), ("roy", "ray")] {
            assert_eq!(nearness(one, other), Nearness::Different, "{one} / {other}");
        }
    }

    #[test]
    fn the_measures_are_those_that_were_published() {
        for (one, other, expected) in [
            ("dupont", "dupond", 0.933),
            ("dupont", "dumont", 0.911),
            ("martin", "martinez", 0.950),
        ] {
            assert!((jaro_winkler(one, other) - expected).abs() < 0.001, "{one} / {other}");
        }
        assert_eq!(edits("meunier", "muenier", 2), 1);
        assert_eq!(edits("abc", "abcdef", 2), 3);
    }
}
