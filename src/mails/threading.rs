//! Which request a mail belongs to.
//!
//! What counts, in this order: the name of a mail of ours, which nobody can guess; the name of a mail that we
//! got; a request's number in the subject, which anybody can guess; sender and time. The last three say something
//! only where the sender is known for that request: a stranger who cites a number asks a person to decide, and so
//! does a mail that its own server holds for forged. Nothing is ever told to a sender because of what they cite.

use super::{Automatic, Mail};
use crate::values::{CustomerId, TicketId};

/// What spoke for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Evidence {
    OurMessage,
    TheirMail,
    Token,
    Sender,
    /// Nothing did: it opened the request.
    New,
    Person,
}

impl Evidence {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::OurMessage => "répond à un de vos messages",
            Self::TheirMail => "répond à un e-mail de cette demande",
            Self::Token => "cite le numéro de la demande",
            Self::Sender => "vient de cet expéditeur, qui n’a que cette demande ouverte",
            Self::New => "a ouvert la demande",
            Self::Person => "a été rattaché à la main",
        }
    }
}

/// A request that a mail names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) ticket: TicketId,
    /// The sender is its customer's, was written to about it, or had written.
    pub(super) knows_sender: bool,
}

/// What is known about a mail beside what it says.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) by_our_message: Option<TicketId>,
    pub(super) by_their_mail: Option<Named>,
    pub(super) by_token: Option<Named>,
    /// Who has the sender's address.
    pub(super) customers: Vec<CustomerId>,
    /// Their requests that are open and were lately spoken of; two are as good as many.
    pub(super) active: Vec<TicketId>,
    /// The sender works here.
    pub(super) is_colleague: bool,
}

/// Where a mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An answer.
    On(TicketId, Evidence),
    /// A new request of this customer.
    New(CustomerId),
    /// A person says where.
    Asking { proposed: Option<TicketId>, question: &'static str },
    /// Nobody waits for an answer.
    Aside,
}

pub(super) fn place(mail: &Mail, facts: &Facts) -> Place {
    if mail.automatic == Some(Automatic::Own) {
        return Place::Aside;
    }
    if let Some(ticket) = facts.by_our_message {
        return Place::On(ticket, Evidence::OurMessage);
    }
    let named = [(facts.by_their_mail, Evidence::TheirMail), (facts.by_token, Evidence::Token)];
    let named = named.into_iter().find_map(|(named, evidence)| Some((named?, evidence)));
    if let Some((named, evidence)) = named {
        return if mail.is_forged {
            ask(
                Some(named.ticket),
                "L’expéditeur n’a pas pu être vérifié par le serveur de courrier.",
            )
        } else if named.knows_sender {
            Place::On(named.ticket, evidence)
        } else {
            ask(
                Some(named.ticket),
                "Cite une demande, mais l’adresse n’est pas connue de ce client.",
            )
        };
    }
    match mail.automatic {
        // An absence or a report that names nothing.
        Some(Automatic::Reply | Automatic::Report | Automatic::Own) => return Place::Aside,
        Some(Automatic::Generated | Automatic::List) if facts.customers.is_empty() => {
            return Place::Aside;
        }
        _ => {}
    }
    if mail.is_forged {
        return ask(None, "L’expéditeur n’a pas pu être vérifié par le serveur de courrier.");
    }
    if facts.is_colleague {
        return ask(None, "Transféré par un collègue\u{a0}: dites de quel client il s’agit.");
    }
    match (facts.active.as_slice(), facts.customers.as_slice()) {
        ([only], _) if mail.automatic.is_none() => Place::On(*only, Evidence::Sender),
        (_, [only]) if mail.automatic.is_none() => Place::New(*only),
        (_, [_]) => ask(None, "Envoi automatique d’un client\u{a0}: est-ce une demande\u{202f}?"),
        (_, []) => ask(None, "Expéditeur inconnu."),
        (_, _) => ask(None, "Plusieurs clients ont cette adresse."),
    }
}

fn ask(proposed: Option<TicketId>, question: &'static str) -> Place {
    Place::Asking { proposed, question }
}

/// The number of a request in a subject, in any writing: `[SAV-2611-041]`, `sav 2611 041`.
pub(super) fn token(subject: &str) -> Option<String> {
    let subject = subject.to_ascii_uppercase();
    let mut rest = subject.as_str();
    while let Some(at) = rest.find("SAV") {
        let is_word = rest[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        rest = &rest[at + 3..];
        if is_word && let Some(number) = number(rest) {
            return Some(number);
        }
    }
    None
}

/// The number of a request as somebody types it, with or without its letters.
pub fn request_number(typed: &str) -> Option<String> {
    token(typed).or_else(|| number(typed.trim()))
}

/// `-2611-041`, with any sign or blank between.
fn number(text: &str) -> Option<String> {
    let is_between =
        |c: char| c == '-' || c == ' ' || c == '\u{a0}' || ('\u{2010}'..='\u{2015}').contains(&c);
    let text = text.trim_start_matches(is_between);
    let month: String = text.chars().take_while(char::is_ascii_digit).collect();
    let text = text.get(month.len()..)?;
    let rest = text.trim_start_matches(is_between);
    let count: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let is_number = month.len() == 4 && rest.len() < text.len() && (3..=9).contains(&count.len());
    is_number.then(|| format!("SAV-{month}-{count}"))
}

/// What a subject is about, without the signs of answering and passing on, and without the number.
pub(super) fn topic(subject: &str) -> String {
    const SIGNS: [&str; 9] = ["re:", "ré:", "rép:", "rep:", "tr:", "fw:", "fwd:", "aw:", "réf:"];
    let mut topic = subject.trim();
    loop {
        let squeezed: String =
            topic.chars().take(6).filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let Some(sign) = SIGNS.iter().find(|sign| squeezed.starts_with(**sign)) else { break };
        let Some((_, rest)) = topic.split_once(':') else { break };
        debug_assert!(sign.ends_with(':'));
        topic = rest.trim_start();
    }
    topic.to_owned()
}

#[cfg(test)]
#[path = "threading_tests.rs"]
mod tests;
