//! The rows that the end of a call writes, in the transaction of [`super::conclude`].

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{
    ConcludeError, Conclusion, Outcome, Place, Who,
    queries_ending::{self, Ending, Standing},
};
use crate::{
    app::App,
    appointments::{self, NewAppointment},
    catalog::{Priority, triage},
    customers::{self, NewCustomer},
    messages,
    promises::{self, Kind, NewPromise},
    tickets::{self, NewTicket},
    timeline::{self, Event},
    values::{AppointmentId, CustomerId, SiteId, TicketId, french},
};

/// Whoever is given a call answers for it within half a day of the office's time.
const PASSED_ON_WITHIN: TimeDelta = TimeDelta::hours(4);

/// What was written so far.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) customer: Option<CustomerId>,
    pub(super) ticket: Option<TicketId>,
    pub(super) appointment: Option<AppointmentId>,
}

/// Whether something is left to do for a customer that we can name.
pub(super) fn makes_ticket(new: &Conclusion<'_>) -> bool {
    let is_about_work = match new.outcome {
        Outcome::Appointment { .. } => true,
        Outcome::Callback { .. } | Outcome::PassedOn { .. } => new.service.is_some(),
        Outcome::Settled { .. } => false,
    };
    is_about_work && !matches!(new.who, Who::Nobody)
}

pub(super) async fn write(
    app: &App,
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    standing: &Standing,
    ticket_number: Option<String>,
    now: DateTime<Utc>,
) -> Result<Written, ConcludeError> {
    let customer = customer(&mut *db, new, now).await?;
    let site = match customer {
        Some(customer) => site(&mut *db, new, customer, now).await?,
        None => None,
    };
    // A call that was to be returned already has its request, if it is this customer's.
    let standing_ticket = standing
        .ticket_id
        .filter(|_| customer.is_none() || standing.ticket_customer_id == customer);
    let ticket = match (standing_ticket, customer, ticket_number) {
        (Some(ticket), ..) => Some(ticket),
        (None, Some(customer), Some(number)) => {
            Some(ticket(&mut *db, new, customer, site, number, now).await?)
        }
        _ => None,
    };
    let words = format!("Appel repris : {}.", new.outcome.kind().label());
    promises::keep_of_call(&mut *db, new.call, None, &words, Some(new.staff), now).await?;
    let appointment = follow(app, &mut *db, new, (customer, site, ticket), now).await?;
    let ending = Ending {
        outcome: new.outcome.kind(),
        outcome_note: if let Outcome::Settled { how } = &new.outcome { how } else { "" },
        note: &new.note,
        customer,
        ticket,
        passed_to: if let Outcome::PassedOn { to } = new.outcome { Some(to) } else { None },
        staff: new.staff,
    };
    queries_ending::end(&mut *db, new.call, &ending, now).await?;
    Ok(Written { customer, ticket, appointment })
}

