//! The calendar entry that an e-mail carries (RFC 5545), as an invitation or its cancellation (RFC 5546).

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use super::Visit;
use crate::{company::Company, values::french};

/// What the entry asks the customer's calendar to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Enter it, or change it where its SEQUENCE is higher than the one known.
    Request,
    Cancel,
    /// Keep it: nobody is invited.
    Publish,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// The visit as a file to keep, for whoever fetches it.
pub fn calendar_file(company: &Company, visit: &Visit, now: DateTime<Utc>) -> String {
    write(company, visit, Method::Publish, None, now)
}

/// The visit as the customer knows it: the time between which somebody comes, in UTC, which no
/// calendar can misread on the days when the clocks change.
pub(super) fn write(
    company: &Company,
    visit: &Visit,
    method: Method,
    attendee: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    let status = match method {
        Method::Cancel => EventStatus::Cancelled,
        Method::Publish if visit.is_cancelled => EventStatus::Cancelled,
        Method::Request | Method::Publish => EventStatus::Confirmed,
    };
    let mut organizer = Property::new("ORGANIZER", mailto(&organizer_address(company, visit)));
    organizer.add_parameter("CN", &parameter(&company.name));

    let mut event = Event::new();
    event
        .uid(&visit.uid)
        .sequence(u32::try_from(visit.sequence).unwrap_or_default())
        .timestamp(now)
        .starts(visit.window_starts_at)
        .ends(visit.window_ends_at)
        .summary(&format!("{} – {}", visit.service_name, company.name))
        .location(&visit.address)
        .description(&description(company, visit))
        .url(&visit.link)
        .status(status)
        .append_property(organizer);
    if let Some(address) = attendee {
        event.append_multi_property(attending(visit, address));
    }

    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Relais//Relais//FR"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", method.name()))
        .push(event.done());
    calendar.to_string()
}

fn attending(visit: &Visit, address: &str) -> Property {
    let mut customer = Property::new("ATTENDEE", mailto(address));
    customer
        .add_parameter("CN", &parameter(&visit.customer_name))
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        // The office counts on the visit: no answer is asked for.
        .add_parameter("PARTSTAT", "ACCEPTED")
        .add_parameter("RSVP", "FALSE");
    customer
}

/// An invitation must name who invites; without an address of its own the company has the one its
/// appointments' names end in.
fn organizer_address(company: &Company, visit: &Visit) -> String {
    company.email.clone().unwrap_or_else(|| {
        let host = visit.uid.rsplit_once('@').map_or("relais", |(_, host)| host);
        format!("rendez-vous@{host}")
    })
}

fn mailto(address: &str) -> String {
    format!("mailto:{address}")
}

/// A parameter holds anything but quotes and control characters (RFC 5545 §3.1).
fn parameter(text: &str) -> String {
    text.chars().filter(|c| *c != '"' && !c.is_control()).collect()
}

fn description(company: &Company, visit: &Visit) -> String {
    let mut lines = vec![format!(
        "{} vient {}.",
        visit.technician_first_name,
        french::window(visit.window_starts_at, visit.window_ends_at)
    )];
    lines.extend(
        visit.preparation.as_ref().map(|preparation| format!("À préparer : {preparation}")),
    );
    lines.push(format!("Voir, déplacer ou annuler : {}", visit.link));
    if !company.phone.is_empty() {
        lines.push(format!("Une question ? {}", company.phone));
    }
    lines.join("\n")
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
