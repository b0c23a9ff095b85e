//! A new colleague: an account, and for a technician the hours in which they can be planned.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{give_usual_hours, queries};
use crate::{
    db,
    staff::{self, AddError, NewStaff, Role, passwords},
    values::StaffId,
};

/// Adds a colleague, who can sign in at once and, as a technician, be planned at once.
pub async fn hire(
    db: &PgPool,
    new: &NewStaff,
    password: String,
    now: DateTime<Utc>,
) -> Result<StaffId, AddError> {
    passwords::check_strength(&password)?;
    let hash = passwords::hash(password).await?;
    let mut tx = db::begin(db).await?;
    let id = staff::create(&mut *tx, new, &hash, now).await?.ok_or(AddError::EmailTaken)?;
    if new.role == Role::Technician {
        give_usual_hours(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Somebody who has become a technician gets the usual hours; who has any keeps them.
pub async fn give_hours_if_none(db: &PgPool, staff: StaffId) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    if queries::hours_of(&mut *tx, staff).await?.is_empty() {
        give_usual_hours(&mut tx, staff).await?;
    }
    tx.commit().await
}
