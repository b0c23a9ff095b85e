use relais::{
    customers::{self, CustomerName, NewCustomer, PortalVisitor},
    staff::Role,
    values::{CustomerId, EmailAddress, PhoneNumber, PostalAddress},
};
use sqlx::PgPool;

use crate::support::{Reply, TestApp};

fn id_in(reply: &Reply) -> CustomerId {
    let location = reply.location.as_deref().unwrap();
    location.trim_start_matches("/clients/").parse().unwrap()
}

const PIERRE: [(&str, &str); 9] = [
    ("genre", "person"),
    ("civilite", "M."),
    ("prenom", "Pierre"),
    ("nom", "Dupont"),
    ("telephone", "06 39 98 12 34 / 04.65.71.12.34"),
    ("email", "Pierre.Dupont@Mail.example"),
    ("adresse", "12 rue de la Mairie, 74000 Annecy"),
    ("acces", "Code 4821"),
    ("note", "Chien"),
];

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_new_customer_is_written_down_with_all_that_was_said(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let reply = test.post_as(&claire, "/clients/nouveau", &PIERRE).await;
    reply.assert_status(303);

    let page = test.get_as(&claire, reply.location.as_deref().unwrap()).await;
    for shown in [
        "Dupont Pierre",
        "06\u{a0}39\u{a0}98\u{a0}12\u{a0}34",
        "04\u{a0}65\u{a0}71\u{a0}12\u{a0}34",
        "tel:+33639981234",
        "pierre.dupont@mail.example",
        "12 rue de la Mairie, 74000 Annecy",
        "Code 4821",
        "Chien",
        "Fiche créée.",
    ] {
        page.assert_shows(shown);
    }
    test.get_as(&claire, "/clients").await.assert_shows("Dupont Pierre");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_form_with_mistakes_comes_back_with_what_was_typed(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let fields =
        [("genre", "person"), ("prenom", "Pierre"), ("telephone", "06 39 98"), ("email", "pierre")];
    let reply = test.post_as(&claire, "/clients/nouveau", &fields).await;
    reply.assert_status(422);
    reply.assert_shows("Indiquez le nom.");
    reply.assert_shows("Il manque des chiffres");
    reply.assert_shows("Il manque le signe @");
    assert_eq!(reply.input_value("prenom"), "Pierre");
    assert_eq!(reply.input_value("telephone"), "06 39 98");
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_who_change_one_customer_the_second_sees_both_versions(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let id = id_in(&test.post_as(&claire, "/clients/nouveau", &PIERRE).await);
    let path = format!("/clients/{id}/modifier");
    let version = test.get_as(&claire, &path).await.input_value("version");

    let first =
        [("genre", "person"), ("nom", "Dupond"), ("note", "Chat"), ("version", version.as_str())];
    test.post_as(&claire, &path, &first).await.assert_status(303);
    let second =
        [("genre", "person"), ("nom", "Durand"), ("note", ""), ("version", version.as_str())];
    let conflict = test.post_as(&claire, &path, &second).await;
    conflict.assert_status(409);
    conflict.assert_shows("Dupond");
    conflict.assert_shows("Chat");
    assert_eq!(conflict.input_value("nom"), "Durand");

    // Who saves again has seen the other version.
    let version = conflict.input_value("version");
    let again =
        [("genre", "person"), ("nom", "Durand"), ("note", ""), ("version", version.as_str())];
    test.post_as(&claire, &path, &again).await.assert_status(303);
    assert_eq!(customers::find(&test.app.db, id).await.unwrap().unwrap().name, "Durand");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn numbers_addresses_and_sites_are_added_and_taken_away(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let id = id_in(&test.post_as(&claire, "/clients/nouveau", &PIERRE).await);
    let base = format!("/clients/{id}");

    let post = |path: &'static str, field: &'static str, value: &'static str| {
        let (test, claire, base) = (&test, &claire, &base);
        async move { test.post_as(claire, &format!("{base}/{path}"), &[(field, value)]).await }
    };
    post("telephones", "telephone", "06 39 98 56 78").await.assert_status(303);
    post("telephones", "telephone", "0033 6 39 98 56 78").await.assert_status(303);
    let refused = post("telephones", "telephone", "voir sa fille").await;
    refused.assert_status(422);
    assert_eq!(refused.input_value("telephone"), "voir sa fille");
    post("emails", "email", "bureau@mail.example").await.assert_status(303);
    post("emails", "email", "bureau").await.assert_status(422);
    post("lieux", "adresse", "3 chemin des Glières, 74940 Annecy").await.assert_status(303);
    post("lieux", "adresse", " ").await.assert_status(422);

    let phones = customers::phones(&test.app.db, id).await.unwrap();
    assert_eq!(phones.len(), 3, "the same number is not kept twice");
    assert_eq!(customers::sites(&test.app.db, id).await.unwrap().len(), 2);
    let site = customers::sites(&test.app.db, id).await.unwrap()[0].id;
    let access = test
        .post_as(&claire, &format!("{base}/lieux/{site}"), &[("acces", "Clé chez la voisine")])
        .await;
    access.assert_status(303);

    let remove = format!("{base}/telephones/{}/retrait", phones[0].id);
    test.post_as(&claire, &remove, &[]).await.assert_status(303);
    assert_eq!(customers::phones(&test.app.db, id).await.unwrap().len(), 2);
    let page = test.get_as(&claire, &base).await;
    for told in [
        "Téléphone ajouté",
        "E-mail ajouté",
        "Lieu d’intervention ajouté",
        "Téléphone retiré",
        "Clé chez la voisine",
    ] {
        page.assert_shows(told);
    }
    test.get_as(&claire, "/clients/999999").await.assert_status(404);
    test.post_as(&claire, "/clients/999999/emails", &[("email", "a@mail.example")])
        .await
        .assert_status(404);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_wire_tells_what_happened_in_parts(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let home = test.dupont().await;
    let technician = test.technician("Gaëtan Morel").await;
    test.appointment(technician, home, crate::support::instant("2026-11-24T09:00:00Z")).await;
    let mut connection = test.app.db.acquire().await.unwrap();
    for at in 0..35 {
        let number = format!("note-{at}@mail.example");
        let email = EmailAddress::parse(&number).unwrap();
        test.app.clock.advance(chrono::TimeDelta::minutes(1));
        customers::add_email(&mut connection, home.customer, &email, claire.staff, test.now())
            .await
            .unwrap();
    }
    drop(connection);
    let base = format!("/clients/{}", home.customer);
    let page = test.get_as(&claire, &base).await;
    page.assert_shows("note-34@mail.example.");
    page.assert_hides("ajouté\u{a0}: note-2@mail.example.");
    page.assert_shows("Afficher la suite");
    let rest = page.body.split("href=\"").find(|part| part.contains("avant=")).unwrap();
    let rest = rest.split('"').next().unwrap().replace("&#38;", "&").replace("#fil", "");
    test.get_as(&claire, &rest).await.assert_shows("ajouté\u{a0}: note-2@mail.example.");
    let part = test.get_htmx(&claire, &rest).await;
    part.assert_shows("ajouté\u{a0}: note-2@mail.example.");
    part.assert_hides("<html");

    let visits = test.get_as(&claire, &format!("{base}?fil=rendez-vous")).await;
    visits.assert_shows("Gaëtan Morel");
    visits.assert_hides("ajouté\u{a0}:");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_caller_is_recognised_by_the_number_or_its_last_nine_digits(db: PgPool) {
    let test = TestApp::new(db);
    let home = test.dupont().await;
    let number = PhoneNumber::parse("06 39 98 12 34").unwrap();
    let cards = customers::by_phone(&test.app.db, &number).await.unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!((cards[0].id, cards[0].name.as_str()), (home.customer, "Dupont Pierre"));
    assert_eq!(cards[0].site.as_deref(), Some("12 rue de la Mairie, 74000 Annecy"));

    sqlx::query("update phones set e164 = '+262639981234'").execute(&test.app.db).await.unwrap();
    assert_eq!(
        customers::by_phone(&test.app.db, &number).await.unwrap().len(),
        1,
        "by the last nine digits"
    );
    let mut connection = test.app.db.acquire().await.unwrap();
    let name = CustomerName::read_spoken("Marie Petit").unwrap();
    let other = NewCustomer { phones: vec!["0639981234".to_owned()], ..NewCustomer::named(name) };
    customers::create(&mut connection, &other, None, test.now()).await.unwrap();
    let cards = customers::by_phone(&test.app.db, &number).await.unwrap();
    assert_eq!(cards.len(), 1, "the exact number wins");
    assert_eq!(cards[0].name, "Petit Marie");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_portal_knows_a_customer_by_number_and_name_together(db: PgPool) {
    let test = TestApp::new(db);
    let home = test.dupont().await;
    sqlx::query("update customers set first_name = 'Pierre', last_name = 'Dupont'")
        .execute(&test.app.db)
        .await
        .unwrap();
    let phone = PhoneNumber::parse("06 39 98 12 34").unwrap();
    let email = EmailAddress::parse("stranger@mail.example").unwrap();
    let address = PostalAddress::parse_one_line("12, r. de la Mairie, 74000 ANNECY");
    for (name, is_known) in
        [("Pierre Dupont", true), ("DUPONT P.", true), ("Marie Dupont", false), ("Dupont", false)]
    {
        let mut tx = test.app.db.begin().await.unwrap();
        let visitor = PortalVisitor { name, phone: &phone, email: Some(&email), address: &address };
        let found =
            customers::find_or_create_from_portal(&mut tx, &visitor, test.now()).await.unwrap();
        assert_eq!((found.is_known, found.id == home.customer), (is_known, is_known), "{name}");
        assert_eq!(found.site == home.site, is_known, "{name}");
        tx.rollback().await.unwrap();
    }
    let emails = customers::emails(&test.app.db, home.customer).await.unwrap();
    assert_eq!(emails.len(), 1, "a stranger cannot divert letters");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_forms_sent_at_once_one_makes_the_customer(db: PgPool) {
    let test = TestApp::new(db);
    let phone = PhoneNumber::parse("06 39 98 12 34").unwrap();
    let address = PostalAddress::parse_one_line("12 rue de la Mairie, 74000 Annecy");
    let visit = async || {
        let mut tx = relais::db::begin(&test.app.db).await.unwrap();
        let visitor =
            PortalVisitor { name: "Pierre Dupont", phone: &phone, email: None, address: &address };
        let found =
            customers::find_or_create_from_portal(&mut tx, &visitor, test.now()).await.unwrap();
        tx.commit().await.unwrap();
        found.id
    };
    let (one, other) = tokio::join!(visit(), visit());
    assert_eq!(one, other);
}
