//! Reading appointments: one with all that is known of it, and many as a board shows them.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::{Source, Status, links};
use crate::{
    app::Settings,
    messages::Visit,
    scheduling::Moving,
    travel::{self, Commune},
    values::{
        AppointmentId, CustomerId, PhoneNumber, SecretToken, ServiceId, SiteId, StaffId, TicketId,
    },
};

/// One appointment, and all that its page says. Never a hold.
#[derive(Clone, Debug)]
pub struct AppointmentDetails {
    pub id: AppointmentId,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub technician_id: StaffId,
    pub technician_name: String,
    pub service_id: ServiceId,
    pub service_name: String,
    /// As customers read it.
    pub service_online_name: Option<String>,
    pub preparation: Option<String>,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub pinned_note: Option<String>,
    pub site_id: SiteId,
    pub street: String,
    pub complement: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub access_note: Option<String>,
    pub ticket_id: TicketId,
    pub ticket_number: String,
    pub ticket_subject: String,
    pub ticket_description: String,
    pub uid: String,
    pub sequence: i32,
    pub version: i32,
    pub source: Source,
    pub created_at: DateTime<Utc>,
    pub cancel_reason: Option<String>,
    pub en_route_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl AppointmentDetails {
    pub fn technician_first_name(&self) -> &str {
        self.technician_name.split(' ').next().unwrap_or(&self.technician_name)
    }

    /// The commune it is in, as far as the address says.
    pub fn place(&self) -> Commune {
        travel::locate(self.postcode.as_deref(), self.city.as_deref()).unwrap_or(Commune::NOWHERE)
    }

    /// For looking for another time for it.
    pub fn moving(&self) -> Moving {
        Moving { id: self.id, duration: self.ends_at - self.starts_at }
    }

    /// The address on one line, as a map wants it.
    pub fn address(&self) -> String {
        let town = [self.postcode.as_deref(), self.city.as_deref()];
        let town: Vec<&str> = town.into_iter().flatten().collect();
        if town.is_empty() {
            self.street.clone()
        } else {
            format!("{}, {}", self.street, town.join(" "))
        }
    }
}

pub async fn find(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
) -> sqlx::Result<Option<AppointmentDetails>> {
    select(db, Some(id), None, None).await
}

/// The appointment, if it is this technician's.
pub async fn find_of(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    id: AppointmentId,
) -> sqlx::Result<Option<AppointmentDetails>> {
    select(db, Some(id), None, Some(technician)).await
}

/// The appointment of a customer's link.
pub async fn find_by_token(
    db: impl PgExecutor<'_>,
    token: &SecretToken,
) -> sqlx::Result<Option<AppointmentDetails>> {
    select(db, None, Some(token.hash_vec()), None).await
}

async fn select(
    db: impl PgExecutor<'_>,
    id: Option<AppointmentId>,
    token_hash: Option<Vec<u8>>,
    technician: Option<StaffId>,
) -> sqlx::Result<Option<AppointmentDetails>> {
    sqlx::query_as!(
        AppointmentDetails,
        r#"
        select a.id, a.status, a.starts_at, a.ends_at, a.window_starts_at, a.window_ends_at,
               a.technician_id, m.name as technician_name,
               a.service_id, v.name as service_name, v.online_name as service_online_name, v.preparation,
               c.id as customer_id, c.name as customer_name, c.pinned_note,
               s.id as site_id, s.street, s.complement, s.postcode, s.city, s.access_note,
               t.id as ticket_id, t.number as ticket_number, t.subject as ticket_subject,
               t.description as ticket_description,
               a.uid as "uid!", a.sequence, a.version, a.source as "source: Source", a.created_at, a.cancel_reason,
               a.en_route_at, a.started_at, a.finished_at
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        join tickets t on t.id = a.ticket_id
        where a.status <> 'held' and (a.id = $1 or a.token_hash = $2)
          and ($3::bigint is null or a.technician_id = $3)
        "#,
        id as _,
        token_hash,
        technician as _,
    )
    .fetch_optional(db)
    .await
}

/// An appointment as a board or a list shows it. Never a hold, never a cancelled one.
#[derive(Clone, Debug)]
pub struct BoardAppointment {
    pub id: AppointmentId,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub technician_id: StaffId,
    pub technician_name: String,
    pub service_name: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub street: String,
    pub city: Option<String>,
    pub version: i32,
}

/// Appointments that start in `[from, until)`, of one technician or of all, by start.
pub async fn on_days(
    db: impl PgExecutor<'_>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    technician: Option<StaffId>,
) -> sqlx::Result<Vec<BoardAppointment>> {
    sqlx::query_as!(
        BoardAppointment,
        r#"
        select a.id, a.status, a.starts_at, a.ends_at, a.technician_id, m.name as technician_name,
               v.name as service_name, c.id as customer_id, c.name as customer_name, s.street, s.city, a.version
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.starts_at >= $1 and a.starts_at < $2 and a.status not in ('held', 'cancelled')
          and ($3::bigint is null or a.technician_id = $3)
        order by a.starts_at, a.id
        "#,
        from,
        until,
        technician as _,
    )
    .fetch_all(db)
    .await
}

/// What this customer still has before them, the next first.
pub async fn of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<BoardAppointment>> {
    sqlx::query_as!(
        BoardAppointment,
        r#"
        select a.id, a.status, a.starts_at, a.ends_at, a.technician_id, m.name as technician_name,
               v.name as service_name, c.id as customer_id, c.name as customer_name, s.street, s.city, a.version
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.customer_id = $1 and a.ends_at > $2 and a.status in ('booked', 'en_route', 'started')
        order by a.starts_at limit 20
        "#,
        customer as _,
        now,
    )
    .fetch_all(db)
    .await
}

/// What the messages about an appointment need to know.
pub async fn visit_of(
    db: &mut PgConnection,
    settings: &Settings,
    details: &AppointmentDetails,
) -> sqlx::Result<Visit> {
    let emails = sqlx::query_scalar!(
        "select address from emails where customer_id = $1 order by id limit 3",
        details.customer_id as _
    )
    .fetch_all(&mut *db)
    .await?;
    let mobiles = sqlx::query_scalar!(
        r#"
        select e164 as "e164!" from phones
        where customer_id = $1 and kind = 'mobile' and e164 is not null order by id limit 2
        "#,
        details.customer_id as _,
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(Visit {
        appointment: details.id,
        customer: details.customer_id,
        customer_name: details.customer_name.clone(),
        ticket_number: Some(details.ticket_number.clone()),
        uid: details.uid.clone(),
        sequence: details.sequence,
        starts_at: details.starts_at,
        ends_at: details.ends_at,
        window_starts_at: details.window_starts_at,
        window_ends_at: details.window_ends_at,
        service_name: details
            .service_online_name
            .clone()
            .unwrap_or_else(|| details.service_name.clone()),
        preparation: details.preparation.clone(),
        technician_first_name: details.technician_first_name().to_owned(),
        address: details.address(),
        emails,
        mobiles: mobiles.iter().filter_map(|number| PhoneNumber::parse(number).ok()).collect(),
        link: links::follow_link(settings, &details.uid),
        is_cancelled: details.status == Status::Cancelled,
    })
}
