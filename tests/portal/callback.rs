//! Being called back where no slot suits.

use sqlx::PgPool;

use super::with_gaetan;
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn whom_no_slot_suits_is_promised_a_call(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let fields = [
        ("service", "TABLEAU"),
        ("safety", "rien"),
        ("address", "4 rue des Alpes, Annecy"),
        ("name", "Manon Roux"),
        ("phone", "06 39 98 45 67"),
        ("note", "Plutôt\r\nle soir"),
    ];
    let noted = app.post("/rdv/rappel", &fields).await;
    noted.assert_status(303);
    let page = app.get(noted.location.as_deref().unwrap()).await;
    // Four hours of the office, from Monday 9 o'clock, with the lunch break.
    page.assert_shows("au plus tard lundi 23 novembre à 15\u{a0}h");

    let promise = sqlx::query!(r#"select kind as "kind: String", what, due_at from promises"#)
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(promise.kind, "portal_callback");
    assert_eq!(
        promise.what,
        "Rappeler Manon Roux au 06\u{a0}39\u{a0}98\u{a0}45\u{a0}67\u{a0}: Problème de tableau électrique, \
         aucun créneau en ligne ne convient (4 rue des Alpes, Annecy). «\u{a0}Plutôt le soir\u{a0}»"
    );
    assert_eq!(promise.due_at, instant("2026-11-23T14:00:00Z"));

    app.post("/rdv/rappel", &fields).await.assert_status(303);
    assert_eq!(app.number_of("promises").await, 1, "a second press owes no second call");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_callback_needs_a_name_and_a_number(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let refused =
        app.post("/rdv/rappel", &[("name", " "), ("phone", "abc"), ("note", "Une question")]).await;
    refused.assert_status(422);
    refused.assert_shows("Indiquez votre nom.");
    refused.assert_shows("Écrivez le numéro en chiffres");
    refused.assert_shows("Une question");
    assert_eq!(app.number_of("promises").await, 0);
}
