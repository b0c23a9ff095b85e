//! One press moves a mail, and histories tell.

use relais::staff::Role;
use sqlx::PgPool;

use super::{PostOffice, letters::plain};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn one_press_moves_a_mail_to_another_request(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    let home = test.customer("Dupont", None, Some("pierre@mail.example")).await;
    test.ticket(home).await;
    post.get(plain("pierre@mail.example", "a@mail.example", "Portail", "Le portail reste ouvert."))
        .await;
    assert_eq!(post.place().await.0.as_deref(), Some("SAV-2611-001"));
    test.ticket(home).await;

    let page = test.get_as(&claire, "/demandes/SAV-2611-001").await;
    page.assert_shows("Le portail reste ouvert.");
    page.assert_shows("Déplacer vers SAV-2611-002");
    let (id, version) = (post.latest("id").await, page.input_value("version"));
    let fields = [("version", version.as_str()), ("number", "SAV-2611-002")];
    let moved = test.post_as(&claire, &format!("/courrier/{id}/demande"), &fields).await;
    assert_eq!(moved.location.as_deref(), Some("/demandes/SAV-2611-002"));
    let there = test.get_as(&claire, "/demandes/SAV-2611-002").await;
    there.assert_shows("Le portail reste ouvert.");
    there.assert_shows("rattaché à la main depuis SAV-2611-001");
    let left = test.get_as(&claire, "/demandes/SAV-2611-001").await;
    left.assert_hides(&format!("courrier-{id}"));
    left.assert_shows("rangé sur SAV-2611-002");

    // The same press twice is one.
    let again = test.post_as(&claire, &format!("/courrier/{id}/demande"), &fields).await;
    assert_eq!(again.location.as_deref(), Some("/demandes/SAV-2611-002"));
    // What was owed about it is owed there, once.
    let open: Vec<(String, String)> = sqlx::query_as(
        "select p.what, t.number from promises p join tickets t on t.id = p.ticket_id where p.kept_at is null",
    )
    .fetch_all(&test.app.db)
    .await
    .unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].1, "SAV-2611-002");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_comes_second_is_told_and_a_wrong_number_is_said(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    let home = test.customer("Dupont", None, None).await;
    test.ticket(home).await;
    test.ticket(home).await;
    post.get(plain("x@mail.example", "a@mail.example", "Portail", "Bonjour")).await;
    let (id, version) = (post.latest("id").await, post.latest("version").await);
    let path = format!("/courrier/{id}/demande");
    for (number, said) in
        [("SAV-2611-999", "Aucune demande ne porte ce numéro."), ("portail", "Donnez un numéro")]
    {
        let refused =
            test.post_as(&claire, &path, &[("version", &version), ("number", number)]).await;
        refused.assert_status(422);
        refused.assert_shows(said);
        assert_eq!(refused.input_value("number"), number, "nothing is lost");
    }
    let one = [("version", version.as_str()), ("number", "2611-001")];
    let other = [("version", version.as_str()), ("number", "sav 2611 002")];
    let (one, other) =
        tokio::join!(test.post_as(&claire, &path, &one), test.post_as(&claire, &path, &other));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let lost = if one.status == 409 { one } else { other };
    lost.assert_shows("Quelqu’un vient de ranger cet e-mail autrement");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_that_a_moved_mail_leaves_empty_is_closed(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let claire = test.sign_in(Role::Office).await;
    let home = test.customer("Dupont", None, Some("pierre@mail.example")).await;
    post.get(plain("pierre@mail.example", "a@mail.example", "Portail", "Le portail reste ouvert."))
        .await;
    test.ticket(home).await;
    let (id, version) = (post.latest("id").await, post.latest("version").await);
    let fields = [("version", version.as_str()), ("number", "SAV-2611-002")];
    test.post_as(&claire, &format!("/courrier/{id}/demande"), &fields).await.assert_status(303);
    test.get_as(&claire, "/demandes/SAV-2611-001")
        .await
        .assert_shows("close\u{a0}: son seul e-mail est rangé sur SAV-2611-002");

    // And a mail may become a request of its own again.
    let version = post.latest("version").await;
    let customer = home.customer.to_string();
    let fields = [("version", version.as_str()), ("customer", customer.as_str())];
    let moved = test.post_as(&claire, &format!("/courrier/{id}/nouvelle"), &fields).await;
    assert_eq!(moved.location.as_deref(), Some("/demandes/SAV-2611-003"));
    test.get_as(&claire, "/demandes/SAV-2611-003").await.assert_shows("Le portail reste ouvert.");
}