async fn customer(
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<CustomerId>> {
    let caller = match &new.who {
        Who::Known(id) => return Ok(Some(*id)),
        Who::Nobody => return Ok(None),
        Who::New(caller) => caller,
    };
    let customer = NewCustomer {
        phones: caller.phone.iter().map(ToString::to_string).collect(),
        email: caller.email.clone(),
        ..NewCustomer::named(caller.name.clone())
    };
    customers::create(db, &customer, Some(new.staff), now).await.map(Some)
}

async fn site(
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> Result<Option<SiteId>, ConcludeError> {
    match &new.place {
        Place::None => Ok(None),
        Place::New(address) => {
            Ok(Some(customers::add_site(db, customer, address, None, Some(new.staff), now).await?))
        }
        Place::Known(id) => {
            let site =
                customers::site(db, customer, *id).await?.ok_or(ConcludeError::PlaceNeeded)?;
            Ok(Some(site.id))
        }
    }
}

async fn ticket(
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    customer: CustomerId,
    site: Option<SiteId>,
    number: String,
    now: DateTime<Utc>,
) -> sqlx::Result<TicketId> {
    // Danger that a note speaks of makes the most urgent of requests (domain.md §5.1).
    let is_danger =
        triage::danger_in(&new.note).or_else(|| triage::danger_in(&new.motive)).is_some();
    let usual = new.service.map_or(Priority::P3, |service| service.priority);
    let ticket = NewTicket {
        number,
        customer,
        site,
        service: new.service.map(|service| service.id),
        source: tickets::Source::Phone,
        subject: new.service.map_or_else(|| new.motive.clone(), |service| service.name.clone()),
        description: if new.note.is_empty() { new.motive.clone() } else { new.note.clone() },
        priority: if is_danger { Priority::P0 } else { usual },
        created_by: Some(new.staff),
    };
    tickets::create(db, &ticket, now).await
}

/// The appointment, or the promise that takes its place.
async fn follow(
    app: &App,
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    (customer, site, ticket): (Option<CustomerId>, Option<SiteId>, Option<TicketId>),
    now: DateTime<Utc>,
) -> Result<Option<AppointmentId>, ConcludeError> {
    let promise = NewPromise {
        kind: Kind::Callback,
        what: String::new(),
        customer,
        call: Some(new.call),
        ticket,
        owner: Some(new.staff),
        due_at: now,
        created_by: Some(new.staff),
    };
    match &new.outcome {
        Outcome::Settled { .. } => {}
        Outcome::Callback { due_at } => {
            let what = format!("Rappeler : {}", subject(new));
            promises::create(db, &NewPromise { what, due_at: *due_at, ..promise }, now).await?;
        }
        Outcome::PassedOn { to } => {
            let what = format!("Appel transmis : {}", subject(new));
            let due_at = promises::within_office_hours(now, PASSED_ON_WITHIN);
            promises::create(db, &NewPromise { what, due_at, owner: Some(*to), ..promise }, now)
                .await?;
        }
        Outcome::Appointment { technician, starts_at, unwanted } => {
            let appointment = NewAppointment {
                technician: *technician,
                service: new.service.ok_or(ConcludeError::ServiceNeeded)?,
                starts_at: *starts_at,
                ticket: ticket.ok_or(ConcludeError::CustomerNeeded)?,
                customer: customer.ok_or(ConcludeError::CustomerNeeded)?,
                site: site.ok_or(ConcludeError::PlaceNeeded)?,
                source: appointments::Source::Office,
                created_by: Some(new.staff),
                request_key: Some(new.request_key.clone()),
                forced: false,
            };
            let booked = appointments::book(app, &mut *db, &appointment, now).await?;
            for channel in unwanted {
                messages::leave_channel_out(&mut *db, booked, *channel, now).await?;
            }
            return Ok(Some(booked));
        }
    }
    Ok(None)
}

/// What it was about, in few words.
fn subject(new: &Conclusion<'_>) -> String {
    let words = [
        new.service.map(|service| service.name.as_str()),
        Some(new.motive.as_str()),
        new.note.lines().next(),
    ];
    words
        .into_iter()
        .flatten()
        .find(|words| !words.is_empty())
        .unwrap_or("sans précision")
        .to_owned()
}

pub(super) async fn record(
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    written: &Written,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let what = match &new.outcome {
        Outcome::Appointment { starts_at, .. } => {
            format!("rendez-vous le {}", french::day_and_time(*starts_at))
        }
        Outcome::Callback { due_at } => {
            format!("à rappeler avant le {}", french::day_and_time(*due_at))
        }
        Outcome::PassedOn { .. } => "transmis à un collègue".to_owned(),
        Outcome::Settled { how } => format!("réglé ({how})"),
    };
    let note = if new.note.is_empty() { String::new() } else { format!(" « {} »", new.note) };
    let event = Event {
        staff: Some(new.staff),
        kind: "call_concluded",
        customer: written.customer,
        ticket: written.ticket,
        appointment: written.appointment,
        call: Some(new.call),
        text: format!("Appel, {} : {what}.{note}", subject(new)),
    };
    timeline::record(db, &event, now).await
}
