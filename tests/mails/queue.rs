//! What nobody but a person can place, waits for one.

use chrono::{DateTime, TimeDelta, Utc};
use relais::staff::Role;
use sqlx::PgPool;

use super::{PostOffice, letters::plain};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_stranger_s_mail_becomes_a_customer_and_a_request(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    test.get_as(&claire, "/courrier").await.assert_shows("Tout est rangé");
    let raw =
        plain("lea.blanc@mail.example", "a@mail.example", "Prise", "La prise du salon est cassée.");
    post.get(
        raw.replace("From: lea", "From: Léa Blanc <lea").replace("example\r\nTo", "example>\r\nTo"),
    )
    .await;
    test.get_as(&claire, "/courrier").await.assert_shows("Expéditeur inconnu.");
    assert_eq!(
        test.promises().await,
        ["Rattacher l’e-mail de Léa Blanc\u{a0}: «\u{a0}Prise\u{a0}»"]
    );

    let (id, written_at) = (post.latest("id").await, test.now());
    test.app.clock.advance(TimeDelta::minutes(40));
    let page = test.get_as(&claire, &format!("/courrier/{id}")).await;
    assert_eq!(page.input_value("name"), "Léa Blanc");
    let version = page.input_value("version");
    let path = format!("/courrier/{id}/client");
    test.post_as(&claire, &path, &[("version", &version), ("name", " ")]).await.assert_status(422);
    let made = test.post_as(&claire, &path, &[("version", &version), ("name", "Léa Blanc")]).await;
    assert_eq!(made.location.as_deref(), Some("/demandes/SAV-2611-001"));
    test.get_as(&claire, "/demandes/SAV-2611-001")
        .await
        .assert_shows("La prise du salon est cassée.");
    let asked_at: DateTime<Utc> =
        sqlx::query_scalar("select created_at from tickets").fetch_one(&test.app.db).await.unwrap();
    assert_eq!(asked_at, written_at, "she has waited since she wrote");
    // A second press makes no second customer.
    test.post_as(&claire, &path, &[("version", &version), ("name", "Léa Blanc")])
        .await
        .assert_status(409);
    assert_eq!(post.count("customers").await, 1);
    let open: i64 = sqlx::query_scalar("select count(*) from promises where kept_at is null")
        .fetch_one(&test.app.db)
        .await
        .unwrap();
    assert_eq!(open, 0, "what was owed is done");

    // From now on she is known.
    post.get(plain("lea.blanc@mail.example", "b@mail.example", "Prise", "Et celle de la cuisine."))
        .await;
    assert_eq!(post.place().await.0.as_deref(), Some("SAV-2611-001"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_customer_is_found_and_their_new_address_learnt(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    let dupont = test.dupont().await;
    post.get(plain("p.dupont@work.example", "a@mail.example", "Prise", "Bonjour")).await;
    let (id, version) = (post.latest("id").await, post.latest("version").await);
    let page = test.get_as(&claire, &format!("/courrier/{id}?q=dupont")).await;
    page.assert_shows("Nouvelle demande de Dupont Pierre");
    let customer = dupont.customer.to_string();
    let fields = [("version", version.as_str()), ("customer", customer.as_str()), ("learns", "1")];
    test.post_as(&claire, &format!("/courrier/{id}/nouvelle"), &fields).await.assert_status(303);
    let addresses: i64 =
        sqlx::query_scalar("select count(*) from emails where address = 'p.dupont@work.example'")
            .fetch_one(&test.app.db)
            .await
            .unwrap();
    assert_eq!(addresses, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_address_of_several_customers_is_a_choice_and_never_a_guess(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    for name in ["Résidence du Parc", "Résidence du Lac"] {
        test.customer(name, None, Some("syndic@mail.example")).await;
    }
    post.get(plain(
        "syndic@mail.example",
        "a@mail.example",
        "Hall",
        "La minuterie ne marche plus.",
    ))
    .await;
    let page = test.get_as(&claire, &format!("/courrier/{}", post.latest("id").await)).await;
    page.assert_shows("Plusieurs clients ont cette adresse.");
    page.assert_shows("Nouvelle demande de Résidence du Parc");
    page.assert_shows("Nouvelle demande de Résidence du Lac");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_no_request_is_put_aside_and_can_be_taken_back(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    post.get(plain("x@mail.example", "a@mail.example", "Publicité", "Achetez")).await;
    let (id, version) = (post.latest("id").await, post.latest("version").await);
    test.post_as(&claire, &format!("/courrier/{id}/ecart"), &[("version", &version)])
        .await
        .assert_status(303);
    test.get_as(&claire, "/courrier").await.assert_hides("Publicité");
    test.get_as(&claire, "/courrier?vue=de-cote").await.assert_shows("Publicité");
    test.post_as(&claire, &format!("/courrier/{id}/retour"), &[]).await.assert_status(303);
    test.get_as(&claire, "/courrier").await.assert_shows("Publicité");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn danger_is_heard_in_a_mail(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let danger = "Bonjour,\r\nça sent le brûlé au tableau et il y a des étincelles.";
    post.get(plain("x@mail.example", "a@mail.example", "Tableau", danger)).await;
    test.customer("Dupont", None, Some("pierre@mail.example")).await;
    post.get(plain("pierre@mail.example", "b@mail.example", "Tableau", danger)).await;
    let dangers: i64 =
        sqlx::query_scalar("select count(*) from promises where kind = 'danger' and due_at = $1")
            .bind(test.now())
            .fetch_one(&test.app.db)
            .await
            .unwrap();
    assert_eq!(dangers, 2);
    let priority: String =
        sqlx::query_scalar("select priority from tickets").fetch_one(&test.app.db).await.unwrap();
    assert_eq!(priority, "p1");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_list_is_read_page_by_page(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    for n in 0..60 {
        post.post(plain(
            "x@mail.example",
            &format!("{n}@mail.example"),
            &format!("Objet numéro {n}."),
            "Bonjour",
        ));
    }
    assert_eq!(post.take().await, 60);
    let first = test.get_as(&claire, "/courrier").await;
    first.assert_shows("Objet numéro 59.");
    first.assert_hides("Objet numéro 9.");
    let next = first.body.split("avant=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let second = test.get_as(&claire, &format!("/courrier?vue=a-rattacher&avant={next}")).await;
    second.assert_shows("Objet numéro 9.");
    second.assert_hides("Objet numéro 59.");
}
