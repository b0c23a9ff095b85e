//! Requests for service, from every door.

mod bulk;
mod changing;
mod clock;
mod closing;
mod course;
mod escalation;
mod field_request;
mod filter;
mod from_office;
mod going_on;
mod opening;
mod queries;
mod queries_changing;
mod queries_course;
mod queries_details;
mod queries_escalation;
mod queries_field;
mod queries_opening;
mod queries_placing;
mod queries_targets;
mod queries_uniting;
mod queries_views;
mod targets;
mod uniting;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{
    announcements::{Topic, announce},
    business_time::local,
    catalog::Priority,
    timeline::{self, Event},
    values::{AppointmentId, CustomerId, ServiceId, SiteId, StaffId, TicketId},
};

pub use bulk::{Bulk, BulkDone, BulkError, Left, change_many};
pub use changing::{FollowError, Followed, Following, follow, set_warranty};
pub use clock::{ClockKind, OfficeTime, Target};
pub use closing::{CloseError, close, close_in, reopen};
pub use escalation::{Notice, escalate, notices, see};
pub use field_request::{FieldReason, FieldRequest, NotedOnSite, report};
pub use filter::{Cursor, Filter, ParseCursorError, States};
pub use from_office::{OfficeTicket, Origin, note_from_office};
pub use going_on::{
    PauseError, Wait, answer_in, customer_wrote, follow_visits, note_answer, pause, resume,
    speak_of, unanswer_in,
};
pub use opening::create_for_day;
pub use queries::{
    TicketPage, TicketRow, board, customer_of, list, next_of, open_of_customer, still_listed,
};
pub use queries_course::target;
pub use queries_details::{TicketDetails, details};
pub use queries_field::{Reported, reported_by};
pub use queries_placing::{ToPlace, to_place};
pub use queries_uniting::{OtherTicket, UnitedTicket, others_of_customer, united_with};
pub use queries_views::{SavedView, delete_view, save_view, views_of};
pub use targets::{
    NewTarget, TargetChange, TargetRow, Targets, TargetsError, save_targets, target_changes,
    targets,
};
pub use uniting::{Pair, UniteError, unite};

/// The door a request came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    Phone,
    Portal,
    Field,
    Office,
    /// Out of something that was promised.
    Promise,
    /// Out of a follow-up of ours.
    FollowUp,
    Email,
    /// A visit that a contract of maintenance makes due.
    Maintenance,
}

impl Source {
    pub const ALL: [Self; 8] = [
        Self::Phone,
        Self::Portal,
        Self::Email,
        Self::Field,
        Self::Office,
        Self::Promise,
        Self::FollowUp,
        Self::Maintenance,
    ];

    /// In forms, as the database says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Portal => "portal",
            Self::Field => "field",
            Self::Office => "office",
            Self::Promise => "promise",
            Self::FollowUp => "follow_up",
            Self::Email => "email",
            Self::Maintenance => "maintenance",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "téléphone",
            Self::Portal => "portail",
            Self::Field => "signalement",
            Self::Office => "bureau",
            Self::Promise => "promesse",
            Self::FollowUp => "relance",
            Self::Email => "e-mail",
            Self::Maintenance => "contrat d’entretien",
        }
    }
}

/// Where a request is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Open,
    Planned,
    InProgress,
    Done,
    Closed,
}

impl Status {
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Planned, Self::InProgress, Self::Done, Self::Closed];

    /// Whether something is left to do.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Planned | Self::InProgress)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "à planifier",
            Self::Planned => "planifiée",
            Self::InProgress => "en cours",
            Self::Done => "faite",
            Self::Closed => "close",
        }
    }
}

/// What both clocks wait for (domain.md §5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum PauseReason {
    Customer,
    Part,
    Access,
}

impl PauseReason {
    pub const ALL: [Self; 3] = [Self::Customer, Self::Part, Self::Access];

    /// In forms, as the database says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Part => "part",
            Self::Access => "access",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Customer => "en attente client",
            Self::Part => "en attente d’une pièce",
            Self::Access => "accès impossible",
        }
    }

    /// What is done when the wait is long enough.
    fn ask_again(self) -> &'static str {
        match self {
            Self::Customer => "Relancer le client",
            Self::Part => "Demander où en est la pièce",
            Self::Access => "Convenir d’un accès",
        }
    }
}

/// A request about to be written down.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// From [`next_number`].
    pub number: String,
    pub customer: CustomerId,
    pub site: Option<SiteId>,
    pub service: Option<ServiceId>,
    pub source: Source,
    pub subject: String,
    pub description: String,
    pub priority: Priority,
    /// None where a customer wrote it.
    pub created_by: Option<StaffId>,
}

/// The next number of this month, as `SAV-2611-041`.
///
/// Taken outside the transaction that uses it, so that two requests never wait for each other;
/// a transaction that fails leaves a gap.
pub async fn next_number(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<String> {
    let month = local::today(now).format("%y%m").to_string();
    let last = queries_opening::count_up(db, &month).await?;
    Ok(format!("SAV-{month}-{last:03}"))
}

/// The office's time, for what is due around now.
pub async fn office_time(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<OfficeTime> {
    let mut connection = db.acquire().await?;
    // What is late is counted back to when it was due.
    OfficeTime::load(&mut connection, now - chrono::TimeDelta::days(60), now).await
}

/// Writes the request down, in the caller's transaction: with its clocks, somebody who sees to it, and what is next.
pub async fn create(
    db: &mut PgConnection,
    new: &NewTicket,
    now: DateTime<Utc>,
) -> sqlx::Result<TicketId> {
    let id = opening::write(&mut *db, new, None, now).await?.ok_or(sqlx::Error::RowNotFound)?;
    tell(db, id, new, None, now).await?;
    Ok(id)
}

/// Says in the time line and on every screen that there is a new request.
async fn tell(
    db: &mut PgConnection,
    id: TicketId,
    new: &NewTicket,
    during: Option<AppointmentId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: new.created_by,
        kind: "ticket_created",
        customer: Some(new.customer),
        ticket: Some(id),
        appointment: during,
        text: format!("Demande {} par {}\u{a0}: {}", new.number, new.source.label(), new.subject),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Tickets, id.0).await
}

/// Says in the time line and on every screen what became of a request.
async fn tell_of(
    db: &mut PgConnection,
    course: &course::Course,
    kind: &str,
    text: String,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff,
        kind,
        customer: Some(course.customer_id),
        ticket: Some(course.id),
        text,
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(db, Topic::Tickets, course.id.0).await
}
