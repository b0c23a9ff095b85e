use chrono::{DateTime, TimeDelta, Utc};
use relais::{
    appointments::{self, NewAppointment, Source},
    staff::Role,
    values::{AppointmentId, StaffId},
};
use sqlx::PgPool;

use crate::support::{TestApp, factory::Home, instant};

/// A visit of an hour and a half in a town.
async fn visit(
    test: &TestApp,
    technician: StaffId,
    town: (&str, &str),
    starts_at: DateTime<Utc>,
) -> AppointmentId {
    let name = format!("Client de {} {starts_at}", town.1);
    let Home { customer, site } = test.customer(&name, None, None).await;
    sqlx::query!(
        "update sites set postcode = $2, city = $3 where id = $1",
        site as _,
        town.0,
        town.1,
    )
    .execute(&test.app.db)
    .await
    .unwrap();
    let ticket = test.ticket(Home { customer, site }).await;
    let service = test.service("PRISE_ECL").await;
    let new = NewAppointment {
        technician,
        service: &service,
        starts_at,
        ticket,
        customer,
        site,
        source: Source::Office,
        created_by: None,
        request_key: None,
        forced: true,
    };
    let mut tx = test.app.db.begin().await.unwrap();
    let id = appointments::book(&test.app, &mut tx, &new, test.now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn starts(test: &TestApp, ids: &[AppointmentId]) -> Vec<DateTime<Utc>> {
    let mut starts = Vec::new();
    for id in ids {
        let visit = appointments::find(&test.app.db, *id).await.unwrap().unwrap();
        assert_eq!(visit.ends_at - visit.starts_at, TimeDelta::hours(1));
        starts.push(visit.starts_at);
    }
    starts
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_day_is_put_in_a_better_order_in_one_press_and_back_in_another(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let gaetan = test.technician("Gaëtan Morel").await;
    let (thones, lake) = (("74230", "Thônes"), ("74410", "Duingt"));
    let mut ids = Vec::new();
    for (town, time) in [(thones, "07:00"), (lake, "09:30"), (thones, "13:00"), (lake, "15:30")] {
        ids.push(visit(&test, gaetan, town, instant(&format!("2026-11-25T{time}:00Z"))).await);
    }
    let before = starts(&test, &ids).await;
    let path = format!("/planning/tournee?technicien={gaetan}&date=2026-11-25");
    let page = test.get_as(&claire, &path).await;
    page.assert_status(200);
    page.assert_shows("Prendre cet ordre");
    let order = page.input_value("ordre");
    let technician = gaetan.to_string();
    let fields =
        [("technicien", technician.as_str()), ("date", "2026-11-25"), ("ordre", order.as_str())];
    let pressed = test.post_as(&claire, "/planning/tournee", &fields).await;
    pressed.assert_status(303);
    let after = starts(&test, &ids).await;
    assert_ne!(after, before);

    // The page from before is stale now, and nothing is half done.
    test.post_as(&claire, "/planning/tournee", &fields).await.assert_status(303);
    assert_eq!(starts(&test, &ids).await, after);

    let proposal =
        appointments::propose_tour(&test.app, gaetan, "2026-11-25".parse().unwrap(), test.now())
            .await
            .unwrap();
    let moved = proposal.visits.iter().filter_map(|visit| {
        let at = ids.iter().position(|id| *id == visit.id).unwrap();
        (before[at] != after[at])
            .then(|| format!("{}.{}.{}", visit.id, visit.version, before[at].timestamp()))
    });
    let back = moved.collect::<Vec<_>>().join(",");
    let undo = format!(
        "/planning/tournee/retour?technicien={gaetan}&date=2026-11-25&ordre={}",
        back.replace(',', "%2C")
    );
    test.post_as(&claire, &undo, &[]).await.assert_status(303);
    assert_eq!(starts(&test, &ids).await, before);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn zones_rules_and_limits_are_set_on_screen_and_change_what_is_offered(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let gaetan = test.technician("Gaëtan Morel").await;
    let zone = [("name", "Bassin annécien"), ("commune", "74000 Annecy"), ("reach", "40")];
    test.post_as(&claire, "/reglages/planification/zones", &zone).await.assert_status(303);
    let again = test.post_as(&claire, "/reglages/planification/zones", &zone).await;
    again.assert_status(422);
    again.assert_shows("Une autre zone porte déjà ce nom.");
    test.get_as(&claire, "/reglages/planification").await.assert_shows("Annecy et 40");

    let ask = async |town: &str| {
        let path = format!(
            "/rdv/creneaux?service=PRISE_ECL&safety=rien&address={}",
            format!("1 rue des Alpes, {town}").replace(' ', "+").replace(',', "%2C")
        );
        test.get(&path).await
    };
    let near = ask("74320 Sevrier").await;
    near.assert_status(200);
    near.assert_shows("Quel créneau");
    for town in ["13001 Marseille", "74400 Chamonix-Mont-Blanc"] {
        let far = ask(town).await;
        far.assert_status(422);
        far.assert_shows("en dehors de notre zone habituelle");
        far.assert_shows("Être rappelé");
    }
    ask("99999 Trifouillis").await.assert_shows("Nous n’avons pas reconnu la commune.");

    let limits = format!("/reglages/limites/{gaetan}");
    let typed = [("base", "Rumilly"), ("most_visits", "0"), ("skill", "BR"), ("valid_until", "")];
    let wrong = test.post_as(&claire, &limits, &typed).await;
    wrong.assert_status(422);
    wrong.assert_shows("De 1 à 30");
    let typed =
        [("base", "74150 Rumilly"), ("most_visits", "4"), ("skill", "br"), ("valid_until", "")];
    test.post_as(&claire, &limits, &typed).await.assert_status(303);
    let page = test.get_as(&claire, &limits).await;
    assert_eq!(page.input_value("skill"), "BR");
    assert_eq!(page.input_value("base"), "Rumilly");
}
