//! The SQL behind the page of an appointment's customer.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::AppointmentDetails;
use crate::values::{AppointmentId, CustomerId, PortalPhotoId, StaffId, TicketId};

pub(super) async fn last_digits(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select right(e164, 4) as "digits!" from phones where customer_id = $1 and e164 is not null"#,
        customer as _,
    )
    .fetch_all(db)
    .await
}

/// One photo after the other.
pub(super) async fn lock(db: impl PgExecutor<'_>, id: AppointmentId) -> sqlx::Result<()> {
    sqlx::query!("select id from appointments where id = $1 for update", id as _)
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(super) async fn has_photo(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    file_hash: &[u8],
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from portal_photos where appointment_id = $1 and file_hash = $2) as "is_there!""#,
        id as _,
        file_hash,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn count_photos(db: impl PgExecutor<'_>, id: AppointmentId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from portal_photos where appointment_id = $1"#,
        id as _
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert_photo(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    file_hash: &[u8],
    picture: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into portal_photos (appointment_id, file_hash, picture, sent_at) values ($1, $2, $3, $4)",
        id as _,
        file_hash,
        picture,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A photo without the picture.
#[derive(Clone, Debug)]
pub struct Photo {
    pub id: PortalPhotoId,
    pub sent_at: DateTime<Utc>,
}

/// Of all appointments of a request, in the order they came.
pub async fn photos_of_ticket(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Vec<Photo>> {
    sqlx::query_as!(
        Photo,
        r#"
        select p.id as "id: _", p.sent_at
        from portal_photos p join appointments a on a.id = p.appointment_id
        where a.ticket_id = $1 order by p.id limit 50
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await
}

/// A JPEG, for the office, or for a technician who has an appointment of its request.
pub async fn picture(
    db: impl PgExecutor<'_>,
    id: PortalPhotoId,
    technician: Option<StaffId>,
) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        r#"
        select p.picture
        from portal_photos p join appointments a on a.id = p.appointment_id
        where p.id = $1
          and ($2::bigint is null
               or exists (select from appointments o where o.ticket_id = a.ticket_id and o.technician_id = $2))
        "#,
        id as _,
        technician as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) struct NeighbourRow {
    pub(super) uid: String,
    pub(super) service_name: String,
    pub(super) window_starts_at: DateTime<Utc>,
    pub(super) window_ends_at: DateTime<Utc>,
}

pub(super) async fn neighbours(
    db: impl PgExecutor<'_>,
    appointment: &AppointmentDetails,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<NeighbourRow>> {
    sqlx::query_as!(
        NeighbourRow,
        r#"
        select a.uid as "uid!", coalesce(v.online_name, v.name) as "service_name!", a.window_starts_at, a.window_ends_at
        from appointments a join services v on v.id = a.service_id
        where a.customer_id = $1 and a.site_id = $2 and a.id <> $3 and a.status = 'booked' and a.starts_at > $4
        order by a.starts_at limit 5
        "#,
        appointment.customer_id as _,
        appointment.site_id as _,
        appointment.id as _,
        now,
    )
    .fetch_all(db)
    .await
}
