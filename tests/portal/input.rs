//! Whatever is typed, the answer is French and helps.

use axum::{
    body::Body,
    http::{Request, header},
};
use sqlx::PgPool;

use super::{ANSWERS, with_gaetan};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_address_without_a_town_is_asked_for_again(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    for (typed, message) in [
        ("", "Indiquez l’adresse où nous devons venir."),
        ("12 rue Carnot", "Ajoutez le code postal et la commune"),
        ("74000 Annecy", "Indiquez aussi le numéro et la rue."),
    ] {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("service", "TABLEAU"), ("safety", "rien"), ("address", typed)])
            .finish();
        let page = app.get(&format!("/rdv/creneaux?{query}")).await;
        page.assert_status(422);
        page.assert_shows(message);
        page.assert_shows("href=\"#address\"");
        assert_eq!(page.input_value("address"), typed);
        assert_eq!(page.input_value("service"), "TABLEAU");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn all_mistakes_are_shown_at_once_and_nothing_typed_is_lost(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let page =
        app.confirm(&hold, &[("name", ""), ("phone", "06 39 98"), ("email", "manon@")]).await;
    page.assert_status(422);
    page.assert_shows("<title>Erreur");
    page.assert_shows("Indiquez votre nom.");
    page.assert_shows("Il manque des chiffres");
    page.assert_shows("Vérifiez ce qui suit le signe @");
    for field in ["#name", "#phone", "#email"] {
        page.assert_shows(&format!("href=\"{field}\""));
    }
    assert_eq!(page.input_value("phone"), "06 39 98");
    assert_eq!(page.input_value("hold"), hold);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn long_damaged_and_foreign_input_is_refused_in_french(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let long = "Manon ".repeat(2000);
    let phone = ("phone", "06 39 98 45 67");
    let page = app.confirm(&hold, &[("name", &long), phone]).await;
    page.assert_status(422);
    page.assert_shows("Ce nom est trop long");

    let damaged = app.confirm(&hold, &[("name", "Manon\u{0}Roux"), phone]).await;
    damaged.assert_status(400);
    damaged.assert_shows("Nous n’avons pas compris cette demande");
    let reversed = app.confirm(&hold, &[("name", "Manon \u{202e}xuoR"), phone]).await;
    assert!(reversed.status.is_client_error());
    app.get("/rdv/creneaux?service=%FF%FE&safety=rien").await.assert_status(400);
    app.get(
        "/rdv/creneaux?service=TABLEAU&safety=rien&address=4+rue+des+Alpes%2C+Annecy&from=demain",
    )
    .await
    .assert_status(200);

    let robot = app
        .confirm(&hold, &[("name", "Manon Roux"), phone, ("website", "http://spam.example")])
        .await;
    robot.assert_status(422);
    robot.assert_shows("une case cachée");
    assert_eq!(app.number_of("customers").await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_slot_that_no_button_offered_is_not_held(db: PgPool) {
    let (app, gaetan) = with_gaetan(db).await;
    let page = app.get(super::SLOTS).await;
    let in_a_year = format!("{}-1827475200", gaetan.0);
    let at_night = format!("{}-1795561200", gaetan.0);
    let nobody = "999-1795509000";
    for slot in [in_a_year.as_str(), &at_night, nobody] {
        app.press_slot(&page, slot).await.assert_status(422);
    }
    app.press_slot(&page, "n'importe quoi").await.assert_status(303);
    assert_eq!(app.number_of("appointments").await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_browser_too_old_to_name_its_site_books_all_the_same(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let hold = app.hold_first_slot().await;
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(ANSWERS)
        .extend_pairs([("hold", hold.as_str()), ("name", "Manon Roux"), ("phone", "0639984567")])
        .finish();
    let form = |origin: Option<&str>| {
        let request = Request::post("/rdv/coordonnees")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::HOST, "relais.example");
        let request = match origin {
            Some(origin) => request.header(header::ORIGIN, origin),
            None => request,
        };
        request.body(Body::from(body.clone())).unwrap()
    };
    app.send(form(Some("https://elsewhere.example"))).await.assert_status(403);
    app.send(form(Some("http://relais.example"))).await.assert_status(303);
    app.send(form(None)).await.assert_status(303);
    assert_eq!(app.number_of("appointments").await, 1);

    // Without this the browser would say "Origin: null", and be refused.
    let page = app.get(super::SLOTS).await;
    assert_eq!(page.headers["referrer-policy"], "same-origin");
}
