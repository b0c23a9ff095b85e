//! All that happened with one customer, from every feature, newest first.

mod queries;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    appointments, calls,
    messages::MessageRow,
    quotes::{self, Quote},
    tickets,
    values::{AppointmentId, CallId, CustomerId, PhoneNumber},
    worksites::{self, Worksite},
};

/// How much of it a page shows at first, and each time more is asked for.
const PAGE: usize = 30;

/// Which part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    All,
    Calls,
    Tickets,
    Appointments,
    Messages,
    Worksites,
    Quotes,
    /// What the sheet of follow-ups says.
    FollowUps,
    /// Changes of the customer, of requests and appointments.
    Changes,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Moment {
    pub at: DateTime<Utc>,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Call(CallMoment),
    Ticket(TicketMoment),
    Appointment(AppointmentMoment),
    Message(Box<MessageRow>),
    Worksite(Box<Worksite>),
    Quote(Box<Quote>),
    FollowUp(FollowUpMoment),
    Change(ChangeMoment),
}

#[derive(Clone, Debug)]
pub struct CallMoment {
    pub id: CallId,
    pub at: DateTime<Utc>,
    pub direction: calls::Direction,
    pub state: calls::State,
    pub outcome: Option<calls::OutcomeKind>,
    pub note: String,
    pub number: Option<PhoneNumber>,
    pub staff_name: Option<String>,
}

#[derive(Clone, Debug)]
pub struct TicketMoment {
    pub number: String,
    pub at: DateTime<Utc>,
    pub subject: String,
    pub status: tickets::Status,
    pub source: tickets::Source,
    pub staff_name: Option<String>,
}

/// At the time when it was booked.
#[derive(Clone, Debug)]
pub struct AppointmentMoment {
    pub id: AppointmentId,
    pub at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: appointments::Status,
    pub service_name: String,
    pub technician_name: String,
}

/// A line of the sheet of follow-ups, on the day when the customer was last chased.
#[derive(Clone, Debug)]
pub struct FollowUpMoment {
    /// The day, or the import where the sheet says it in words.
    pub at: DateTime<Utc>,
    pub subject: String,
    /// As typed in the sheet, where it is no day: `semaine 42`.
    pub chased: String,
    pub status: String,
    pub is_open: bool,
    pub remark: String,
}

#[derive(Clone, Debug)]
pub struct ChangeMoment {
    pub at: DateTime<Utc>,
    /// One plain French sentence.
    pub text: String,
    pub staff_name: Option<String>,
}

/// Some of it, and before when to go on.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub moments: Vec<Moment>,
    pub next: Option<DateTime<Utc>>,
}

/// What happened with the customer before `before`, or lately.
pub async fn of_customer(
    db: &PgPool,
    customer: CustomerId,
    filter: Filter,
    before: Option<DateTime<Utc>>,
) -> sqlx::Result<History> {
    let before = before.unwrap_or(DateTime::<Utc>::MAX_UTC).min(far_future());
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let wants = |part| filter == Filter::All || filter == part;
    // One connection for all of it: each that is lent costs a round trip.
    let mut connection = db.acquire().await?;
    let db = &mut *connection;
    let mut moments = Vec::new();
    if wants(Filter::Calls) {
        let calls = queries::calls(&mut *db, customer, before, limit).await?;
        moments
            .extend(calls.into_iter().map(|call| Moment { at: call.at, what: What::Call(call) }));
    }
    if wants(Filter::Tickets) {
        let tickets = queries::tickets(&mut *db, customer, before, limit).await?;
        moments.extend(
            tickets.into_iter().map(|ticket| Moment { at: ticket.at, what: What::Ticket(ticket) }),
        );
    }
    if wants(Filter::Appointments) {
        let visits = queries::appointments(&mut *db, customer, before, limit).await?;
        moments.extend(
            visits.into_iter().map(|visit| Moment { at: visit.at, what: What::Appointment(visit) }),
        );
    }
    if wants(Filter::Messages) {
        let messages = queries::messages(&mut *db, customer, before, limit).await?;
        moments.extend(messages.into_iter().map(|message| Moment {
            at: message.created_at,
            what: What::Message(Box::new(message)),
        }));
    }
    if wants(Filter::Worksites) {
        let worksites = worksites::of_customer(&mut *db, customer, before, limit).await?;
        moments.extend(
            worksites
                .into_iter()
                .map(|it| Moment { at: it.at, what: What::Worksite(Box::new(it)) }),
        );
    }
    if wants(Filter::Quotes) {
        let quotes = quotes::of_customer(&mut *db, customer, before, limit).await?;
        moments.extend(
            quotes.into_iter().map(|it| Moment { at: it.at, what: What::Quote(Box::new(it)) }),
        );
    }
    if wants(Filter::FollowUps) {
        let follow_ups = queries::follow_ups(&mut *db, customer, before, limit).await?;
        moments.extend(
            follow_ups.into_iter().map(|it| Moment { at: it.at, what: What::FollowUp(it) }),
        );
    }
    if wants(Filter::Changes) {
        let changes = queries::changes(&mut *db, customer, before, limit).await?;
        moments.extend(
            changes.into_iter().map(|change| Moment { at: change.at, what: What::Change(change) }),
        );
    }
    Ok(first_page(moments))
}

/// The newest, and with the last of them all of its instant: the next page begins before it.
fn first_page(mut moments: Vec<Moment>) -> History {
    moments.sort_by_key(|moment| std::cmp::Reverse(moment.at));
    let Some(last) = moments.get(PAGE - 1).map(|moment| moment.at) else {
        return History { moments, next: None };
    };
    let end = moments.iter().position(|moment| moment.at < last).unwrap_or(moments.len());
    let next = (end < moments.len()).then_some(last);
    moments.truncate(end);
    History { moments, next }
}

/// PostgreSQL's calendar ends before chrono's.
fn far_future() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
