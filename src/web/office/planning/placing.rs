//! A request gets its appointment: at the best time, or where it was put on the board.

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::{
    answers::{Refused, at_and_with, done, on_board, reason},
    tray::key_of,
};
use crate::{
    app::App,
    appointments::{self, BookError, By, CancelError, OfficeBooking, Place},
    business_time::{Span, local},
    catalog::{self, Service},
    scheduling::{self, Offer, Search, Sought},
    staff,
    tickets::{self, ToPlace},
    travel::{self, Commune},
    values::{AppointmentId, SiteId, StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::{Flash, Undo},
        forms::Form,
        office::{
            shell::Shell,
            times::{instant, read_time},
        },
    },
};

/// As far as a time is looked for.
const REACH: TimeDelta = TimeDelta::days(28);
/// Somebody must see it and drive.
const NOTICE: TimeDelta = TimeDelta::minutes(30);
/// A best time that is taken at the same moment is looked for again, so often.
const TRIES: usize = 3;
/// So much before the day that was agreed on a time is looked for.
const AROUND: TimeDelta = TimeDelta::days(7);

#[derive(Debug, Deserialize)]
pub(super) struct PlaceForm {
    /// The number of the request.
    demande: String,
    /// Of the page that was seen: the same press books once.
    #[serde(default)]
    cle: String,
    /// Without a technician, a day and a time it is the best time.
    #[serde(default)]
    technicien: Option<StaffId>,
    #[serde(default)]
    date: Option<NaiveDate>,
    #[serde(default)]
    debut: String,
    #[serde(default)]
    force: Option<String>,
}

/// All that is needed to place it.
struct Ready {
    ticket: ToPlace,
    site: SiteId,
    service: Service,
}

/// With whom and when, and what it adds to the road.
struct Chosen {
    technician: StaffId,
    starts_at: DateTime<Utc>,
    offer: Option<Offer>,
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    headers: HeaderMap,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<PlaceForm>,
) -> Result<Response> {
    let mut found = tickets::to_place(&app.db, std::slice::from_ref(&form.demande)).await?;
    let ticket = found.pop().ok_or(Error::NotFound)?;
    let by_form = format!("/rendez-vous/nouveau?demande={}", ticket.number);
    let Some(ready) = Ready::of(&app, ticket).await? else {
        Flash::say("Choisissez d’abord la prestation et le lieu.").keep(&app, &staff).await?;
        return Ok(Redirect::to(&by_form).into_response());
    };
    for tried in 1..=TRIES {
        let Some(chosen) = form.chosen(&app, &ready, now).await? else {
            Flash::say("Personne n’est libre dans les quatre semaines. Choisissez une heure.")
                .keep(&app, &staff)
                .await?;
            return Ok(Redirect::to(&by_form).into_response());
        };
        let booking = form.booking(&ready, &chosen, staff.id);
        match appointments::book_from_office(&app, &booking, now).await {
            Ok(id) => return say_placed(&app, &staff, &headers, id, chosen.offer).await,
            Err(BookError::AlreadyBooked(id)) => {
                return say_placed(&app, &staff, &headers, id, None).await;
            }
            Err(BookError::Database(error)) => return Err(error.into()),
            Err(BookError::SlotTaken) if chosen.offer.is_some() && tried < TRIES => {}
            Err(refusal) => {
                let refused = form.refused(&app, &ready, &chosen, &refusal).await?;
                return Ok(refused.answer(shell, &headers));
            }
        }
    }
    Ok(Redirect::to(&by_form).into_response())
}

impl Ready {
    async fn of(app: &App, ticket: ToPlace) -> Result<Option<Self>> {
        let (Some(site), Some(service)) = (ticket.site_id, ticket.service_id) else {
            return Ok(None);
        };
        let service = catalog::find(&app.db, service).await?;
        Ok(service.map(|service| Self { ticket, site, service }))
    }

    /// From when on a time is looked for, and by when somebody should have come.
    fn around(&self, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let soonest = now + NOTICE;
        match self.ticket.wanted_on.map(local::day_bounds) {
            Some(day) => ((day.start - AROUND).max(soonest), day.end),
            None => (soonest, scheduling::due(self.ticket.priority, self.ticket.created_at)),
        }
    }

    fn place(&self) -> Commune {
        let (postcode, city) = (self.ticket.postcode.as_deref(), self.ticket.city.as_deref());
        travel::locate(postcode, city).unwrap_or(Commune::NOWHERE)
    }
}

