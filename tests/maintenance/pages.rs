//! The office's pages of contracts.

use relais::maintenance::{self, Frequency, State, Turn};
use sqlx::PgPool;

use super::{Office, day, office};

impl Office {
    /// The fields of a form that is filled in.
    async fn filled(&self) -> Vec<(&'static str, String)> {
        vec![
            ("client", self.home.customer.to_string()),
            ("lieu", self.home.site.to_string()),
            ("prestation", self.test.service("ENTRET").await.id.to_string()),
            ("frequence", "6".to_owned()),
            ("mois", "9".to_owned()),
            ("jour", "15".to_owned()),
            ("debut", "2026-11-23".to_owned()),
            ("avance", "4".to_owned()),
            ("notes", "Deux étages".to_owned()),
        ]
    }

    async fn post(&self, path: &str, fields: &[(&str, String)]) -> crate::support::Reply {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.test.post_as(&self.claire, path, &fields).await
    }

    /// Signed in anew: days may have passed.
    pub async fn get(&self, path: &str) -> crate::support::Reply {
        let claire = self.test.session_of(self.claire.staff).await;
        self.test.get_as(&claire, path).await
    }
}

fn with(
    fields: &[(&'static str, String)],
    name: &'static str,
    value: &str,
) -> Vec<(&'static str, String)> {
    let mut fields: Vec<_> = fields.iter().filter(|(known, _)| *known != name).cloned().collect();
    fields.push((name, value.to_owned()));
    fields
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_contract_is_written_down_shown_and_changed(db: PgPool) {
    let office = office(db).await;
    office.get("/entretien").await.assert_shows("Aucune visite d’entretien n’est à venir.");
    office.get("/entretien/nouveau?q=dupont").await.assert_shows("Dupont Pierre");
    let new = office.get(&format!("/entretien/nouveau?client={}", office.home.customer)).await;
    let mut fields = office.filled().await;
    fields.push(("request_key", new.input_value("request_key")));
    let reply = office.post("/entretien/nouveau", &fields).await;
    reply.assert_status(303);
    let path = reply.location.clone().unwrap();

    // The same press again, and both at once, write no second one.
    let (one, two) = tokio::join!(
        office.post("/entretien/nouveau", &fields),
        office.post("/entretien/nouveau", &fields)
    );
    assert_eq!((one.location, two.location), (reply.location.clone(), reply.location));

    let page = office.get(&path).await;
    page.assert_shows("Tous les 6\u{a0}mois, en mars et septembre, le 15");
    page.assert_shows("Lundi 15 mars 2027");
    page.assert_shows("Mercredi 15 septembre 2027");
    page.assert_shows("Deux étages");
    office.get("/entretien").await.assert_shows("Dupont Pierre · Visite d’entretien");
    let customer = office.get(&format!("/clients/{}", office.home.customer)).await;
    customer.assert_shows(&path);
    customer.assert_shows("Entretien\u{a0}: Contrat créé");

    // 15 May is a Saturday, and Whit Monday follows: the visit is on Tuesday.
    let edit = office.get(&format!("{path}/modifier")).await;
    assert_eq!(edit.input_value("jour"), "15");
    let mut changed = with(&with(&fields, "mois", "5"), "frequence", "12");
    changed.push(("version", edit.input_value("version")));
    office.post(&format!("{path}/modifier"), &changed).await.assert_status(303);
    let page = office.get(&path).await;
    page.assert_shows("Mardi 18 mai 2027");
    page.assert_shows("samedi 15 mai, jour non ouvré");

    // Whoever looked at it before has seen another.
    let stale = office.post(&format!("{path}/modifier"), &changed).await;
    stale.assert_status(409);
    stale.assert_shows("Un collègue a modifié ce contrat entre-temps.");
    stale.assert_shows("Deux étages");
    let again = with(&changed, "version", &stale.input_value("version"));
    office.post(&format!("{path}/modifier"), &again).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mistake_is_said_beside_its_field_and_nothing_is_lost(db: PgPool) {
    let office = office(db).await;
    let other = office.test.customer("Martin Anne", None, None).await;
    let fields = office.filled().await;
    for (name, value, said) in [
        ("prestation", "", "Choisissez la prestation."),
        ("prestation", "999999", "Choisissez la prestation."),
        ("lieu", "", "Choisissez un lieu de ce client."),
        ("lieu", &other.site.to_string(), "Choisissez un lieu de ce client."),
        ("appareil", "999999", "Choisissez un appareil de ce client."),
        ("frequence", "5", "Choisissez la fréquence."),
        ("frequence", "regle", "Choisissez la fréquence."),
        ("mois", "13", "Choisissez le mois."),
        ("jour", "32", "Un jour de 1 à 31."),
        ("debut", "hier", "Écrivez la date ainsi"),
        ("fin", "2026-01-01", "La fin vient après le début."),
        ("fin", "2026-12-01", "Aucune visite ne tombe avant la fin du contrat."),
        ("avance", "0", "De 1 à 26\u{a0}semaines."),
        ("avance", "-4", "De 1 à 26\u{a0}semaines."),
        ("notes", "a\u{202e}b", "caractères invisibles"),
        ("client", "", "Choisissez d’abord le client."),
    ] {
        let reply = office.post("/entretien/nouveau", &with(&fields, name, value)).await;
        reply.assert_status(422);
        reply.assert_shows(said);
        if !["notes", "client"].contains(&name) {
            reply.assert_shows("Deux étages");
        }
    }
    let weeks = with(&with(&fields, "frequence", "semaines"), "semaines", "53");
    let reply = office.post("/entretien/nouveau", &weeks).await;
    reply.assert_status(422);
    reply.assert_shows("De 1 à 52\u{a0}semaines.");
    let weeks = with(&weeks, "semaines", "6");
    office.post("/entretien/nouveau", &weeks).await.assert_status(303);
    let list = maintenance::list(
        &office.test.app.db,
        maintenance::View::Of(office.home.customer),
        None,
        10,
    )
    .await
    .unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].words(), "toutes les 6\u{a0}semaines, le lundi");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_is_put_off_and_a_contract_suspended_resumed_and_ended(db: PgPool) {
    let office = office(db).await;
    let id = office.yearly(3, 15, "a").await;
    let path = format!("/entretien/{id}/suite");
    let press =
        async |fields: &[(&str, &str)]| office.test.post_as(&office.claire, &path, fields).await;
    let put_off = [("faire", "reporter"), ("nombre", "2"), ("unite", "semaines")];
    press(&put_off).await.assert_status(303);
    let page = office.get(&format!("/entretien/{id}")).await;
    // Easter Monday.
    page.assert_shows("Mardi 30 mars 2027");
    page.assert_shows("lundi 29 mars, férié (Lundi de Pâques)");
    page.assert_shows("au lieu du 15/03/2027");
    page.assert_shows("Claire Martin");

    for (fields, said) in [
        (vec![("faire", "reporter"), ("nombre", "beaucoup")], "Donnez un nombre"),
        (vec![("faire", "reporter"), ("nombre", "0")], "Donnez un nombre"),
        (vec![("faire", "reporter"), ("nombre", "99999999999")], "Donnez un nombre"),
        (vec![("faire", "terminer"), ("raison", " ")], "Dites pourquoi le contrat se termine."),
        (vec![("faire", "manger")], "Choisissez ce qui est à faire."),
    ] {
        let reply = press(&fields).await;
        reply.assert_status(422);
        reply.assert_shows(said);
    }
    let past = press(&[("faire", "reporter"), ("nombre", "-40"), ("unite", "semaines")]).await;
    past.assert_status(409);
    past.assert_shows("la visite serait dans le passé");

    press(&[("faire", "suspendre")]).await.assert_status(303);
    press(&[("faire", "suspendre")]).await.assert_status(409);
    office.get("/entretien?vue=suspendus").await.assert_shows("Dupont Pierre");
    press(&[("faire", "reprendre")]).await.assert_status(303);
    press(&[("faire", "terminer"), ("raison", "Maison vendue")]).await.assert_status(303);
    office.get("/entretien?vue=termines").await.assert_shows("Maison vendue");
    let page = office.get(&format!("/entretien/{id}")).await;
    page.assert_shows("Aucune visite n’est plus à venir.");
    page.assert_hides("Terminer le contrat");
    press(&[("faire", "reprendre")]).await.assert_status(409);
    assert_eq!(office.contract(id).await.state, State::Ended);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_late_has_its_own_list_and_lists_have_pages(db: PgPool) {
    let office = office(db).await;
    for key in 0..55 {
        office.monthly(1 + key % 5, &key.to_string()).await;
    }
    let first = office.get("/entretien").await;
    let next = first.body.split("href=\"").find(|at| {
        at.starts_with("/entretien?vue=a-venir&#38;apres")
            || at.starts_with("/entretien?vue=a-venir&amp;apres")
    });
    let next = next.unwrap().split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let rows = |body: &str| body.matches("row-choice\"").count();
    assert_eq!(rows(&first.body), 50);
    assert_eq!(rows(&office.get(&next).await.body), 5);
    office
        .get("/entretien?vue=retard")
        .await
        .assert_shows("Aucune visite d’entretien n’est en retard.");
    office.pass(12);
    // Saturday 5 December: those of Friday are late, today's is not.
    let late = office.get("/entretien?vue=retard").await;
    assert_eq!(rows(&late.body), 44);
    late.assert_shows("en retard");
    let (now, staff) = (office.test.now(), office.claire.staff);
    let id = office.monthly(20, "z").await;
    maintenance::turn(&office.test.app.db, id, &Turn::Suspend, staff, now).await.unwrap();
    assert_eq!(rows(&office.get("/entretien?vue=suspendus").await.body), 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_rule_that_no_form_says_stays_as_it_is(db: PgPool) {
    let office = office(db).await;
    let frequency = Frequency::Months { every: 12, month: 5, day: 2 };
    let mut terms = office.terms(frequency, "2026-11-23").await;
    terms.rule = "FREQ=YEARLY;BYMONTH=5;BYDAY=2TU".parse().unwrap();
    let id = office.add(&terms, "a").await;
    let edit = office.get(&format!("/entretien/{id}/modifier")).await;
    edit.assert_shows("selon la règle FREQ=YEARLY;BYMONTH=5;BYDAY=2TU");
    let mut fields = with(&office.filled().await, "frequence", "regle");
    fields.push(("regle", edit.input_value("regle")));
    fields.push(("version", edit.input_value("version")));
    office.post(&format!("/entretien/{id}/modifier"), &fields).await.assert_status(303);
    let contract = office.contract(id).await;
    assert_eq!(contract.rule, "FREQ=YEARLY;BYMONTH=5;BYDAY=2TU");
    assert_eq!(contract.due_on, Some(day("2027-05-11")));
}
