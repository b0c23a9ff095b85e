//! Settings, the team, and one's own account.

use relais::{
    scheduling,
    staff::{self, Role},
};
use sqlx::PgPool;

use crate::support::{TestApp, instant};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_team_is_for_the_manager(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let denis = app.sign_in(Role::Manager).await;
    let gaetan = app.sign_in(Role::Technician).await;
    for path in ["/reglages/equipe", "/reglages/equipe/nouveau"] {
        app.get_as(&claire, path).await.assert_status(403);
        app.get_as(&gaetan, path).await.assert_status(403);
        app.get_as(&denis, path).await.assert_status(200);
    }
    let path = format!("/reglages/equipe/{}/fermeture", gaetan.staff);
    app.post_as(&claire, &path, &[]).await.assert_status(403);
    for path in [
        "/reglages",
        "/reglages/prestations",
        "/reglages/absences",
        "/reglages/fermetures",
        "/reglages/entreprise",
    ] {
        app.get_as(&claire, path).await.assert_status(200);
        app.get_as(&gaetan, path).await.assert_status(403);
    }
    app.get_as(&claire, "/reglages").await.assert_hides("/reglages/equipe");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_new_technician_can_be_planned_and_signs_in(db: PgPool) {
    let app = TestApp::new(db);
    let denis = app.sign_in(Role::Manager).await;
    let fields = [
        ("name", "Hugo Perrin"),
        ("email", "Hugo@Equipe.example"),
        ("role", "technician"),
        ("phone", "06 39 98 00 11"),
        ("password", "court"),
    ];
    let refused = app.post_as(&denis, "/reglages/equipe", &fields).await;
    refused.assert_status(422);
    refused.assert_shows("au moins 10 caractères");
    let mut fields = fields.to_vec();
    fields[4].1 = "tournevis lac marmotte";
    app.post_as(&denis, "/reglages/equipe", &fields).await.assert_status(303);
    let hugo = staff::active_technicians(&app.app.db).await.unwrap().remove(0);
    assert_eq!(
        (hugo.email.as_str(), hugo.phone.as_deref()),
        ("hugo@equipe.example", Some("+33639980011"))
    );
    assert_eq!(scheduling::queries::hours_of(&app.app.db, hugo.id).await.unwrap().len(), 10);

    let again = app.post_as(&denis, "/reglages/equipe", &fields).await;
    again.assert_status(422);
    again.assert_shows("Un compte utilise déjà cette adresse");
    let sign_in = [("email", "hugo@equipe.example"), ("password", "tournevis lac marmotte")];
    app.post("/connexion", &sign_in).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_leaves_is_signed_out_and_the_last_manager_stays(db: PgPool) {
    let app = TestApp::new(db);
    let denis = app.sign_in(Role::Manager).await;
    let claire = app.sign_in(Role::Office).await;
    app.get_as(&claire, "/planning").await.assert_status(200);
    let path = format!("/reglages/equipe/{}/fermeture", claire.staff);
    app.post_as(&denis, &path, &[]).await.assert_status(303);
    app.get_as(&claire, "/planning").await.assert_status(303);

    let own = format!("/reglages/equipe/{}/fermeture", denis.staff);
    app.post_as(&denis, &own, &[]).await.assert_status(422);
    let fields = [("name", "Denis Duret"), ("email", "denis@equipe.example"), ("role", "office")];
    let reply = app.post_as(&denis, &format!("/reglages/equipe/{}", denis.staff), &fields).await;
    reply.assert_status(422);
    reply.assert_shows("au moins un compte de direction");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn hours_change_what_is_offered(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let service = app.service("PRISE_ECL").await;
    let starts = async || {
        let (from, until) = (instant("2026-11-23T23:00:00Z"), instant("2026-11-24T23:00:00Z"));
        let search = scheduling::Search::anywhere(&service, from, until);
        let offers = scheduling::offers(&app.app.db, search, app.now()).await.unwrap();
        offers
            .iter()
            .map(|offer| offer.slot.starts_at.format("%H:%M").to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(starts().await, ["07:00", "09:00", "13:00", "15:00"]);
    let path = format!("/reglages/horaires/{gaetan}");
    let form = app.get_as(&claire, &path).await;
    assert_eq!(form.input_value("2_am_start"), "08:00");
    assert_eq!(form.input_value("2_pm_end"), "18:00");

    let wrong =
        app.post_as(&claire, &path, &[("2_am_start", "10:00"), ("2_am_end", "09:00")]).await;
    wrong.assert_status(422);
    wrong.assert_shows("Mardi : la fin vient après le début.");
    let fields =
        [("2_am_start", "10:00"), ("2_am_end", "12:00"), ("2_pm_start", ""), ("2_pm_end", "")];
    app.post_as(&claire, &path, &fields).await.assert_status(303);
    assert_eq!(starts().await, ["09:00"]);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_absence_lists_the_visits_to_move(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let visit = app.appointment(gaetan, home, instant("2026-11-24T09:00:00Z")).await;
    let technician = gaetan.to_string();
    let fields = [
        ("technician", technician.as_str()),
        ("first_day", "2026-11-24"),
        ("last_day", "2026-11-25"),
        ("reason", "formation"),
    ];
    let reply = app.post_as(&claire, "/reglages/absences", &fields).await;
    reply.assert_status(303);
    let page = app.get_as(&claire, reply.location.as_deref().unwrap()).await;
    page.assert_shows("du mar. 24 nov. au mer. 25 nov.");
    page.assert_shows(&format!("/rendez-vous/{visit}/deplacer"));
    page.assert_shows("À déplacer");
    app.get_as(&claire, "/reglages/absences").await.assert_shows("formation");

    let destroy = format!("{}/suppression", reply.location.unwrap());
    app.post_as(&claire, &destroy, &[]).await.assert_status(303);
    app.post_as(&claire, &destroy, &[]).await.assert_status(303);
    app.get_as(&claire, "/reglages/absences").await.assert_shows("Personne n’est absent.");

    let hours = [
        ("technician", technician.as_str()),
        ("first_day", "2026-11-24"),
        ("starts", "14h"),
        ("ends", "16:30"),
        ("reason", "médecin"),
    ];
    let reply = app.post_as(&claire, "/reglages/absences", &hours).await;
    let page = app.get_as(&claire, reply.location.as_deref().unwrap()).await;
    page.assert_shows("mardi 24 novembre, 14\u{a0}h\u{a0}– 16\u{a0}h\u{a0}30");
    page.assert_shows("Aucun rendez-vous n’est touché.");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_closed_day_is_not_offered(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    app.technician("Gaëtan Morel").await;
    let page = app.get_as(&claire, "/reglages/fermetures").await;
    page.assert_shows("Toussaint");
    page.assert_shows("dimanche 1er novembre");
    app.post_as(&claire, "/reglages/fermetures", &[("day", "2026-11-24"), ("reason", "")])
        .await
        .assert_status(422);
    let fields = [("day", "2026-11-24"), ("reason", "pont")];
    app.post_as(&claire, "/reglages/fermetures", &fields).await.assert_status(303);
    let service = app.service("TABLEAU").await;
    let (from, until) = (instant("2026-11-23T23:00:00Z"), instant("2026-11-24T23:00:00Z"));
    let offers = async || {
        let search = scheduling::Search::anywhere(&service, from, until);
        scheduling::offers(&app.app.db, search, app.now()).await.unwrap().len()
    };
    assert_eq!(offers().await, 0);
    app.post_as(&claire, "/reglages/fermetures/2026-11-24/suppression", &[])
        .await
        .assert_status(303);
    assert!(offers().await > 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_service_is_added_and_changed(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let fields = [
        ("name", "Domotique"),
        ("keywords", "Volet Télécommande"),
        ("duration_minutes", "5"),
        ("buffer_minutes", "30"),
        ("priority", "p3"),
        ("position", "55"),
        ("active", "oui"),
        ("online", "oui"),
    ];
    let refused = app.post_as(&claire, "/reglages/prestations", &fields).await;
    refused.assert_status(422);
    refused.assert_shows("De 15 à 600 minutes.");
    refused.assert_shows("Donnez le nom que lisent les clients.");
    let mut fields = fields.to_vec();
    fields[2].1 = "75";
    fields.push(("online_name", "Volets et domotique"));
    app.post_as(&claire, "/reglages/prestations", &fields).await.assert_status(303);
    let added = app.service("DOMOTIQUE").await;
    assert_eq!(
        (added.duration_minutes, added.keywords.as_str(), added.online),
        (75, "volet telecommande", true)
    );
    // Another of the same name has a code of its own.
    app.post_as(&claire, "/reglages/prestations", &fields).await.assert_status(303);
    assert_ne!(app.service("DOMOTIQUE2").await.id, added.id);

    fields.retain(|(name, _)| *name != "active");
    app.post_as(&claire, &format!("/reglages/prestations/{}", added.id), &fields)
        .await
        .assert_status(303);
    assert!(!app.service("DOMOTIQUE").await.active);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_company_signs_its_messages_with_a_brand(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let fields = [
        ("name", "Duret Électricité"),
        ("phone", "0465712030"),
        ("sms_sender", "RDV"),
        ("undo_seconds", "8"),
    ];
    let refused = app.post_as(&claire, "/reglages/entreprise", &fields).await;
    refused.assert_status(422);
    refused.assert_shows("trop général");
    let mut fields = fields.to_vec();
    fields[2].1 = "DuretElec";
    app.post_as(&claire, "/reglages/entreprise", &fields).await.assert_status(303);
    let page = app.get_as(&claire, "/reglages/entreprise").await;
    assert_eq!(page.input_value("phone"), "04 65 71 20 30");
    page.assert_shows("Duret Électricité");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn everybody_changes_their_own_password_with_the_old_one(db: PgPool) {
    let app = TestApp::new(db);
    let gaetan = app.sign_in(Role::Technician).await;
    staff::set_password(&app.app.db, gaetan.staff, "tournevis lac marmotte".to_owned())
        .await
        .unwrap();
    let here = app.session_of(gaetan.staff).await;
    let elsewhere = app.session_of(gaetan.staff).await;
    app.get_as(&here, "/mon-compte").await.assert_shows("cet appareil");
    let path = "/mon-compte/mot-de-passe";
    let wrong = [("old_password", "autre chose"), ("new_password", "bobine verte escalier")];
    let refused = app.post_as(&here, path, &wrong).await;
    refused.assert_status(422);
    refused.assert_shows("Ce n’est pas votre mot de passe actuel.");
    let right =
        [("old_password", "tournevis lac marmotte"), ("new_password", "bobine verte escalier")];
    app.post_as(&here, path, &right).await.assert_status(303);
    app.get_as(&here, "/mon-compte").await.assert_status(200);
    app.get_as(&elsewhere, "/mon-compte").await.assert_status(303);

    app.post_as(&here, "/mon-compte/deconnexion", &[]).await.assert_status(303);
    app.get_as(&here, "/mon-compte").await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn single_key_shortcuts_are_switched_off_for_a_device(db: PgPool) {
    let app = TestApp::new(db);
    let mut claire = app.sign_in(Role::Office).await;
    app.get_as(&claire, "/mon-compte").await.assert_hides("data-single-keys");
    let reply = app.post_as(&claire, "/mon-compte/raccourcis", &[]).await;
    let cookie =
        reply.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    claire.cookie = format!("{}; {cookie}", claire.cookie);
    app.get_as(&claire, "/planning").await.assert_shows("data-single-keys=\"off\"");
}
