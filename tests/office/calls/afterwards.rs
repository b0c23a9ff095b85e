//! What becomes of a call's card and page when others act on it, or what was decided is taken back.

use chrono::TimeDelta;
use relais::{calls::OutcomeKind, staff::Role};
use serde_json::json;
use sqlx::PgPool;

use super::{Office, visits};

const BOOK: [(&str, &str); 3] =
    [("motif", "tableau"), ("suite", "rendez-vous"), ("note", "Disjoncte le soir")];

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_card_of_a_call_that_a_colleague_took_leaves_the_screens_soon(db: PgPool) {
    let office = Office::open(db).await;
    office.test.staff("Sofia Roux", Role::Office).await;
    office.ring("0639981234").await;
    let answer = json!({ "event": "answer", "from": "0639981234", "callId": "0639981234", "user": "sofia.roux@staff.example" });
    office.test.post_json("/webhooks/cti/cti-token", &answer).await.assert_status(200);
    let card = office.test.get_htmx(&office.claire, "/appels/carte").await;
    card.assert_shows("Pris par Sofia");
    card.assert_shows("load delay:46s");
    office.test.app.clock.advance(TimeDelta::seconds(46));
    office.test.get_htmx(&office.claire, "/appels/carte").await.assert_hides("Pris par");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_was_typed_in_a_second_tab_is_shown_and_can_join_the_note(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let (one, other) = (office.form(id).await, office.form(id).await);
    let settled = [("suite", "rien"), ("comment", "renseigné"), ("note", "Horaires")];
    office.send(&format!("/appels/{id}"), &one, &settled).await.assert_status(303);
    let typed = [
        ("suite", "rappel"),
        ("rappel", "2026-11-23T11:00:00Z"),
        ("motif", "borne"),
        ("note", "Clignote en rouge"),
    ];
    let stale = office.send(&format!("/appels/{id}"), &other, &typed).await;
    stale.assert_status(409);
    stale.assert_shows("conclu entre-temps");
    stale.assert_shows("borne\nClignote en rouge");
    let words = [("complement", "borne\nClignote en rouge")];
    office
        .test
        .post_as(&office.claire, &format!("/appels/{id}/complement"), &words)
        .await
        .assert_status(303);
    assert_eq!(office.call(id).await.note, "Horaires\nborne\nClignote en rouge");
    assert_eq!(office.call(id).await.outcome, Some(OutcomeKind::Settled));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_appointment_that_is_taken_back_at_once_leaves_its_call_to_be_concluded(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let (slot, site) = (office.slot("2026-11-24T08:00:00Z"), office.site());
    let typed = [&BOOK[..], &[("lieu", &site), ("creneau", &slot)]].concat();
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    let concluded = office.test.get_as(&office.claire, &format!("/appels/{id}")).await;
    concluded.assert_shows("Rendez-vous pris");
    concluded.assert_shows("SAV-2611-001");
    concluded.assert_shows("Gaëtan Morel");

    let visit = visits(&office).await.remove(0).id;
    let undo = format!("/rendez-vous/{visit}/annulation-immediate");
    let reply = office.test.post_as(&office.claire, &undo, &[]).await;
    assert_eq!(reply.location, Some(format!("/appels/{id}")));
    assert_eq!(office.call(id).await.outcome, None);
    let page = office.test.get_as(&office.claire, &format!("/appels/{id}")).await;
    page.assert_shows("id=\"call-form\"");
    page.assert_shows("Disjoncte le soir");

    // And it is concluded once more, with the same request.
    let hidden = office.form(id).await;
    let settled = [("suite", "rien"), ("comment", "rappellera lui-même")];
    office.send(&format!("/appels/{id}"), &hidden, &settled).await.assert_status(303);
    assert_eq!(office.call(id).await.outcome, Some(OutcomeKind::Settled));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_customer_is_told_by_the_channels_that_are_ticked_and_by_no_other(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let page = office.test.get_as(&office.claire, &format!("/appels/{id}")).await;
    page.assert_shows("name=\"par_sms\" value=\"oui\" checked");
    page.assert_shows("name=\"par_email\" value=\"oui\" checked");
    let (slot, site) = (office.slot("2026-11-24T08:00:00Z"), office.site());
    let typed = [
        &BOOK[..],
        &[("lieu", &site), ("creneau", &slot), ("canaux", "oui"), ("par_email", "oui")],
    ]
    .concat();
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    let leaving: Vec<String> =
        sqlx::query_scalar("select channel from messages where withdrawn_at is null order by 1")
            .fetch_all(&office.test.app.db)
            .await
            .unwrap();
    assert_eq!(leaving, ["email"]);
}
