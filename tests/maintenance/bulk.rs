//! Many contracts at once, through the list's form.

use relais::{maintenance::State, values::ContractId};
use sqlx::PgPool;

use super::{Office, day, office};
use crate::support::Reply;

impl Office {
    async fn bulk(&self, path: &str, ids: &[ContractId], more: &[(&str, &str)]) -> Reply {
        let ids: Vec<String> = ids.iter().map(ContractId::to_string).collect();
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("contrat", id.as_str())).collect();
        fields.extend_from_slice(more);
        self.test.post_as(&self.claire, path, &fields).await
    }
}

const TWO_WEEKS: [(&str, &str); 3] =
    [("faire", "reporter"), ("nombre", "2"), ("unite", "semaines")];

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn chosen_contracts_are_shown_first_and_changed_once(db: PgPool) {
    let office = office(db).await;
    let (march, april) = (office.yearly(3, 15, "a").await, office.yearly(4, 19, "b").await);
    let soon = office.monthly(10, "c").await;
    office.sweep().await;
    let all = [march, april, soon];

    let preview = office.bulk("/entretien/lot", &all, &TWO_WEEKS).await;
    preview.assert_status(200);
    preview.assert_shows("Reporter la prochaine visite de 2\u{a0}semaines");
    preview.assert_shows("Prochaine visite déplacée du 15/03/2027 au lundi 29 mars 2027");
    preview.assert_shows("férié (Lundi de Pâques)");
    preview.assert_shows("Appliquer à 2\u{a0}contrats");
    preview.assert_shows("1\u{a0}contrat reste comme il est");
    preview.assert_shows("sa visite est déjà demandée (SAV-2611-001)");
    assert_eq!(office.contract(march).await.moved_days, 0, "nothing is done yet");

    let key = preview.input_value("request_key");
    let mut fields = TWO_WEEKS.to_vec();
    fields.push(("request_key", &key));
    fields.push(("retour", "/entretien?vue=a-venir"));
    let (one, two) = tokio::join!(
        office.bulk("/entretien/lot/appliquer", &all, &fields),
        office.bulk("/entretien/lot/appliquer", &all, &fields)
    );
    for reply in [one, two] {
        assert_eq!(reply.location.as_deref(), Some("/entretien?vue=a-venir"));
    }
    for (id, moved) in [(march, 14), (april, 14), (soon, 0)] {
        assert_eq!(office.contract(id).await.moved_days, moved);
    }
    let list = office.test.get_as(&office.claire, "/entretien").await;
    list.assert_shows("2\u{a0}contrats modifiés. 1\u{a0}reste comme avant.");
    let past = office.test.get_as(&office.claire, "/entretien/lots").await;
    past.assert_shows("Claire Martin");
    assert_eq!(past.body.matches("Reporter la prochaine visite").count(), 1);
    let page = office.test.get_as(&office.claire, &format!("/entretien/{march}")).await;
    page.assert_shows("en lot, 2\u{a0}contrats");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn contracts_are_suspended_resumed_given_another_service_and_ended_together(db: PgPool) {
    let office = office(db).await;
    let ids = [office.yearly(3, 15, "a").await, office.yearly(4, 19, "b").await];
    let apply = async |fields: &[(&str, &str)]| {
        office.bulk("/entretien/lot/appliquer", &ids, fields).await.assert_status(303);
    };
    apply(&[("faire", "suspendre")]).await;
    assert_eq!(office.contract(ids[1]).await.state, State::Suspended);
    apply(&[("faire", "reprendre")]).await;
    let vmc = office.test.service("VMC").await;
    apply(&[("faire", "prestation"), ("prestation", &vmc.id.to_string())]).await;
    for id in ids {
        let contract = office.contract(id).await;
        assert_eq!((contract.state, contract.service_id), (State::Active, vmc.id));
    }
    apply(&[("faire", "terminer"), ("raison", "Syndic parti")]).await;
    for id in ids {
        assert_eq!(office.contract(id).await.end_reason.as_deref(), Some("Syndic parti"));
    }
    // A second time leaves all as they are.
    let preview =
        office.bulk("/entretien/lot", &ids, &[("faire", "terminer"), ("raison", "x")]).await;
    preview.assert_shows("Aucun de ces contrats ne change.");
    preview.assert_shows("déjà terminé");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mistake_changes_nothing_and_keeps_the_choice(db: PgPool) {
    let office = office(db).await;
    let id = office.yearly(3, 15, "a").await;
    let many: Vec<ContractId> = (1..=201).map(ContractId).collect();
    for (ids, fields, said) in [
        (vec![], vec![("faire", "suspendre")], "Cochez d’abord les contrats."),
        (many, vec![("faire", "suspendre")], "Cochez 200\u{a0}contrats au plus."),
        (vec![id], vec![("faire", "terminer"), ("raison", "")], "Dites pourquoi"),
        (vec![id], vec![("faire", "reporter"), ("nombre", "x")], "Donnez un nombre"),
        (vec![id], vec![("faire", "prestation"), ("prestation", "")], "Choisissez la prestation."),
        (vec![id], vec![("faire", "")], "Choisissez ce qui est à faire."),
    ] {
        for path in ["/entretien/lot", "/entretien/lot/appliquer"] {
            let reply = office.bulk(path, &ids, &fields).await;
            reply.assert_status(422);
            reply.assert_shows(said);
            if ids == [id] {
                reply.assert_shows(&format!("value=\"{id}\" checked"));
            }
        }
    }
    let contract = office.contract(id).await;
    assert_eq!((contract.state, contract.due_on), (State::Active, Some(day("2027-03-15"))));
    // Nobody's contract is passed over.
    let preview =
        office.bulk("/entretien/lot", &[ContractId(999_999)], &[("faire", "suspendre")]).await;
    preview.assert_shows("Aucun de ces contrats ne change.");
}
