//! What is offered can be had: random companies, over both changes of hour, with nobody else asking.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use relais::{
    appointments::{self, BookError},
    scheduling::{self, Search, queries_rules, skills::Held},
    travel::{Commune, locate},
    values::{SecretToken, StaffId},
};
use sqlx::PgPool;

use crate::support::{TestApp, instant};

const TOWNS: [(&str, &str); 6] = [
    ("74000", "Annecy"),
    ("74320", "Sevrier"),
    ("74290", "Veyrier-du-Lac"),
    ("74230", "Thônes"),
    ("74150", "Rumilly"),
    ("74400", "Chamonix-Mont-Blanc"),
];

fn town(random: &mut StdRng) -> Commune {
    let (postcode, city) = TOWNS[random.random_range(0..TOWNS.len())];
    locate(Some(postcode), Some(city)).unwrap()
}

/// Two technicians with limits of their own, and a dozen holds of a day here and there.
async fn random_company(test: &TestApp, random: &mut StdRng, from: DateTime<Utc>) -> Vec<StaffId> {
    let (db, mut team) = (&test.app.db, Vec::new());
    for name in ["Gaëtan Morel", "Sofia Benali"] {
        let technician = test.technician(name).await;
        let limits = queries_rules::Limits {
            base: random.random_bool(0.5).then(|| town(random)),
            most_visits: random.random_bool(0.5).then(|| random.random_range(2..5)),
        };
        queries_rules::save_limits(db, technician, limits).await.unwrap();
        let until = (from + TimeDelta::days(random.random_range(1..9))).date_naive();
        let held = Held { skill: "BR".to_owned(), valid_until: Some(until) };
        let mut connection = db.acquire().await.unwrap();
        queries_rules::replace_skills_of_staff(&mut connection, technician, &[held]).await.unwrap();
        if random.random_bool(0.5) {
            let start = from + TimeDelta::hours(random.random_range(0..150));
            let away = relais::business_time::Span::new(start, start + TimeDelta::hours(5));
            scheduling::declare_absence(db, technician, away, "malade", technician, test.now())
                .await
                .unwrap();
        }
        team.push(technician);
    }
    // Somebody works on Sundays too, when the clocks change.
    let sunday = (7, "01:00:00".parse().unwrap(), "09:00:00".parse().unwrap());
    let monday = (1, "07:30:00".parse().unwrap(), "17:00:00".parse().unwrap());
    scheduling::set_hours(db, team[0], &[sunday, monday]).await.unwrap();
    team
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn every_slot_offered_can_be_held_when_nobody_else_asks(db: PgPool) {
    let mut checked = 0;
    for (seed, now) in ["2026-03-26T08:00:00Z", "2026-10-22T08:00:00Z"].iter().enumerate() {
        let test = TestApp::with(db.clone(), |app| {
            app.clock = relais::clock::Clock::frozen_at(instant(now));
        });
        sqlx::query!("truncate appointments, technician_limits, staff_skills, absences, working_hours, staff cascade")
            .execute(&db)
            .await
            .unwrap();
        let mut random = StdRng::seed_from_u64(seed as u64);
        random_company(&test, &mut random, test.now()).await;
        let service = test.service("PRISE_ECL").await;
        let mut connection = db.acquire().await.unwrap();
        let skill = ["BS".to_owned()];
        queries_rules::replace_skills_of_service(&mut connection, service.id, &skill)
            .await
            .unwrap();
        for _ in 0..12 {
            let place = Some(town(&mut random));
            let until = test.now() + TimeDelta::days(8);
            let search = Search { place, ..Search::anywhere(&service, test.now(), until) };
            let offers = scheduling::online_offers(&db, search, test.now()).await.unwrap();
            for offer in &offers {
                let token = SecretToken::generate();
                let (slot, now) = (offer.slot, test.now());
                appointments::hold(&test.app, &service, &slot, place, &token, now).await.unwrap();
                appointments::release(&db, &token).await.unwrap();
                checked += 1;
            }
            // One of them stays, and the next search goes around it.
            if !offers.is_empty() {
                let slot = offers[random.random_range(0..offers.len())].slot;
                let token = SecretToken::generate();
                appointments::hold(&test.app, &service, &slot, place, &token, test.now())
                    .await
                    .unwrap();
            }
        }
    }
    assert!(checked > 100, "{checked} slots are too few to tell");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_not_offered_is_refused_by_the_same_rule(db: PgPool) {
    let test = TestApp::new(db.clone());
    let gaetan = test.technician("Gaëtan Morel").await;
    let service = test.service("PRISE_ECL").await;
    let hold = async |start: &str, place: Option<Commune>| {
        let starts_at = instant(start);
        let ends_at = starts_at + service.duration();
        let blocked_until = ends_at + service.buffer();
        let slot = scheduling::Slot { technician: gaetan, starts_at, ends_at, blocked_until };
        let token = SecretToken::generate();
        appointments::hold(&test.app, &service, &slot, place, &token, test.now()).await
    };
    let place = |city| locate(None, Some(city));
    hold("2026-11-25T08:00:00Z", place("Annecy")).await.unwrap();
    let refusal = hold("2026-11-25T09:30:00Z", place("Chamonix-Mont-Blanc")).await.unwrap_err();
    assert!(refusal.to_string().starts_with("Trajet de "), "{refusal}");
    assert!(refusal.can_be_forced());
    let refusal = hold("2026-11-25T08:30:00Z", place("Annecy")).await.unwrap_err();
    assert!(matches!(refusal, BookError::SlotTaken), "{refusal}");
    assert!(!refusal.can_be_forced());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_hold_that_ran_out_is_judged_again(db: PgPool) {
    let test = TestApp::new(db.clone());
    let gaetan = test.technician("Gaëtan Morel").await;
    let home = test.dupont().await;
    let ticket = test.ticket(home).await;
    let service = test.service("PRISE_ECL").await;
    let place = locate(Some("74000"), Some("Annecy"));
    let search =
        Search { place, ..Search::anywhere(&service, test.now(), test.now() + TimeDelta::days(3)) };
    let slot = scheduling::online_offers(&db, search, test.now()).await.unwrap()[0].slot;
    let token = SecretToken::generate();
    appointments::hold(&test.app, &service, &slot, place, &token, test.now()).await.unwrap();
    test.app.clock.advance(appointments::HOLD);
    let away = relais::business_time::Span::new(slot.starts_at, slot.ends_at);
    scheduling::declare_absence(&db, gaetan, away, "malade", gaetan, test.now()).await.unwrap();

    let whom = appointments::HoldFor { ticket, customer: home.customer, site: home.site };
    let mut tx = db.begin().await.unwrap();
    let refusal = appointments::confirm_hold(&test.app, &mut tx, &token, whom, test.now()).await;
    assert!(matches!(refusal, Err(BookError::Absent(_))), "{refusal:?}");
}
