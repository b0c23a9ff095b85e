//! Text that people typed: cleaned for keeping, folded for searching and comparing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Why a text is refused; said to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UncleanText {
    #[error("Ce texte contient des caractères invisibles\u{a0}: retapez-le sans le coller.")]
    Invisible,
    #[error("Ce texte doit tenir sur une seule ligne.")]
    SeveralLines,
    #[error("Ce texte est trop long\u{a0}: {0}\u{a0}caractères au plus.")]
    TooLong(usize),
}

/// More than any name, street or subject has, in characters.
pub const LONGEST_LINE: usize = 300;

/// More than anybody reads in a note, in characters.
const LONGEST_TEXT: usize = 10_000;

fn no_longer_than(longest: usize, text: String) -> Result<String, UncleanText> {
    if text.chars().count() > longest { Err(UncleanText::TooLong(longest)) } else { Ok(text) }
}

/// One line: trimmed, spaces squeezed, harmless invisible marks left out.
///
/// Refuses line breaks, control characters, those that change the direction of writing (ASVS 2.2.1), and
/// more than [`LONGEST_LINE`].
pub fn clean_line(text: &str) -> Result<String, UncleanText> {
    if text.trim().contains(['\n', '\r']) {
        return Err(UncleanText::SeveralLines);
    }
    no_longer_than(LONGEST_LINE, squeezed(&visible(text.trim())?))
}

/// Several lines: each without spaces at its end, at most one empty line in a row, `\n` between them.
///
/// Refuses what [`clean_line`] refuses, but line breaks.
pub fn clean_text(text: &str) -> Result<String, UncleanText> {
    let text = visible(&text.replace("\r\n", "\n").replace('\r', "\n"))?.replace('\t', " ");
    let mut kept = String::new();
    let mut blank = false;
    for line in text.trim().lines() {
        let line = line.trim_end();
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !kept.is_empty() {
            kept.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        kept.push_str(line);
    }
    no_longer_than(LONGEST_TEXT, kept)
}

/// One line from a file that nobody can type again: what [`clean_line`] refuses is left out.
pub fn strip_line(text: &str) -> String {
    let one_line = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    squeezed(&one_line.filter(|&c| !is_refused(c) && !is_stray_mark(c)).collect::<String>())
}

/// Several lines from a mail that nobody can type again: what [`clean_text`] refuses is left out, and nothing is
/// too long.
pub fn strip_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text.chars().filter(|&c| !is_refused(c) && !is_stray_mark(c)).collect();
    let mut lines = String::with_capacity(kept.len());
    let mut blank = 0;
    for line in kept.trim_matches('\n').lines().map(str::trim_end) {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank <= 1 {
            lines.push_str(line);
            lines.push('\n');
        }
    }
    lines.trim_end().to_owned()
}

/// For searching and comparing: lower case without accents, `œ` as `oe`, hyphens as spaces, one
/// kind of apostrophe, spaces squeezed (domain.md §2.4).
pub fn fold(text: &str) -> String {
    // Nearly all text of the files: the general way takes it apart to put it together again.
    if text.is_ascii() { fold_ascii(text) } else { fold_any(text) }
}

fn fold_any(text: &str) -> String {
    let letters = text
        .nfkd()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !is_combining_mark(c) && !is_invisible(c) && !c.is_control())
        .flat_map(char::to_lowercase)
        .filter(|&c| !is_combining_mark(c));
    let mut folded = String::with_capacity(text.len());
    for c in letters {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            '’' | '‘' | 'ʼ' | 'ʹ' | '′' | '`' | '´' => folded.push('\''),
            c if is_dash(c) => folded.push(' '),
            c => folded.push(c),
        }
    }
    squeezed(&folded)
}

fn fold_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_whitespace() => folded.push(' '),
            _ if c.is_control() => {}
            '`' => folded.push('\''),
            _ if is_dash(c) => folded.push(' '),
            _ => folded.push(c.to_ascii_lowercase()),
        }
    }
    squeezed(&folded)
}

fn visible(text: &str) -> Result<String, UncleanText> {
    if text.chars().any(is_refused) {
        return Err(UncleanText::Invisible);
    }
    Ok(text.chars().filter(|&c| !is_stray_mark(c)).collect())
}

/// Words with one plain space between them; no-break spaces stay as they are, but not at the ends.
fn squeezed(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for word in text.trim().split([' ', '\t']).filter(|word| !word.is_empty()) {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    kept
}

/// Control characters but tab and line feed, and the bidirectional embeddings, overrides and isolates.
fn is_refused(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Marks without meaning in French: zero-width spaces, direction marks, soft hyphens. Joiners make emoji.
fn is_stray_mark(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// Format characters (Unicode Cf) that are met in pasted text.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// Hyphens, dashes and the minus sign.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_case_and_hyphens_do_not_tell_names_apart() {
        assert_eq!(fold("  LEFÈVRE-Bœuf "), "lefevre boeuf");
        assert_eq!(fold("Rue de l’Église"), fold("RUE DE L'EGLISE"));
        assert_eq!(fold("Gae\u{308}tan"), "gaetan");
        assert_eq!(fold("a\u{a0}b\u{202f}c\nd"), "a b c d");
        assert_eq!(fold("Straße"), "strasse");
    }

    #[test]
    fn a_line_is_trimmed_and_squeezed() {
        assert_eq!(clean_line("  Pierre \t Dupont\u{200b} ").unwrap(), "Pierre Dupont");
    }

    #[test]
    fn what_could_deceive_the_reader_is_refused() {
        assert_eq!(clean_line("a\0b"), Err(UncleanText::Invisible));
        assert_eq!(clean_line("abc\u{202e}fdp"), Err(UncleanText::Invisible));
        assert_eq!(clean_line("Dupont\r\nBcc: x@y.example"), Err(UncleanText::SeveralLines));
        assert_eq!(clean_text("a\u{1b}[2J"), Err(UncleanText::Invisible));
        assert_eq!(strip_line("a\0b\u{202e}c\nd"), "abc d");
        assert_eq!(strip_line(" a\u{a0}b\n"), "a b");
    }

    #[test]
    fn a_text_keeps_its_lines() {
        assert_eq!(clean_text(" un \r\n\r\n\r\n\r\ndeux\t3\n").unwrap(), "un\n\ndeux 3");
    }

    proptest! {
        #[test]
        fn the_short_way_of_folding_folds_alike(text in "[\\x00-\\x7f]*") {
            prop_assert_eq!(fold_ascii(&text), fold_any(&text));
        }

        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            if let Ok(clean) = clean_text(&text) {
                prop_assert_eq!(clean_text(&clean), Ok(clean));
            }
            if let Ok(clean) = clean_line(&text) {
                prop_assert_eq!(clean_line(&clean), Ok(clean));
            }
        }
    }
}
