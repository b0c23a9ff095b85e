//! What messages say, before they are queued.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{Channel, Kind, Occasion, Visit, calendar};
use crate::{company::Company, values::french};

/// A message, written but not queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: Kind,
    pub channel: Channel,
    /// An address, or a number in E.164.
    pub recipient: String,
    /// Of an e-mail.
    pub subject: Option<String>,
    pub body: String,
    /// An iCalendar object and its METHOD.
    pub calendar: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "messages/email.txt")]
struct EmailText<'a> {
    kind: Kind,
    company: &'a Company,
    visit: &'a Visit,
    day: String,
    window: String,
    /// When it was to be, of a visit that was moved.
    before: Option<String>,
    /// Until when it is kept, of what is offered.
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "messages/sms.txt")]
struct SmsText<'a> {
    kind: Kind,
    company: &'a Company,
    visit: &'a Visit,
    day: String,
    window: String,
    until: Option<String>,
}

/// One draft for each address that should hear of it; none where the customer has no address.
///
/// Addresses and mobiles all hear the news and the reminder of the day before. The last word
/// before a visit goes to the telephone, and to the mailbox only where there is none.
pub(super) fn write(
    company: &Company,
    visit: &Visit,
    occasion: Occasion,
    now: DateTime<Utc>,
) -> askama::Result<Vec<Draft>> {
    let kind = occasion.kind();
    let urgent = matches!(kind, Kind::ReminderHours | Kind::OnTheWay);
    let emails: &[String] = if urgent && !visit.mobiles.is_empty() { &[] } else { &visit.emails };
    let mut drafts = Vec::with_capacity(emails.len() + visit.mobiles.len());
    for address in emails {
        drafts.push(email(company, visit, occasion, address, now)?);
    }
    for number in &visit.mobiles {
        drafts.push(Draft {
            kind,
            channel: Channel::Sms,
            recipient: number.as_str().to_owned(),
            subject: None,
            body: sms_text(company, visit, occasion)?,
            calendar: None,
        });
    }
    Ok(drafts)
}

fn email(
    company: &Company,
    visit: &Visit,
    occasion: Occasion,
    address: &str,
    now: DateTime<Utc>,
) -> askama::Result<Draft> {
    let kind = occasion.kind();
    let text = EmailText {
        kind,
        company,
        visit,
        day: french::capitalised(&french::day_long(visit.window_starts_at)),
        window: window(visit),
        before: match occasion {
            Occasion::Moved { from } => {
                Some(format!("le {}, vers {}", french::day_without_year(from), french::time(from)))
            }
            _ => None,
        },
        until: until(occasion),
    };
    let calendar = match kind {
        Kind::Confirmation | Kind::Move => Some(calendar::Method::Request),
        Kind::Cancellation => Some(calendar::Method::Cancel),
        Kind::ReminderDay
        | Kind::ReminderHours
        | Kind::OnTheWay
        | Kind::Acknowledgement
        | Kind::Answer
        | Kind::EarlierSlot => None,
    };
    Ok(Draft {
        kind,
        channel: Channel::Email,
        recipient: address.to_owned(),
        subject: Some(subject(visit, kind)),
        body: text.render()?,
        calendar: calendar.map(|method| {
            (calendar::write(company, visit, method, Some(address), now), method.name())
        }),
    })
}

fn subject(visit: &Visit, kind: Kind) -> String {
    let when = format!("{}, {}", french::day_without_year(visit.window_starts_at), window(visit));
    let subject = match kind {
        Kind::Confirmation => format!("Rendez-vous confirmé : {when}"),
        Kind::Move => format!("Rendez-vous déplacé : {when}"),
        Kind::Cancellation => format!("Rendez-vous annulé : {when}"),
        Kind::ReminderDay => format!("Rappel : rendez-vous demain, {when}"),
        Kind::ReminderHours => format!("Rappel : rendez-vous aujourd’hui, {}", window(visit)),
        Kind::OnTheWay => format!("{} est en route", visit.technician_first_name),
        Kind::Acknowledgement => "Demande reçue".to_owned(),
        Kind::Answer => "Votre demande".to_owned(),
        Kind::EarlierSlot => format!("Un créneau plus tôt : {when}"),
    };
    // By which an answer is known whose program cites nothing else.
    match &visit.ticket_number {
        Some(number) => format!("{subject} [{number}]"),
        None => subject,
    }
}

/// In the alphabet that costs least (domain.md §6.6).
fn sms_text(company: &Company, visit: &Visit, occasion: Occasion) -> askama::Result<String> {
    let day = french::day_without_year(visit.window_starts_at);
    let text = SmsText {
        kind: occasion.kind(),
        company,
        visit,
        day,
        window: window(visit),
        until: until(occasion),
    };
    Ok(french::gsm_text(&text.render()?))
}

/// `17 h`, of what is kept for them.
fn until(occasion: Occasion) -> Option<String> {
    match occasion {
        Occasion::EarlierSlot { until } => Some(french::time(until)),
        _ => None,
    }
}

fn window(visit: &Visit) -> String {
    french::window(visit.window_starts_at, visit.window_ends_at)
}

#[cfg(test)]
#[path = "drafts_tests.rs"]
pub(super) mod tests;
