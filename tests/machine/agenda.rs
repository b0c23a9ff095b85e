//! The agenda that Outlook, Google and telephones follow.

use std::collections::BTreeSet;

use axum::{body::Body, http::Request};
use chrono::{Datelike as _, NaiveTime};
use relais::{
    business_time::local,
    clock::Clock,
    staff::Role,
    values::{AppointmentId, StaffId},
};
use sqlx::PgPool;

use crate::support::{
    Reply, SignedIn, TestApp,
    icalendar::{Event, events, instant_of},
    instant,
};

/// Opens an address for a technician's agenda, and returns its path.
async fn published(app: &TestApp, who: &SignedIn, technician: StaffId) -> String {
    let technician = technician.to_string();
    let fields = [("technician", technician.as_str()), ("label", "Téléphone")];
    app.post_as(who, "/reglages/agendas", &fields).await.assert_status(303);
    let page = app.get_as(who, "/reglages/agendas").await;
    let after = page.body.split("http://relais.example/agenda/").nth(1).unwrap();
    format!("/agenda/{}", after.split('"').next().unwrap())
}

async fn followed(app: &TestApp, path: &str) -> Vec<Event> {
    let reply = app.get(path).await;
    reply.assert_status(200);
    assert_eq!(reply.headers["content-type"], "text/calendar; charset=utf-8");
    events(&reply.body)
}

async fn only(app: &TestApp, path: &str) -> Event {
    let mut events = followed(app, path).await;
    assert_eq!(events.len(), 1);
    events.remove(0)
}

