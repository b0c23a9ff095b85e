//! SHIM
use crate::{company::Company, values::*};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Channel {
    Email,
    Sms,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    Confirmation,
}
pub struct Visit {
    pub appointment: AppointmentId,
    pub customer: CustomerId,
    pub customer_name: String,
    pub uid: String,
    pub sequence: i32,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub service_name: String,
    pub preparation: Option<String>,
    pub technician_first_name: String,
    pub address: String,
    pub emails: Vec<String>,
    pub mobiles: Vec<PhoneNumber>,
    pub link: String,
    pub is_cancelled: bool,
}
pub enum Occasion {
    Confirmed,
    Moved { from: DateTime<Utc> },
    Cancelled,
    OnTheWay,
}
pub struct Withdrawn {
    pub confirmation: bool,
    pub count: u64,
}
pub async fn announce(
    _db: &mut PgConnection,
    _c: &Company,
    _v: &Visit,
    _o: Occasion,
    _s: DateTime<Utc>,
    _now: DateTime<Utc>,
) -> sqlx::Result<u32> {
    Ok(0)
}
pub async fn withdraw_pending(
    _db: &mut PgConnection,
    _a: AppointmentId,
    _now: DateTime<Utc>,
) -> sqlx::Result<Withdrawn> {
    Ok(Withdrawn { confirmation: false, count: 0 })
}
