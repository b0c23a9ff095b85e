//! Many requests at once, through the list's form.

use relais::{
    catalog::Priority,
    tickets::{Source, Status},
};
use sqlx::PgPool;

use super::office;
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn chosen_requests_are_given_put_off_and_closed(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (one, first) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let (two, second) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let gaetan = office.test.technician("Gaëtan Morel").await;
    office.test.appointment(gaetan, office.home, instant("2026-11-24T09:00:00Z")).await;
    let planned = office.details("SAV-2611-003").await;
    let (one, two, sofia) = (one.to_string(), two.to_string(), office.sofia.to_string());
    let three = planned.id.to_string();
    let chosen = |more: &[(&'static str, &str)]| {
        let mut fields: Vec<(&'static str, String)> =
            [&one, &two, &three].map(|id| ("demande", id.clone())).to_vec();
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        fields
    };
    let post = async |fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        office.test.post_as(&claire, "/demandes/lot", &fields).await
    };

    let back = ("retour", "/demandes?vue=retard");
    let reply = post(chosen(&[("faire", "attribuer"), ("pour", &sofia), back])).await;
    assert_eq!(reply.location.as_deref(), Some("/demandes?vue=retard"));
    assert_eq!(office.details(&first).await.owner_id, Some(office.sofia));

    post(chosen(&[("faire", "reporter"), ("jour", "2026-11-25"), ("heure", "10:00")])).await;
    let put_off = office.details(&second).await.next_action_at;
    assert_eq!(put_off, Some(instant("2026-11-25T09:00:00Z")));

    post(chosen(&[("faire", "clore"), ("mots", "réglé par téléphone")])).await.assert_status(303);
    assert_eq!(office.details(&first).await.status, Status::Closed);
    let page = office.test.get_as(&claire, "/demandes").await;
    page.assert_shows("2\u{a0}demandes closes. Restent comme avant\u{a0}: SAV-2611-003");
    assert_eq!(office.details("SAV-2611-003").await.status, Status::Planned);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mistake_leaves_all_as_it_was_and_keeps_the_choice(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (id, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let stands = office.details(&number).await;
    let id = id.to_string();
    let nobody = "999999";
    for (fields, said) in [
        (vec![("faire", "clore"), ("mots", "réglé")], "Cochez d’abord les demandes."),
        (vec![("demande", id.as_str()), ("faire", "clore"), ("mots", " ")], "Dites en un mot"),
        (vec![("demande", &id), ("faire", "reporter"), ("jour", "un jour")], "Donnez un jour."),
        (vec![("demande", &id), ("faire", "reporter"), ("jour", "2026-11-20")], "déjà passé"),
        (vec![("demande", &id), ("faire", "attribuer"), ("pour", "")], "Choisissez à qui."),
        (vec![("demande", &id), ("faire", "attribuer"), ("pour", nobody)], "ne travaille plus ici"),
    ] {
        let reply = office.test.post_as(&claire, "/demandes/lot", &fields).await;
        reply.assert_status(422);
        reply.assert_shows(said);
        let chosen = fields.iter().any(|(name, _)| *name == "demande");
        assert_eq!(reply.body.contains("value=\"1\" checked"), chosen, "{said}");
    }
    assert_eq!(office.details(&number).await.version, stands.version);
}
