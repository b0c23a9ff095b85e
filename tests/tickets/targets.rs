//! What is promised for each priority: changed in the settings, for the requests to come.

use relais::{catalog::Priority, tickets::Source};
use sqlx::PgPool;

use super::office;
use crate::support::instant;

const PAGE: &str = "/reglages/delais";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_next_requests_follow_new_targets_and_those_that_stand_keep_theirs(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (_, before) = office.ticket(Source::Portal, Priority::P3, None).await;
    let was = office.details(&before).await.response_due_at;
    let page = office.test.get_as(&claire, PAGE).await;
    assert_eq!(page.input_value("p3_reponse"), "4\u{a0}h");
    let fields = [("version", "0"), ("p3_reponse", "1 h 30"), ("p3_resolution", "16 h")];
    office.test.post_as(&claire, PAGE, &fields).await.assert_status(303);
    let (_, after) = office.ticket(Source::Portal, Priority::P3, None).await;
    assert_eq!(office.details(&before).await.response_due_at, was);
    // Monday 23 November at 9 in Annecy, and an hour and a half.
    assert_eq!(office.details(&after).await.response_due_at, Some(instant("2026-11-23T09:30:00Z")));
    let page = office.test.get_as(&claire, PAGE).await;
    page.assert_shows("Réponse 4\u{a0}h → 1\u{a0}h\u{a0}30");
    page.assert_shows("Claire Martin");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn targets_that_make_no_sense_or_that_somebody_changed_are_not_written(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let sofia = office.test.session_of(office.sofia).await;
    for (response, resolution, why) in [
        ("bientôt", "4 h", "Priorité normale, réponse"),
        ("4 h", "peu", "Priorité normale, résolution"),
        ("4 h", "1 h", "ne peut pas être due avant la réponse"),
        ("4 h", "9999 h", "trop long"),
    ] {
        let fields = [("version", "0"), ("p3_reponse", response), ("p3_resolution", resolution)];
        let reply = office.test.post_as(&claire, PAGE, &fields).await;
        reply.assert_status(422);
        reply.assert_shows(why);
        assert_eq!(reply.input_value("p3_reponse"), response);
    }
    let fields = |response| [("version", "0"), ("p3_reponse", response), ("p3_resolution", "24 h")];
    office.test.post_as(&sofia, PAGE, &fields("2 h")).await.assert_status(303);
    let reply = office.test.post_as(&claire, PAGE, &fields("3 h")).await;
    reply.assert_status(409);
    reply.assert_shows("Sofia Rossi a modifié les délais");
    assert_eq!(reply.input_value("p3_reponse"), "3 h");
    let version = reply.input_value("version");
    let again = [("version", version.as_str()), ("p3_reponse", "3 h"), ("p3_resolution", "24 h")];
    office.test.post_as(&claire, PAGE, &again).await.assert_status(303);
}
