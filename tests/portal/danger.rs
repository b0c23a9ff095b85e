//! A danger stops the way.

use sqlx::PgPool;

use super::with_gaetan;
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn danger_is_told_what_to_do_and_offered_no_slot(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let safety = app.get("/rdv/securite?service=TABLEAU").await;
    for answer in ["decharge", "feu", "brule", "eau", "cable"] {
        safety.assert_shows(&format!("value=\"{answer}\" formaction=\"/rdv/danger\""));
        let page = app.get(&format!("/rdv/danger?service=TABLEAU&danger={answer}")).await;
        page.assert_status(200);
        page.assert_shows("Mettez-vous en sécurité");
        page.assert_shows("href=\"tel:112\"");
        page.assert_hides("creneaux");
    }
    app.get("/rdv/danger?danger=rien").await.assert_status(404);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_number_left_in_danger_alarms_the_office_at_once(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let refused = app.post("/rdv/danger", &[("danger", "brule"), ("phone", "06 39")]).await;
    refused.assert_status(422);
    refused.assert_shows("Il manque des chiffres");
    assert_eq!(refused.input_value("phone"), "06 39");

    let alerted = app.post("/rdv/danger", &[("danger", "brule"), ("phone", "0639981234")]).await;
    alerted.assert_status(303);
    app.get(alerted.location.as_deref().unwrap()).await.assert_shows("Le bureau est alerté");
    let promise = sqlx::query!(r#"select kind as "kind: String", what, due_at from promises"#)
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(promise.kind, "danger");
    assert!(
        promise.what.starts_with("DANGER, rappeler tout de suite le 06\u{a0}39"),
        "{}",
        promise.what
    );
    assert!(promise.what.contains("Odeur de brûlé"));
    assert_eq!(promise.due_at, instant(crate::support::START));

    // Somebody frightened presses twice: the office is owed one call, at the top of its day.
    let form = [("danger", "brule"), ("phone", "06 39 98 12 34")];
    app.post("/rdv/danger", &form).await.assert_status(303);
    assert_eq!(app.number_of("promises").await, 1);
}
