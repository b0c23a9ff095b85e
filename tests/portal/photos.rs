//! Photos within the booking form: with it or not at all, and never at its cost.

use std::io::Cursor;

use axum::{
    body::Body,
    http::{Request, header},
};
use sqlx::PgPool;

use super::{ANSWERS, MANON, follow_path, with_gaetan};
use crate::support::{Reply, TestApp};

fn picture(width: u32) -> Vec<u8> {
    let mut file = Vec::new();
    image::DynamicImage::new_rgb8(width, 40)
        .write_to(&mut Cursor::new(&mut file), image::ImageFormat::Png)
        .unwrap();
    file
}

/// The form as a browser sends it with files; no file at all is sent as an empty one.
fn form(fields: &[(&str, &str)], files: &[Vec<u8>]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let none = [Vec::new()];
    for file in if files.is_empty() { &none[..] } else { files } {
        let head =
            b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"IMG_1.jpg\"\r\n\
                     Content-Type: image/jpeg\r\n\r\n";
        body.extend_from_slice(head);
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    Request::post("/rdv/coordonnees")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .body(in_pieces(&body))
        .unwrap()
}

/// As it comes over a line.
fn in_pieces(body: &[u8]) -> Body {
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
        body.chunks(65_536).map(|piece| Ok(piece.to_vec())).collect();
    Body::from_stream(futures_util::stream::iter(pieces))
}

impl TestApp {
    async fn confirm_with(&self, hold: &str, who: &[(&str, &str)], files: &[Vec<u8>]) -> Reply {
        let fields = [&ANSWERS[..], &[("hold", hold)], who].concat();
        self.send(form(&fields, files)).await
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn one_to_three_photos_come_with_the_booking(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let files = [picture(40), picture(50), picture(60)];
    // Pressed twice it is booked once, with each photo once.
    for _ in 0..2 {
        let booked = app.confirm_with(&hold, &MANON, &files).await;
        booked.assert_status(303);
        let link = follow_path(&booked);
        app.get(&link).await.assert_shows("3\u{a0}photos sont déjà arrivées");
    }
    assert_eq!(app.number_of("appointments").await, 1);
    assert_eq!(app.number_of("portal_photos").await, 3);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn without_a_photo_it_is_booked_as_ever(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let page = app.confirm_with(&hold, &[("name", ""), ("phone", "12")], &[]).await;
    page.assert_status(422);
    page.assert_hides("Choisissez à nouveau");
    app.confirm_with(&hold, &MANON, &[]).await.assert_status(303);
    assert_eq!(app.number_of("portal_photos").await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_bad_photo_costs_neither_what_was_typed_nor_the_slot(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let heavy = vec![7; 15 * 1024 * 1024 + 1];
    let four: Vec<Vec<u8>> = (0..4).map(|n| picture(40 + n)).collect();
    for (files, words) in [
        (
            vec![b"<html><script>alert(1)</script>".to_vec()],
            "n’est pas une photo que nous savons ouvrir",
        ),
        (vec![picture(40), b"GIF89a".to_vec()], "n’est pas une photo"),
        (vec![heavy], "trop lourde"),
        (four, "Trois photos au plus."),
    ] {
        let refused = app.confirm_with(&hold, &MANON, &files).await;
        refused.assert_status(422);
        refused.assert_shows(words);
        refused.assert_shows("ou confirmez sans photo");
        assert_eq!(refused.input_value("name"), "Manon Roux");
        assert_eq!(refused.input_value("phone"), "06 39 98 45 67");
        assert_eq!(refused.input_value("hold"), hold);
    }
    assert_eq!(app.number_of("portal_photos").await, 0);
    app.confirm_with(&hold, &MANON, &[picture(40)]).await.assert_status(303);
    assert_eq!((app.number_of("appointments").await, app.number_of("portal_photos").await), (1, 1));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn files_are_no_way_round_the_gate(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let claire = app.sign_in(relais::staff::Role::Office).await;
    let hold = app.hold_first_slot().await;
    let block = [("qui", "06 39 98 45 67"), ("motif", "Faux rendez-vous"), ("duree", "jour")];
    app.post_as(&claire, "/reglages/blocages", &block).await.assert_status(303);
    let fields = [&ANSWERS[..], &[("hold", hold.as_str())], &MANON[..]].concat();
    let refused = app.send_from("198.51.100.7", form(&fields, &[picture(40)])).await;
    refused.assert_status(403);
    assert_eq!((app.number_of("portal_photos").await, app.number_of("tickets").await), (0, 0));
}
