//! Every open request has somebody who sees to it and a dated next step; two who change it see each other's words.

use relais::{
    business_time::Span,
    catalog::Priority,
    scheduling,
    tickets::{self, FollowError, Following, Source},
};
use sqlx::PgPool;

use super::office;
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_open_request_without_owner_or_dated_step_is_refused_by_the_database(db: PgPool) {
    let office = office(db).await;
    let (id, _) = office.ticket(Source::Portal, Priority::P3, None).await;
    for change in
        ["owner_id = null", "next_action_at = null", "next_action = null", "next_action = ' '"]
    {
        let statement = format!("update tickets set {change} where id = {id}");
        let refused =
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&office.test.app.db).await;
        let error = refused.unwrap_err();
        let constraint = error.as_database_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some("tickets_open_followed"), "{change}");
    }
    tickets::close(&office.test.app.db, id, "réglé", office.claire, office.test.now())
        .await
        .unwrap();
    sqlx::query("update tickets set owner_id = null").execute(&office.test.app.db).await.unwrap();
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_nobody_of_the_office_wrote_goes_to_who_is_there_and_has_least(db: PgPool) {
    let office = office(db).await;
    let gaetan = office.test.technician("Gaëtan Morel").await;
    let mut owners = Vec::new();
    for by in [None, Some(gaetan), None] {
        let (_, number) = office.ticket(Source::Field, Priority::P3, by).await;
        owners.push(office.details(&number).await.owner_id.unwrap());
    }
    assert_eq!(owners, [office.claire, office.sofia, office.claire]);
    let now = office.test.now();
    let away = Span::new(now, now + chrono::TimeDelta::days(2));
    for absent in [office.claire, office.sofia] {
        scheduling::declare_absence(
            &office.test.app.db,
            absent,
            away,
            "maladie",
            office.denis,
            now,
        )
        .await
        .unwrap();
    }
    let (_, number) = office.ticket(Source::Portal, Priority::P3, None).await;
    assert_eq!(office.details(&number).await.owner_id, Some(office.denis), "nobody else is there");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_who_change_it_at_once_the_second_sees_both(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    let (id, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let version = office.details(&number).await.version;
    let to = |owner, what: &str| Following {
        owner,
        next_action: what.to_owned(),
        next_action_at: instant("2026-11-24T09:00:00Z"),
        priority: Priority::P2,
    };
    let now = office.test.now();
    let mine = to(office.sofia, "Commander la pièce");
    tickets::follow(db, id, version, &mine, office.sofia, now).await.unwrap();
    tickets::follow(db, id, version, &mine, office.sofia, now).await.expect("twice is once");
    let theirs = to(office.claire, "Rappeler le syndic");
    let refused = tickets::follow(db, id, version, &theirs, office.claire, now).await;
    let Err(FollowError::Stale(stands)) = refused else { panic!("{refused:?}") };
    assert_eq!(stands.next_action, "Commander la pièce");
    assert_eq!(stands.updated_by.as_deref(), Some("Sofia Rossi"));
    tickets::follow(db, id, stands.version, &theirs, office.claire, now).await.unwrap();
    let ticket = office.details(&number).await;
    assert_eq!(ticket.next_action.as_deref(), Some("Rappeler le syndic"));
    // The clocks are those of the new priority, from the beginning.
    assert_eq!(ticket.resolution_due_at, Some(instant("2026-11-24T08:00:00Z")));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_page_keeps_what_was_typed_and_shows_both_versions(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let sofia = office.test.session_of(office.sofia).await;
    let (_, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let page = format!("/demandes/{number}");
    let version = office.test.get_as(&claire, &page).await.input_value("version");
    let qui = office.claire.to_string();
    let form = |suite| {
        [
            ("version", version.as_str()),
            ("qui", &qui),
            ("suite", suite),
            ("jour", "2026-11-24"),
            ("heure", "10:00"),
            ("priorite", "p3"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let post = async |who, fields: [(String, String); 6]| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        office.test.post_as(who, &format!("{page}/suite"), &fields).await
    };
    post(&sofia, form("Commander la pièce")).await.assert_status(303);
    let reply = post(&claire, form("Rappeler le syndic")).await;
    reply.assert_status(409);
    reply.assert_shows("Sofia Rossi a modifié cette demande");
    reply.assert_shows("Commander la pièce");
    assert_eq!(reply.input_value("suite"), "Rappeler le syndic");
    assert_ne!(reply.input_value("version"), version, "who saves again has seen the other");

    let mut undated = form("Rappeler");
    "un jour".clone_into(&mut undated[3].1);
    let reply = post(&claire, undated).await;
    reply.assert_status(422);
    reply.assert_shows("Donnez un jour.");
    assert_eq!(reply.input_value("suite"), "Rappeler");
    post(&claire, form(" ")).await.assert_shows("une demande ouverte a toujours une suite");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promise_becomes_a_request_once(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let new = relais::promises::NewPromise {
        kind: relais::promises::Kind::PostIt,
        what: "Rappeler M. Dupont pour sa borne".to_owned(),
        customer: Some(office.home.customer),
        call: None,
        ticket: None,
        owner: Some(office.claire),
        due_at: instant("2026-11-23T15:00:00Z"),
        created_by: Some(office.claire),
    };
    let mut connection = office.test.app.db.acquire().await.unwrap();
    let promise =
        relais::promises::create(&mut connection, &new, office.test.now()).await.unwrap().unwrap();
    let page = office.test.get_as(&claire, &format!("/demandes/nouvelle?promesse={promise}")).await;
    page.assert_shows("Rappeler M. Dupont pour sa borne");
    let (customer, service) =
        (office.home.customer.to_string(), office.test.service("IRVE").await.id.to_string());
    let key = page.input_value("request_key");
    let promise = promise.to_string();
    let fields = [
        ("customer", customer.as_str()),
        ("service", &service),
        ("promise", &promise),
        ("request_key", &key),
    ];
    let first = office.test.post_as(&claire, "/demandes/nouvelle", &fields).await;
    let second = office.test.post_as(&claire, "/demandes/nouvelle", &fields).await;
    assert_eq!(first.location.as_deref(), Some("/demandes/SAV-2611-001"));
    assert_eq!(second.location, first.location);
    office.test.get_as(&claire, "/demandes/SAV-2611-001").await.assert_shows("par promesse");
    let owed = format!("/promesses/{promise}");
    office.test.get_as(&claire, &owed).await.assert_shows("SAV-2611-001");
}
