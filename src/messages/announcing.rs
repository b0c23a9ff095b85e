//! Telling customers what became of their visit, in the transaction that made it so.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{
    Kind, Occasion, Visit, drafts, failing,
    queries::{self, Queued},
};
use crate::{
    announcements::{self, Topic},
    business_time::local,
    company::Company,
    values::AppointmentId,
};

/// News that has not left by then is told by telephone: so long before the visit somebody is asked to call.
const TIME_TO_CALL: TimeDelta = TimeDelta::hours(1);

/// A reminder of the day before disturbs nobody later than that, on the office's clock.
pub const REMINDERS_END: chrono::NaiveTime =
    chrono::NaiveTime::from_hms_opt(21, 0, 0).expect("9 in the evening exists");

/// What [`withdraw_pending`] found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// The customer was about to hear of the visit for the first time, and now has not.
    pub confirmation: bool,
    pub count: u64,
}

/// Queues what the customer should hear, from `send_after` on. Returns how many messages: none
/// where no address is known; then somebody is asked to call with the news.
///
/// The same occasion of the same state of an appointment is queued once, however often it is announced.
pub async fn announce(
    db: &mut PgConnection,
    company: &Company,
    visit: &Visit,
    occasion: Occasion,
    send_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<u32> {
    let drafts = drafts::write(company, visit, occasion, now)
        .map_err(|error| sqlx::Error::Encode(error.into()))?;
    if drafts.is_empty() {
        if occasion.kind().is_news() {
            failing::promise_to_tell(&mut *db, visit, occasion.kind(), now).await?;
        }
        return Ok(0);
    }
    let mut count = 0;
    for draft in &drafts {
        let reference = queries::new_reference(occasion.kind(), visit.appointment);
        let queued = Queued {
            dedup_key: dedup_key(visit, draft.kind, draft.channel, &draft.recipient),
            reference,
            send_after,
            expires_at: Some(match occasion {
                Occasion::EarlierSlot { until } => until,
                _ => expires_at(visit, draft.kind, now),
            }),
        };
        let id = queries::enqueue(&mut *db, draft, visit, &queued, now).await?;
        if let Some(id) = id {
            count += 1;
            announcements::announce(&mut *db, Topic::Messages, id.0).await?;
        }
    }
    Ok(count)
}

/// Takes back what was queued about an appointment and has not begun to leave.
pub async fn withdraw_pending(
    db: &mut PgConnection,
    appointment: AppointmentId,
    now: DateTime<Utc>,
) -> sqlx::Result<Withdrawn> {
    let kinds = queries::withdraw_pending(&mut *db, appointment, now).await?;
    let was_about_to_hear = kinds.contains(&Kind::Confirmation);
    let confirmation = was_about_to_hear && !queries::was_told(&mut *db, appointment).await?;
    if !kinds.is_empty() {
        announcements::announce(&mut *db, Topic::Messages, appointment.0).await?;
    }
    Ok(Withdrawn { confirmation, count: kinds.len() as u64 })
}

/// One message for each purpose, state of the appointment and address.
fn dedup_key(visit: &Visit, kind: Kind, channel: super::Channel, recipient: &str) -> String {
    // What is offered may change while the appointment does not.
    let offered = match kind {
        Kind::EarlierSlot => format!(":{}", visit.window_starts_at.timestamp()),
        _ => String::new(),
    };
    format!(
        "{}:{}:{}:{}:{recipient}{offered}",
        kind.name(),
        visit.appointment,
        visit.sequence,
        channel.name()
    )
}

/// After this the message is worth nothing, or a person had better call.
fn expires_at(visit: &Visit, kind: Kind, now: DateTime<Utc>) -> DateTime<Utc> {
    match kind {
        Kind::Confirmation | Kind::Move | Kind::Cancellation => {
            let time_to_call = visit.window_starts_at - TIME_TO_CALL;
            if time_to_call > now {
                time_to_call
            } else {
                visit.window_ends_at.max(now + TIME_TO_CALL)
            }
        }
        Kind::ReminderDay => {
            let day_before = local::today(visit.window_starts_at).pred_opt();
            day_before.map_or(visit.window_starts_at, |day| {
                local::paris(day.and_time(REMINDERS_END)).start()
            })
        }
        Kind::ReminderHours => visit.window_starts_at.max(now),
        Kind::OnTheWay => now + TimeDelta::minutes(30),
        Kind::Acknowledgement | Kind::Answer | Kind::EarlierSlot => now + TimeDelta::days(1),
    }
}
