//! The booking page, and the parts of it that htmx replaces.

use askama::Template;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::{
    booking_form::{BookingForm, NEW_SITE},
    choice::OTHER,
    slots::{self, Slots, Wanted},
};
use crate::{
    app::App,
    business_time::local,
    catalog::{self, Service},
    customers::{self, Customer, Site, search::CustomerHit},
    staff::{self, StaffMember},
    tickets::TicketDetails,
    travel::{self, Commune},
    values::french,
    web::{Error, Result, forms::FieldErrors, office::shell::Shell, page::Page},
};

/// As many customers as are proposed while typing.
const PROPOSED: usize = 8;

#[derive(Template)]
#[template(path = "office/appointments/new.html")]
pub(super) struct BookingPage {
    shell: Shell,
    form: BookingForm,
    errors: FieldErrors,
    /// None until somebody is chosen.
    customer: Option<Customer>,
    ticket: Option<TicketDetails>,
    sites: Vec<Site>,
    services: Vec<Service>,
    technicians: Vec<StaffMember>,
    /// None until a service is chosen.
    slots: Option<Slots>,
    query: String,
    found: Vec<CustomerHit>,
}

/// The slots of [`BookingPage`].
#[derive(Template)]
#[template(path = "office/appointments/new_slots.html")]
pub(super) struct SlotsPart {
    form: BookingForm,
    errors: FieldErrors,
    technicians: Vec<StaffMember>,
    slots: Option<Slots>,
}

/// The customers proposed by [`BookingPage`].
#[derive(Template)]
#[template(path = "office/appointments/new_found.html")]
pub(super) struct FoundPart {
    form: BookingForm,
    query: String,
    found: Vec<CustomerHit>,
}

impl BookingPage {
    /// Chooses the first slot that is offered, if any.
    pub(super) fn choose_first(&mut self) {
        let offers = self.slots.iter().flat_map(|slots| &slots.days).flat_map(|day| &day.slots);
        if let Some(first) = offers.map(|offer| &offer.value).next() {
            self.form.slot.clone_from(first);
        }
    }

    pub(super) async fn load(
        app: &App,
        shell: Shell,
        mut form: BookingForm,
        errors: FieldErrors,
        query: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let ticket = form.load_ticket(app).await?;
        if let Some(ticket) = &ticket {
            form.fill_from(ticket);
        }
        let customer = match form.customer.parse() {
            Ok(id) => Some(customers::find(&app.db, id).await?.ok_or(Error::NotFound)?),
            Err(_) => None,
        };
        let sites = match &customer {
            Some(customer) => customers::sites(&app.db, customer.id).await?,
            None => Vec::new(),
        };
        if form.site.is_empty() {
            form.site =
                sites.first().map_or_else(|| NEW_SITE.to_owned(), |site| site.id.to_string());
        }
        let found = match &customer {
            Some(_) => Vec::new(),
            None => customers::search::search(&app.db, query, 0, PROPOSED).await?.customers,
        };
        let services = catalog::active(&app.db).await?;
        let from = form.from.parse().unwrap_or_else(|_| local::today(now));
        let slots = match services.iter().find(|service| service.id.to_string() == form.service) {
            Some(service) => {
                let wanted =
                    Wanted { service, place: form.place(&sites), moving: None, stands: None };
                Some(slots::offered(app, wanted, from, form.technician.parse().ok(), now).await?)
            }
            None => None,
        };
        let technicians = staff::active_technicians(&app.db).await?;
        if form.slot.is_empty() && !form.free_time.is_empty() {
            OTHER.clone_into(&mut form.slot);
        }
        if form.free_date.is_empty() {
            form.free_date = from.to_string();
        }
        let query = query.to_owned();
        Ok(Self {
            shell,
            form,
            errors,
            customer,
            ticket,
            sites,
            services,
            technicians,
            slots,
            query,
            found,
        })
    }
}

impl BookingForm {
    /// The commune of the address that is chosen or typed so far.
    fn place(&self, sites: &[Site]) -> Option<Commune> {
        if self.site == NEW_SITE {
            return travel::locate(Some(self.postcode.trim()), Some(self.city.trim()));
        }
        let site = sites.iter().find(|site| site.id.to_string() == self.site)?;
        let place = travel::locate(site.postcode.as_deref(), site.city.as_deref());
        Some(place.unwrap_or(Commune::NOWHERE))
    }

    /// What the request says already need not be chosen again.
    fn fill_from(&mut self, ticket: &TicketDetails) {
        if self.customer.is_empty() {
            self.customer = ticket.customer_id.to_string();
        }
        if let (true, Some(site)) = (self.site.is_empty(), ticket.site_id) {
            self.site = site.to_string();
        }
        if let (true, Some(service)) = (self.service.is_empty(), ticket.service_id) {
            self.service = service.to_string();
        }
    }
}

impl SlotsPart {
    pub(super) fn of(page: BookingPage) -> Self {
        Self {
            form: page.form,
            errors: page.errors,
            technicians: page.technicians,
            slots: page.slots,
        }
    }
}

impl FoundPart {
    pub(super) fn of(page: BookingPage) -> Self {
        Self { form: page.form, query: page.query, found: page.found }
    }
}

impl IntoResponse for SlotsPart {
    fn into_response(self) -> Response {
        Page(self).into_response()
    }
}

impl IntoResponse for FoundPart {
    fn into_response(self) -> Response {
        Page(self).into_response()
    }
}
