//! A thousand at once for one slot, over two processes: who holds, who confirms, who moves, who books at the office.

use futures_util::future::{BoxFuture, join_all};
use relais::{
    scheduling::Offer,
    staff::Role,
    values::{AppointmentId, SecretToken},
};
use sqlx::PgPool;
use tempfile::TempDir;

use crate::{
    races::{TRUSTED, Told, UNHURRIED, ask_at_the_office, ask_on_the_portal, first_offer, slot_of},
    support::{
        TestApp,
        factory::Home,
        program::{Door, Program, location_of},
    },
};

/// Of each kind: those who hold and confirm, those who only hold, the office that books, the office that moves.
const CONFIRMING: usize = 400;
const HOLDING: usize = 200;
const BOOKING: usize = 300;
const MOVING: usize = 100;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_a_thousand_over_two_processes_one_wins_and_no_time_is_lost(db: PgPool) {
    let (folder, other_folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let test = TestApp::with(db.clone(), |app| app.clock = relais::clock::Clock::System);
    let home = test.dupont().await;
    let gaetan = test.technician("Gaëtan Morel").await;
    let claire = test.sign_in(Role::Office).await.cookie;
    let offer = first_offer(&test).await;
    let booked_elsewhere = test.visits_far_ahead(home, MOVING).await;
    let settings = [
        // One key, as two processes of one office have.
        ("SECRET_KEY", "a key of tests, for two processes of one office"),
        TRUSTED[0],
        UNHURRIED,
    ];
    let programs = [
        Program::start(&db, &folder, &settings).await,
        Program::start(&db, &other_folder, &settings).await,
    ];
    let doors = [&programs[0].door, &programs[1].door];

    let mut asking: Vec<BoxFuture<'_, Told>> = Vec::new();
    for n in 0..CONFIRMING {
        asking.push(Box::pin(ask_on_the_portal(doors[n % 2], offer, n)));
    }
    for n in 0..HOLDING {
        asking.push(Box::pin(hold_on_the_portal(doors[n % 2], offer)));
    }
    for n in 0..BOOKING {
        asking.push(Box::pin(ask_at_the_office(doors[n % 2], &test, &claire, home, offer, n)));
    }
    for (n, id) in booked_elsewhere.iter().enumerate() {
        asking.push(Box::pin(move_at_the_office(doors[n % 2], &claire, *id, offer)));
    }
    shuffle(&mut asking);
    let told = join_all(asking).await;

    let wins = told.iter().filter(|told| matches!(told, Told::Booked | Told::Held)).count();
    assert_eq!(wins, 1, "{told:?}");
    for told in &told {
        assert!(matches!(told, Told::Booked | Told::Held | Told::No(409 | 422 | 429)), "{told:?}");
    }
    assert_eq!(taken(&db, gaetan.0, offer).await, 1);

    // Whoever won gives the time back, a hold by running out: it is free for the next at once.
    sqlx::query!(
        "update appointments set held_until = now() - interval '1 second' where status = 'held'"
    )
    .execute(&db)
    .await
    .unwrap();
    sqlx::query!(
        "
        update appointments set status = 'cancelled', cancelled_at = now()
        where status = 'booked' and technician_id = $1 and starts_at = $2
        ",
        gaetan as _,
        offer.slot.starts_at,
    )
    .execute(&db)
    .await
    .unwrap();
    let again = join_all(
        (0..20).map(|n| ask_at_the_office(doors[n % 2], &test, &claire, home, offer, BOOKING + n)),
    );
    let booked = again.await.into_iter().filter(|told| *told == Told::Booked).count();
    assert_eq!(booked, 1);
    assert_eq!(taken(&db, gaetan.0, offer).await, 1);
    for program in programs {
        program.kill().await;
    }
}

impl TestApp {
    /// Visits booked so far ahead that they meet nothing.
    async fn visits_far_ahead(&self, home: Home, count: usize) -> Vec<AppointmentId> {
        let pauline = self.technician("Pauline Roche").await;
        let first =
            self.appointment(pauline, home, crate::support::instant("2041-01-07T09:00:00Z")).await;
        let more = i32::try_from(count).unwrap() - 1;
        let mut ids = vec![first];
        ids.extend(
            sqlx::query_scalar!(
                r#"
                insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until,
                                          window_starts_at, window_ends_at, ticket_id, customer_id, site_id, uid,
                                          token_hash, source, created_at)
                select technician_id, service_id, status, starts_at + away, ends_at + away, blocked_until + away,
                       window_starts_at + away, window_ends_at + away, ticket_id, customer_id, site_id,
                       'far-' || n || '@relais.example', sha256(n::text::bytea), source, created_at
                from appointments, generate_series(1, $2) as n, lateral (select n * interval '1 day' as away) as later
                where id = $1
                returning id as "id: AppointmentId"
                "#,
                first as _,
                more,
            )
            .fetch_all(&self.app.db)
            .await
            .unwrap(),
        );
        ids
    }
}

/// Rows that keep the technician in this time.
async fn taken(db: &PgPool, technician: i64, offer: Offer) -> i64 {
    sqlx::query_scalar!(
        r#"
        select count(*) as "n!" from appointments
        where technician_id = $1 and starts_at = $2 and status <> 'cancelled'
          and (status <> 'held' or held_until > now())
        "#,
        technician,
        offer.slot.starts_at,
    )
    .fetch_one(db)
    .await
    .unwrap()
}

/// Holds the slot, and is never heard of again.
async fn hold_on_the_portal(door: &Door, offer: Offer) -> Told {
    let slot = format!("{}-{}", offer.slot.technician, offer.slot.starts_at.timestamp());
    let mine = SecretToken::generate().reveal();
    let fields = [
        ("service", "TABLEAU"),
        ("safety", "rien"),
        ("address", "4 rue des Alpes, 74000 Annecy"),
        ("slot", &slot),
        ("hold", &mine),
    ];
    let answer = door.post("/rdv/creneaux", None, &fields).await.unwrap();
    match location_of(&answer) {
        Some(_) => Told::Held,
        None => Told::No(answer.status().as_u16()),
    }
}

async fn move_at_the_office(door: &Door, cookie: &str, id: AppointmentId, offer: Offer) -> Told {
    let slot = slot_of(offer);
    let fields = [("version", "1"), ("slot", slot.as_str())];
    let answer =
        door.post(&format!("/rendez-vous/{id}/deplacer"), Some(cookie), &fields).await.unwrap();
    match answer.status().as_u16() {
        303 => Told::Booked,
        status => Told::No(status),
    }
}

/// The same order at each run, and no kind before another.
fn shuffle<T>(all: &mut [T]) {
    let mut seed = 2_026_u64;
    for at in (1..all.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bound = u64::try_from(at + 1).unwrap();
        all.swap(at, usize::try_from((seed >> 33) % bound).unwrap());
    }
}
