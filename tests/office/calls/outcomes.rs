use relais::{calls::OutcomeKind, promises, staff::Role};
use sqlx::PgPool;

use super::Office;
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promised_call_back_is_owed_and_ends_with_the_call_that_keeps_it(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let typed = [("motif", "tableau"), ("suite", "rappel"), ("rappel", "2026-11-23T11:00:00Z")];
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    let owed = promises::open(&office.test.app.db, None).await.unwrap().rows;
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].due_at, instant("2026-11-23T11:00:00Z"));
    assert_eq!(owed[0].what, "Rappeler : Problème de tableau électrique");
    assert!(owed[0].ticket_number.is_some());

    // Claire calls back and books.
    let hidden = office.form(id).await;
    let slot = office.slot("2026-11-24T08:00:00Z");
    let typed = [
        ("motif", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("creneau", &slot),
    ];
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    assert!(promises::open(&office.test.app.db, None).await.unwrap().rows.is_empty());
    let tickets =
        sqlx::query_scalar!("select count(*) from tickets").fetch_one(&office.test.app.db).await;
    assert_eq!(tickets.unwrap(), Some(1), "the request was there already");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_call_is_passed_on_to_somebody_who_then_owes_it(db: PgPool) {
    let office = Office::open(db).await;
    let sofia = office.test.staff("Sofia Bernard", Role::Office).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let path = format!("/appels/{id}");
    let reply = office.send(&path, &hidden, &[("suite", "transmettre")]).await;
    reply.assert_status(422);
    reply.assert_shows("Choisissez à qui transmettre");
    let typed =
        [("suite", "transmettre"), ("a_qui", &sofia.to_string()), ("note", "Facture en double")];
    office.send(&path, &hidden, &typed).await.assert_status(303);
    assert_eq!(office.call(id).await.outcome, Some(OutcomeKind::PassedOn));
    let owed = promises::open(&office.test.app.db, None).await.unwrap().rows;
    assert_eq!(owed[0].owner_name.as_deref(), Some("Sofia Bernard"));
    assert_eq!(owed[0].what, "Appel transmis : Facture en double");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_call_is_settled_only_with_words(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("anonymous").await;
    let hidden = office.form(id).await;
    let path = format!("/appels/{id}");
    office.send(&path, &hidden, &[("suite", "rien"), ("comment", "  ")]).await.assert_status(422);
    assert_eq!(office.call(id).await.outcome, None);
    office
        .send(&path, &hidden, &[("suite", "rien"), ("comment", "Erreur de numéro")])
        .await
        .assert_status(303);
    let call = office.call(id).await;
    assert_eq!(
        (call.outcome, call.outcome_note.as_str()),
        (Some(OutcomeKind::Settled), "Erreur de numéro")
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn danger_in_the_note_shows_what_to_do_now(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let script =
        office.send(&format!("/appels/{id}/note"), &hidden, &[("note", "ça sent le brûlé")]).await;
    script.assert_status(200);
    script.assert_shows("Coupez le disjoncteur général");
    assert_eq!(office.call(id).await.note, "ça sent le brûlé", "kept while the call lasts");
    let typed = [
        ("motif", "tableau"),
        ("suite", "rappel"),
        ("rappel", "2026-11-23T11:00:00Z"),
        ("note", "ça sent le brûlé"),
    ];
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    let priority =
        sqlx::query_scalar!("select priority from tickets").fetch_one(&office.test.app.db).await;
    assert_eq!(priority.unwrap(), "p0");
}