async fn change(
    app: &TestApp,
    who: &SignedIn,
    id: AppointmentId,
    act: &str,
    fields: &[(&str, &str)],
) {
    app.post_as(who, &format!("/rendez-vous/{id}/{act}"), fields).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_keeps_its_name_and_counts_its_changes(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let path = published(&app, &claire, gaetan).await;
    assert!(followed(&app, &path).await.is_empty());

    let id = app.appointment(gaetan, home, instant("2026-11-24T09:00:00Z")).await;
    let booked = only(&app, &path).await;
    assert_eq!(instant_of(&booked, "DTSTART"), instant("2026-11-24T09:00:00Z"));
    assert_eq!(booked["STATUS"], "CONFIRMED");
    assert_eq!(booked["SUMMARY"].split(" – ").next(), Some("Dupont Pierre"));
    assert_eq!(booked["LOCATION"], "12 rue de la Mairie\\, 74000 Annecy");

    let slot = format!("{gaetan}@2026-11-25T13:00:00Z");
    change(&app, &claire, id, "deplacer", &[("version", "1"), ("slot", slot.as_str())]).await;
    let moved = only(&app, &path).await;
    assert_eq!(instant_of(&moved, "DTSTART"), instant("2026-11-25T13:00:00Z"));

    change(&app, &claire, id, "annuler", &[("version", "2"), ("reason", "Le client annule")]).await;
    let cancelled = only(&app, &path).await;
    assert_eq!(
        (cancelled["STATUS"].as_str(), cancelled["TRANSP"].as_str()),
        ("CANCELLED", "TRANSPARENT")
    );

    change(&app, &claire, id, "retablissement", &[]).await;
    let restored = only(&app, &path).await;
    assert_eq!(restored["STATUS"], "CONFIRMED");

    let all = [booked, moved, cancelled, restored];
    let names: BTreeSet<&str> = all.iter().map(|event| event["UID"].as_str()).collect();
    assert_eq!(names.len(), 1, "one visit, one UID");
    let sequences: Vec<u32> = all.iter().map(|event| event["SEQUENCE"].parse().unwrap()).collect();
    assert!(sequences.is_sorted_by(|one, next| one < next), "{sequences:?}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn no_minute_of_a_leap_year_is_shifted(db: PgPool) {
    let app =
        TestApp::with(db, |app| app.clock = Clock::frozen_at(instant("2028-01-01T08:00:00Z")));
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let path = published(&app, &claire, gaetan).await;
    let id = app.appointment(gaetan, home, instant("2028-01-03T09:00:00Z")).await;
    sqlx::query!(
        "
        insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until,
                                  window_starts_at, window_ends_at, ticket_id, customer_id, site_id, uid, token_hash,
                                  source, created_at)
        select technician_id, service_id, status, starts, starts + interval '90 minutes', starts + interval '90 minutes',
               starts, starts + interval '2 hours', ticket_id, customer_id, site_id, 'day-' || day || '@relais.example',
               sha256(day::text::bytea), source, created_at
        from appointments, generate_series(date '2028-01-01', date '2028-12-31', '1 day') as day,
             lateral (select (day::date + time '16:45') at time zone 'Europe/Paris' as starts) as at
        where id = $1
        ",
        id as _,
    )
    .execute(&app.app.db)
    .await
    .unwrap();
    // A family's week and an afternoon: the days on which the clocks change among them.
    for (starts, ends) in [
        ("2028-03-19T23:00:00Z", "2028-03-26T22:00:00Z"),
        ("2028-10-29T11:00:00Z", "2028-10-29T16:00:00Z"),
    ] {
        sqlx::query!(
            "insert into absences (staff_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, 'Congé', $2)",
            gaetan as _,
            instant(starts),
            instant(ends),
        )
        .execute(&app.app.db)
        .await
        .unwrap();
    }

    let all = followed(&app, &path).await;
    let daily = all.iter().filter(|event| event["UID"].starts_with("day-"));
    let days: BTreeSet<_> = daily
        .map(|event| {
            let starts = local::to_local(instant_of(event, "DTSTART"));
            assert_eq!(starts.time(), NaiveTime::from_hms_opt(16, 45, 0).unwrap(), "{starts}");
            let took = instant_of(event, "DTEND") - instant_of(event, "DTSTART");
            assert_eq!(took.num_minutes(), 90);
            starts.date()
        })
        .collect();
    assert_eq!(days.len(), 366);
    assert!(days.iter().all(|day| day.year() == 2028));
    let week = all.iter().find(|event| event.contains_key("DTSTART;VALUE=DATE")).unwrap();
    assert_eq!(
        (week["DTSTART;VALUE=DATE"].as_str(), week["DTEND;VALUE=DATE"].as_str()),
        ("20280320", "20280327"),
        "the day after the last"
    );
    let afternoon = all
        .iter()
        .find(|event| event["SUMMARY"] == "Absence" && event.contains_key("DTSTART"))
        .unwrap();
    assert_eq!(instant_of(afternoon, "DTSTART"), instant("2028-10-29T11:00:00Z"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_agenda_that_did_not_change_is_not_sent_again(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let path = published(&app, &claire, gaetan).await;
    let asked_again = async |etag: &str| -> Reply {
        let request =
            Request::get(&path).header("If-None-Match", etag).body(Body::empty()).unwrap();
        app.send(request).await
    };
    let etag = app.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
    asked_again(&etag).await.assert_status(304);
    asked_again(&format!("\"other\", W/{etag}")).await.assert_status(304);
    app.appointment(gaetan, home, instant("2026-11-24T09:00:00Z")).await;
    asked_again(&etag).await.assert_status(200);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn only_who_has_an_open_address_reads_an_agenda(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let (gaetan, sofiane) =
        (app.technician("Gaëtan Morel").await, app.technician("Sofiane Haddad").await);
    let home = app.dupont().await;
    app.appointment(sofiane, home, instant("2026-11-24T09:00:00Z")).await;
    let path = published(&app, &claire, gaetan).await;
    assert!(followed(&app, &path).await.is_empty(), "a colleague's visit");
    for wrong in ["/agenda/abc.ics", path.trim_end_matches(".ics"), &path.replace(".ics", "a.ics")]
    {
        app.get(wrong).await.assert_status(404);
    }

    let technician = gaetan.to_string();
    let twice = [("technician", technician.as_str()), ("label", "Téléphone")];
    let reply = app.post_as(&claire, "/reglages/agendas", &twice).await;
    reply.assert_status(422);
    reply.assert_shows("Une adresse de ce nom est déjà ouverte.");

    let page = app.get_as(&claire, "/reglages/agendas").await;
    let close = page.body.split("action=\"").find(|part| part.contains("/fermeture")).unwrap();
    let close = close.split('"').next().unwrap();
    app.post_as(&claire, close, &[]).await.assert_status(303);
    app.get(&path).await.assert_status(404);
    app.post_as(&claire, "/reglages/agendas", &twice).await.assert_status(303);
    app.get(&path).await.assert_status(404);
}
