//! Every SQL statement about telephone systems.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Extension, SystemSettings};
use crate::values::StaffId;

/// A system as it is stored.
pub(super) struct SystemRow {
    pub(super) provider: String,
    pub(super) enabled: bool,
    pub(super) secret: String,
    pub(super) address: String,
    pub(super) login: String,
    pub(super) silence_after_hours: i32,
    pub(super) changed_at: DateTime<Utc>,
    pub(super) last_event_at: Option<DateTime<Utc>>,
    pub(super) last_contact_at: Option<DateTime<Utc>>,
    pub(super) failing_since: Option<DateTime<Utc>>,
    pub(super) failure: String,
}

pub(super) async fn systems(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<SystemRow>> {
    sqlx::query_as!(
        SystemRow,
        r#"
        select provider, enabled, secret, address, login, silence_after_hours, changed_at, last_event_at,
               last_contact_at, failing_since, failure
        from telephone_systems order by provider
        "#
    )
    .fetch_all(db)
    .await
}

pub(super) async fn save(
    db: impl PgExecutor<'_>,
    provider: &str,
    settings: &SystemSettings,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into telephone_systems (provider, enabled, secret, address, login, silence_after_hours, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (provider) do update set enabled = excluded.enabled, secret = excluded.secret,
            address = excluded.address, login = excluded.login, silence_after_hours = excluded.silence_after_hours,
            changed_at = excluded.changed_at, failing_since = null, failure = ''
        "#,
        provider,
        settings.enabled,
        settings.secret,
        settings.address,
        settings.login,
        settings.silence_after_hours,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A system that nobody has set up is noted too: the settings page shows that it speaks.
pub(super) async fn note_event(
    db: impl PgExecutor<'_>,
    provider: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into telephone_systems (provider, changed_at, last_event_at) values ($1, $2, $2)
        on conflict (provider) do update set last_event_at = greatest(telephone_systems.last_event_at, $2)
        "#,
        provider,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The connection works.
pub(super) async fn note_contact(
    db: impl PgExecutor<'_>,
    provider: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update telephone_systems set last_contact_at = $2, failing_since = null, failure = '' where provider = $1
        "#,
        provider,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It does not, for the reason given.
pub(super) async fn note_failure(
    db: impl PgExecutor<'_>,
    provider: &str,
    failure: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update telephone_systems set failing_since = coalesce(failing_since, $3), failure = $2 where provider = $1
        "#,
        provider,
        failure,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A system whose silence may have to be told.
pub(super) struct Watched {
    pub(super) provider: String,
    pub(super) silence_after_hours: i32,
    /// The last event, or since when it is set up so.
    pub(super) heard_at: DateTime<Utc>,
    pub(super) failing_since: Option<DateTime<Utc>>,
}

pub(super) async fn watched(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Watched>> {
    sqlx::query_as!(
        Watched,
        r#"
        select provider, silence_after_hours, greatest(last_event_at, changed_at) as "heard_at!", failing_since
        from telephone_systems where enabled order by provider
        "#
    )
    .fetch_all(db)
    .await
}

pub(super) async fn own_numbers(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select number from own_numbers order by number").fetch_all(db).await
}

pub(super) async fn extensions(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Extension>> {
    sqlx::query_as!(
        Extension,
        r#"
        select extension, staff_id as "staff_id: StaffId"
        from telephone_extensions order by length(extension), extension
        "#
    )
    .fetch_all(db)
    .await
}

pub(super) async fn clear_directory(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!("with numbers as (delete from own_numbers) delete from telephone_extensions")
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn add_own_number(db: impl PgExecutor<'_>, number: &str) -> sqlx::Result<()> {
    sqlx::query!("insert into own_numbers (number) values ($1) on conflict do nothing", number)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn add_extension(db: impl PgExecutor<'_>, new: &Extension) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into telephone_extensions (extension, staff_id) values ($1, $2) on conflict do nothing",
        new.extension,
        new.staff_id as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
