//! One request: what was asked, what became of it, what to do next.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    chip,
    composer::{Composer, ComposerForm, Thanks, failed},
    follow::FollowForm,
    stages::{ClockWords, Stage, clocks, stages},
    wait::WaitForm,
    wire::{Said, wire},
};
use crate::{
    app::App,
    appointments::{self, Photo, TicketAppointment},
    calls::{self, TicketCall},
    catalog::{Priority, triage::Danger},
    customers::{self, Phone},
    mails::quoting::Passage,
    maintenance::{self, OfTicket},
    postits::{self, Colleague},
    tickets::{self, Followed, OtherTicket, PauseReason, Status, TicketDetails, UnitedTicket},
    timeline::{self, PastEvent},
    values::{PortalPhotoId, StaffId, french},
    web::{Error, Result, extract::Now, forms::FieldErrors, office::shell::Shell, page::Page},
};

#[derive(Template)]
#[template(path = "office/tickets/show.html")]
pub(super) struct TicketShowPage {
    shell: Shell,
    ticket: TicketDetails,
    stages: Vec<Stage>,
    clocks: Vec<ClockWords>,
    phones: Vec<Phone>,
    appointments: Vec<TicketAppointment>,
    calls: Vec<TicketCall>,
    photos: Vec<Photo>,
    /// The contract that asked for it.
    maintenance: Option<OfTicket>,
    events: Vec<PastEvent>,
    colleagues: Vec<Colleague>,
    typed: Typed,
    composer: Composer,
    /// None where the customer cannot be written to.
    thanks: Option<Thanks>,
    said: Vec<Said>,
    /// What else its customer waits for.
    others: Vec<OtherTicket>,
    united: Vec<UnitedTicket>,
    now: DateTime<Utc>,
}

/// What was typed in the forms of the page, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) errors: FieldErrors,
    /// None before anybody typed: what stands is shown.
    pub(super) follow: Option<FollowForm>,
    /// What somebody else decided while this was typed.
    pub(super) conflict: Option<Box<Followed>>,
    pub(super) wait: WaitForm,
    pub(super) composer: Option<ComposerForm>,
    /// What was sent of it is already another text.
    pub(super) is_stale: bool,
    /// A message that did not arrive, to be written anew.
    pub(super) written_anew: Option<i64>,
    /// How it ends.
    pub(super) words: String,
    /// To whom, and what, the customer is thanked with.
    pub(super) thanks: Option<(String, String)>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    /// The message that did not arrive.
    reprise: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    Query(asked): Query<Asked>,
    shell: Shell,
) -> Result<Response> {
    let typed = Typed { written_anew: asked.reprise.parse().ok(), ..Typed::default() };
    page(&app, &number, typed, shell, now).await
}

/// A photo that its customer sent.
pub(super) async fn photo(
    State(app): State<App>,
    Path(id): Path<PortalPhotoId>,
) -> Result<Response> {
    let picture = appointments::picture(&app.db, id, None).await?.ok_or(Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], picture).into_response())
}

/// The page, also after a form of it was refused.
pub(super) async fn page(
    app: &App,
    number: &str,
    mut typed: Typed,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, number).await?.ok_or(Error::NotFound)?;
    if ticket.number != number && typed.errors.is_empty() {
        // It was united with another.
        return Ok(Redirect::to(&format!("/demandes/{}", ticket.number)).into_response());
    }
    let status = if typed.conflict.is_some() || typed.is_stale {
        StatusCode::CONFLICT
    } else if typed.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let appointments = appointments::of_ticket(&app.db, ticket.id).await?;
    let office = tickets::office_time(&app.db, now).await?;
    typed.follow.get_or_insert_with(|| FollowForm::of(&ticket));
    let said = wire(app, ticket.id, shell.staff_id, now).await?;
    let again = failed(&said, typed.written_anew);
    let composer = Composer::load(app, &ticket, typed.composer.take(), again, &shell, now).await?;
    let page = TicketShowPage {
        thanks: Thanks::load(app, &ticket, &composer, typed.thanks.take()).await?,
        composer,
        said,
        others: tickets::others_of_customer(&app.db, ticket.id, ticket.customer_id).await?,
        united: tickets::united_with(&app.db, ticket.id).await?,
        stages: stages(&ticket, &appointments),
        clocks: clocks(&ticket, &office, now),
        phones: customers::phones(&app.db, ticket.customer_id).await?,
        calls: calls::of_ticket(&app.db, ticket.id).await?,
        photos: appointments::photos_of_ticket(&app.db, ticket.id).await?,
        maintenance: maintenance::of_ticket(&app.db, ticket.id).await?,
        events: timeline::of_ticket(&app.db, ticket.id).await?,
        colleagues: postits::colleagues(&app.db).await?,
        appointments,
        shell,
        ticket,
        typed,
        now,
    };
    Ok((status, Page(page)).into_response())
}

impl TicketShowPage {
    fn chip(&self) -> &'static str {
        chip(self.ticket.status)
    }

    fn is_open(&self) -> bool {
        self.ticket.status.is_open()
    }

    fn is_closed(&self) -> bool {
        self.ticket.status == Status::Closed
    }

    fn follow(&self) -> FollowForm {
        self.typed.follow.clone().unwrap_or_else(|| FollowForm::of(&self.ticket))
    }

    /// `2 autres demandes ouvertes de ce client`
    fn count_others(&self) -> String {
        let count = i64::try_from(self.others.len()).unwrap_or(i64::MAX);
        let words = french::count(count, "autre demande ouverte", "autres demandes ouvertes");
        format!("{words} de ce client")
    }

    fn is_owner(&self, id: StaffId) -> bool {
        self.follow().qui == id.to_string()
    }

    /// `en attente client depuis le …`
    fn wait(&self) -> Option<(&'static str, String)> {
        let (reason, since) = (self.ticket.pause_reason?, self.ticket.paused_at?);
        Some((reason.label(), french::day_and_time(since)))
    }

    /// What the safety questions came to; and whether it is a danger.
    fn safety(&self) -> Option<(String, bool)> {
        let triage = self.ticket.triage.as_deref()?;
        Some(match Danger::from_name(triage) {
            Some(danger) => (danger.answer().to_owned(), true),
            None => ("Aucun danger, d’après les réponses données sur le portail".to_owned(), false),
        })
    }

    fn warranty(&self) -> String {
        match (self.ticket.under_warranty, self.ticket.warranty_ends_on) {
            (true, Some(day)) => {
                format!("Sous garantie jusqu’au {}, non facturable", french::date_numeric(day))
            }
            (true, None) => "Sous garantie, non facturable".to_owned(),
            (false, Some(day)) => format!(
                "Facturable, bien qu’une garantie coure jusqu’au {}",
                french::date_numeric(day)
            ),
            (false, None) => "Hors garantie".to_owned(),
        }
    }

    fn address(&self) -> Option<String> {
        let town = [self.ticket.postcode.as_deref(), self.ticket.city.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let street = self.ticket.street.as_deref()?;
        Some(if town.is_empty() { street.to_owned() } else { format!("{street}, {town}") })
    }
}
