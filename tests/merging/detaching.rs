//! A record that an import gave to the wrong customer is taken out, for good, or given back.

use chrono::TimeDelta;
use relais::{
    customers,
    legacy::{self, ImportRequest},
    matching,
    merging::{self, DetachError, Detachment, ReattachError},
    staff::Role,
    values::{CustomerId, SourceRecordId, StaffId},
};
use sqlx::PgPool;

use super::random_data::everything;
use crate::support::TestApp;

const MDE: &str = "Code client;Nom;Adresse;Tél;Email\nC1;Lemoine Hélène;12 rue Carnot, 74000 Annecy;0639981234;h.lemoine@mail.example\n";
const SAGE: &str = "Numéro;Intitulé;Adresse;Code postal;Ville;Téléphone;Portable\nS1;LEMOINE HELENE;12 rue Carnot;74000;ANNECY;0465711234;0639981234\n";
const QUOTES: &str = "N° pièce;Code client;Objet\nDE1;S1;Tableau électrique\n";

const OFFICE: [(&str, &[u8]); 6] = [
    ("mde_clients.csv", include_bytes!("../data/legacy/mde_clients.csv")),
    ("sage_clients.csv", include_bytes!("../data/legacy/sage_clients.csv")),
    ("outlook_contacts.csv", include_bytes!("../data/legacy/outlook_contacts.csv")),
    ("relances.xlsx", include_bytes!("../data/legacy/relances.xlsx")),
    ("mde_chantiers.csv", include_bytes!("../data/legacy/mde_chantiers.csv")),
    ("sage_devis.csv", include_bytes!("../data/legacy/sage_devis.csv")),
];

async fn import(test: &TestApp, file: &str) {
    import_bytes(test, "clients.csv", file.as_bytes()).await;
}

async fn import_bytes(test: &TestApp, name: &str, bytes: &[u8]) {
    test.app.clock.advance(TimeDelta::minutes(1));
    let request = ImportRequest {
        kind: None,
        file_name: name.to_owned(),
        bytes: bytes.to_vec(),
        staff: None,
        dry_run: false,
    };
    legacy::import(&test.app.db, request, test.now()).await.unwrap();
    test.app.clock.advance(TimeDelta::minutes(1));
}

/// Hélène, as two programs know her, with a quote; and her record in Sage.
async fn helene(test: &TestApp) -> (StaffId, CustomerId, SourceRecordId) {
    for file in [MDE, SAGE, QUOTES] {
        import(test, file).await;
    }
    let staff = test.staff("Claire Martin", Role::Office).await;
    let id = owner(test, "sage").await;
    assert_eq!(id, owner(test, "mde").await, "the two records are one customer");
    let records = customers::source_records(&test.app.db, id).await.unwrap();
    let sage = records.iter().find(|record| record.source == "sage").unwrap();
    assert!(!sage.link_reasons.is_empty(), "it is said why");
    (staff, id, sage.id)
}

async fn owner(test: &TestApp, source: &str) -> CustomerId {
    let links = legacy::source_links(&test.app.db).await.unwrap();
    links.into_iter().find(|link| link.source == source).unwrap().customer
}

async fn numbers(test: &TestApp, id: CustomerId) -> Vec<String> {
    let phones = customers::phones(&test.app.db, id).await.unwrap();
    let mut numbers: Vec<String> =
        phones.iter().map(|phone| phone.shown().replace('\u{a0}', " ")).collect();
    numbers.sort();
    numbers
}

async fn detach(test: &TestApp) -> (StaffId, Detachment) {
    let (staff, id, sage) = helene(test).await;
    (staff, merging::detach(&test.app.db, id, sage, staff, test.now()).await.unwrap())
}

