//! The capture box: seen before it is kept, corrected in place, kept once.

use relais::{promises, staff::Role};
use sqlx::PgPool;

use crate::support::{SignedIn, TestApp, instant};

async fn office(db: PgPool) -> (TestApp, SignedIn) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    (test, claire)
}

async fn owed(test: &TestApp) -> Vec<promises::Promise> {
    promises::open(&test.app.db, None).await.unwrap().rows
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_post_it_is_seen_before_it_is_kept_and_kept_once(db: PgPool) {
    let (test, claire) = office(db).await;
    test.dupont().await;
    let text = "rappeler dupont devis jeudi 10h";
    let page = test.get_as(&claire, "/post-it").await;
    let key = page.input_value("cle");
    let seen = test.post_as(&claire, "/post-it", &[("texte", text), ("cle", &key)]).await;
    seen.assert_status(200);
    seen.assert_shows("Jeudi 26 novembre, avant 10\u{a0}h");
    seen.assert_shows("Dupont Pierre");
    assert!(owed(&test).await.is_empty(), "nobody has seen what was understood");

    let fields: Vec<(&str, String)> = ["texte", "lu", "cle", "quoi", "jour", "heure"]
        .map(|name| (name, seen.input_value(name)))
        .to_vec();
    let mut fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let customer = owed_customer(&seen.body);
    fields.push(("client", &customer));
    for _ in 0..2 {
        test.post_as(&claire, "/post-it", &fields).await.assert_status(303);
    }
    let owed = owed(&test).await;
    assert_eq!(owed.len(), 1, "two presses stick one post-it");
    assert_eq!(owed[0].what, "Rappeler dupont devis");
    assert_eq!(owed[0].due_at, instant("2026-11-26T09:00:00Z"));
    assert_eq!(owed[0].customer_name.as_deref(), Some("Dupont Pierre"));
    assert_eq!(owed[0].owner_name.as_deref(), Some("Claire Martin"));
}

/// The customer that is chosen.
fn owed_customer(body: &str) -> String {
    let option = body
        .split("<option ")
        .find(|tag| tag.contains(" selected") && tag.contains("Dupont"))
        .unwrap();
    option.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_post_it_without_a_day_is_refused_and_keeps_what_was_typed(db: PgPool) {
    let (test, claire) = office(db).await;
    let text = "rappeler le fournisseur";
    let fields = [("texte", text), ("lu", text), ("quoi", "Rappeler le fournisseur un jour")];
    let page = test.post_as(&claire, "/post-it", &fields).await;
    page.assert_status(422);
    page.assert_shows("Une promesse a toujours une date.");
    assert_eq!(page.input_value("texte"), text);
    assert_eq!(page.input_value("quoi"), "Rappeler le fournisseur un jour");
    assert!(owed(&test).await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_corrected_field_outlives_another_word_in_the_text(db: PgPool) {
    let (test, claire) = office(db).await;
    let fields = [
        ("texte", "rappeler le fournisseur demain 11h svp"),
        ("lu", "rappeler le fournisseur demain 11h"),
        ("quoi", "Appeler le grossiste"),
        ("jour", "2026-11-24"),
        ("heure", "11:00"),
    ];
    let page = test.post_as(&claire, "/post-it/lecture", &fields).await;
    assert_eq!(page.input_value("quoi"), "Appeler le grossiste");
    assert_eq!(page.input_value("heure"), "11:00");
    let fields = [
        ("texte", "rappeler le fournisseur demain 15h"),
        ("lu", "rappeler le fournisseur demain 11h"),
        ("quoi", "Rappeler le fournisseur"),
        ("jour", "2026-11-24"),
        ("heure", "11:00"),
    ];
    let page = test.post_as(&claire, "/post-it/lecture", &fields).await;
    assert_eq!(page.input_value("heure"), "15:00", "what nobody corrected follows the text");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_holiday_is_pointed_out_and_not_moved(db: PgPool) {
    let (test, claire) = office(db).await;
    let page = test
        .post_as(&claire, "/post-it/lecture", &[("texte", "rappeler le syndic le 25 décembre")])
        .await;
    page.assert_shows("jour férié (Noël)");
    assert_eq!(page.input_value("jour"), "2026-12-25");
    sqlx::query("insert into closures (day, reason) values ('2026-11-24', 'inventaire')")
        .execute(&test.app.db)
        .await
        .unwrap();
    let page =
        test.post_as(&claire, "/post-it/lecture", &[("texte", "rappeler le syndic demain")]).await;
    page.assert_shows("fermé (inventaire)");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_customers_of_one_name_are_a_choice_and_never_a_guess(db: PgPool) {
    let (test, claire) = office(db).await;
    test.customer("Dupont", None, None).await;
    test.customer("Dupont", None, None).await;
    let page = test.post_as(&claire, "/post-it/lecture", &[("texte", "dupont devis demain")]).await;
    page.assert_shows("lequel");
    page.assert_hides(" selected>Dupont");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_post_it_for_a_time_that_is_past_is_refused(db: PgPool) {
    let (test, claire) = office(db).await;
    let text = "rappeler le syndic ce matin 8h30";
    let page = test
        .post_as(
            &claire,
            "/post-it",
            &[
                ("texte", text),
                ("lu", text),
                ("quoi", "Rappeler"),
                ("jour", "2026-11-23"),
                ("heure", "08:30"),
            ],
        )
        .await;
    page.assert_status(422);
    page.assert_shows("déjà passé");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_typed_without_a_session_is_there_after_signing_in(db: PgPool) {
    let (test, _) = office(db).await;
    let page = test.post("/post-it", &[("texte", "rappeler dupont jeudi")]).await;
    page.assert_shows("pending_body");
    page.assert_shows("rappeler+dupont+jeudi");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_only_one_who_fits_among_the_few_that_were_looked_at_is_no_certainty(db: PgPool) {
    let (test, claire) = office(db).await;
    for n in 0..12 {
        test.customer("Martin", None, None).await;
        let civility = if n == 5 { "Mme" } else { "M." };
        sqlx::query(
            "update customers set civility = $1 where id = (select max(id) from customers)",
        )
        .bind(civility)
        .execute(&test.app.db)
        .await
        .unwrap();
    }
    let fields = [("texte", "rappeler Mme Martin demain")];
    let page = test.post_as(&claire, "/post-it/lecture", &fields).await;
    page.assert_shows("ajoutez la commune ou le prénom");
    page.assert_hides(" selected>Martin");
}
