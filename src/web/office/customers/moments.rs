//! What happened, in the words of the page.

use chrono::{DateTime, Utc};

use super::warranty_chips::{self, WarrantyChip};

use crate::{
    appointments::Status,
    business_time::local,
    calls::{Direction, State as CallState},
    history::{AppointmentMoment, CallMoment, FollowUpMoment, Moment, TicketMoment, What},
    messages::{MessageRow, State as MessageState},
    quotes::{self, Quote},
    values::{Money, french, text},
    worksites::Worksite,
};

/// One entry of the wire.
pub(super) struct Entry {
    /// The node's look: what is settled, what went wrong, what is under way.
    pub(super) class: &'static str,
    pub(super) title: String,
    /// Where it leads; empty for nowhere.
    pub(super) link: String,
    /// A state and the chip's look; an empty word for none.
    pub(super) chip: (String, &'static str),
    pub(super) detail: String,
    pub(super) staff_name: Option<String>,
    pub(super) warranties: Vec<WarrantyChip>,
    /// `hier 14 h 30`
    pub(super) when: String,
}

pub(super) fn entry(moment: &Moment, now: DateTime<Utc>) -> Entry {
    let when = format!("{} {}", french::relative_day(moment.at, now), french::time(moment.at));
    let entry = match &moment.what {
        What::Call(call) => of_call(call),
        What::Ticket(ticket) => of_ticket(ticket),
        What::Appointment(visit) => of_appointment(visit),
        What::Message(message) => of_message(message, now),
        What::Worksite(worksite) => of_worksite(worksite, now),
        What::Quote(quote) => of_quote(quote, now),
        What::FollowUp(follow_up) => of_follow_up(follow_up),
        What::Change(change) => Entry {
            warranties: Vec::new(),
            class: "",
            title: change.text.clone(),
            link: String::new(),
            chip: (String::new(), ""),
            detail: String::new(),
            staff_name: change.staff_name.clone(),
            when: String::new(),
        },
    };
    let is_dated = matches!(&moment.what, What::Worksite(_) | What::Quote(_) | What::FollowUp(_));
    Entry { when: if is_dated { french::date_numeric(moment.at) } else { when }, ..entry }
}

fn of_call(call: &CallMoment) -> Entry {
    let title = match (call.direction, call.state) {
        (Direction::Out, _) => "Appel sortant",
        (Direction::In, CallState::Missed) => "Appel manqué",
        (Direction::In, _) => "Appel entrant",
    };
    let (class, chip) = match call.outcome {
        Some(outcome) => ("is-done", (outcome.label().to_owned(), "chip-done")),
        None if call.state == CallState::Missed => {
            ("is-failed", ("sans suite".to_owned(), "chip-late"))
        }
        None => ("is-current", ("sans suite".to_owned(), "chip-active")),
    };
    let number = call.number.as_ref().map(crate::values::PhoneNumber::national).unwrap_or_default();
    let parts = [number, call.note.clone()];
    Entry {
        class,
        title: title.to_owned(),
        link: format!("/appels/{}", call.id),
        chip,
        detail: joined(&parts),
        staff_name: call.staff_name.clone(),
        warranties: Vec::new(),
        when: String::new(),
    }
}

fn of_ticket(ticket: &TicketMoment) -> Entry {
    use crate::tickets::Status;
    let (class, look) = match ticket.status {
        Status::Open | Status::Planned | Status::InProgress => ("is-current", "chip-active"),
        Status::Done | Status::Closed => ("is-done", "chip-done"),
    };
    Entry {
        class,
        title: format!("Demande {}", ticket.number),
        link: format!("/demandes/{}", ticket.number),
        chip: (ticket.status.label().to_owned(), look),
        detail: format!("{}, par {}", ticket.subject, ticket.source.label()),
        staff_name: ticket.staff_name.clone(),
        warranties: Vec::new(),
        when: String::new(),
    }
}

fn of_appointment(visit: &AppointmentMoment) -> Entry {
    let (class, look) = match visit.status {
        Status::Cancelled | Status::NoShow => ("is-failed", "chip-late"),
        Status::Done => ("is-done", "chip-done"),
        Status::Held | Status::Booked | Status::EnRoute | Status::Started => {
            ("is-current", "chip-active")
        }
    };
    let day = french::day_without_year(visit.starts_at);
    let hours = french::time_range(visit.starts_at, visit.ends_at);
    Entry {
        class,
        title: format!("Rendez-vous {day}, {hours}"),
        link: format!("/rendez-vous/{}", visit.id),
        chip: (visit.status.label().to_owned(), look),
        detail: format!("{}, {}", visit.service_name, visit.technician_name),
        staff_name: None,
        warranties: Vec::new(),
        when: String::new(),
    }
}

fn of_message(message: &MessageRow, now: DateTime<Utc>) -> Entry {
    let state = message.state(now);
    let (class, look) = match state {
        MessageState::Failed => ("is-failed", "chip-late"),
        MessageState::Sent | MessageState::Delivered => ("is-done", "chip-done"),
        MessageState::Withdrawn => ("", ""),
        MessageState::Queued | MessageState::Sending | MessageState::Retrying => {
            ("is-current", "chip-active")
        }
    };
    Entry {
        class,
        title: french::capitalised(&format!(
            "{} par {}",
            message.kind.label(),
            message.channel.label()
        )),
        link: format!("/messages/{}", message.id),
        chip: (state.label().to_owned(), look),
        detail: format!("à {}", message.recipient),
        staff_name: None,
        warranties: Vec::new(),
        when: String::new(),
    }
}

fn of_worksite(worksite: &Worksite, now: DateTime<Utc>) -> Entry {
    let status = text::fold(&worksite.status);
    let (class, look) = if status.starts_with("annul") {
        ("is-failed", "chip-late")
    } else if worksite.received_on.is_some() || status.starts_with("termin") {
        ("is-done", "chip-done")
    } else {
        ("is-current", "chip-active")
    };
    let received = worksite.received_on.map(|day| format!("reçu le {}", french::date_numeric(day)));
    let amount = worksite.amount.map(Money::french);
    let parts = [Some(worksite.label.clone()), worksite.address.clone(), received, amount];
    Entry {
        class,
        title: format!("Chantier {}", worksite.external_id),
        link: String::new(),
        chip: (worksite.status.clone(), look),
        detail: joined(&parts.map(Option::unwrap_or_default)),
        staff_name: None,
        warranties: warranty_chips::chips(&worksite.warranties(), local::today(now)),
        when: String::new(),
    }
}

fn of_quote(quote: &Quote, now: DateTime<Utc>) -> Entry {
    let (class, look) = match quote.standing(local::today(now)) {
        quotes::Standing::Accepted => ("is-done", "chip-done"),
        quotes::Standing::Refused => ("is-failed", "chip-late"),
        quotes::Standing::Expired => ("", "chip-soon"),
        quotes::Standing::Waiting => ("is-current", "chip-active"),
    };
    let total =
        |total: Money| format!("{} {}", total.french(), if quote.is_net { "HT" } else { "TTC" });
    let until =
        quote.valid_until.map(|day| format!("valable jusqu’au {}", french::date_numeric(day)));
    let parts = [
        quote.subject.clone(),
        quote.total.map(total).unwrap_or_default(),
        until.unwrap_or_default(),
    ];
    Entry {
        class,
        title: format!("Devis {}", quote.external_id),
        link: String::new(),
        chip: (quote.status.clone(), look),
        detail: joined(&parts),
        staff_name: None,
        warranties: Vec::new(),
        when: String::new(),
    }
}

fn of_follow_up(follow_up: &FollowUpMoment) -> Entry {
    let (class, look) =
        if follow_up.is_open { ("is-current", "chip-soon") } else { ("is-done", "chip-done") };
    let state = if follow_up.is_open { "à relancer" } else { "close" };
    let status = if follow_up.status.is_empty() { state } else { &follow_up.status };
    let chased = match follow_up.chased.as_str() {
        "" => String::new(),
        chased => format!("dernière relance\u{a0}: {chased}"),
    };
    Entry {
        class,
        title: match follow_up.subject.as_str() {
            "" => "Relance".to_owned(),
            subject => format!("Relance\u{a0}: {subject}"),
        },
        link: "/relances".to_owned(),
        chip: (status.to_owned(), look),
        detail: joined(&[chased, follow_up.remark.clone()]),
        staff_name: None,
        warranties: Vec::new(),
        when: String::new(),
    }
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