/// Without what tells of it for ever.
async fn state(db: &PgPool) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut all = everything(db).await;
    all.retain(|table, _| !["detachments", "detachment_rows", "events"].contains(&table.as_str()));
    all
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_detached_record_takes_with_it_what_only_it_said(db: PgPool) {
    let test = TestApp::new(db);
    let (_, done) = detach(&test).await;
    assert_eq!(done.customer_id, owner(&test, "mde").await);
    assert_eq!(done.detached_id, owner(&test, "sage").await);
    assert_eq!(numbers(&test, done.customer_id).await, ["06 39 98 12 34"]);
    assert_eq!(numbers(&test, done.detached_id).await, ["04 65 71 12 34", "06 39 98 12 34"]);
    for (id, emails) in [(done.customer_id, 1), (done.detached_id, 0)] {
        assert_eq!(customers::emails(&test.app.db, id).await.unwrap().len(), emails);
        assert_eq!(customers::sites(&test.app.db, id).await.unwrap().len(), 1);
    }
    let quotes =
        relais::quotes::of_customer(&test.app.db, done.detached_id, test.now(), 9).await.unwrap();
    assert_eq!(quotes.len(), 1, "the quote names the code of the record");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn no_later_file_links_the_two_again_nor_proposes_it(db: PgPool) {
    let test = TestApp::new(db);
    let (_, done) = detach(&test).await;
    let newer = SAGE.replace("0465711234", "0465711235");
    let more = format!("{MDE}C2;Petit Jean;;0639985678;\n");
    for file in [MDE, SAGE, &newer, &more] {
        import(&test, file).await;
        assert_eq!(owner(&test, "mde").await, done.customer_id);
        assert_eq!(owner(&test, "sage").await, done.detached_id);
    }
    assert!(matching::open_proposals(&test.app.db).await.unwrap().is_empty());
    assert!(numbers(&test, done.detached_id).await.contains(&"04 65 71 12 35".to_owned()));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_the_office_wrote_stays(db: PgPool) {
    let test = TestApp::new(db);
    let (staff, id, sage) = helene(&test).await;
    let ours = customers::phones(&test.app.db, id).await.unwrap();
    let is_hers = |phone: &&customers::Phone| phone.shown() == "04\u{a0}65\u{a0}71\u{a0}12\u{a0}34";
    let mine = ours.iter().find(is_hers).unwrap();
    customers::remove_phone(&test.app.db, id, mine.id, staff, test.now()).await.unwrap();
    customers::add_phones(&test.app.db, id, "04 65 71 12 34", None, staff, test.now())
        .await
        .unwrap();
    merging::detach(&test.app.db, id, sage, staff, test.now()).await.unwrap();
    assert_eq!(numbers(&test, id).await, ["04 65 71 12 34", "06 39 98 12 34"]);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_record_that_is_given_back_leaves_every_row_as_it_was(db: PgPool) {
    let test = TestApp::new(db);
    let (staff, id, sage) = helene(&test).await;
    let before = state(&test.app.db).await;
    let done = merging::detach(&test.app.db, id, sage, staff, test.now()).await.unwrap();
    assert_ne!(state(&test.app.db).await, before);
    merging::reattach(&test.app.db, done.id, staff, test.now()).await.unwrap();
    let after = state(&test.app.db).await;
    for (table, rows) in &before {
        assert_eq!(&after[table], rows, "{table} is not as it was");
    }
    assert!(merging::detachments_of(&test.app.db, id).await.unwrap().is_empty());
    merging::reattach(&test.app.db, done.id, staff, test.now()).await.unwrap();
    // And once more, since a person may change their mind twice.
    merging::detach(&test.app.db, id, sage, staff, test.now()).await.unwrap();
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn records_of_a_whole_office_are_given_back_in_reverse_order(db: PgPool) {
    let test = TestApp::new(db);
    for (name, file) in OFFICE {
        import_bytes(&test, name, file).await;
    }
    let staff = test.staff("Claire Martin", Role::Office).await;
    let linked = sqlx::query!(
        r#"
        select customer_id as "customer: CustomerId", id as "record: SourceRecordId" from source_records
        where link_reasons is not null order by (count(*) over (partition by customer_id)) desc, customer_id, id limit 40
        "#
    );
    let linked = linked.fetch_all(&test.app.db).await.unwrap();
    let before = state(&test.app.db).await;
    let mut done = Vec::new();
    for row in &linked {
        let detached =
            merging::detach(&test.app.db, row.customer, row.record, staff, test.now()).await;
        done.push(detached.unwrap().id);
    }
    assert_ne!(state(&test.app.db).await, before);
    let two = linked.windows(2).position(|pair| pair[0].customer == pair[1].customer);
    if let Some(at) = two {
        let early = merging::reattach(&test.app.db, done[at], staff, test.now()).await;
        assert!(matches!(early, Err(ReattachError::NewerFirst(_))), "{early:?}");
    }
    for id in done.into_iter().rev() {
        merging::reattach(&test.app.db, id, staff, test.now()).await.unwrap();
    }
    let after = state(&test.app.db).await;
    for (table, rows) in &before {
        assert_eq!(&after[table], rows, "{table} is not as it was");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_record_is_not_given_back_once_something_happened(db: PgPool) {
    let test = TestApp::new(db);
    let (staff, done) = detach(&test).await;
    customers::add_phones(
        &test.app.db,
        done.detached_id,
        "06 39 98 77 77",
        None,
        staff,
        test.now(),
    )
    .await
    .unwrap();
    let refused = merging::reattach(&test.app.db, done.id, staff, test.now()).await;
    assert!(matches!(refused, Err(ReattachError::Changed(_))), "{refused:?}");
    assert_eq!(owner(&test, "sage").await, done.detached_id, "nothing moved");
    test.app.clock.advance(merging::UNDO_WITHIN);
    let late = merging::reattach(&test.app.db, done.id, staff, test.now()).await;
    assert!(matches!(late, Err(ReattachError::TooLate)), "{late:?}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_only_record_of_an_imported_customer_has_nothing_to_leave(db: PgPool) {
    let test = TestApp::new(db);
    let (staff, done) = detach(&test).await;
    let alone = customers::source_records(&test.app.db, done.detached_id).await.unwrap()[0].id;
    let again = merging::detach(&test.app.db, done.customer_id, alone, staff, test.now()).await;
    assert!(matches!(again, Err(DetachError::Elsewhere)), "pressed twice: {again:?}");
    let refused = merging::detach(&test.app.db, done.detached_id, alone, staff, test.now()).await;
    assert!(matches!(refused, Err(DetachError::Alone)), "{refused:?}");
    let mde = customers::source_records(&test.app.db, done.customer_id).await.unwrap()[0].id;
    let refused = merging::detach(&test.app.db, done.customer_id, mde, staff, test.now()).await;
    assert!(matches!(refused, Err(DetachError::Alone)), "{refused:?}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_customers_page_says_why_a_record_is_theirs_and_detaches_it(db: PgPool) {
    let test = TestApp::new(db);
    let (staff, id, sage) = helene(&test).await;
    let claire = test.session_of(staff).await;
    let page = test.get_as(&claire, &format!("/clients/{id}")).await;
    page.assert_shows("même numéro, 06\u{a0}39\u{a0}98\u{a0}12\u{a0}34");
    let path = format!("/clients/{id}/fiches/{sage}/detachement");
    page.assert_shows(&path);
    let new = test.post_as(&claire, &path, &[]).await.location.unwrap();
    let page = test.get_as(&claire, &new).await;
    page.assert_shows("est maintenant un client à part");
    page.assert_shows("Fiche faite de «\u{a0}Sage · S1\u{a0}»");
    let other = test.get_as(&claire, &format!("/clients/{id}")).await;
    other.assert_shows("en a été détachée");
    other.assert_shows("Fiche d’origine «\u{a0}Sage · S1\u{a0}» détachée");
    let again = test.post_as(&claire, &path, &[]).await.location.unwrap();
    test.get_as(&claire, &again).await.assert_shows("n’est plus celle de ce client");

    let done = merging::detachments_of(&test.app.db, id).await.unwrap().remove(0);
    let back = format!("/clients/detachements/{}/annulation", done.id);
    let back = test.post_as(&claire, &back, &[]).await.location.unwrap();
    assert_eq!(back, format!("/clients/{id}"));
    test.get_as(&claire, &new).await.assert_status(404);
}
