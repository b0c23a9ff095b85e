//! Two hundred at once for one slot, over HTTP, from the portal and the office together.

use futures_util::future::{BoxFuture, join_all};
use relais::{
    scheduling::{self, Offer},
    staff::Role,
    values::SecretToken,
};
use sqlx::PgPool;
use tempfile::TempDir;

use crate::support::{
    TestApp,
    factory::Home,
    program::{Door, Program, location_of},
};

/// All come from this machine, as if from two hundred.
pub const TRUSTED: [(&str, &str); 1] = [("TRUSTED_VISITORS", "127.0.0.1")];

/// How fast this machine is today is not what is asked.
pub const UNHURRIED: (&str, &str) = ("LONGEST_ANSWER", "300");

const FROM_EACH_DOOR: usize = 100;

/// What one of them was told: booked, or the status of the refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Booked,
    /// Kept for some minutes, never confirmed.
    Held,
    No(u16),
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_hundred_who_want_one_slot_one_has_it_and_all_others_are_told(db: PgPool) {
    let folder = TempDir::new().unwrap();
    // The program's clock is the system's, and so is this one.
    let test = TestApp::with(db.clone(), |app| app.clock = relais::clock::Clock::System);
    let home = test.dupont().await;
    test.technician("Gaëtan Morel").await;
    let claire = test.sign_in(Role::Office).await.cookie;
    let offer = first_offer(&test).await;
    let program = Program::start(&db, &folder, &[TRUSTED[0], UNHURRIED]).await;

    let mut asking: Vec<BoxFuture<'_, Told>> = Vec::new();
    for n in 0..FROM_EACH_DOOR {
        asking.push(Box::pin(ask_at_the_office(&program.door, &test, &claire, home, offer, n)));
        asking.push(Box::pin(ask_on_the_portal(&program.door, offer, n)));
    }
    let told = join_all(asking).await;

    let booked = told.iter().filter(|told| **told == Told::Booked).count();
    assert_eq!(booked, 1, "{told:?}");
    for told in told {
        assert!(matches!(told, Told::Booked | Told::No(409 | 422)), "{told:?}");
    }
    let rows = sqlx::query_scalar!(r#"select count(*) as "n!" from appointments"#);
    assert_eq!(rows.fetch_one(&db).await.unwrap(), 1);
    let confirmations =
        sqlx::query_scalar!(r#"select count(distinct appointment_id) as "n!" from messages"#);
    assert_eq!(confirmations.fetch_one(&db).await.unwrap(), 1);
    program.kill().await;
}

pub async fn first_offer(test: &TestApp) -> Offer {
    let service = test.service("TABLEAU").await;
    let (now, until) = (test.now(), test.now() + chrono::TimeDelta::days(14));
    let search = scheduling::Search::anywhere(&service, now, until);
    scheduling::online_offers(&test.app.db, search, now).await.unwrap()[0]
}

pub async fn ask_at_the_office(
    door: &Door,
    test: &TestApp,
    cookie: &str,
    home: Home,
    offer: Offer,
    n: usize,
) -> Told {
    let service = test.service("TABLEAU").await.id.to_string();
    let slot = slot_of(offer);
    let (customer, site, key) =
        (home.customer.to_string(), home.site.to_string(), format!("race-{n}"));
    let fields = [
        ("customer", customer.as_str()),
        ("site", &site),
        ("service", &service),
        ("slot", &slot),
        ("request_key", &key),
    ];
    let answer = door.post("/rendez-vous/nouveau", Some(cookie), &fields).await.unwrap();
    match answer.status().as_u16() {
        303 => Told::Booked,
        status => Told::No(status),
    }
}

/// As the office's forms write it.
pub fn slot_of(offer: Offer) -> String {
    let starts_at = offer.slot.starts_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    format!("{}@{starts_at}", offer.slot.technician)
}

/// Holds the slot, and confirms if it was held.
pub async fn ask_on_the_portal(door: &Door, offer: Offer, n: usize) -> Told {
    let slot = format!("{}-{}", offer.slot.technician, offer.slot.starts_at.timestamp());
    let answers =
        [("service", "TABLEAU"), ("safety", "rien"), ("address", "4 rue des Alpes, 74000 Annecy")];
    let mine = SecretToken::generate().reveal();
    let pressed = [&answers[..], &[("slot", slot.as_str()), ("hold", &mine)]].concat();
    let answer = door.post("/rdv/creneaux", None, &pressed).await.unwrap();
    let Some(to) = location_of(&answer) else { return Told::No(answer.status().as_u16()) };
    let hold = hold_in(&to);
    let (name, phone) =
        (format!("Client {}", letters(n)), format!("06 39 98 {:02} {:02}", n / 100 + 40, n % 100));
    let who = [&answers[..], &[("hold", &hold), ("name", &name), ("phone", &phone)]].concat();
    let confirmed = door.post("/rdv/coordonnees", None, &who).await.unwrap();
    match location_of(&confirmed) {
        Some(to) if to.starts_with("/suivi/") => Told::Booked,
        _ => Told::No(confirmed.status().as_u16()),
    }
}

/// The token of the hold in the address of the next step.
pub fn hold_in(location: &str) -> String {
    let (_, query) = location.split_once('?').unwrap();
    let found = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "hold");
    found.unwrap().1.into_owned()
}

/// A family name for each number.
pub fn letters(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap());
    format!("{}{}{}", letter(n / 676).to_uppercase(), letter(n / 26), letter(n))
}
