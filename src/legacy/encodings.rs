//! From bytes to text, whatever the old program wrote (domain.md §6.1).

use std::borrow::Cow;

use encoding_rs::{MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::reading::UnreadableFile;

/// UTF-8 and UTF-16 by their mark, UTF-8 where it is valid; else `MacRoman` where its accents say so,
/// else Windows-1252, in which every byte means something.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, UnreadableFile> {
    for (mark, encoding) in [(&b"\xFF\xFE"[..], UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, is_broken) = encoding.decode_without_bom_handling(rest);
            return if is_broken || text.contains('\0') {
                Err(UnreadableFile::NotText)
            } else {
                Ok(text)
            };
        }
    }
    if bytes.contains(&0) {
        return Err(UnreadableFile::NotText);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let encoding = if is_mac_roman(bytes) { MACINTOSH } else { WINDOWS_1252 };
    Ok(encoding.decode_without_bom_handling(bytes).0)
}

/// Which of the two has more of the accents that French is written with.
fn is_mac_roman(bytes: &[u8]) -> bool {
    // É, à, â, ç, é, è, ê, ë, î, ï, ô, ù, û of each.
    const MAC: &[u8] = b"\x83\x88\x89\x8D\x8E\x8F\x90\x91\x94\x95\x99\x9D\x9E";
    const WINDOWS: &[u8] = b"\xC9\xE0\xE2\xE7\xE9\xE8\xEA\xEB\xEE\xEF\xF4\xF9\xFB";
    let count = |set: &[u8]| bytes.iter().filter(|byte| set.contains(byte)).count();
    count(MAC) > count(WINDOWS)
}

/// Mends UTF-8 that was read as Windows-1252 and written again: `HÃ©lÃ¨ne` is `Hélène`. Leaves every
/// text that cannot come from that, such as `JOÃO`.
pub(super) fn mended(text: &str) -> Cow<'_, str> {
    if !text.contains(['Ã', 'Â', 'â']) {
        return Cow::Borrowed(text);
    }
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(text);
    match std::str::from_utf8(&bytes) {
        Ok(mended) if !is_lossy => Cow::Owned(mended.to_owned()),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "Nom;Prénom\r\nLefèvre;Hélène\r\n";
        let utf_16: Vec<u8> =
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [
            text.as_bytes(),
            &WINDOWS_1252.encode(text).0,
            &MACINTOSH.encode(text).0,
            format!("\u{feff}{text}").as_bytes(),
            &utf_16,
        ] {
            assert_eq!(decode(bytes).unwrap(), text, "{bytes:x?}");
        }
    }

    #[test]
    fn what_was_encoded_twice_is_mended_and_nothing_else() {
        assert_eq!(mended("HÃ©lÃ¨ne dâ€™Annecy"), "Hélène d’Annecy");
        for fine in ["JOÃO", "Âge", "château", "Hélène", "Dupont"] {
            assert_eq!(mended(fine), fine);
        }
    }

    #[test]
    fn zero_bytes_are_no_text() {
        assert_eq!(decode(b"Nom;\0;\n"), Err(UnreadableFile::NotText));
    }
}
