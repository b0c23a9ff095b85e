//! What customers do alone, on the portal: hold a slot, make an appointment of it, change it later.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    AppointmentDetails, By, HeldSlot, HoldFor, MoveError, NewTime, booking::BookError,
    confirm_hold, details, find_hold, hold, links, move_to, queries_online, release,
};
use crate::{
    app::App,
    catalog::{self, Service},
    customers::{self, PortalVisitor},
    db,
    messages::Visit,
    scheduling::{PlanningRules, Slot},
    tickets::{self, NewTicket},
    travel::Commune,
    values::{AppointmentId, CustomerId, SecretToken, SiteId, StaffId},
};

/// A slot as a customer chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChosenSlot {
    pub technician: StaffId,
    pub starts_at: DateTime<Utc>,
}

impl ChosenSlot {
    /// Whether customers may still choose it alone: neither too soon nor too far away.
    async fn is_online(&self, app: &App, now: DateTime<Utc>) -> sqlx::Result<bool> {
        let rules = PlanningRules::load(&app.db).await?;
        Ok((rules.online_from(now)..rules.online_until(now)).contains(&self.starts_at))
    }
}

/// What became of a hold.
#[derive(Clone, Debug)]
pub enum HoldState {
    Live(HeldSlot),
    /// It is an appointment now: the token of its link.
    Booked(SecretToken),
    /// It ran out, or was never there.
    Gone,
}

pub async fn hold_state(
    app: &App,
    token: &SecretToken,
    now: DateTime<Utc>,
) -> sqlx::Result<HoldState> {
    if let Some(held) = find_hold(&app.db, token, now).await? {
        return Ok(HoldState::Live(held));
    }
    let booked = queries_online::find_by_hold(&app.db, token).await?.and_then(|row| row.uid);
    Ok(booked
        .map_or(HoldState::Gone, |uid| HoldState::Booked(links::token_of(&app.settings, &uid))))
}

/// Holds a slot under a token that its page was given, and returns the token that holds it.
///
/// Pressed twice it holds once; pressed for another slot it lets go of the one before.
pub async fn hold_online(
    app: &App,
    service: &Service,
    chosen: ChosenSlot,
    place: Option<Commune>,
    token: SecretToken,
    now: DateTime<Utc>,
) -> Result<SecretToken, BookError> {
    if !chosen.is_online(app, now).await? {
        return Err(BookError::SlotTaken);
    }
    let is_chosen = |held: &HeldSlot| {
        held.service_id == service.id
            && held.technician_id == chosen.technician
            && held.starts_at == chosen.starts_at
    };
    let token = match hold_state(app, &token, now).await? {
        HoldState::Live(held) if is_chosen(&held) => return Ok(token),
        HoldState::Live(_) => {
            release(&app.db, &token).await?;
            token
        }
        // A page from before that booking: what it holds now is another appointment.
        HoldState::Booked(_) => SecretToken::generate(),
        HoldState::Gone => token,
    };
    let ends_at = chosen.starts_at + service.duration();
    let slot = Slot {
        technician: chosen.technician,
        starts_at: chosen.starts_at,
        ends_at,
        blocked_until: ends_at + service.buffer(),
    };
    match hold(app, service, &slot, place, &token, now).await {
        Ok(()) => Ok(token),
        // The other press of the same button was quicker.
        Err(BookError::SlotTaken)
            if find_hold(&app.db, &token, now).await?.is_some_and(|held| is_chosen(&held)) =>
        {
            Ok(token)
        }
        Err(error) => Err(error),
    }
}

/// A hold, and who confirms it.
#[derive(Clone, Debug)]
pub struct OnlineBooking<'a> {
    pub hold: &'a SecretToken,
    pub customer: OnlineCustomer<'a>,
}

/// For whom somebody books online.
#[derive(Clone, Debug)]
pub enum OnlineCustomer<'a> {
    /// Whoever they say they are.
    Visitor(PortalVisitor<'a>),
    /// As an appointment whose link they hold, at the same address.
    Same { customer: CustomerId, site: SiteId },
}

/// Makes an appointment of the hold, with its customer and request, and returns the token of its link.
///
/// The same hold confirmed again answers as the first time.
pub async fn book_online(
    app: &App,
    booking: &OnlineBooking<'_>,
    now: DateTime<Utc>,
) -> Result<SecretToken, BookError> {
    let held =
        queries_online::find_by_hold(&app.db, booking.hold).await?.ok_or(BookError::SlotTaken)?;
    if let Some(uid) = held.uid {
        return Ok(links::token_of(&app.settings, &uid));
    }
    let service = catalog::find(&app.db, held.service_id).await?.ok_or(BookError::SlotTaken)?;
    let number = tickets::next_number(&app.db, now).await?;

    let mut tx = db::begin(&app.db).await?;
    let id = match confirm(app, &mut tx, booking, &service, number, now).await {
        Ok(id) => {
            tx.commit().await?;
            id
        }
        Err(BookError::AlreadyBooked(id)) => {
            // Neither a second request nor a second customer.
            tx.rollback().await?;
            id
        }
        Err(error) => return Err(error),
    };
    let booked = details::find(&app.db, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(links::token_of(&app.settings, &booked.uid))
}

async fn confirm(
    app: &App,
    db: &mut PgConnection,
    booking: &OnlineBooking<'_>,
    service: &Service,
    number: String,
    now: DateTime<Utc>,
) -> Result<AppointmentId, BookError> {
    let (customer, site) = match &booking.customer {
        OnlineCustomer::Visitor(visitor) => {
            let found = customers::find_or_create_from_portal(&mut *db, visitor, now).await?;
            (found.id, found.site)
        }
        OnlineCustomer::Same { customer, site } => (*customer, *site),
    };
    let ticket = NewTicket {
        number,
        customer,
        site: Some(site),
        service: Some(service.id),
        source: tickets::Source::Portal,
        subject: service.name.clone(),
        description: String::new(),
        priority: service.priority,
        created_by: None,
    };
    let ticket = tickets::create(&mut *db, &ticket, now).await?;
    let whom = HoldFor { ticket, customer, site };
    confirm_hold(app, &mut *db, booking.hold, whom, now).await
}

/// Whether its customer may still move or cancel it.
pub fn is_open_to_customer(appointment: &AppointmentDetails, now: DateTime<Utc>) -> bool {
    appointment.status.is_ahead() && now < appointment.starts_at
}

/// Moves an appointment to a slot that its customer chose on a page of the appointment's `version`.
pub async fn move_online(
    app: &App,
    appointment: &AppointmentDetails,
    version: i32,
    to: ChosenSlot,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    if appointment.technician_id == to.technician && appointment.starts_at == to.starts_at {
        return Ok(());
    }
    if !is_open_to_customer(appointment, now) {
        return Err(MoveError::TooLate);
    }
    if !to.is_online(app, now).await? {
        return Err(BookError::SlotTaken.into());
    }
    let to = NewTime { technician: to.technician, starts_at: to.starts_at, forced: false };
    move_to(app, appointment.id, Some(version), to, By::Customer, now).await
}

/// An appointment as its messages and calendar entries tell it.
pub async fn visit(app: &App, appointment: &AppointmentDetails) -> sqlx::Result<Visit> {
    let mut connection = app.db.acquire().await?;
    details::visit_of(&mut connection, &app.settings, appointment).await
}
