//! The way from the welcome to a confirmed appointment.

use chrono::TimeDelta;
use sqlx::PgPool;

use super::{ANSWERS, MANON, SLOTS, follow_path, query_value, slots, with_gaetan};
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_new_customer_books_in_six_pages(db: PgPool) {
    let (app, gaetan) = with_gaetan(db).await;

    let welcome = app.get("/rdv").await;
    welcome.assert_shows("Tableau électrique");
    welcome.assert_hides("Interphone");
    let safety = app.get("/rdv/securite?service=TABLEAU").await;
    safety.assert_shows("Que se passe-t-il");
    let address = app.get("/rdv/adresse?service=TABLEAU&safety=rien").await;
    address.assert_shows("À quelle adresse");

    let page = app.get(SLOTS).await;
    // It is Monday, 9 o'clock: with two hours' notice, two hours of work no longer fit before lunch.
    page.assert_shows("Lundi 23 novembre");
    page.assert_shows("Mercredi 25 novembre");
    page.assert_hides("Jeudi 26 novembre");
    page.assert_shows("Jours suivants");
    let held = app.press_slot(&page, &slots(&page)[0]).await;
    held.assert_status(303);

    let contact = app.get(held.location.as_deref().unwrap()).await;
    contact.assert_shows("lundi 23 novembre, entre 14\u{a0}h et 16\u{a0}h");
    contact.assert_shows("9\u{a0}h\u{a0}10");
    contact.assert_shows("prix affiché avant toute réparation");
    contact.assert_shows("Dégagez l’accès au tableau électrique.");

    let hold = query_value(held.location.as_deref().unwrap(), "hold");
    let booked =
        app.confirm(&hold, &[&MANON[..], &[("email", "manon.roux@mail.example")]].concat()).await;
    booked.assert_status(303);
    let done = app.get(booked.location.as_deref().unwrap()).await;
    done.assert_shows("C’est confirmé");
    done.assert_shows("lundi 23 novembre, entre 14\u{a0}h et 16\u{a0}h");
    done.assert_shows("par SMS et par e-mail");
    done.assert_shows("4 rue des Alpes, 74000 Annecy");
    done.assert_shows("Gaëtan");
    done.assert_hides("Morel");

    let row = sqlx::query!(
        r#"
        select a.technician_id as "technician: i64", a.starts_at, a.status as "status: String", a.source as "source: String",
               t.source as "door: String", t.status as "ticket: String", c.name, p.e164, e.address
        from appointments a
        join tickets t on t.id = a.ticket_id
        join customers c on c.id = a.customer_id
        join phones p on p.customer_id = c.id
        join emails e on e.customer_id = c.id
        "#
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(row.technician, gaetan.0);
    assert_eq!(row.starts_at, instant("2026-11-23T13:00:00Z"));
    assert_eq!((row.status.as_str(), row.source.as_str()), ("booked", "portal"));
    assert_eq!((row.door.as_str(), row.ticket.as_str()), ("portal", "planned"));
    assert_eq!(row.name, "Roux Manon");
    assert_eq!(row.e164.as_deref(), Some("+33639984567"));
    assert_eq!(row.address, "manon.roux@mail.example");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn no_page_of_the_way_asks_for_a_script(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let contact = format!(
        "/rdv/coordonnees?service=TABLEAU&safety=rien&address=4+rue+des+Alpes%2C+Annecy&hold={hold}"
    );
    let paths = [
        "/rdv",
        "/rdv/securite?service=TABLEAU",
        "/rdv/adresse?service=TABLEAU&safety=rien",
        SLOTS,
        &contact,
    ];
    for path in paths {
        let page = app.get(path).await;
        page.assert_status(200);
        page.assert_hides("<script");
        page.assert_hides("style=\"");
        page.assert_shows("href=\"tel:112\"");
        let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("script-src"),
            "{policy}"
        );
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_known_customer_is_recognised_and_shown_nothing(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let before = [
        ("service", "TABLEAU"),
        ("safety", "rien"),
        ("address", "12 rue de la Mairie, 74000 Annecy"),
        ("hold", &hold),
        ("name", "Pierre Dupont"),
        ("phone", "06 39 98 12 34"),
        ("email", "pierre.dupont@laposte.example"),
    ];
    app.post("/rdv/coordonnees", &before).await.assert_status(303);

    let hold = app.hold_first_slot().await;
    let booked =
        app.confirm(&hold, &[("name", "DUPONT Pierre"), ("phone", "+33 6 39 98 12 34")]).await;
    booked.assert_status(303);
    let page = app.get(booked.location.as_deref().unwrap()).await;
    page.assert_shows("4 rue des Alpes");
    for known in ["rue de la Mairie", "laposte.example", "par e-mail"] {
        page.assert_hides(known);
    }
    assert_eq!(app.number_of("appointments").await, 2);
    assert_eq!(app.number_of("customers").await, 1);
    assert_eq!(app.number_of("sites").await, 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_stranger_with_somebodys_number_is_not_them(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    for name in ["Pierre Dupont", "Manon Roux"] {
        let hold = app.hold_first_slot().await;
        app.confirm(&hold, &[("name", name), ("phone", "06 39 98 12 34")]).await.assert_status(303);
    }
    assert_eq!(app.number_of("customers").await, 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn steps_cannot_be_skipped(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    for (path, to) in [
        ("/rdv/securite", "/rdv"),
        ("/rdv/adresse", "/rdv"),
        ("/rdv/adresse?service=TABLEAU", "/rdv/securite?service=TABLEAU"),
        (
            "/rdv/creneaux?service=TABLEAU&address=4+rue+des+Alpes%2C+Annecy",
            "/rdv/securite?service=TABLEAU&address=4+rue+des+Alpes%2C+Annecy",
        ),
        ("/rdv/creneaux?service=INTERPH&safety=rien", "/rdv"),
    ] {
        let reply = app.get(path).await;
        reply.assert_status(303);
        assert_eq!(reply.location.as_deref(), Some(to), "{path}");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_same_form_sent_twice_books_once(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let first = app.confirm(&hold, &MANON).await;
    let second = app.confirm(&hold, &MANON).await;
    second.assert_status(303);
    assert_eq!(follow_path(&first), follow_path(&second));
    assert_eq!(app.number_of("appointments").await, 1);
    assert_eq!(app.number_of("tickets").await, 1);

    // Back in the browser, the form leads to what it booked.
    let back = app.get(&format!("/rdv/coordonnees?service=TABLEAU&safety=rien&hold={hold}")).await;
    assert_eq!(follow_path(&back), follow_path(&first));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_held_slot_is_gone_everywhere_else_and_comes_back(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let before = slots(&app.get(SLOTS).await);
    app.hold_first_slot().await;
    assert!(!slots(&app.get(SLOTS).await).contains(&before[0]));
    app.app.clock.advance(TimeDelta::minutes(11));
    assert!(slots(&app.get(SLOTS).await).contains(&before[0]));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn another_slot_lets_go_of_the_one_before(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let page = app.get(SLOTS).await;
    let all = slots(&page);
    app.press_slot(&page, &all[0]).await.assert_status(303);
    let tuesday = &all[2];
    app.press_slot(&page, tuesday).await.assert_status(303);
    assert_eq!(app.number_of("appointments").await, 1);
    assert!(slots(&app.get(SLOTS).await).contains(&all[0]));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_taken_slot_leads_to_others_with_the_answers_kept(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let page = app.get(SLOTS).await;
    let slot = slots(&page)[0].clone();
    app.press_slot(&app.get(SLOTS).await, &slot).await.assert_status(303);

    let refused = app.press_slot(&page, &slot).await;
    refused.assert_status(422);
    refused.assert_shows("Ce créneau vient d’être pris.");
    refused.assert_shows("<title>Erreur");
    refused.assert_shows("Les plus proches");
    for (name, value) in ANSWERS {
        assert_eq!(refused.input_value(name), value);
    }
    assert!(!slots(&refused).contains(&slot));
    let again = app.press_slot(&refused, &slots(&refused)[0]).await;
    again.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_types_longer_than_the_hold_lasts_still_gets_a_free_slot(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    app.app.clock.advance(TimeDelta::minutes(15));
    app.confirm(&hold, &MANON).await.assert_status(303);
    assert_eq!(app.number_of("appointments").await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_hold_that_ran_out_and_was_taken_keeps_all_that_was_typed(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let page = app.get(SLOTS).await;
    let slot = slots(&page)[0].clone();
    let held = app.press_slot(&page, &slot).await;
    let hold = query_value(held.location.as_deref().unwrap(), "hold");
    app.app.clock.advance(TimeDelta::minutes(11));
    let other = app.get(SLOTS).await;
    app.press_slot(&other, &slot).await.assert_status(303);

    let refused = app.confirm(&hold, &MANON).await;
    refused.assert_status(422);
    refused.assert_shows("les dix minutes sont passées");
    assert_eq!(refused.input_value("name"), "Manon Roux");
    assert_eq!(refused.input_value("phone"), "06 39 98 45 67");
    assert_eq!(app.number_of("customers").await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_landline_is_accepted_with_a_word(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let booked = app.confirm(&hold, &[("name", "Manon Roux"), ("phone", "04 65 71 12 34")]).await;
    let page = app.get(booked.location.as_deref().unwrap()).await;
    page.assert_shows("gardez l’adresse de cette page");
}
