//! A month of random days: calls, post-its, absences, relays, restarts. None of what was promised is missing at its end.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use relais::{
    business_time::Span,
    clock::Clock,
    jobs::{Job as _, WatchPromises},
    promises::{self, Kind},
    relays, scheduling,
    staff::Role,
    values::{PromiseId, StaffId},
};
use serde_json::json;
use sqlx::PgPool;

use super::promise_of;
use crate::support::{TestApp, instant};

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        let at = self.roll(of.len() as u64);
        of[usize::try_from(at).unwrap()]
    }
}

struct Month {
    test: TestApp,
    dice: Dice,
    staff: Vec<StaffId>,
    /// What the world outside knows to be promised, and whether it was kept.
    known: BTreeMap<PromiseId, bool>,
    calls: u32,
}

impl Month {
    fn now(&self) -> DateTime<Utc> {
        self.test.now()
    }

    fn open(&mut self) -> Option<PromiseId> {
        let open: Vec<PromiseId> =
            self.known.iter().filter(|(_, kept)| !**kept).map(|(id, _)| *id).collect();
        (!open.is_empty()).then(|| self.dice.one_of(&open))
    }

    async fn something_happens(&mut self) {
        let (db, now) = (self.test.app.db.clone(), self.now());
        let (one, other) = (self.dice.one_of(&self.staff), self.dice.one_of(&self.staff));
        let soon = now + TimeDelta::minutes(20 + i64::try_from(self.dice.roll(4000)).unwrap());
        match self.dice.roll(14) {
            0 => self.miss_a_call().await,
            1..=3 => {
                let owner = Some(one).filter(|_| one != other);
                let id =
                    promise_of(&self.test, Kind::PostIt, "Rappeler le client", owner, soon).await;
                self.known.insert(id, false);
            }
            4 if self.dice.roll(8) == 0 => {
                let what = format!("Odeur de brûlé {now}");
                let id = promise_of(&self.test, Kind::Danger, &what, None, now).await;
                self.known.insert(id, false);
            }
            5 | 6 => {
                if let Some(id) = self.open() {
                    promises::keep(&db, id, "C’est fait", one, now).await.unwrap();
                    self.known.insert(id, true);
                }
            }
            7 | 8 => {}
            9 => {
                if let Some(id) = self.open() {
                    // A danger is refused, and stays.
                    promises::put_off(&db, id, soon, "pas joignable", one, now).await.ok();
                }
            }
            10 => {
                if let Some(id) = self.open() {
                    promises::assign(&db, id, Some(one), other, now).await.unwrap();
                }
            }
            11 => {
                let until = now + TimeDelta::hours(8 + i64::try_from(self.dice.roll(60)).unwrap());
                let away = Span::new(now, until);
                scheduling::declare_absence(&db, one, away, "congés", other, now).await.unwrap();
                relays::take_over(&db, one, other, now).await.ok();
            }
            12 => {
                let kept: Vec<PromiseId> =
                    self.known.iter().filter(|(_, kept)| **kept).map(|(id, _)| *id).collect();
                if !kept.is_empty() {
                    let id = self.dice.one_of(&kept);
                    if promises::reopen(&db, id, one, now).await.is_ok() {
                        self.known.insert(id, false);
                    }
                }
            }
            _ => {
                for relay in relays::open(&db).await.unwrap().iter().take(1) {
                    relays::give_back(&db, relay.id, Some(one), now).await.unwrap();
                }
            }
        }
    }

    async fn miss_a_call(&mut self) {
        let before = ids(&self.test.app.db).await;
        self.calls += 1;
        let call = self.calls.to_string();
        let from = format!("06399812{:02}", self.calls % 100);
        // The PBX says so twice.
        for event in ["newCall", "hangup", "hangup"] {
            let payload = json!({ "event": event, "from": from, "callId": call });
            self.test.post_json("/webhooks/cti/cti-token", &payload).await.assert_status(200);
        }
        let after = ids(&self.test.app.db).await;
        let new: Vec<PromiseId> = after.into_iter().filter(|id| !before.contains(id)).collect();
        assert_eq!(new.len(), 1, "a missed call makes one promise");
        self.known.insert(new[0], false);
    }

    /// Sweeps by two processes, one of which may die at its first step.
    async fn sweep(&mut self) {
        if self.dice.roll(4) == 0 {
            tokio::select! {
                biased;
                swept = WatchPromises::run(self.test.app.clone()) => { swept.unwrap(); }
                () = std::future::ready(()) => {}
            }
        }
        let (one, other) = tokio::join!(
            WatchPromises::run(self.test.app.clone()),
            WatchPromises::run(self.test.app.clone())
        );
        one.unwrap();
        other.unwrap();
    }

