//! The SQL of what customers do alone.

use sqlx::PgExecutor;

use crate::values::{SecretToken, ServiceId};

/// What a hold was for, also once it has run out.
pub(super) struct HoldRow {
    pub(super) service_id: ServiceId,
    /// There once it is booked.
    pub(super) uid: Option<String>,
}

/// None where the hold is gone: it ran out and its time was freed.
pub(super) async fn find_by_hold(
    db: impl PgExecutor<'_>,
    hold: &SecretToken,
) -> sqlx::Result<Option<HoldRow>> {
    sqlx::query_as!(
        HoldRow,
        "select service_id, uid from appointments where hold_hash = $1",
        hold.hash_vec(),
    )
    .fetch_optional(db)
    .await
}
