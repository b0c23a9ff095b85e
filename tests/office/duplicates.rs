//! The pages of duplicates: the queue, the two side by side, the decisions and the merges.

use relais::{staff::Role, values::CustomerId};
use sqlx::PgPool;

use crate::support::TestApp;

async fn propose(db: &PgPool, a: CustomerId, b: CustomerId, weight: f64) {
    sqlx::query!(
        r#"
        insert into match_proposals values
            ($1, $2, 'same', 0.93, $3, '[{"what": "phone", "bits": 11.4, "words": "même numéro"}]', '2026-11-20')
        "#,
        a as _,
        b as _,
        weight,
    )
    .execute(db)
    .await
    .unwrap();
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn from_the_queue_to_one_card_and_back(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let empty = test.get_as(&claire, "/doublons").await;
    empty.assert_shows("Tout est traité");
    let one = test.dupont().await.customer;
    let two = test.customer("Dupond Pierre", Some("+33639981234"), None).await.customer;
    propose(&test.app.db, one, two, 3.9).await;
    let queue = test.get_as(&claire, "/doublons").await;
    queue.assert_shows("Dupond Pierre");
    queue.assert_shows("même numéro");
    queue.assert_shows("93\u{a0}%");
    test.get_as(&claire, &format!("/clients/{one}")).await.assert_shows("1\u{a0}fiche semblable");

    let path = format!("/doublons/{one}/{two}");
    let page = test.get_as(&claire, &path).await;
    page.assert_status(200);
    page.assert_shows("plus récent");
    let stale = test.post_as(&claire, &path, &[("version_a", "7"), ("version_b", "1")]).await;
    stale.assert_status(409);
    stale.assert_shows("modifiée entre-temps");
    let fields = [("version_a", "1"), ("version_b", "1"), ("nom", "b")];
    for _ in 0..2 {
        let merged = test.post_as(&claire, &path, &fields).await;
        assert_eq!(merged.location.as_deref(), Some(format!("/clients/{one}").as_str()));
    }
    let card = test.get_as(&claire, &format!("/clients/{one}")).await;
    card.assert_shows("Dupond Pierre");
    card.assert_shows("Annuler la fusion");
    let old = test.get_as(&claire, &format!("/clients/{two}")).await;
    assert_eq!(old.location.as_deref(), Some(format!("/clients/{one}").as_str()));
    test.get_as(&claire, "/doublons/fusions").await.assert_shows("Claire Martin");

    let undone = test.post_as(&claire, "/doublons/fusions/1/annulation", &[]).await;
    assert_eq!(undone.location.as_deref(), Some(format!("/clients/{two}").as_str()));
    test.get_as(&claire, &format!("/clients/{one}")).await.assert_shows("Dupont Pierre");
    test.get_as(&claire, "/doublons").await.assert_shows("même numéro");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_verdict_is_listed_with_its_way_back(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let one = test.dupont().await.customer;
    let two = test.customer("Dupond Pierre", None, None).await.customer;
    propose(&test.app.db, one, two, 3.9).await;
    let path = format!("/doublons/{one}/{two}/verdict");
    test.post_as(&claire, &path, &[("verdict", "different")]).await.assert_status(303);
    test.get_as(&claire, "/doublons").await.assert_shows("Tout est traité");
    test.get_as(&claire, "/doublons/decisions").await.assert_shows("deux personnes");
    test.post_as(&claire, &format!("{path}/retrait"), &[]).await.assert_status(303);
    test.get_as(&claire, "/doublons").await.assert_shows("même numéro");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_codes_of_one_program_must_be_confirmed(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let ids = [test.dupont().await.customer, test.customer("Dupond", None, None).await.customer];
    sqlx::raw_sql(
        "insert into imports (kind, file_name, started_at) values ('sage-clients', 'x', now())",
    )
    .execute(&test.app.db)
    .await
    .unwrap();
    for (id, code) in ids.iter().zip(["DUP01", "DUP02"]) {
        sqlx::query!(
            "insert into source_records (source, external_id, customer_id, line, raw, fingerprint, imported_at, import_id)
             values ('sage', $2, $1, 2, '{}', '', now(), 1)",
            id as _,
            code,
        )
        .execute(&test.app.db)
        .await
        .unwrap();
    }
    let path = format!("/doublons/{}/{}", ids[0], ids[1]);
    let fields = [("version_a", "1"), ("version_b", "1")];
    let refused = test.post_as(&claire, &path, &fields).await;
    refused.assert_status(422);
    refused.assert_shows("DUP02");
    let fields = [("version_a", "1"), ("version_b", "1"), ("codes", "1")];
    test.post_as(&claire, &path, &fields).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_queue_goes_on_where_a_page_ends(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let one = test.dupont().await.customer;
    for number in 0..41_u32 {
        let other = test.customer(&format!("Dupond{number}x"), None, None).await.customer;
        propose(&test.app.db, one, other, f64::from(number / 4) / 3.0).await;
    }
    let (mut path, mut seen) = ("/doublons".to_owned(), Vec::new());
    while !path.is_empty() {
        let page = test.get_as(&claire, &path).await;
        seen.extend(page.body.matches("</span> Dupond").count().checked_sub(0));
        let next =
            page.body.split("rel=\"next\"").next().filter(|_| page.body.contains("rel=\"next\""));
        path = next
            .and_then(|before| before.rsplit("href=\"").next())
            .and_then(|href| href.split('"').next())
            .map(|href| href.replace("&#38;", "&").replace("&amp;", "&"))
            .unwrap_or_default();
    }
    assert_eq!(seen, [20, 20, 1]);
}