    /// The program starts again, with the same database and the same time.
    fn restart(&mut self) {
        let (db, now) = (self.test.app.db.clone(), self.now());
        self.test = TestApp::with(db, |app| app.clock = Clock::frozen_at(now));
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PromiseId,
    due_at: DateTime<Utc>,
    kept: bool,
    outcome: Option<String>,
    told_late: i64,
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_month_of_random_days_loses_no_promise(db: PgPool) {
    for seed in [1, 2026] {
        let test = TestApp::with(db.clone(), |app| {
            app.clock = Clock::frozen_at(instant("2026-11-02T07:00:00Z"));
        });
        let mut staff = Vec::new();
        for (name, role) in [
            ("Claire", Role::Office),
            ("Sofia", Role::Office),
            ("Paul", Role::Office),
            ("Denis", Role::Manager),
        ] {
            staff.push(test.staff(&format!("{name} {seed}"), role).await);
        }
        let known = ids(&db).await.into_iter().map(|id| (id, true)).collect::<BTreeMap<_, _>>();
        let calls = u32::try_from(seed).unwrap() * 1000;
        let mut month = Month { test, dice: Dice(seed), staff, known: BTreeMap::new(), calls };
        let before = known.len();
        // Every half hour, nights too, to the last Monday at ten.
        while month.now() < instant("2026-11-30T09:00:00Z") {
            let hour = relais::business_time::local::to_local(month.now());
            let is_day = (8..19).contains(&chrono::Timelike::hour(&hour));
            if is_day || month.dice.roll(12) == 0 {
                month.something_happens().await;
            }
            month.sweep().await;
            if month.dice.roll(60) == 0 {
                month.restart();
            }
            month.test.app.clock.advance(TimeDelta::minutes(30));
        }
        month.sweep().await;
        let now = month.now();
        let rows = rows(&db, &month.known).await;
        assert_eq!(rows.len(), month.known.len(), "none is missing");
        assert_eq!(ids(&db).await.len(), before + rows.len(), "none is there that nobody made");
        let mut counts = [0; 3];
        for row in &rows {
            assert_eq!(row.kept, month.known[&row.id], "{:?}", row.id);
            let state = match (row.kept, row.due_at > now) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            counts[state] += 1;
            if row.kept {
                assert!(row.outcome.as_ref().is_some_and(|words| !words.trim().is_empty()));
            } else if row.due_at <= now {
                assert_eq!(row.told_late, 1, "late and told once: {:?}", row.id);
            }
        }
        println!(
            "seed {seed}: {} promises; {} kept, {} not due, {} late and told",
            rows.len(),
            counts[0],
            counts[1],
            counts[2]
        );
        assert!(counts.iter().all(|count| *count > 0), "the month shows every end: {counts:?}");
        nobody_was_told_wrongly(&db).await;
        sqlx::query("update promises set kept_at = $1, outcome = 'fin' where kept_at is null")
            .bind(now)
            .execute(&db)
            .await
            .unwrap();
    }
}

async fn ids(db: &PgPool) -> Vec<PromiseId> {
    sqlx::query_scalar("select id from promises").fetch_all(db).await.unwrap()
}

async fn rows(db: &PgPool, known: &BTreeMap<PromiseId, bool>) -> Vec<Row> {
    let ids: Vec<i64> = known.keys().map(|id| id.0).collect();
    sqlx::query_as(
        "select p.id, p.due_at, p.kept_at is not null as kept, p.outcome,
                (select count(*) from promise_events e
                 where e.promise_id = p.id and e.kind = 'told_late' and e.due_to = p.due_at) as told_late
         from promises p where p.id = any($1)",
    )
    .bind(ids)
    .fetch_all(db)
    .await
    .unwrap()
}

/// Never before time, never out of hours but for danger, never once it was kept.
async fn nobody_was_told_wrongly(db: &PgPool) {
    let told: Vec<(DateTime<Utc>, DateTime<Utc>, String, bool)> = sqlx::query_as(
        "select n.at, n.due_at, n.stage, p.kind = 'danger' from promise_notices n join promises p on p.id = n.promise_id",
    )
    .fetch_all(db)
    .await
    .unwrap();
    assert!(!told.is_empty());
    for (at, due_at, stage, is_danger) in told {
        assert_eq!(stage == "late", due_at <= at, "{stage} at {at} of what was due {due_at}");
        assert!(
            is_danger || promises::is_office_open(at, &std::collections::BTreeSet::new()),
            "told at {at}"
        );
    }
    // A promise that was kept and not opened again was told of only before.
    let after: i64 = sqlx::query_scalar(
        "select count(*) from promise_notices n join promises p on p.id = n.promise_id
         where n.at > p.kept_at and not exists (select from promise_events e where e.promise_id = p.id and e.kind = 'reopened')",
    )
    .fetch_one(db)
    .await
    .unwrap();
    assert_eq!(after, 0);
}
