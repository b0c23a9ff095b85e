//! One request: what was asked, what became of it, what to do next.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::chip;
use crate::{
    app::App,
    appointments::{self, TicketAppointment},
    customers::{self, Phone},
    mails::quoting::Passage,
    tickets::{self, Status, TicketDetails},
    timeline::{self, PastEvent},
    values::french,
    web::{
        Error, Result,
        extract::Now,
        forms::FieldErrors,
        office::{mails::shown::ShownMail, shell::Shell},
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/tickets/show.html")]
pub(super) struct TicketShowPage {
    shell: Shell,
    ticket: TicketDetails,
    phones: Vec<Phone>,
    appointments: Vec<TicketAppointment>,
    events: Vec<PastEvent>,
    mails: Vec<ShownMail>,
    /// What else its customer waits for: number and subject.
    others: Vec<(String, String)>,
    errors: FieldErrors,
    words: String,
    now: DateTime<Utc>,
}

pub(super) async fn show(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    page(&app, &number, FieldErrors::default(), String::new(), shell, now).await
}

/// The page, also after closing was refused.
pub(super) async fn page(
    app: &App,
    number: &str,
    errors: FieldErrors,
    words: String,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, number).await?.ok_or(Error::NotFound)?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let others = tickets::open_of_customer(&app.db, ticket.customer_id).await?;
    let page = TicketShowPage {
        mails: ShownMail::of_ticket(app, ticket.id, now).await?,
        others: others
            .into_iter()
            .filter(|(id, ..)| *id != ticket.id)
            .map(|(_, number, subject)| (number, subject))
            .collect(),
        phones: customers::phones(&app.db, ticket.customer_id).await?,
        appointments: appointments::of_ticket(&app.db, ticket.id).await?,
        events: timeline::of_ticket(&app.db, ticket.id).await?,
        shell,
        ticket,
        errors,
        words,
        now,
    };
    Ok((status, Page(page)).into_response())
}

impl TicketShowPage {
    fn chip(&self) -> &'static str {
        chip(self.ticket.status)
    }

    fn is_closed(&self) -> bool {
        self.ticket.status == Status::Closed
    }

    fn address(&self) -> Option<String> {
        let town = [self.ticket.postcode.as_deref(), self.ticket.city.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let street = self.ticket.street.as_deref()?;
        Some(if town.is_empty() { street.to_owned() } else { format!("{street}, {town}") })
    }
}
