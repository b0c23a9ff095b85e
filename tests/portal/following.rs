//! The link of an appointment: who is there, what they write and show, and what they book beside.

use std::io::Cursor;

use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::TimeDelta;
use relais::staff::Role;
use sqlx::PgPool;

use super::{ANSWERS, SLOTS, follow_path, query_value, slots, with_gaetan};
use crate::support::{Reply, TestApp};

impl TestApp {
    async fn get_with(&self, cookie: &str, path: &str) -> Reply {
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.send(request.header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()).await
    }

    async fn send_photo(&self, path: &str, file: &[u8]) -> Reply {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"IMG_1.jpg\"\r\n\
                        Content-Type: image/jpeg\r\n\r\n"
                .to_vec();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(format!("{path}/photo"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// The one request of the database.
    async fn ticket_number(&self) -> String {
        sqlx::query_scalar("select number from tickets").fetch_one(&self.app.db).await.unwrap()
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn after_a_month_the_link_asks_who_is_there(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    app.app.clock.advance(TimeDelta::days(31));
    for page in ["", "/deplacer", "/annuler", "/rendez-vous.ics"] {
        let asked = app.get(&format!("{path}{page}")).await;
        asked.assert_shows("Est-ce bien vous");
        for known in ["rue des Alpes", "tableau", "Gaëtan", "SAV-"] {
            asked.assert_hides(known);
        }
    }
    let message = [("text", "Bonjour")];
    app.post(&format!("{path}/message"), &message).await.assert_shows("Est-ce bien vous");
    assert_eq!(app.number_of("promises").await, 0);

    let code = format!("{path}/code");
    app.post(&code, &[("digits", "12")]).await.assert_shows("Écrivez quatre chiffres.");
    app.post(&code, &[("digits", "0000")]).await.assert_status(422);
    let opened = app.post(&code, &[("digits", "45 67")]).await;
    opened.assert_status(303);
    let cookie = opened.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains(&format!("Path={path};")) && cookie.contains("HttpOnly"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    app.get_with(&cookie, &path).await.assert_shows("4 rue des Alpes");
    app.app.clock.advance(TimeDelta::hours(2));
    app.get_with(&cookie, &path).await.assert_shows("Est-ce bien vous");
    app.get_with("relais-suivi=9999999999.abc", &path).await.assert_shows("Est-ce bien vous");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_tries_all_digits(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    app.app.clock.advance(TimeDelta::days(31));
    let code = format!("{path}/code");
    let tries = (0..50).map(|n| {
        let (app, code) = (app.clone(), code.clone());
        async move { app.post(&code, &[("digits", &format!("{n:04}"))]).await.status.as_u16() }
    });
    let told = futures_util::future::join_all(tries).await;
    assert_eq!(told.iter().filter(|status| **status == 422).count(), 5, "{told:?}");
    let right = app.post(&code, &[("digits", "4567")]).await;
    right.assert_status(429);
    right.assert_shows("Trop d’essais");
    app.app.clock.advance(TimeDelta::hours(1));
    app.post(&code, &[("digits", "4567")]).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_message_from_the_link_is_owed_an_answer(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let page = app.get(&path).await;
    let key = page.input_value("key");
    let to = format!("{path}/message");
    let empty = app.post(&to, &[("text", " \r\n"), ("key", &key)]).await;
    empty.assert_status(422);
    empty.assert_shows("Écrivez votre message.");
    let long = "a".repeat(601);
    let refused = app.post(&to, &[("text", &long), ("key", &key)]).await;
    refused.assert_status(422);
    refused.assert_shows(&long);
    assert_eq!(refused.input_value("key"), key);

    let form = [("text", "Le code\r\na changé : 1234B"), ("key", &key)];
    let (one, other) = tokio::join!(app.post(&to, &form), app.post(&to, &form));
    one.assert_status(303);
    other.assert_status(303);
    app.get(one.location.as_deref().unwrap()).await.assert_shows("Votre message est au bureau");
    assert_eq!(app.number_of("promises").await, 1);

    let claire = app.sign_in(Role::Office).await;
    app.get_as(&claire, "/").await.assert_shows("Le code a changé : 1234B");
    let ticket = format!("/demandes/{}", app.ticket_number().await);
    app.get_as(&claire, &ticket).await.assert_shows("Message du client, depuis son lien");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_photo_is_drawn_anew_for_the_office_and_the_technician(db: PgPool) {
    let (app, gaetan) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    app.send_photo(&path, b"<html><script>alert(1)</script>").await.assert_status(422);
    app.send_photo(&path, b"").await.assert_shows("Choisissez une photo.");
    let mut file = Vec::new();
    image::DynamicImage::new_rgb8(2000, 500)
        .write_to(&mut Cursor::new(&mut file), image::ImageFormat::Png)
        .unwrap();
    for _ in 0..2 {
        app.send_photo(&path, &file).await.assert_status(303);
    }
    assert_eq!(app.number_of("portal_photos").await, 1, "the same file is kept once");
    app.get(&path).await.assert_shows("1\u{a0}photo est déjà arrivée");

    let id: i64 =
        sqlx::query_scalar("select id from portal_photos").fetch_one(&app.app.db).await.unwrap();
    let claire = app.sign_in(Role::Office).await;
    let ticket = format!("/demandes/{}", app.ticket_number().await);
    app.get_as(&claire, &ticket).await.assert_shows(&format!("src=\"/demandes/photos/{id}\""));
    let (headers, bytes) = app.send_raw(&claire, &format!("/demandes/photos/{id}")).await;
    assert_eq!(headers["content-type"], "image/jpeg");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let drawn = image::load_from_memory(&bytes).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (1600, 400));

    let his = app.session_of(gaetan).await;
    let visit = app.only_appointment().await;
    let page = app.get_as(&his, &format!("/terrain/rendez-vous/{visit}")).await;
    page.assert_shows(&format!("src=\"/terrain/photos/{id}\""));
    app.send_raw(&his, &format!("/terrain/photos/{id}")).await;
    let pauline = app.technician("Pauline Roche").await;
    let hers = app.session_of(pauline).await;
    app.get_as(&hers, &format!("/terrain/photos/{id}")).await.assert_status(404);
    app.get(&format!("/demandes/photos/{id}")).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn one_more_visit_is_booked_in_four_presses_without_typing(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let token = path.trim_start_matches("/suivi/").to_owned();
    let page = app.get(&path).await;
    page.assert_hides("Votre autre rendez-vous");
    page.assert_shows(&format!("/rdv?address=4+rue+des+Alpes%2C+74000+Annecy&suite={token}"));

    let services =
        app.get(&format!("/rdv?address=4+rue+des+Alpes%2C+74000+Annecy&suite={token}")).await;
    assert_eq!(services.input_value("suite"), token);
    let safety = app.get(&format!("/rdv/securite?service=TABLEAU&suite={token}")).await;
    safety.assert_shows("action=\"/rdv/creneaux\"");
    let page = app.get(&format!("{SLOTS}&suite={token}")).await;
    let (slot, hold) = (slots(&page).remove(0), page.input_value("hold"));
    let fields = [&ANSWERS[..], &[("slot", &slot), ("hold", &hold), ("suite", &token)]].concat();
    let held = app.post("/rdv/creneaux", &fields).await;
    let contact = app.get(held.location.as_deref().unwrap()).await;
    contact.assert_shows("Avec les mêmes coordonnées que votre rendez-vous du lundi 23 novembre");
    for known in ["Manon", "45\u{a0}67", "id=\"phone\""] {
        contact.assert_hides(known);
    }
    let hold = query_value(held.location.as_deref().unwrap(), "hold");
    let booked = app.confirm(&hold, &[("suite", &token)]).await;
    booked.assert_status(303);
    assert_eq!(app.number_of("customers").await, 1);
    assert_eq!(app.number_of("sites").await, 1);
    assert_eq!(app.number_of("appointments").await, 2);
    app.get(&path).await.assert_shows("Votre autre rendez-vous");
    let other = follow_path(&booked);
    app.get(&path).await.assert_shows(&other);
    app.get(&other).await.assert_shows(&path);

    // At another address it is asked who they are, and a stranger with a link that leads nowhere too.
    let elsewhere = [("address", "9 rue Carnot, 74000 Annecy"), ("suite", token.as_str())];
    for (address, suite) in [(elsewhere[0].1, token.as_str()), (ANSWERS[2].1, "abc")] {
        let hold = app.hold_first_slot().await;
        let fields = [
            ("service", "TABLEAU"),
            ("safety", "rien"),
            ("address", address),
            ("hold", &hold),
            ("suite", suite),
        ];
        let asked = app.post("/rdv/coordonnees", &fields).await;
        asked.assert_status(422);
        asked.assert_shows("Indiquez votre nom.");
    }
}
