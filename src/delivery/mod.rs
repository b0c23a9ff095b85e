//! The ways out of the building, and those in.

mod mailbox;
mod mailer;
mod public_addresses;
mod public_web;
mod routing;
mod texter;

pub use mailbox::{Listed, Mailbox, OpenMailbox};
pub use mailer::{Mailer, OutgoingEmail};
pub use public_addresses::is_public;
pub use public_web::{Names, PublicWeb, ReadError, Reading, Version};
pub use routing::RoutingService;
pub use texter::{OutgoingText, Texter};

/// Chooses who does TLS in this process: ring, once.
pub fn use_tls() {
    // An error says that one was chosen before, which serves as well.
    rustls::crypto::ring::default_provider().install_default().ok();
}

/// Why something did not leave.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The other side understood and refuses: the same again would be refused again.
    #[error("refusé : {0}")]
    Refused(String),
    /// The other side is away, busy or slow: worth another try.
    #[error("{0}")]
    TryLater(String),
}
