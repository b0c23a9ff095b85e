//! The files of the old office become customers, once each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use relais::{
    customers::{self, CustomerName, NewCustomer},
    legacy::{self, FileKind, ImportError, ImportReport, ImportRequest, UnreadableFile},
    staff::Role,
    values::{CustomerId, PhoneNumber},
};
use sqlx::PgPool;

use crate::support::{START, instant};

const MDE: &[u8] = include_bytes!("data/legacy/mde_clients.csv");
const SAGE: &[u8] = include_bytes!("data/legacy/sage_clients.csv");

fn now() -> DateTime<Utc> {
    instant(START)
}

async fn import(db: &PgPool, bytes: &[u8]) -> ImportReport {
    try_import(db, bytes, false).await.unwrap()
}

async fn try_import(db: &PgPool, bytes: &[u8], dry_run: bool) -> Result<ImportReport, ImportError> {
    let request = ImportRequest {
        kind: None,
        file_name: "clients.csv".to_owned(),
        bytes: bytes.to_vec(),
        staff: None,
        dry_run,
    };
    legacy::import(db, request, now()).await
}

/// rows, created, updated, linked, unchanged, rejected
fn counts(report: &ImportReport) -> [usize; 6] {
    let ImportReport { rows, created, updated, linked, unchanged, .. } = *report;
    [rows, created, updated, linked, unchanged, report.rejected.len()]
}

/// Each customer as all that is known of them, whatever their number.
async fn picture(db: &PgPool) -> BTreeSet<String> {
    let mut rows = BTreeMap::<CustomerId, BTreeSet<String>>::new();
    for link in legacy::source_links(db).await.unwrap() {
        rows.entry(link.customer).or_default().insert(format!("{} {}", link.source, link.row));
    }
    let mut picture = BTreeSet::new();
    for (id, records) in rows {
        let customer = customers::find(db, id).await.unwrap().unwrap();
        let phones = customers::phones(db, id).await.unwrap();
        let phones: BTreeSet<_> = phones
            .into_iter()
            .map(|phone| phone.number.map_or(phone.typed, String::from))
            .collect();
        let sites: BTreeSet<_> =
            customers::sites(db, id).await.unwrap().iter().map(customers::Site::line).collect();
        picture.insert(format!("{} {phones:?} {sites:?} {records:?}", customer.name));
    }
    picture
}

fn mde(rows: &str) -> Vec<u8> {
    format!("Code client;Nom;Adresse;Tél;Email\n{rows}").into_bytes()
}

fn sage(rows: &str) -> Vec<u8> {
    format!(
        "Numéro;Intitulé;Adresse;Complément;Code postal;Ville;Téléphone;Portable;E-mail\n{rows}"
    )
    .into_bytes()
}

