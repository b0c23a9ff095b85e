//! Every SQL statement about services.

use sqlx::PgExecutor;

use super::Service;
use crate::values::ServiceId;

/// What the office can book, in its order.
pub async fn active(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Service>> {
    sqlx::query_as!(Service, "select * from services where active order by position, name")
        .fetch_all(db)
        .await
}

/// What customers can book by themselves, in its order.
pub async fn online(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Service>> {
    sqlx::query_as!(
        Service,
        "select * from services where active and online order by position, name"
    )
    .fetch_all(db)
    .await
}

/// Also what is no longer booked.
pub async fn everything(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Service>> {
    sqlx::query_as!(Service, "select * from services order by active desc, position, name")
        .fetch_all(db)
        .await
}

pub async fn find(db: impl PgExecutor<'_>, id: ServiceId) -> sqlx::Result<Option<Service>> {
    sqlx::query_as!(Service, "select * from services where id = $1", id as _)
        .fetch_optional(db)
        .await
}

pub async fn find_by_code(db: impl PgExecutor<'_>, code: &str) -> sqlx::Result<Option<Service>> {
    sqlx::query_as!(Service, "select * from services where code = $1", code)
        .fetch_optional(db)
        .await
}

/// None where another service has the code. `service.id` is not looked at.
pub async fn create(db: impl PgExecutor<'_>, service: &Service) -> sqlx::Result<Option<ServiceId>> {
    let id = sqlx::query_scalar!(
        r#"
        insert into services (code, name, keywords, duration_minutes, buffer_minutes, priority, preparation,
                              price_words, icon, online, online_name, position, active)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict do nothing
        returning id
        "#,
        service.code,
        service.name,
        service.keywords,
        service.duration_minutes,
        service.buffer_minutes,
        service.priority as _,
        service.preparation,
        service.price_words,
        service.icon,
        service.online,
        service.online_name,
        service.position,
        service.active,
    )
    .fetch_optional(db)
    .await?;
    Ok(id)
}

/// Changes all but the code.
pub async fn update(db: impl PgExecutor<'_>, service: &Service) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update services set name = $2, keywords = $3, duration_minutes = $4, buffer_minutes = $5, priority = $6,
            preparation = $7, price_words = $8, icon = $9, online = $10, online_name = $11, position = $12,
            active = $13
        where id = $1
        "#,
        service.id as _,
        service.name,
        service.keywords,
        service.duration_minutes,
        service.buffer_minutes,
        service.priority as _,
        service.preparation,
        service.price_words,
        service.icon,
        service.online,
        service.online_name,
        service.position,
        service.active,
    )
    .execute(db)
    .await?;
    Ok(())
}
