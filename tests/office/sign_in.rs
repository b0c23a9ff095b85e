use relais::staff::{self, NewStaff, Role};
use sqlx::PgPool;

use crate::support::TestApp;

const PASSWORD: &str = "tournevis lac marmotte";

async fn claire(test: &TestApp) {
    let new = NewStaff {
        name: "Claire Martin".to_owned(),
        email: "claire@staff.example".to_owned(),
        role: Role::Office,
        phone: None,
        trade: None,
    };
    staff::add(&test.app.db, &new, PASSWORD.to_owned(), &test.app.clock).await.unwrap();
}

fn cookie_of(reply: &crate::support::Reply) -> String {
    let cookie = reply.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_right_password_opens_the_office_and_leads_where_one_was_going(db: PgPool) {
    let test = TestApp::new(db);
    claire(&test).await;
    let reply = test.get("/planning?vue=jour").await;
    reply.assert_status(303);
    assert_eq!(reply.location.as_deref(), Some("/connexion?suite=%2Fplanning%3Fvue%3Djour"));

    let fields = [
        ("email", " Claire@staff.example "),
        ("password", PASSWORD),
        ("suite", "/planning?vue=jour"),
    ];
    let reply = test.post("/connexion", &fields).await;
    reply.assert_status(303);
    assert_eq!(reply.location.as_deref(), Some("/planning?vue=jour"));
    assert!(cookie_of(&reply).starts_with("relais="));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike(db: PgPool) {
    let test = TestApp::new(db);
    claire(&test).await;
    let wrong =
        test.post("/connexion", &[("email", "claire@staff.example"), ("password", "faux")]).await;
    let unknown =
        test.post("/connexion", &[("email", "personne@staff.example"), ("password", "faux")]).await;
    wrong.assert_status(422);
    unknown.assert_status(422);
    wrong.assert_shows("ne vont pas ensemble");
    assert_eq!(
        wrong.body.replace("claire@staff", "x"),
        unknown.body.replace("personne@staff", "x"),
        "the answer tells who has an account"
    );
    wrong.assert_hides("faux\"");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn guessing_is_slowed_down_and_time_forgives(db: PgPool) {
    let test = TestApp::new(db);
    claire(&test).await;
    for _ in 0..6 {
        test.post("/connexion", &[("email", "claire@staff.example"), ("password", "faux")])
            .await
            .assert_status(422);
    }
    let right = [("email", "claire@staff.example"), ("password", PASSWORD)];
    let reply = test.post("/connexion", &right).await;
    reply.assert_status(429);
    reply.assert_shows("Attendez");
    test.app.clock.advance(chrono::TimeDelta::seconds(3));
    test.post("/connexion", &right).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_session_ends_when_unused_and_when_old(db: PgPool) {
    let test = TestApp::new(db);
    let who = test.sign_in(Role::Office).await;
    test.get_as(&who, "/live-check").await.assert_status(404);
    test.get_as(&who, "/connexion").await.assert_status(303);
    for _ in 0..15 {
        test.app.clock.advance(chrono::TimeDelta::hours(11));
        let alive = test.get_as(&who, "/connexion").await.status.as_u16() == 303;
        if !alive {
            break;
        }
    }
    test.app.clock.advance(chrono::TimeDelta::hours(11));
    test.get_as(&who, "/connexion").await.assert_status(200);

    let other = test.session_of(who.staff).await;
    test.app.clock.advance(chrono::TimeDelta::hours(13));
    test.get_as(&other, "/connexion").await.assert_status(200);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn signing_out_ends_the_session_on_the_server(db: PgPool) {
    let test = TestApp::new(db);
    let who = test.sign_in(Role::Office).await;
    let reply = test.post_as(&who, "/deconnexion", &[]).await;
    reply.assert_status(303);
    test.get_as(&who, "/connexion").await.assert_status(200);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_form_sent_after_the_session_ended_is_kept_and_sent_again(db: PgPool) {
    let test = TestApp::new(db);
    claire(&test).await;
    let reply =
        test.post("/reglages/absences", &[("reason", "grippe & fièvre"), ("staff", "3")]).await;
    reply.assert_status(401);
    reply.assert_shows("ce que vous venez de saisir est gardé");
    let (action, body) = (reply.input_value("pending_action"), reply.input_value("pending_body"));
    assert_eq!(action, "/reglages/absences");
    let body = body.replace("&amp;", "&").replace("&#38;", "&");

    let fields = [
        ("email", "claire@staff.example"),
        ("password", PASSWORD),
        ("pending_action", &action),
        ("pending_body", &body),
    ];
    let reply = test.post("/connexion", &fields).await;
    reply.assert_status(200);
    cookie_of(&reply);
    reply.assert_shows("action=\"/reglages/absences\"");
    reply.assert_shows("value=\"grippe & fièvre\"");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_form_from_another_site_is_refused(db: PgPool) {
    let test = TestApp::new(db);
    claire(&test).await;
    for site in ["cross-site", "same-site"] {
        let request = axum::http::Request::post("/connexion")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site)
            .body(axum::body::Body::from("email=a&password=b"))
            .unwrap();
        test.send(request).await.assert_status(403);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn damaged_characters_are_refused_and_not_stored(db: PgPool) {
    let test = TestApp::new(db);
    for body in ["email=%FF%FE&password=x", "email=a%00b&password=x", "email=a%1Bb&password=x"] {
        let request = axum::http::Request::post("/connexion")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html")
            .body(axum::body::Body::from(body))
            .unwrap();
        test.send(request).await.assert_status(400);
    }
}
