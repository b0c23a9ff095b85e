//! Words ready to be sent: written once in the settings, filled for each customer.

use relais::{catalog::Priority, tickets::Source};
use sqlx::PgPool;

use super::office;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_blank_that_does_not_exist_is_refused_and_the_text_is_kept(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let post = async |name: &str, body: &str| {
        let fields = [("nom", name), ("modele", body)];
        office.test.post_as(&claire, "/reglages/modeles", &fields).await
    };
    let reply = post("Photo", "Bonjour {prenon}, une photo ?").await;
    reply.assert_status(422);
    reply.assert_shows("{prenon} n’existe pas");
    reply.assert_shows("Bonjour {prenon}, une photo ?</textarea>");
    post("", "Bonjour").await.assert_status(422);
    post("Photo", " ").await.assert_status(422);
    post("Photo", "Bonjour {prenom}, une photo ?").await.assert_status(303);
    let reply = post("PHOTO", "Autre chose").await;
    reply.assert_status(422);
    reply.assert_shows("porte déjà ce nom");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_who_change_words_at_once_the_second_sees_both(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let sofia = office.test.session_of(office.sofia).await;
    let page = "/reglages/modeles/2";
    let version = office.test.get_as(&claire, page).await.input_value("version");
    let fields = |body| [("version", version.as_str()), ("nom", "Photo"), ("modele", body)];
    office.test.post_as(&sofia, page, &fields("Une photo ?")).await.assert_status(303);
    let reply = office.test.post_as(&claire, page, &fields("Deux photos ?")).await;
    reply.assert_status(409);
    reply.assert_shows("Sofia Rossi a modifié ce modèle");
    reply.assert_shows("Une photo ?");
    reply.assert_shows("Deux photos ?</textarea>");
    let version = reply.input_value("version");
    let fields = [("version", version.as_str()), ("nom", "Photo"), ("modele", "Deux photos ?")];
    office.test.post_as(&claire, page, &fields).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn words_are_filled_for_the_request_and_put_below_what_was_typed(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (_, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let fields =
        [("nom", "Suite"), ("modele", "Votre demande {numero} : {rendez_vous}. {entreprise}")];
    office.test.post_as(&claire, "/reglages/modeles", &fields).await.assert_status(303);
    let id: i64 = sqlx::query_scalar("select id from canned_words where name = 'Suite'")
        .fetch_one(&office.test.app.db)
        .await
        .unwrap();
    let page = format!("/demandes/{number}");
    let key = office.test.get_as(&claire, &page).await.input_value("cle");
    let (id, to) = (id.to_string(), "email:pierre.dupont@laposte.example");
    let fields = [
        ("sorte", "answer"),
        ("destinataire", to),
        ("message", "Bonjour,"),
        ("cle", &key),
        ("modele", &id),
    ];
    let reply = office.test.post_as(&claire, &format!("{page}/brouillon"), &fields).await;
    reply.assert_status(303);
    let shown = office.test.get_as(&claire, &page).await;
    shown.assert_shows(&format!("Bonjour,\n\nVotre demande {number} : {{rendez_vous}}."));
    // Nobody has agreed on a day yet: the blank does not reach the customer.
    let text = format!("Votre demande {number} : {{rendez_vous}}.");
    let fields = [("sorte", "answer"), ("destinataire", to), ("message", &text), ("cle", &key)];
    let reply = office.test.post_as(&claire, &format!("{page}/messages"), &fields).await;
    reply.assert_status(422);
    reply.assert_shows("Il reste {rendez_vous} dans votre texte");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_is_closed_and_its_customer_thanked_or_neither(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (_, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let page = format!("/demandes/{number}");
    let shown = office.test.get_as(&claire, &page).await;
    shown.assert_shows(&format!("Votre demande {number} est terminée."));
    let key = shown.input_value("cle");
    let close = async |to: &str, text: &str| {
        let fields = [("puis", "merci"), ("merci_a", to), ("merci", text), ("cle", key.as_str())];
        office.test.post_as(&claire, &format!("{page}/cloture"), &fields).await
    };
    let reply = close("email:autre@courriel.example", "Merci à vous.").await;
    reply.assert_status(422);
    reply.assert_shows("Merci à vous.</textarea>");
    assert!(office.details(&number).await.closed_at.is_none());
    for _ in 0..2 {
        close("email:pierre.dupont@laposte.example", "Merci à vous.").await.assert_status(303);
    }
    assert!(office.details(&number).await.closed_at.is_some());
    let sent = office.test.messages().await;
    assert_eq!(sent.len(), 1, "twice is once");
}
