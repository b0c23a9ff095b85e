//! A mailbox that cannot be read is seen.

use chrono::TimeDelta;
use relais::{delivery::Mailbox, mails, staff::Role};
use sqlx::PgPool;

use super::PostOffice;
use crate::support::TestApp;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mailbox_that_fails_is_told_on_every_page_and_why_in_the_settings(db: PgPool) {
    let mut post = PostOffice::open(db).await;
    let claire = post.test().sign_in(Role::Office).await;
    assert_eq!(post.take().await, 0);
    let settings = post.test().get_as(&claire, "/reglages/courrier").await;
    settings.assert_shows("relevée");
    settings.assert_hides("secret");

    post.dovecot.stop().await;
    let flash = post.test().post_as(&claire, "/reglages/courrier/releve", &[]).await;
    flash.assert_status(303);
    post.test().get_as(&claire, "/reglages/courrier").await.assert_shows("Injoignable depuis");
    post.test().get_as(&claire, "/").await.assert_hides("Courrier non relevé");
    post.test().app.clock.advance(TimeDelta::minutes(3));
    post.test().get_as(&claire, "/").await.assert_shows("Courrier non relevé depuis");

    post.dovecot.start_again().await;
    post.test().post_as(&claire, "/reglages/courrier/releve", &[]).await.assert_status(303);
    post.test().get_as(&claire, "/").await.assert_hides("Courrier non relevé");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_wrong_password_and_a_strange_certificate_are_said_in_words(db: PgPool) {
    let post = PostOffice::open(db.clone()).await;
    let (url, ca_file) = post.dovecot.settings_of_relais();
    let wrong =
        Mailbox::imap(&url.replace("secret", "wrong").parse().unwrap(), Some(&ca_file)).unwrap();
    let said = wrong.open().await.unwrap_err().to_string();
    assert!(said.contains("refuse l’identifiant ou le mot de passe"), "{said}");
    // Without its authority the server is nobody.
    let strange = Mailbox::imap(&url.parse().unwrap(), None).unwrap();
    let said = strange.open().await.unwrap_err().to_string();
    assert!(said.contains("certificat"), "{said}");
    let folder =
        Mailbox::imap(&url.replace("INBOX", "Absent").parse().unwrap(), Some(&ca_file)).unwrap();
    let said = folder.open().await.unwrap_err().to_string();
    assert!(said.contains("Absent"), "{said}");

    let test = TestApp::new(db);
    assert!(mails::take_new(&test.app, &wrong).await.is_err());
}
