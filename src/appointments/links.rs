//! The customer's link to an appointment: unguessable, and the same in every message.

use crate::{app::Settings, values::SecretToken};

/// The token of an appointment, made from its UID and our key: 160 bits, never stored.
///
/// The database keeps its hash, to find the appointment; every message can write the link again.
pub(super) fn token_of(settings: &Settings, uid: &str) -> SecretToken {
    settings.secret_of("suivi", uid)
}

/// The absolute address that a message gives.
pub fn follow_link(settings: &Settings, uid: &str) -> String {
    format!("{}/suivi/{}", settings.public_url, token_of(settings, uid).reveal())
}

/// What a new appointment is known by: to calendars, and to its customer.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// iCalendar UID, globally unique and never changed (RFC 5545 §3.8.4.7).
    pub uid: String,
    /// SHA-256 of the token in the customer's link.
    pub token_hash: [u8; 32],
}

pub fn new_link(settings: &Settings) -> NewLink {
    let uid = format!("{}@{}", SecretToken::generate().reveal(), settings.host());
    NewLink { token_hash: token_of(settings, &uid).hash(), uid }
}
