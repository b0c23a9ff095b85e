//! What the booking form asks, as it was typed.

use chrono::NaiveDate;
use serde::Deserialize;

use super::choice::{OTHER, TimeChoice};
use crate::{
    app::App,
    appointments::{OfficeBooking, Place},
    tickets::{self, TicketDetails},
    values::{PostalAddress, SecretToken, StaffId, TicketId, text::clean_text},
    web::{
        Error, Result,
        forms::{FieldErrors, optional, required},
    },
};

/// The value of the radio that stands for an address not known yet.
pub(super) const NEW_SITE: &str = "autre";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BookingForm {
    pub(super) customer: String,
    /// The number of the request that is planned, if any.
    pub(super) ticket: String,
    pub(super) site: String,
    pub(super) street: String,
    pub(super) postcode: String,
    pub(super) city: String,
    pub(super) service: String,
    /// The first day whose slots are shown.
    pub(super) from: String,
    /// Whose slots are shown; all without one.
    pub(super) technician: String,
    pub(super) slot: String,
    pub(super) free_date: String,
    pub(super) free_time: String,
    pub(super) free_technician: String,
    pub(super) forced: Option<String>,
    pub(super) note: String,
    pub(super) request_key: String,
    /// Whether the time was refused for a reason that the office may overrule.
    #[serde(skip)]
    pub(super) can_force: bool,
}

impl BookingForm {
    pub(super) fn begin(
        customer: String,
        ticket: String,
        from: NaiveDate,
        technician: String,
        service: String,
    ) -> Self {
        Self {
            customer,
            ticket,
            from: from.to_string(),
            free_technician: technician.clone(),
            technician,
            service,
            request_key: SecretToken::generate().reveal(),
            ..Self::default()
        }
    }

    /// The request that is planned.
    pub(super) async fn load_ticket(&self, app: &App) -> Result<Option<TicketDetails>> {
        if self.ticket.is_empty() {
            return Ok(None);
        }
        tickets::details(&app.db, &self.ticket).await?.ok_or(Error::NotFound).map(Some)
    }

    /// The field beside which something wrong with the time is said.
    pub(super) fn time_field(&self) -> &'static str {
        if self.slot == OTHER || self.slot.is_empty() { "free_time" } else { "slot" }
    }

    pub(super) fn parse(
        &self,
        staff: StaffId,
        ticket: Option<TicketId>,
    ) -> std::result::Result<OfficeBooking, FieldErrors> {
        let mut errors = FieldErrors::default();
        let customer = errors
            .check("customer", self.customer.parse().map_err(|_| "Choisissez d’abord le client."));
        let place = self.parse_place(&mut errors);
        let service =
            errors.check("service", self.service.parse().map_err(|_| "Choisissez la prestation."));
        let choice = TimeChoice {
            slot: &self.slot,
            date: &self.free_date,
            time: &self.free_time,
            technician: &self.free_technician,
        };
        // Without a service nothing could be chosen yet.
        let time = if service.is_some() { choice.parse(&mut errors) } else { None };
        let note = errors.check("note", clean_text(&self.note));
        let (Some(customer), Some(place), Some(service), Some((technician, starts_at)), Some(note)) =
            (customer, place, service, time, note)
        else {
            return Err(errors);
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(OfficeBooking {
            customer,
            place,
            service,
            technician,
            starts_at,
            note,
            ticket,
            forced: self.forced.is_some(),
            request_key: optional(&self.request_key),
            staff,
        })
    }

    fn parse_place(&self, errors: &mut FieldErrors) -> Option<Place> {
        if self.site != NEW_SITE && !self.site.is_empty() {
            let site = self.site.parse().map_err(|_| "Choisissez le lieu d’intervention.");
            return errors.check("site", site).map(Place::Known);
        }
        let street =
            errors.check("street", required(&self.street, "Indiquez le numéro et la rue."));
        let city = errors.check("city", required(&self.city, "Indiquez la commune."));
        Some(Place::New(PostalAddress {
            street: street?,
            complement: None,
            postcode: optional(&self.postcode),
            city: Some(city?),
        }))
    }
}
