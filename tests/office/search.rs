use relais::{
    customers::{self, CustomerName, NewCustomer, search::search},
    staff::Role,
    values::{CustomerId, EmailAddress, PostalAddress},
};
use sqlx::PgPool;

use crate::support::TestApp;

async fn customer(test: &TestApp, name: &str, phone: &str, address: &str) -> CustomerId {
    let name = CustomerName::read_filed(name).unwrap();
    let email =
        name.first_name.as_ref().map(|first| format!("{first}.{}@mail.example", name.last_name));
    let new = NewCustomer {
        phones: vec![phone.to_owned()],
        email: email
            .and_then(|email| EmailAddress::parse(&relais::values::text::fold(&email)).ok()),
        address: Some(PostalAddress::parse_one_line(address)),
        ..NewCustomer::named(name)
    };
    let mut connection = test.app.db.acquire().await.unwrap();
    customers::create(&mut connection, &new, None, test.now()).await.unwrap()
}

async fn names(db: &PgPool, typed: &str) -> Vec<String> {
    let found = search(db, typed, 0, 20).await.unwrap();
    found.customers.into_iter().map(|hit| hit.name).collect()
}

async fn office(db: PgPool) -> TestApp {
    let test = TestApp::new(db);
    customer(&test, "DUPONT Pierre", "06 39 98 12 34", "12 rue de la Mairie, 74000 Annecy").await;
    customer(&test, "DUPONT Marie", "04 65 71 55 66", "3 place de l'Église, 74940 Annecy-le-Vieux")
        .await;
    customer(&test, "LEFEBVRE Noémie", "06 39 98 77 88", "128 rue de la Mairie, 74600 Seynod")
        .await;
    customer(&test, "MOROT Philippe", "06 39 98 45 61", "8 bd du Lycée, 74000 Annecy").await;
    customer(
        &test,
        "Syndicat de copropriété Les Cimes",
        "04 65 71 99 99",
        "5 avenue de Genève, 74000 Annecy",
    )
    .await;
    test
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn one_box_finds_by_whatever_is_known(db: PgPool) {
    let test = office(db).await;
    for (typed, expected) in [
        // Numbers, in any writing, whole or in part.
        ("0639981234", "Dupont Pierre"),
        ("+33 6 39 98 12 34", "Dupont Pierre"),
        ("00336.39.98.12.34", "Dupont Pierre"),
        ("06 39 98 12", "Dupont Pierre"),
        ("1234", "Dupont Pierre"),
        ("7155", "Dupont Marie"),
        // Names, in any order, cut short, without accents, with a slip.
        ("pierre dupont", "Dupont Pierre"),
        ("dupont pi", "Dupont Pierre"),
        ("NOEMIE", "Lefebvre Noémie"),
        ("lefevre", "Lefebvre Noémie"),
        ("fillipe", "Morot Philippe"),
        ("moreau", "Morot Philippe"),
        ("dupnot marie", "Dupont Marie"),
        ("dupond marie", "Dupont Marie"),
        ("cimes", "Syndicat de copropriété Les Cimes"),
        // Addresses and mail.
        ("12 rue de la mairie", "Dupont Pierre"),
        ("eglise annecy", "Dupont Marie"),
        ("lefebvre seynod", "Lefebvre Noémie"),
        ("74600", "Lefebvre Noémie"),
        ("128 r de la meirie", "Lefebvre Noémie"),
        ("boulevard lycee", "Morot Philippe"),
        ("noemie.lefebvre@", "Lefebvre Noémie"),
    ] {
        let found = names(&test.app.db, typed).await;
        assert_eq!(found.first().map(String::as_str), Some(expected), "{typed:?} finds {found:?}");
    }
    assert_eq!(names(&test.app.db, "xylophone").await, Vec::<String>::new());
    assert_eq!(names(&test.app.db, "'; drop table customers; --").await.len(), 0);
    assert_eq!(names(&test.app.db, "%%%%").await.len(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_found_is_shown_with_or_without_a_script(db: PgPool) {
    let test = office(db).await;
    let claire = test.sign_in(Role::Office).await;
    let part = test.get_htmx(&claire, "/recherche/propositions?q=dupont").await;
    part.assert_shows("Dupont Marie");
    part.assert_shows("Appeler le 04\u{a0}65\u{a0}71\u{a0}55\u{a0}66");
    part.assert_hides("<html");
    let place = test.get_htmx(&claire, "/recherche/propositions?q=rue+de+la+mairie").await;
    place.assert_shows("Adresses");
    let nobody = test.get_htmx(&claire, "/recherche/propositions?q=xylophone").await;
    nobody.assert_shows("Aucun client");
    nobody.assert_shows("/clients/nouveau?q=xylophone");
    let whole = test.get_as(&claire, "/recherche?q=dupont").await;
    whole.assert_shows("Dupont Pierre");
    whole.assert_shows("<html");
    let only = test.get_as(&claire, "/recherche?q=noemie").await;
    only.assert_status(303);
    assert!(only.location.unwrap().starts_with("/clients/"));
    let nobody = test.get_as(&claire, "/recherche?q=06%2039%2098%2000%2000").await;
    nobody.assert_shows("Rien ne répond");
    let form = test.get_as(&claire, "/clients/nouveau?q=06%2039%2098%2000%2000").await;
    assert_eq!(form.input_value("telephone"), "06 39 98 00 00");
    let before = test.get_htmx(&claire, "/recherche/propositions?q=").await;
    before.assert_shows("Derniers clients");
    before.assert_shows("Morot Philippe");
    before.assert_shows("Noter un appel");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_is_found_by_its_number(db: PgPool) {
    let test = office(db).await;
    let claire = test.sign_in(Role::Office).await;
    let home = test.customer("Petit Jean", None, None).await;
    test.ticket(home).await;
    let reply = test.get_as(&claire, "/recherche?q=sav%202611%201").await;
    reply.assert_status(303);
    assert_eq!(reply.location.as_deref(), Some("/demandes/SAV-2611-001"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn long_lists_come_in_pages(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    for at in 0..120 {
        customer(&test, &format!("MARTIN P{at:03}x"), "", "1 rue Neuve, 74000 Annecy").await;
    }
    let first = test.get_as(&claire, "/clients").await;
    first.assert_shows("120\u{a0}clients");
    first.assert_shows("P000x");
    first.assert_hides("P050x");
    let next = |body: &str| {
        let link = body.split("href=\"").find(|part| part.contains("rel=\"next\""))?;
        Some(link.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
    };
    let second = test.get_as(&claire, &next(&first.body).unwrap()).await;
    second.assert_shows("P050x");
    second.assert_shows("P099x");
    let third = test.get_as(&claire, &next(&second.body).unwrap()).await;
    third.assert_shows("P119x");
    assert_eq!(next(&third.body), None);

    let found = test.get_as(&claire, "/recherche?q=martin&page=3").await;
    found.assert_shows("P119x");
    assert_eq!(next(&found.body), None);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_base_knows_how_names_sound(db: PgPool) {
    let sound = async |word: &str| {
        sqlx::query_scalar!(r#"select french_sound($1) as "sound!""#, word)
            .fetch_one(&db)
            .await
            .unwrap()
    };
    for (one, other) in [
        ("dupont", "dupond"),
        ("lefebvre", "lefevre"),
        ("thiebaud", "thiebault"),
        ("phillipe", "philippe"),
        ("fillipe", "philippe"),
        ("moreau", "morot"),
        ("perret", "perrey"),
        ("durand", "durant"),
        ("chevallier", "chevalier"),
    ] {
        assert_eq!(sound(one).await, sound(other).await, "{one}, {other}");
    }
    for (one, other) in [
        ("dupont", "dumont"),
        ("dupont", "durand"),
        ("martin", "martinez"),
        ("francois", "francoise"),
    ] {
        assert_ne!(sound(one).await, sound(other).await, "{one}, {other}");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_new_name_is_found_at_once(db: PgPool) {
    let test = office(db).await;
    let id = customer(&test, "ZIMMERMANN Anne", "", "1 rue Neuve, 74000 Annecy").await;
    let name = CustomerName::read_filed("ZYGMUNT Anne").unwrap();
    let claire = test.sign_in(Role::Office).await;
    customers::change(&test.app.db, id, 1, &name, None, claire.staff, test.now()).await.unwrap();
    assert_eq!(names(&test.app.db, "anne zigmunt").await, ["Zygmunt Anne"]);
    assert_eq!(names(&test.app.db, "anne zimmerman").await, Vec::<String>::new());
}
