//! Requests in the office.

use relais::staff::Role;
use sqlx::PgPool;

use crate::support::{TestApp, instant};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_office_writes_a_request_down(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    app.get_as(&claire, "/demandes").await.assert_shows("Rien n’attend de votre part.");
    let unplanned = "/demandes?vue=sans-technicien";
    app.get_as(&claire, unplanned).await.assert_shows("Tout est planifié.");
    let home = app.dupont().await;
    let (customer, site) = (home.customer.to_string(), home.site.to_string());
    let service = app.service("DISJ").await.id.to_string();

    let form = app.get_as(&claire, &format!("/demandes/nouvelle?client={customer}")).await;
    form.assert_shows("12 rue de la Mairie, 74000 Annecy");
    let fields =
        [("customer", customer.as_str()), ("site", &site), ("description", "saute le soir")];
    let refused = app.post_as(&claire, "/demandes/nouvelle", &fields).await;
    refused.assert_status(422);
    refused.assert_shows("saute le soir");

    let mut fields = fields.to_vec();
    fields.push(("service", &service));
    let reply = app.post_as(&claire, "/demandes/nouvelle", &fields).await;
    reply.assert_status(303);
    assert_eq!(reply.location.as_deref(), Some("/demandes/SAV-2611-001"));
    let page = app.get_as(&claire, "/demandes/SAV-2611-001").await;
    page.assert_shows("Disjoncteur ou différentiel qui saute");
    page.assert_shows("saute le soir");
    page.assert_shows("/rendez-vous/nouveau?demande=SAV-2611-001");
    app.get_as(&claire, "/demandes").await.assert_shows("SAV-2611-001");
    app.get_as(&claire, "/demandes?vue=planifiees").await.assert_hides("SAV-2611-001");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_is_closed_with_a_word_and_can_be_opened_again(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let home = app.dupont().await;
    app.ticket(home).await;
    let close = "/demandes/SAV-2611-001/cloture";
    app.post_as(&claire, close, &[("words", " ")]).await.assert_status(422);
    app.post_as(&claire, close, &[("words", "réglé par téléphone")]).await.assert_status(303);
    let page = app.get_as(&claire, "/demandes/SAV-2611-001").await;
    page.assert_shows("close\u{a0}: réglé par téléphone");
    app.get_as(&claire, "/demandes?vue=terminees").await.assert_shows("SAV-2611-001");

    app.post_as(&claire, "/demandes/SAV-2611-001/reouverture", &[]).await.assert_status(303);
    app.get_as(&claire, "/demandes").await.assert_shows("SAV-2611-001");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_with_a_visit_ahead_stays_open(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    app.appointment(gaetan, home, instant("2026-11-24T09:00:00Z")).await;
    let reply = app.post_as(&claire, "/demandes/SAV-2611-001/cloture", &[("words", "fini")]).await;
    reply.assert_status(422);
    reply.assert_shows("Un rendez-vous est encore prévu");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_long_list_goes_on_where_the_page_ended(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let home = app.dupont().await;
    for _ in 0..52 {
        app.ticket(home).await;
    }
    let first = app.get_as(&claire, "/demandes").await;
    first.assert_shows("SAV-2611-001");
    first.assert_hides("SAV-2611-051");
    let next = first.body.split("href=\"").find(|part| part.contains("apres=")).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let second = app.get_as(&claire, &next).await;
    second.assert_shows("SAV-2611-051");
    second.assert_shows("SAV-2611-052");
    second.assert_hides("SAV-2611-050");
}