impl PlaceForm {
    /// None where no time is free.
    async fn chosen(&self, app: &App, ready: &Ready, now: DateTime<Utc>) -> Result<Option<Chosen>> {
        if let (Some(technician), Some(date)) = (self.technicien, self.date) {
            let starts_at = read_time(&self.debut)
                .and_then(|time| instant(date, time).ok())
                .ok_or(Error::Unreadable("no such time on that day"))?;
            return Ok(Some(Chosen { technician, starts_at, offer: None }));
        }
        let (from, due) = ready.around(now);
        let search = Search {
            service: &ready.service,
            place: Some(ready.place()),
            from,
            until: from + REACH,
            moving: None,
        };
        let best = scheduling::best_offer(app, Sought { search, due }, now).await?;
        Ok(best.map(|offer| Chosen {
            technician: offer.slot.technician,
            starts_at: offer.slot.starts_at,
            offer: Some(offer),
        }))
    }

    fn booking(&self, ready: &Ready, chosen: &Chosen, staff: StaffId) -> OfficeBooking {
        let key = if self.cle.is_empty() { key_of(&ready.ticket) } else { self.cle.clone() };
        OfficeBooking {
            customer: ready.ticket.customer_id,
            place: Place::Known(ready.site),
            service: ready.service.id,
            technician: chosen.technician,
            starts_at: chosen.starts_at,
            note: String::new(),
            ticket: Some(ready.ticket.id),
            forced: self.force.is_some(),
            request_key: Some(key),
            staff,
        }
    }

    async fn refused(
        &self,
        app: &App,
        ready: &Ready,
        chosen: &Chosen,
        refusal: &BookError,
    ) -> Result<Refused> {
        let technician = staff::find(&app.db, chosen.technician).await?.ok_or(Error::NotFound)?;
        let span = Span::new(chosen.starts_at, chosen.starts_at + ready.service.duration());
        let fields = vec![
            ("demande", self.demande.clone()),
            ("cle", self.cle.clone()),
            ("technicien", chosen.technician.to_string()),
            ("date", local::today(chosen.starts_at).to_string()),
            ("debut", local::to_local(chosen.starts_at).format("%H:%M").to_string()),
            ("force", "oui".to_owned()),
        ];
        Ok(Refused {
            who: ready.ticket.customer_name.clone(),
            wanted: at_and_with(chosen.starts_at, &technician.name),
            reason: reason(app, refusal, technician.id, span, None).await?,
            again: refusal.can_be_forced().then_some(("Forcer", fields)),
            action: "/planning/placement",
            date: local::today(chosen.starts_at),
        })
    }
}

async fn say_placed(
    app: &App,
    staff: &CurrentStaff,
    headers: &HeaderMap,
    id: AppointmentId,
    offer: Option<Offer>,
) -> Result<Response> {
    let booked = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let added = offer.map_or_else(String::new, |offer| {
        format!(", {}", french::added_driving(offer.added.num_minutes()))
    });
    let text = format!(
        "{} placé\u{a0}: {}{added}.",
        booked.customer_name,
        at_and_with(booked.starts_at, &booked.technician_name)
    );
    let undo = Undo {
        action: format!("/planning/placement/retour?visite={id}"),
        label: "Annuler".to_owned(),
    };
    let back = on_board(local::today(booked.starts_at), id);
    done(app, staff, headers, text, Some(undo), &back).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Placed {
    visite: AppointmentId,
}

pub(super) async fn undo(
    State(app): State<App>,
    Query(Placed { visite }): Query<Placed>,
    Now(now): Now,
    headers: HeaderMap,
    staff: CurrentStaff,
) -> Result<Response> {
    let booked = appointments::find(&app.db, visite).await?.ok_or(Error::NotFound)?;
    let text = match appointments::undo_booking(&app, visite, By::Staff(staff.id), now).await {
        Ok(()) => format!("{} est de nouveau à placer.", booked.customer_name),
        Err(CancelError::NotFound) => return Err(Error::NotFound),
        Err(CancelError::Database(error)) => return Err(error.into()),
        Err(refusal) => refusal.to_string(),
    };
    let back = format!("/planning?date={}&vue=jour", local::today(booked.starts_at));
    done(&app, &staff, &headers, text, None, &back).await
}
