//! Reminders: on the evening before, two hours before, and never for what is no longer so.

use chrono::TimeDelta;
use relais::{
    appointments::{self, By, NewTime},
    db::MIGRATOR,
    jobs::{SendReminders, SettleMessages},
    messages::{Kind, State},
    values::AppointmentId,
};
use sqlx::PgPool;

use crate::support::{TestApp, instant, outbox::Office};

/// Wednesday, 14:30 in Annecy: within the window from 14 to 16.
const VISIT: &str = "2026-11-25T13:30:00Z";

async fn office_with_visit(db: PgPool) -> (Office, AppointmentId) {
    let office = Office::open(db).await;
    let gaetan = office.test.technician("Gaëtan Morel").await;
    let dupont = office.test.dupont().await;
    let id = office.test.appointment(gaetan, dupont, instant(VISIT)).await;
    assert_eq!(office.deliver().await, 2, "the confirmation");
    (office, id)
}

fn until(test: &TestApp, at: &str) {
    test.app.clock.advance(instant(at) - test.now());
}

async fn reminders(test: &TestApp) -> Vec<(Kind, State)> {
    let rows = test.messages().await;
    let reminders =
        rows.iter().filter(|row| matches!(row.kind, Kind::ReminderDay | Kind::ReminderHours));
    reminders.map(|row| (row.kind, row.state(test.now()))).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_customer_is_reminded_on_the_evening_before_and_two_hours_before(db: PgPool) {
    let (office, _) = office_with_visit(db).await;
    let test = &office.test;
    until(test, "2026-11-24T16:59:00Z");
    assert_eq!(test.run::<SendReminders>().await, 0, "it is not yet six");
    until(test, "2026-11-24T17:00:00Z");
    assert_eq!(test.run::<SendReminders>().await, 2, "by mail and by text");
    assert_eq!(test.run::<SendReminders>().await, 0, "once is enough");
    assert_eq!(office.deliver().await, 2);
    assert!(
        office.sms.requests()[1]["text"].as_str().unwrap().contains("demain mercredi 25 novembre")
    );

    until(test, "2026-11-25T10:59:00Z");
    assert_eq!(test.run::<SendReminders>().await, 0, "more than two hours");
    until(test, "2026-11-25T11:00:00Z");
    assert_eq!(test.run::<SendReminders>().await, 1, "to the telephone");
    assert_eq!(test.run::<SendReminders>().await, 0);
    assert_eq!(office.deliver().await, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_processes_queue_a_reminder_once(db: PgPool) {
    let (office, _) = office_with_visit(db).await;
    until(&office.test, "2026-11-24T17:00:00Z");
    let (one, other) =
        tokio::join!(office.test.run::<SendReminders>(), office.test.run::<SendReminders>());
    assert_eq!(one + other, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_cancelled_visit_is_not_reminded_of_even_if_the_reminder_was_waiting(db: PgPool) {
    let (office, id) = office_with_visit(db).await;
    let test = &office.test;
    until(test, "2026-11-24T17:00:00Z");
    test.run::<SendReminders>().await;
    appointments::cancel(&test.app, id, None, None, By::Customer, test.now()).await.unwrap();
    test.run::<SendReminders>().await;

    office.deliver().await;
    assert_eq!(reminders(test).await, [(Kind::ReminderDay, State::Withdrawn); 2]);
    assert!(
        office.smtp.mails().iter().all(|mail| !mail.parts("text/plain")[0].1.contains("rappelons"))
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_moved_visit_is_reminded_of_at_its_new_time(db: PgPool) {
    let (office, id) = office_with_visit(db).await;
    let test = &office.test;
    until(test, "2026-11-24T17:00:00Z");
    test.run::<SendReminders>().await;
    let technician = appointments::find(&test.app.db, id).await.unwrap().unwrap().technician_id;
    let to = NewTime { technician, starts_at: instant("2026-11-26T08:00:00Z"), forced: false };
    appointments::move_to(&test.app, id, None, to, By::Customer, test.now()).await.unwrap();
    office.deliver().await;
    assert_eq!(reminders(test).await, [(Kind::ReminderDay, State::Withdrawn); 2]);

    until(test, "2026-11-25T11:00:00Z");
    assert_eq!(test.run::<SendReminders>().await, 0, "nobody comes on Wednesday any more");
    until(test, "2026-11-25T17:30:00Z");
    assert_eq!(test.run::<SendReminders>().await, 2);
    assert_eq!(office.deliver().await, 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_reminder_that_a_worker_holds_while_the_visit_is_cancelled_does_not_leave_later(
    db: PgPool,
) {
    let (office, id) = office_with_visit(db).await;
    let test = &office.test;
    until(test, "2026-11-24T17:00:00Z");
    test.run::<SendReminders>().await;
    // The gateway and the mail server are slow to say no; meanwhile the customer cancels.
    let channel = relais::messages::Channel::Sms;
    let held = relais::messages::claim(&test.app.db, channel, test.now()).await.unwrap().unwrap();
    appointments::cancel(&test.app, id, None, None, By::Customer, test.now()).await.unwrap();
    let busy = Err(relais::delivery::DeliveryError::TryLater("busy".to_owned()));
    relais::messages::conclude(&test.app.db, &held, busy, test.now()).await.unwrap();

    test.app.clock.advance(TimeDelta::minutes(1));
    office.deliver().await;
    assert_eq!(reminders(test).await, [(Kind::ReminderDay, State::Withdrawn); 2]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_has_just_booked_is_not_reminded(db: PgPool) {
    let office = Office::open(db).await;
    let gaetan = office.test.technician("Gaëtan Morel").await;
    let dupont = office.test.dupont().await;
    // Monday 9:00 in Annecy, for 10:00 the same day.
    office.test.appointment(gaetan, dupont, instant("2026-11-23T09:00:00Z")).await;
    assert_eq!(office.test.run::<SendReminders>().await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_late_reminder_is_dropped_without_a_call(db: PgPool) {
    let (office, _) = office_with_visit(db).await;
    let test = &office.test;
    until(test, "2026-11-24T17:00:00Z");
    test.run::<SendReminders>().await;
    // The servers come back at nine in the evening: too late to disturb anybody.
    until(test, "2026-11-24T20:00:00Z");
    assert_eq!(office.deliver().await, 0);
    assert_eq!(test.run::<SettleMessages>().await, 2);
    assert_eq!(reminders(test).await, [(Kind::ReminderDay, State::Withdrawn); 2]);
    assert!(test.promises().await.is_empty());
}