async fn only_customer(db: &PgPool) -> CustomerId {
    let ids: BTreeSet<_> =
        legacy::source_links(db).await.unwrap().iter().map(|link| link.customer).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    *ids.first().unwrap()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_two_files_of_the_office_are_imported_whole_and_again_without_change(db: PgPool) {
    let first = import(&db, MDE).await;
    assert_eq!((first.kind, first.rows, first.rejected.len()), (FileKind::MdeClients, 1560, 0));
    let second = import(&db, SAGE).await;
    assert_eq!((second.kind, second.rows, second.rejected.len()), (FileKind::SageClients, 1563, 0));
    assert!(second.linked > 700, "{:?}", counts(&second));
    assert_eq!(second.created + second.linked, 1563);

    let before = legacy::source_links(&db).await.unwrap();
    for (file, rows) in [(MDE, 1560), (SAGE, 1563), (MDE, 1560)] {
        assert_eq!(counts(&import(&db, file).await), [rows, 0, 0, 0, rows, 0]);
    }
    assert_eq!(legacy::source_links(&db).await.unwrap(), before);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_order_of_the_files_does_not_matter(db: PgPool) {
    // The first two hundred lines of each file, and some that only both files together explain.
    let head = |bytes: &[u8]| {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        text.lines().take(200).fold(String::new(), |text, line| text + line + "\n")
    };
    let mde = head(MDE)
        + "X1;HARDY Michel;1 rue A, Annecy;0465710001;;;\nX2;HARDY Jean;1 rue B, Annecy;0639980001;;;\n\
           X3;HARDY Jean;1 rue C, Annecy;0639980002;;;\n";
    let sage = head(SAGE)
        + "Y1;Hardy M.;1 rue A;;74000;ANNECY;0465710001;;;\nY2;Hardy Marcelle;1 rue A;;74000;ANNECY;0465710001;;;\n\
           Y3;Hardy Jean;1 rue B;;74000;ANNECY;0639980001;0639980002;;\n";
    import(&db, mde.as_bytes()).await;
    import(&db, sage.as_bytes()).await;
    let straight = picture(&db).await;
    sqlx::raw_sql("truncate customers, source_records, imports cascade")
        .execute(&db)
        .await
        .unwrap();
    import(&db, sage.as_bytes()).await;
    import(&db, mde.as_bytes()).await;
    import(&db, sage.as_bytes()).await;
    let reversed = picture(&db).await;
    assert_eq!(
        straight.difference(&reversed).collect::<Vec<_>>(),
        reversed.difference(&straight).collect::<Vec<_>>()
    );
    assert!(
        straight.iter().any(|customer| customer.contains(r#"{"mde X2", "sage Y3"}"#)),
        "X3 has one of the numbers and another home: {straight:#?}"
    );
    assert!(
        straight.iter().any(|customer| customer.contains(r#"{"sage Y1"}"#)),
        "the M. of Michel and Marcelle"
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_person_in_both_files_is_one_customer_with_the_best_of_both(db: PgPool) {
    import(&db, &mde("C1;BEGUE Louise;66 CHEMIN DU PRE FORNET, MAGLAND;04 65 71 88 50;\n")).await;
    let report =
        import(&db, &sage("S1;Mme Bègue L.;66 Chem. Du Pré Fornet;Bât. B;74300;MAGLAND CEDEX;0033465718850;06 39 98 12 34;L.Begue@mail.example\n")).await;
    assert_eq!(counts(&report), [1, 0, 0, 1, 0, 0]);

    let id = only_customer(&db).await;
    let customer = customers::find(&db, id).await.unwrap().unwrap();
    assert_eq!(
        (customer.name.as_str(), customer.civility.as_deref()),
        ("Bègue Louise", Some("Mme"))
    );
    let phones: Vec<String> =
        customers::phones(&db, id).await.unwrap().iter().map(customers::Phone::shown).collect();
    assert_eq!(phones.len(), 2, "{phones:?}");
    let sites = customers::sites(&db, id).await.unwrap();
    assert_eq!(sites.len(), 1, "{sites:?}");
    assert_eq!(sites[0].line(), "66 Chem. Du Pré Fornet, Bât. B, 74300 Magland Cedex");
    assert_eq!(
        customers::emails(&db, id).await.unwrap()[0].address.as_str(),
        "l.begue@mail.example"
    );
    assert_eq!(customers::source_records(&db, id).await.unwrap().len(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_newer_file_updates_what_it_says_and_leaves_what_the_office_changed(db: PgPool) {
    let staff = crate::support::TestApp::new(db.clone()).sign_in(Role::Office).await.staff;
    import(
        &db,
        &mde("C1;DUPONT Pierre;12 rue Carnot, 74000 Annecy;06 39 98 12 34;old@mail.example\n"),
    )
    .await;
    let id = only_customer(&db).await;
    customers::add_phones(&db, id, "04 65 71 12 34", Some("bureau"), staff, now()).await.unwrap();
    let name = CustomerName::read_filed("DUPONT Jean-Pierre").unwrap();
    customers::change(&db, id, 1, &name, Some("Chien"), staff, now()).await.unwrap();

    let newer = mde(
        "C1;DUPOND Pierre;9 rue Neuve, 74000 Annecy;06 39 98 56 78 / 04 65 71 12 34;new@mail.example\n",
    );
    assert_eq!(counts(&import(&db, &newer).await), [1, 0, 1, 0, 0, 0]);
    let customer = customers::find(&db, id).await.unwrap().unwrap();
    assert_eq!(
        (customer.name.as_str(), customer.pinned_note.as_deref()),
        ("Dupont Jean-Pierre", Some("Chien"))
    );
    let phones = customers::phones(&db, id).await.unwrap();
    let numbers: BTreeSet<_> =
        phones.iter().filter_map(|phone| phone.number.as_ref()).map(PhoneNumber::as_str).collect();
    assert_eq!(numbers, BTreeSet::from(["+33639985678", "+33465711234"]));
    let emails = customers::emails(&db, id).await.unwrap();
    assert_eq!(
        emails.iter().map(|email| email.address.as_str()).collect::<Vec<_>>(),
        ["new@mail.example"]
    );
    let sites = customers::sites(&db, id).await.unwrap();
    assert_eq!(
        sites.iter().map(customers::Site::line).collect::<Vec<_>>(),
        ["9 rue Neuve, 74000 Annecy"]
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_row_finds_the_customer_whom_the_office_made(db: PgPool) {
    let mut tx = db.begin().await.unwrap();
    let name = CustomerName::read_spoken("Pierre Dupont").unwrap();
    let new = NewCustomer { phones: vec!["0639981234".to_owned()], ..NewCustomer::named(name) };
    let id = customers::create(&mut tx, &new, None, now()).await.unwrap();
    tx.commit().await.unwrap();
    let report =
        import(&db, &sage("S1;Dupont P.;12 rue Carnot;;74000;ANNECY;06 39 98 12 34;;\n")).await;
    assert_eq!(counts(&report), [1, 0, 0, 1, 0, 0]);
    assert_eq!(only_customer(&db).await, id);
    assert_eq!(customers::find(&db, id).await.unwrap().unwrap().name, "Dupont Pierre");
    assert_eq!(customers::sites(&db, id).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn rows_that_cannot_be_taken_are_reported_and_kept(db: PgPool) {
    let file = mde("C1;DUPONT Pierre;;;\n;MARTIN Sophie;;;\nC1;PETIT Jean;;;\nC3;;;;\n");
    let report = import(&db, &file).await;
    assert_eq!(counts(&report), [4, 1, 0, 0, 0, 3]);
    assert_eq!(
        report.rejected.iter().map(|rejection| rejection.line).collect::<Vec<_>>(),
        [3, 4, 5]
    );
    assert_eq!(
        legacy::rejections(&db, report.id.unwrap(), 0, 1_000).await.unwrap(),
        report.rejected
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn numbers_are_kept_as_typed_whether_they_can_be_read_or_not(db: PgPool) {
    import(
        &db,
        &mde("C1;DUPONT Pierre;;06 39 98 12 34 / 04 65 71 12 34;\nC2;PETIT Jean;;voir sa fille;\n"),
    )
    .await;
    let typed = sqlx::query_scalar::<_, String>(
        "select typed || ' = ' || coalesce(e164, '?') from phones order by id",
    );
    assert_eq!(
        typed.fetch_all(&db).await.unwrap(),
        [
            "06 39 98 12 34 / 04 65 71 12 34 = +33465711234",
            "06 39 98 12 34 / 04 65 71 12 34 = +33639981234",
            "voir sa fille = ?",
        ]
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_dry_run_says_the_same_and_writes_nothing(db: PgPool) {
    let dry = try_import(&db, MDE, true).await.unwrap();
    assert_eq!(legacy::source_links(&db).await.unwrap(), []);
    assert_eq!(legacy::past_imports(&db, None).await.unwrap().len(), 0);
    assert_eq!(customers::count(&db).await.unwrap(), 0);
    assert_eq!(counts(&dry), counts(&import(&db, MDE).await));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_file_that_is_no_export_changes_nothing_and_says_why(db: PgPool) {
    for (bytes, expected) in [
        (&b"PK\x03\x04\0\0\0"[..], UnreadableFile::BrokenWorkbook),
        (b"", UnreadableFile::Empty),
        (b"Date;Objet\n1;2\n", UnreadableFile::UnknownColumns),
        (b"Code client;Adresse\n1;2\n", UnreadableFile::UnknownColumns),
    ] {
        match try_import(&db, bytes, false).await {
            Err(ImportError::Unreadable(reason)) => assert_eq!(reason, expected),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(legacy::past_imports(&db, None).await.unwrap().len(), 0);
}
