//! What a mail carries: told by its first bytes, and pictures drawn anew.

use image::ImageFormat;

use super::{Attachment, FileKind};
use crate::{pictures::drawn_anew, values::text::strip_line};

/// The largest file that is kept, in bytes; a larger one stays in the mailbox.
pub(super) const LARGEST: usize = 15 * 1024 * 1024;

/// More than any file is called, in characters.
const LONGEST_NAME: usize = 120;

pub(super) fn attachment(name: Option<&str>, content: &[u8]) -> Attachment {
    let kind = kind(content);
    let is_kept = content.len() <= LARGEST;
    Attachment {
        name: file_name(name, kind),
        kind,
        size_bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        content: is_kept.then(|| content.to_vec()),
        picture: if is_kept && kind.is_picture() { drawn_anew(content) } else { None },
    }
}

pub(super) fn kind(content: &[u8]) -> FileKind {
    match image::guess_format(content) {
        Ok(ImageFormat::Jpeg) => FileKind::Jpeg,
        Ok(ImageFormat::Png) => FileKind::Png,
        Ok(ImageFormat::WebP) => FileKind::Webp,
        _ if content.starts_with(b"%PDF-") => FileKind::Pdf,
        _ => FileKind::Other,
    }
}

/// As the sender called it, without a path or what could deceive; a name of ours where it had none.
fn file_name(name: Option<&str>, kind: FileKind) -> String {
    let name = name.map(strip_line).unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.trim_start_matches('.').trim();
    if name.is_empty() {
        return match kind {
            FileKind::Jpeg => "photo.jpg",
            FileKind::Png => "image.png",
            FileKind::Webp => "image.webp",
            FileKind::Pdf => "document.pdf",
            FileKind::Other => "fichier",
        }
        .to_owned();
    }
    let length = name.chars().count();
    // The end says what it is.
    name.chars().skip(length.saturating_sub(LONGEST_NAME)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        image::DynamicImage::new_rgb8(width, height)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(kind(&png(4, 4)), FileKind::Png);
        assert_eq!(kind(b"%PDF-1.7 ..."), FileKind::Pdf);
        assert_eq!(kind(b"<html><script>alert(1)</script>"), FileKind::Other);
        assert_eq!(kind(b"GIF89a<script>"), FileKind::Other);
        assert_eq!(kind(b""), FileKind::Other);
    }

    #[test]
    fn a_picture_is_drawn_anew_and_no_larger_than_a_screen() {
        let shown = attachment(Some("photo.png"), &png(3200, 400)).picture.unwrap();
        assert_eq!(kind(&shown), FileKind::Jpeg);
        let drawn = image::load_from_memory(&shown).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (1600, 200));
        // A picture that is none, and one that claims to be a wall, are files to keep.
        assert_eq!(attachment(None, b"\x89PNG\r\n\x1a\nbroken").picture, None);
        let mut wall = png(4, 4);
        wall[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert_eq!(attachment(None, &wall).picture, None);
    }

    #[test]
    fn a_name_has_no_path_and_deceives_nobody() {
        for (name, expected) in [
            (Some("C:\\Users\\x\\devis.pdf"), "devis.pdf"),
            (Some("../../etc/passwd"), "passwd"),
            (Some("photo\u{202e}gpj.exe\0"), "photogpj.exe"),
            (Some(".."), "fichier"),
            (None, "fichier"),
        ] {
            assert_eq!(file_name(name, FileKind::Other), expected, "{name:?}");
        }
        let long = format!("{}.pdf", "a".repeat(500));
        let kept = file_name(Some(&long), FileKind::Pdf);
        assert_eq!((kept.len(), &kept[LONGEST_NAME - 4..]), (LONGEST_NAME, ".pdf"));
    }
}
