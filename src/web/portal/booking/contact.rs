//! Who it is for: the last step, which confirms.

use askama::Template;
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    super::answers::{Answers, Query},
    callback::{self, read_name},
    contact_upload::{Photos, Sent},
    slots,
};
use crate::{
    app::App,
    appointments::{
        self, AppointmentDetails, BookError, HeldSlot, HoldState, OnlineBooking, OnlineCustomer,
    },
    catalog::{self, Service},
    company::{self, Company},
    customers::PortalVisitor,
    values::{EmailAddress, PhoneNumber, PostalAddress, SecretToken, french},
    web::{
        Result,
        extract::Now,
        forms::{FieldErrors, optional},
        page::{Page, show_again},
    },
};

/// Whoever took longer than a hold lasts.
const RAN_OUT: &str = "Votre créneau n’est plus réservé\u{a0}: les dix minutes sont passées.";

#[derive(Template)]
#[template(path = "portal/booking/contact.html")]
struct ContactPage {
    company: Company,
    answers: Answers,
    errors: FieldErrors,
    service: Service,
    /// `mardi 24 novembre`
    day: String,
    /// `entre 10 h et 12 h`
    window: String,
    /// `10 h 42`
    held_until: String,
    /// For the same customer as then, `le mardi 24 novembre`: nothing more is asked.
    same_as: Option<String>,
}

pub(super) async fn new(
    State(app): State<App>,
    Now(now): Now,
    Query(answers): Query<Answers>,
) -> Result<Response> {
    show(&app, answers, FieldErrors::default(), now).await
}

/// The answers and a field that only robots see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ContactForm {
    #[serde(flatten)]
    answers: Answers,
    website: String,
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    request: Request,
) -> Result<Response> {
    let Sent { form, photos } = match Sent::read(&app, request).await? {
        Ok(sent) => sent,
        Err(answer) => return Ok(answer),
    };
    if let Some(visit) = form.answers.same_customer(&app, now).await? {
        return create_same(&app, (form, photos), &visit, now).await;
    }
    let visitor = match form.parse(&photos) {
        Ok(visitor) => visitor,
        Err(errors) => return show(&app, form.answers, errors, now).await,
    };
    let customer = OnlineCustomer::Visitor(visitor.for_booking());
    let booking = OnlineBooking { hold: &visitor.hold, customer };
    book(&app, &booking, (form.answers, photos), visitor.told_by(), now).await
}

/// For whom another appointment is already.
async fn create_same(
    app: &App,
    (form, photos): (ContactForm, Photos),
    visit: &AppointmentDetails,
    now: DateTime<Utc>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    callback::refuse_robots(&form.website, &mut errors);
    photos.note_refusal(&mut errors);
    let hold = errors.check("", form.answers.hold_token().ok_or(RAN_OUT));
    let (Some(hold), true) = (hold, errors.is_empty()) else {
        return show(app, form.answers, errors, now).await;
    };
    let customer = OnlineCustomer::Same { customer: visit.customer_id, site: visit.site_id };
    let booking = OnlineBooking { hold: &hold, customer };
    book(app, &booking, (form.answers, photos), "suite", now).await
}

async fn book(
    app: &App,
    booking: &OnlineBooking<'_>,
    (answers, photos): (Answers, Photos),
    told_by: &str,
    now: DateTime<Utc>,
) -> Result<Response> {
    match appointments::book_online(app, booking, now).await {
        Ok(link) => {
            // The appointment stands, whatever becomes of the photos.
            let lost = if photos.keep(app, &link, now).await { "" } else { "&photo=perdue" };
            let to = format!("/suivi/{}?nouveau={told_by}{lost}", link.reveal());
            Ok(Redirect::to(&to).into_response())
        }
        Err(BookError::Database(error)) => Err(error.into()),
        Err(_) => slots::choose_again(app, answers, RAN_OUT.to_owned(), None, now).await,
    }
}

/// What was typed, read.
struct Visitor {
    hold: SecretToken,
    name: String,
    phone: PhoneNumber,
    email: Option<EmailAddress>,
    address: PostalAddress,
}

impl Visitor {
    fn for_booking(&self) -> PortalVisitor<'_> {
        PortalVisitor {
            name: &self.name,
            phone: &self.phone,
            email: self.email.as_ref(),
            address: &self.address,
        }
    }

    /// How the confirmation reaches them, judged by what they typed and by nothing else that we know.
    fn told_by(&self) -> &'static str {
        match (self.phone.can_receive_sms(), self.email.is_some()) {
            (true, true) => "sms-email",
            (true, false) => "sms",
            (false, true) => "email",
            (false, false) => "rien",
        }
    }
}

impl ContactForm {
    /// Reads every field, so that all mistakes are shown at once.
    fn parse(&self, photos: &Photos) -> Result<Visitor, FieldErrors> {
        let mut errors = FieldErrors::default();
        callback::refuse_robots(&self.website, &mut errors);
        photos.note_refusal(&mut errors);
        let name = errors.check("name", read_name(&self.answers.name));
        let phone = errors.check("phone", PhoneNumber::parse(&self.answers.phone));
        let email = match optional(&self.answers.email) {
            Some(typed) => errors.check("email", EmailAddress::parse(&typed)),
            None => None,
        };
        let address = errors.check("", self.answers.postal_address());
        let hold = errors.check("", self.answers.hold_token().ok_or(RAN_OUT));
        match (name, phone, address, hold) {
            (Some(name), Some(phone), Some(address), Some(hold)) if errors.is_empty() => {
                Ok(Visitor { hold, name, phone, email, address })
            }
            _ => Err(errors),
        }
    }
}

/// The form while the slot is held; else where the visitor goes on.
async fn show(
    app: &App,
    answers: Answers,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<Response> {
    let state = match answers.hold_token() {
        Some(token) => appointments::hold_state(app, &token, now).await?,
        None => HoldState::Gone,
    };
    let held = match state {
        HoldState::Live(held) if answers.is_safe() => held,
        HoldState::Live(_) => return Ok(answers.first_open_step().into_response()),
        HoldState::Booked(link) => {
            return Ok(Redirect::to(&format!("/suivi/{}", link.reveal())).into_response());
        }
        HoldState::Gone => {
            return slots::choose_again(app, answers, RAN_OUT.to_owned(), None, now).await;
        }
    };
    let Some(service) = catalog::find(&app.db, held.service_id).await? else {
        return Ok(Redirect::to("/rdv").into_response());
    };
    let is_new = errors.is_empty();
    let same = answers.same_customer(app, now).await?;
    let mut page = ContactPage::of(company::load(&app.db).await?, answers, errors, service, &held);
    page.same_as = same.map(|visit| french::day_without_year(visit.window_starts_at));
    Ok(if is_new { Page(page).into_response() } else { show_again(page) })
}

impl ContactPage {
    fn of(
        company: Company,
        answers: Answers,
        errors: FieldErrors,
        service: Service,
        held: &HeldSlot,
    ) -> Self {
        Self {
            company,
            answers,
            errors,
            service,
            day: french::day_without_year(held.window_starts_at),
            window: french::window(held.window_starts_at, held.window_ends_at),
            held_until: french::time(held.held_until),
            same_as: None,
        }
    }
}
