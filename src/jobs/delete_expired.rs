//! Deletes what has served its time.

use std::time::Duration;

use chrono::TimeDelta;

use super::Job;
use crate::{
    abuse,
    app::App,
    appointments, calls, legacy, merging, messages,
    staff::{sessions, throttle},
    travel,
};

/// How long a receipt waits for its message.
const RECEIPTS_KEPT: TimeDelta = TimeDelta::days(1);

/// How long what telephone systems said can still change its call.
const CALL_EVENTS_KEPT: TimeDelta = TimeDelta::days(30);

/// Ended sessions, old failures to sign in, what visitors of the portal have used up and got back, holds that nobody turned into an appointment, receipts of
/// nothing, what was said of old calls, driving times told long ago, what old imports changed, rows of merges that can no
/// longer be undone.
#[derive(Debug)]
pub struct DeleteExpired;

impl Job for DeleteExpired {
    const NAME: &'static str = "delete_expired";
    const EVERY: Duration = Duration::from_mins(1);

    async fn run(app: App) -> anyhow::Result<usize> {
        let now = app.clock.now();
        let deleted = sessions::delete_expired(&app.db, now).await?
            + throttle::delete_old(&app.db, now).await?
            + abuse::delete_old(&app.db, now).await?
            + appointments::delete_dead_holds(&app.db, now).await?
            + legacy::forget_old_changes(&app.db, now).await?
            + calls::forget_events_before(&app.db, now - CALL_EVENTS_KEPT).await?
            + messages::delete_old_receipts(&app.db, now - RECEIPTS_KEPT).await?
            + travel::forget_old(&app.db, now).await?
            + merging::forget_before(&app.db, now - merging::UNDO_WITHIN).await?;
        Ok(usize::try_from(deleted)?)
    }
}
