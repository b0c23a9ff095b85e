use chrono::TimeDelta;
use relais::calls::{self, Provider};
use sqlx::PgPool;

use super::{
    office,
    recorded::{self, Message, RINGOVER_KEY, day, shuffled, tell},
    set_up,
};
use crate::support::{TestApp, instant};

/// A new one is another order of the same day.
const SEEDS: [u64; 3] = [1, 2611, 0xfeed];

/// Tells the messages as they come after a day's delay, except lookups, which wait for nobody; then
/// what is left in doubt is settled, and the calls are read.
async fn told(test: &TestApp, provider: Provider, messages: &[Message]) -> Vec<String> {
    sqlx::query("truncate calls, call_events cascade").execute(&test.app.db).await.unwrap();
    let evening = instant("2026-11-23T18:00:00Z");
    for message in messages {
        let heard_at = if message.lookup.is_some() { message.at } else { evening };
        test.app.clock.advance(heard_at - test.now());
        tell(test, provider, message).await;
    }
    test.app.clock.advance(evening + TimeDelta::minutes(1) - test.now());
    calls::settle_rung_out(&test.app.db, test.now()).await.unwrap();
    recorded::calls(&test.app.db).await
}

async fn a_day_is_the_same_whatever_the_order(
    db: PgPool,
    provider: Provider,
    expected: [usize; 3],
) {
    let test = TestApp::new(db);
    office(&test).await;
    let secret = match provider {
        Provider::Ringover => RINGOVER_KEY,
        Provider::Aircall => "aircall-token",
        _ => "",
    };
    set_up(&test, provider, secret).await;
    let messages = day(provider);
    let in_order = told(&test, provider, &messages).await;

    let count = |what: &str| in_order.iter().filter(|call| call.contains(what)).count();
    assert_eq!([in_order.len(), count("| missed"), count("owed: 1")], expected, "{in_order:#?}");
    // OVHcloud tells which line it was, and not who sat there.
    let tells_who = provider != Provider::Ovh;
    assert_eq!(count("Claire Martin") > 0, tells_who, "{in_order:#?}");
    assert!(count("Dupont Pierre") > 0, "{in_order:#?}");
    for seed in SEEDS {
        let again = told(&test, provider, &shuffled(&messages, seed)).await;
        similar(&in_order, &again, seed);
    }
}

#[track_caller]
fn similar(in_order: &[String], again: &[String], seed: u64) {
    for (expected, got) in in_order.iter().zip(again) {
        assert_eq!(expected, got, "seed {seed}");
    }
    assert_eq!(in_order.len(), again.len(), "seed {seed}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_recorded_day_of_the_generic_webhook_gives_the_same_calls_in_any_order(db: PgPool) {
    a_day_is_the_same_whatever_the_order(db, Provider::Cti, [33, 9, 6]).await;
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_recorded_day_of_3cx_gives_the_same_calls_in_any_order(db: PgPool) {
    a_day_is_the_same_whatever_the_order(db, Provider::ThreeCx, [30, 6, 6]).await;
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_recorded_day_of_ovhcloud_gives_the_same_calls_in_any_order(db: PgPool) {
    a_day_is_the_same_whatever_the_order(db, Provider::Ovh, [30, 9, 6]).await;
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_recorded_day_of_ringover_gives_the_same_calls_in_any_order(db: PgPool) {
    a_day_is_the_same_whatever_the_order(db, Provider::Ringover, [33, 9, 6]).await;
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_recorded_day_of_aircall_gives_the_same_calls_in_any_order(db: PgPool) {
    a_day_is_the_same_whatever_the_order(db, Provider::Aircall, [33, 9, 6]).await;
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_recorded_day_of_asterisk_gives_the_same_calls_in_any_order(db: PgPool) {
    a_day_is_the_same_whatever_the_order(db, Provider::Asterisk, [33, 9, 6]).await;
}
