//! Files that would fill the memory, or are not what they seem: refused with words, and nothing is changed.

use std::io::{Cursor, Write as _};

use relais::legacy::{self, ImportError, ImportRequest, UnreadableFile};
use sqlx::PgPool;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{START, instant};

const PLANNING: &[u8] = include_bytes!("data/legacy/Gaetan_Novembre_2025.xlsx");

async fn refusal(db: &PgPool, bytes: Vec<u8>) -> UnreadableFile {
    let request = ImportRequest {
        kind: None,
        file_name: "fichier".to_owned(),
        bytes,
        staff: None,
        dry_run: false,
    };
    match legacy::import(db, request, instant(START)).await {
        Err(ImportError::Unreadable(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

/// A workbook whose one sheet is this text.
fn workbook(sheet: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
    ];
    for (name, text) in parts {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    sheet(&mut zip);
    zip.finish().unwrap().into_inner()
}

const OPEN: &[u8] = br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_workbook_that_unpacks_to_far_more_than_it_weighs_is_not_opened(db: PgPool) {
    let spaces = vec![b' '; 1 << 20];
    let bomb = workbook(|zip| {
        for _ in 0..300 {
            zip.write_all(&spaces).unwrap();
        }
    });
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert_eq!(refusal(&db, bomb).await, UnreadableFile::Bomb);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_cells_in_far_corners_do_not_fill_the_memory(db: PgPool) {
    let cell = |at: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>x</t></is></c>"#);
    let corners = workbook(|zip| {
        zip.write_all(OPEN).unwrap();
        let rows = format!(
            r#"<row r="1">{}</row><row r="1048576">{}</row></sheetData></worksheet>"#,
            cell("A1"),
            cell("XFD1048576")
        );
        zip.write_all(rows.as_bytes()).unwrap();
    });
    assert_eq!(refusal(&db, corners).await, UnreadableFile::TooManyColumns);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_workbook_that_was_cut_is_refused(db: PgPool) {
    for length in [PLANNING.len() / 2, PLANNING.len() - 10, 40] {
        let reason = refusal(&db, PLANNING[..length].to_vec()).await;
        assert_eq!(reason, UnreadableFile::BrokenWorkbook, "{length}");
    }
    let cut = workbook(|zip| zip.write_all(&[OPEN, br#"<row r="1"><c r="A1""#].concat()).unwrap());
    assert_eq!(refusal(&db, cut).await, UnreadableFile::BrokenWorkbook);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn texts_that_are_no_tables_are_refused(db: PgPool) {
    let long_line = [b"Code client;Nom\nC1;".to_vec(), vec![b'a'; 8 << 20]].concat();
    let wide = [b"Code client;Nom".to_vec(), vec![b';'; 10_000]].concat();
    let many = b"a;b;c;d;e;f;g;h\n".repeat(800_000);
    for (bytes, reason) in [
        (b"Code client;Nom\nC1;\0\n".to_vec(), UnreadableFile::NotText),
        (long_line, UnreadableFile::LongCell(2)),
        (wide, UnreadableFile::TooManyColumns),
        (many, UnreadableFile::TooManyCells),
        (vec![b'a'; legacy::MAX_BYTES + 1], UnreadableFile::TooLarge),
        (b"Code client;Nom\nC1;\"DUPONT\nC2;PETIT\n".to_vec(), UnreadableFile::Broken(2)),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), UnreadableFile::OldWorkbook),
    ] {
        assert_eq!(refusal(&db, bytes).await, reason);
    }
    assert_eq!(legacy::past_imports(&db, None).await.unwrap().len(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn accents_of_a_macintosh_and_those_encoded_twice_are_mended(db: PgPool) {
    let mac = b"Code client;Nom\nC1;LEF\xE9VRE H\x8El\x8Fne\n".to_vec();
    let twice = "Code client;Nom\nC2;BÃ¨gue HÃ©lÃ¨ne\n".as_bytes().to_vec();
    for bytes in [mac, twice] {
        let request = ImportRequest {
            kind: None,
            file_name: "clients.csv".to_owned(),
            bytes,
            staff: None,
            dry_run: false,
        };
        legacy::import(&db, request, instant(START)).await.unwrap();
    }
    let names: Vec<String> =
        sqlx::query_scalar("select name from customers order by id").fetch_all(&db).await.unwrap();
    assert_eq!(names, ["Lefèvre Hélène", "Bègue Hélène"]);
}
