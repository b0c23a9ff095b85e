//! Every SQL statement about colleagues.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{NewStaff, Role, StaffMember};
use crate::values::StaffId;

pub async fn find(db: impl PgExecutor<'_>, id: StaffId) -> sqlx::Result<Option<StaffMember>> {
    sqlx::query_as!(
        StaffMember,
        "select id, name, email, role, phone, trade, active from staff where id = $1",
        id as _
    )
    .fetch_optional(db)
    .await
}

/// The account of an address, with its password hash.
pub async fn by_email(
    db: impl PgExecutor<'_>,
    email: &str,
) -> sqlx::Result<Option<(StaffId, Role, String)>> {
    let row = sqlx::query!(
        "select id, role, password_hash from staff where email = $1 and active",
        email
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.id, row.role, row.password_hash)))
}

/// Whose telephone this is, in E.164.
pub async fn find_by_phone(
    db: impl PgExecutor<'_>,
    phone: &str,
) -> sqlx::Result<Option<StaffMember>> {
    sqlx::query_as!(
        StaffMember,
        "select id, name, email, role, phone, trade, active from staff where phone = $1 and active limit 1",
        phone
    )
    .fetch_optional(db)
    .await
}

/// Those who can be planned, in a fixed order.
pub async fn active_technicians(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<StaffMember>> {
    sqlx::query_as!(
        StaffMember,
        r#"
        select id, name, email, role, phone, trade, active from staff
        where role = 'technician' and active order by name, id
        "#
    )
    .fetch_all(db)
    .await
}

pub async fn everyone(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<StaffMember>> {
    sqlx::query_as!(
        StaffMember,
        "select id, name, email, role, phone, trade, active from staff order by active desc, role, name, id"
    )
    .fetch_all(db)
    .await
}

/// None where the e-mail address is taken.
pub async fn create(
    db: impl PgExecutor<'_>,
    staff: &NewStaff,
    password_hash: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<StaffId>> {
    let id = sqlx::query_scalar!(
        r#"
        insert into staff (name, email, role, phone, trade, password_hash, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict do nothing
        returning id
        "#,
        staff.name,
        staff.email,
        staff.role as _,
        staff.phone,
        staff.trade,
        password_hash,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(id)
}

/// False where another account has the e-mail address.
pub async fn update(db: impl PgExecutor<'_>, id: StaffId, staff: &NewStaff) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        update staff set name = $2, email = $3, role = $4, phone = $5, trade = $6
        where id = $1 and not exists (select 1 from staff other where other.email = $3 and other.id <> $1)
        "#,
        id as _,
        staff.name,
        staff.email,
        staff.role as _,
        staff.phone,
        staff.trade,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_password_hash(
    db: impl PgExecutor<'_>,
    id: StaffId,
    hash: &str,
) -> sqlx::Result<()> {
    sqlx::query!("update staff set password_hash = $2 where id = $1", id as _, hash)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn set_active(db: impl PgExecutor<'_>, id: StaffId, active: bool) -> sqlx::Result<()> {
    sqlx::query!("update staff set active = $2 where id = $1", id as _, active).execute(db).await?;
    Ok(())
}
