//! Who asks for more than people do.

use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::TimeDelta;
use futures_util::future::join_all;
use relais::staff::Role;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

use super::{ANSWERS, SLOTS, slots, with_gaetan};
use crate::support::{Reply, TestApp};

const ROBOT: &str = "203.0.113.7";

impl TestApp {
    /// Submits a form from somewhere in the world, and not from the tests' own address.
    async fn post_from(&self, address: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.send_from(address, request).await
    }

    async fn get_from(&self, address: &str, path: &str) -> Reply {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        self.send_from(address, request.body(Body::empty()).unwrap()).await
    }

    async fn ask_for_call(&self, address: &str, n: usize, phone: &str) -> Reply {
        let note = format!("Demande {n}");
        let fields = [("name", "Manon Roux"), ("phone", phone), ("note", &note)];
        self.post_from(address, "/rdv/rappel", &fields).await
    }

    /// Presses the first slot that is free, from this address.
    async fn hold_from(&self, address: &str, more: &[(&str, &str)]) -> Reply {
        let page = self.get(SLOTS).await;
        let (slot, hold) = (slots(&page).remove(0), page.input_value("hold"));
        let fields = [&ANSWERS[..], &[("slot", &slot), ("hold", &hold)], more].concat();
        self.post_from(address, "/rdv/creneaux", &fields).await
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_a_hundred_at_once_from_one_network_thirty_pass(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let asked = (0..100).map(|n| {
        let app = app.clone();
        async move {
            // A household has a whole /64.
            let address = format!("2001:db8:7:7::{n:x}");
            let phone = format!("06 39 98 {:02} {:02}", n / 50 + 40, n);
            app.ask_for_call(&address, n, &phone).await
        }
    });
    let told = join_all(asked).await;
    let passed = told.iter().filter(|reply| reply.status == 303).count();
    assert_eq!((passed, app.number_of("promises").await), (30, 30));
    let refused = told.iter().find(|reply| reply.status != 303).unwrap();
    refused.assert_status(429);
    refused.assert_shows("Trop de demandes à la fois");
    assert!(refused.headers.contains_key(header::RETRY_AFTER));

    // The neighbours are not asked to wait, and nor are they after a while.
    app.ask_for_call("2001:db8:7:8::1", 0, "06 39 98 60 00").await.assert_status(303);
    app.app.clock.advance(TimeDelta::minutes(2));
    app.ask_for_call("2001:db8:7:7::1", 0, "06 39 98 60 01").await.assert_status(303);
    app.ask_for_call("2001:db8:7:7::1", 0, "06 39 98 60 02").await.assert_status(429);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn one_number_asks_for_a_few_calls_an_hour_from_wherever(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let asked = (0..100).map(|n| {
        let app = app.clone();
        async move { app.ask_for_call(&format!("198.51.100.{n}"), n, "06 39 98 45 67").await }
    });
    let told = join_all(asked).await;
    assert_eq!(told.iter().filter(|reply| reply.status == 303).count(), 6);
    assert_eq!(app.number_of("promises").await, 6);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_holds_more_than_people_do_proves_to_be_none_of_the_robots(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    for _ in 0..20 {
        app.hold_from(ROBOT, &[]).await;
    }
    let asked = app.hold_from(ROBOT, &[]).await;
    asked.assert_status(429);
    asked.assert_shows("laissez votre numéro");
    asked.assert_shows("/rdv/rappel?service=TABLEAU");
    assert_eq!(asked.input_value("address"), ANSWERS[2].1, "nothing typed is lost");
    let policy = asked.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("worker-src 'self'"), "{policy}");

    let task = asked.input_value("tache");
    let answer = solve(&task);
    let held_before = app.number_of("appointments").await;
    for wrong in ["", "0", "x"] {
        app.hold_from(ROBOT, &[("tache", &task), ("preuve", wrong)]).await.assert_status(429);
    }
    let stolen = app.hold_from("203.0.113.8", &[]).await;
    stolen.assert_status(303);
    assert_eq!(app.number_of("appointments").await, held_before + 1);

    // Of ten who show one proof, one passes.
    let page = app.get(SLOTS).await;
    let all = slots(&page);
    let shown = all.iter().take(10).map(|slot| {
        let hold = relais::values::SecretToken::generate().reveal();
        let (app, task, answer) = (app.clone(), task.clone(), answer.clone());
        async move {
            let proof =
                [("slot", slot.as_str()), ("hold", &hold), ("tache", &task), ("preuve", &answer)];
            app.post_from(ROBOT, "/rdv/creneaux", &[&ANSWERS[..], &proof].concat()).await
        }
    });
    let told = join_all(shown).await;
    assert_eq!(told.iter().filter(|reply| reply.status != 429).count(), 1);

    // What took too long is not taken.
    let late = app.hold_from(ROBOT, &[]).await.input_value("tache");
    app.app.clock.advance(TimeDelta::minutes(11));
    for _ in 0..20 {
        app.hold_from(ROBOT, &[]).await;
    }
    let answer = solve(&late);
    app.hold_from(ROBOT, &[("tache", &late), ("preuve", &answer)]).await.assert_status(429);

    // All of it is swept away once it counts no more.
    app.app.clock.advance(TimeDelta::hours(2));
    relais::abuse::delete_old(&app.app.db, app.now()).await.unwrap();
    assert_eq!(app.number_of("portal_allowances").await, 0);
    assert_eq!(app.number_of("portal_proofs").await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn looking_is_limited_too_and_danger_is_always_heard(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let looked = join_all((0..320).map(|_| app.get_from(ROBOT, "/suivi/inconnu"))).await;
    assert_eq!(looked.iter().filter(|reply| reply.status == 404).count(), 300);
    app.get_from(ROBOT, "/rdv/creneaux").await.assert_status(429);
    app.get_from(ROBOT, "/rdv").await.assert_status(200);

    let claire = app.sign_in(Role::Office).await;
    let fields = [("qui", ROBOT), ("motif", "Faux rendez-vous"), ("duree", "semaine")];
    app.post_as(&claire, "/reglages/blocages", &fields).await.assert_status(303);
    let alarm = [("danger", "brule"), ("phone", "06 39 98 12 34")];
    app.post_from(ROBOT, "/rdv/danger", &alarm).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn whom_the_office_keeps_out_reads_how_to_reach_it(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let claire = app.sign_in(Role::Office).await;
    app.get_as(&claire, "/reglages/blocages").await.assert_shows("Personne n’est bloqué.");
    let refused = app.post_as(&claire, "/reglages/blocages", &[("qui", "le voisin")]).await;
    refused.assert_status(422);
    refused.assert_shows("Écrivez une adresse IP, un numéro de téléphone ou un e-mail.");
    refused.assert_shows("Dites pourquoi");
    assert_eq!(refused.input_value("qui"), "le voisin");

    let fields = [("qui", "06 39 98 45 67"), ("motif", "Insultes"), ("duree", "jour")];
    app.post_as(&claire, "/reglages/blocages", &fields).await.assert_status(303);
    app.post_as(&claire, "/reglages/blocages", &fields).await.assert_status(422);
    let told = app.ask_for_call("198.51.100.1", 0, "+33 6 39 98 45 67").await;
    told.assert_status(403);
    told.assert_shows("Nous ne prenons pas cette demande en ligne");
    told.assert_hides("Insultes");
    app.ask_for_call("198.51.100.1", 0, "06 39 98 45 68").await.assert_status(303);

    let list = app.get_as(&claire, "/reglages/blocages").await;
    list.assert_shows("Insultes");
    list.assert_shows("Claire Martin");
    let id: i64 =
        sqlx::query_scalar!("select id from portal_blocks").fetch_one(&app.app.db).await.unwrap();
    let lifting = format!("/reglages/blocages/{id}/levee");
    app.post_as(&claire, &lifting, &[]).await.assert_status(303);
    app.post_as(&claire, &lifting, &[]).await.assert_status(303);
    app.ask_for_call("198.51.100.1", 0, "06 39 98 45 67").await.assert_status(303);

    // A block ends by itself, and then there is room for another.
    app.post_as(&claire, "/reglages/blocages", &fields).await.assert_status(303);
    app.app.clock.advance(TimeDelta::hours(25));
    app.ask_for_call("198.51.100.1", 1, "06 39 98 45 67").await.assert_status(303);
    let session = app.session_of(claire.staff).await;
    app.post_as(&session, "/reglages/blocages", &fields).await.assert_status(303);
}

/// As the page's worker does.
fn solve(task: &str) -> String {
    let mut answers = (0_u64..).map(|n| n.to_string());
    let is_right =
        |answer: &String| Sha256::digest(format!("{task}:{answer}")).starts_with(&[0, 0]);
    answers.find(is_right).unwrap()
}
