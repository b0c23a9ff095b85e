use relais::{appointments, calls::OutcomeKind};
use sqlx::PgPool;

use super::{Office, slots, visits};
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_call_becomes_a_request_an_appointment_and_its_messages(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0033639981234").await;
    let card = office.test.get_htmx(&office.claire, "/appels/carte").await;
    card.assert_shows("Dupont Pierre");
    card.assert_shows("data-key=\"F2\"");
    let hidden = office.form(id).await;

    let typed = [("motif", "tableau"), ("suite", "rendez-vous"), ("lieu", &office.site())];
    let proposed = office.send(&format!("/appels/{id}/propositions"), &hidden, &typed).await;
    proposed.assert_status(200);
    proposed.assert_shows("Problème de tableau électrique");
    let slots = slots(&proposed);
    assert_eq!(slots.len(), 3, "{slots:?}");
    assert_eq!(slots[0], office.slot("2026-11-23T09:00:00Z"));

    let typed = [
        ("motif", "tableau"),
        ("motif_lu", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("creneau", &slots[1]),
        ("note", "Disjoncte le soir"),
    ];
    let reply = office.send(&format!("/appels/{id}"), &hidden, &typed).await;
    reply.assert_status(303);
    assert_eq!(reply.location.as_deref(), Some("/planning"), "back to where Claire was");

    let call = office.call(id).await;
    assert_eq!(call.outcome, Some(OutcomeKind::Appointment));
    assert_eq!(
        (call.handled_by, call.note.as_str()),
        (Some(office.claire.staff), "Disjoncte le soir")
    );
    let visits = visits(&office).await;
    assert_eq!(visits.len(), 1);
    assert_eq!(visits[0].customer_id, office.dupont.customer);
    let details = appointments::find(&office.test.app.db, visits[0].id).await.unwrap().unwrap();
    assert_eq!(details.ticket_description, "Disjoncte le soir");
    assert_eq!(Some(details.ticket_id), call.ticket_id);
    let messages = sqlx::query_scalar!("select channel from messages order by channel")
        .fetch_all(&office.test.app.db)
        .await
        .unwrap();
    assert_eq!(messages.len(), 2, "an e-mail and an SMS");
    office.test.get_htmx(&office.claire, "/appels/carte").await.assert_hides("Dupont");

    let day = office.test.get_as(&office.claire, "/").await;
    day.assert_shows("Rendez-vous confirmé lundi 23 novembre");
    day.assert_shows(&format!("action=\"/rendez-vous/{}/annulation-immediate\"", details.id));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_same_form_sent_twice_books_once(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let slot = office.slot("2026-11-24T08:00:00Z");
    let typed = [
        ("motif", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("creneau", &slot),
    ];
    let path = format!("/appels/{id}");
    let (one, other) =
        tokio::join!(office.send(&path, &hidden, &typed), office.send(&path, &hidden, &typed));
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (303, 303));
    office.send(&path, &hidden, &typed).await.assert_status(303);
    assert_eq!(visits(&office).await.len(), 1);
    let tickets =
        sqlx::query_scalar!("select count(*) from tickets").fetch_one(&office.test.app.db).await;
    assert_eq!(tickets.unwrap(), Some(1));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_slot_lost_to_somebody_else_is_answered_by_others_and_nothing_typed_is_lost(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let other = office.test.customer("Martin Anne", None, None).await;
    office.test.appointment(office.gaetan, other, instant("2026-11-23T09:00:00Z")).await;

    let slot = office.slot("2026-11-23T09:00:00Z");
    let typed = [
        ("motif", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("creneau", &slot),
        ("note", "Rappelle son chien méchant"),
    ];
    let reply = office.send(&format!("/appels/{id}"), &hidden, &typed).await;
    reply.assert_status(409);
    reply.assert_shows("Ce créneau vient d’être pris");
    reply.assert_shows("Rappelle son chien méchant");
    assert_eq!(reply.input_value("motif"), "tableau");
    let others = slots(&reply);
    assert_eq!(others.len(), 3);
    assert!(!others.contains(&slot));
    assert_eq!(visits(&office).await.len(), 1);
    assert_eq!(office.call(id).await.outcome, None);

    // The same form with another slot goes through.
    let typed = [
        ("motif", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("creneau", &others[0]),
    ];
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    assert_eq!(visits(&office).await.len(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_colleagues_do_not_conclude_one_call_twice(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let typed = [("suite", "rien"), ("comment", "Renseigné")];
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    let slot = office.slot("2026-11-24T08:00:00Z");
    let typed = [
        ("motif", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("creneau", &slot),
    ];
    let reply = office.send(&format!("/appels/{id}"), &hidden, &typed).await;
    reply.assert_status(409);
    assert!(visits(&office).await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn danger_in_a_note_leaves_only_the_slots_of_a_day(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let calm = [
        ("motif", "tableau"),
        ("suite", "rendez-vous"),
        ("lieu", &office.site()),
        ("autres", "oui"),
    ];
    let proposed = office.send(&format!("/appels/{id}/propositions"), &hidden, &calm).await;
    let tomorrow_at_nine = instant("2026-11-24T08:00:00Z");
    let is_late = |slot: &String| {
        let (_, at) = slot.split_once('@').unwrap();
        instant(at) > tomorrow_at_nine
    };
    assert!(slots(&proposed).iter().any(is_late));

    let noted = [&calm[..], &[("note", "ça sent le brûlé")]].concat();
    let kept = office.send(&format!("/appels/{id}/note"), &hidden, &noted).await;
    kept.assert_shows("Coupez le disjoncteur général");
    kept.assert_shows("<hx-partial hx-target=\"#call-next\"");
    let urgent = slots(&kept);
    assert!(!urgent.is_empty() && !urgent.iter().any(is_late), "{urgent:?}");

    // What was drawn for this danger is not drawn again while one types on.
    let more = [&noted[..], &[("danger_lu", "brule")]].concat();
    let kept = office.send(&format!("/appels/{id}/note"), &hidden, &more).await;
    kept.assert_hides("hx-partial");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_word_that_few_services_know_names_the_service(db: PgPool) {
    let services = relais::catalog::active(&db).await.unwrap();
    for (said, code) in [
        ("borne en panne", "IRVE"),
        ("ma borne ne charge plus", "IRVE"),
        ("la wallbox clignote", "IRVE"),
        ("ca disjoncte", "DISJ"),
        ("tableau", "TABLEAU"),
        ("plus de courant", "PANNE_TOT"),
        ("prise en panne", "PRISE_ECL"),
    ] {
        let found = relais::catalog::matching(&services, said);
        assert_eq!(found.first().map(|service| service.code.as_str()), Some(code), "{said}");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn danger_in_the_motive_says_what_to_do_and_makes_safe_first(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let typed = [("motif", "il y a de la fumée au tableau"), ("suite", "rendez-vous")];
    let proposed = office.send(&format!("/appels/{id}/propositions"), &hidden, &typed).await;
    proposed.assert_shows("<hx-partial hx-target=\"#call-danger\"");
    proposed.assert_shows("Appelez le 18 ou le 112.");
    let at = |name: &str| proposed.body.find(name).unwrap();
    assert!(at("Mise en sécurité") < at("Problème de tableau"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_no_browser_sends_is_refused_and_breaks_nothing(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0639981234").await;
    let hidden = office.form(id).await;
    let path = format!("/appels/{id}");
    let nobody = [("suite", "transmettre"), ("a_qui", "999")];
    let refused = office.send(&path, &hidden, &nobody).await;
    refused.assert_status(422);
    refused.assert_shows("Choisissez à qui transmettre.");
    let skipped = [("suite", "rappel"), ("rappel_le", "2027-03-28T02:30")];
    office.send(&path, &hidden, &skipped).await.assert_status(422);
    let opened = office.test.get_as(&office.claire, "/appels/nouveau?de=%00").await;
    assert!(opened.status.as_u16() < 500);
}
