//! Reminds customers of their visits.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Job;
use crate::{
    app::App,
    appointments::{self, Reminder},
    company::{self, Company},
    db,
    messages::{self, Occasion},
    values::AppointmentId,
};

/// Queues a reminder for each visit that is near enough and has none: see [`appointments::due_for_reminder`].
///
/// It keeps no list of what it did: a visit that moves or is cancelled needs no telling, and
/// the outbox refuses a second copy of the same reminder.
#[derive(Debug)]
pub struct SendReminders;

impl Job for SendReminders {
    const NAME: &'static str = "send_reminders";
    const EVERY: Duration = Duration::from_secs(30);

    async fn run(app: App) -> anyhow::Result<usize> {
        let now = app.clock.now();
        let company = company::load(&app.db).await?;
        let mut queued = 0;
        for reminder in [Reminder::DayBefore, Reminder::HoursBefore] {
            for appointment in appointments::due_for_reminder(&app.db, reminder, now).await? {
                queued += remind(&app, &company, reminder, appointment, now).await?;
            }
        }
        Ok(queued)
    }
}

async fn remind(
    app: &App,
    company: &Company,
    reminder: Reminder,
    appointment: AppointmentId,
    now: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let occasion = match reminder {
        Reminder::DayBefore => Occasion::ReminderDay,
        Reminder::HoursBefore => Occasion::ReminderHours,
    };
    let mut tx = db::begin(&app.db).await?;
    let Some(details) = appointments::find(&mut *tx, appointment).await? else { return Ok(0) };
    let visit = appointments::visit_of(&mut tx, &app.settings, &details).await?;
    let queued = messages::announce(&mut tx, company, &visit, occasion, now, now).await?;
    tx.commit().await?;
    Ok(queued as usize)
}
