//! One appointment, with everything that hangs on it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    app::App,
    appointments::{self, AppointmentDetails, Source, Status},
    business_time::local,
    customers::{self, Phone},
    messages::{self, MessageRow},
    timeline::{self, PastEvent},
    values::{AppointmentId, PhoneNumber, french},
    web::{Error, Result, extract::Now, office::shell::Shell, page::Page},
};

#[derive(Template)]
#[template(path = "office/appointments/show.html")]
struct AppointmentPage {
    shell: Shell,
    appointment: AppointmentDetails,
    steps: Vec<Step>,
    phones: Vec<Phone>,
    messages: Vec<MessageRow>,
    events: Vec<PastEvent>,
    now: DateTime<Utc>,
}

/// A node of the wire.
struct Step {
    name: &'static str,
    /// When it was reached; empty where that is still to come.
    when: String,
    class: &'static str,
}

pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let appointment = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let page = AppointmentPage {
        shell,
        steps: steps(&appointment),
        phones: customers::phones(&app.db, appointment.customer_id).await?,
        messages: messages::of_appointment(&app.db, id).await?,
        events: timeline::of_ticket(&app.db, appointment.ticket_id).await?,
        appointment,
        now,
    };
    Ok(Page(page).into_response())
}

fn steps(appointment: &AppointmentDetails) -> Vec<Step> {
    let when = |at: Option<DateTime<Utc>>| at.map(french::day_and_time).unwrap_or_default();
    let reached = |name, at: Option<DateTime<Utc>>| Step {
        name,
        when: when(at),
        class: if at.is_some() { "is-done" } else { "" },
    };
    let mut steps = vec![reached("Confirmé", Some(appointment.created_at))];
    match appointment.status {
        Status::Cancelled => {
            steps.push(Step { name: "Annulé", when: String::new(), class: "is-failed" });
        }
        Status::NoShow => {
            steps.push(reached("En route", appointment.en_route_at));
            steps.push(Step {
                name: "Client absent",
                when: when(appointment.finished_at),
                class: "is-failed",
            });
        }
        _ => {
            steps.push(reached("En route", appointment.en_route_at));
            steps.push(reached("Commencé", appointment.started_at));
            steps.push(reached("Terminé", appointment.finished_at));
        }
    }
    if let Some(current) = steps.iter_mut().rev().find(|step| step.class == "is-done") {
        current.class = "is-current";
    }
    steps
}

impl AppointmentPage {
    /// Where it can be moved or cancelled.
    fn is_ahead(&self) -> bool {
        self.appointment.status.is_ahead()
    }

    fn day(&self) -> NaiveDate {
        local::today(self.appointment.starts_at)
    }

    fn chip(&self) -> &'static str {
        match self.appointment.status {
            Status::Booked | Status::Held => "chip-active",
            Status::EnRoute | Status::Started => "chip-soon",
            Status::Done => "chip-done",
            Status::Cancelled => "",
            Status::NoShow => "chip-late",
        }
    }

    /// A telephone number as the French write it; an e-mail address as it is.
    fn recipient(&self, message: &MessageRow) -> String {
        let known = self.phones.iter().filter_map(|phone| phone.number.as_ref());
        let number = known.into_iter().find(|number| number.as_str() == message.recipient);
        number.map_or_else(|| message.recipient.clone(), PhoneNumber::national)
    }

    fn booked_by(&self) -> &'static str {
        match self.appointment.source {
            Source::Office => "pris par le bureau",
            Source::Portal => "pris en ligne par le client",
            Source::Demo => "donnée de démonstration",
        }
    }
}
