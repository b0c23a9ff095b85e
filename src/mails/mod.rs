//! What customers write to us: from a mailbox to the request that each mail belongs to.
//!
//! ```text
//! IMAP ─▶ reading (MIME) ─▶ threading: whose is it? ─▶ on a request │ a new one │ a person says │ aside
//!            delivery::mailbox fetches         taking writes it all in one transaction
//! ```
//!
//! A mail is taken **exactly once**: it, what it sets off, and the UID up to which the mailbox is read are written
//! together; a crash before that fetches it again, and a copy of it is known by its fingerprint. The mailbox itself
//! is only looked at, so that nothing is lost whatever we make of it. Nothing is ever sent in answer to what no
//! person wrote, and one acknowledgement a day at the most to anybody.

mod attachments;
mod effects;
mod headers;
mod listening;
mod mail;
mod moving;
mod queries;
mod queries_facts;
mod queries_pages;
mod queries_watch;
pub mod quoting;
mod reading;
mod reports;
mod taking;
mod threading;
mod watching;

pub use listening::{listen, take_new};
pub use mail::{Attachment, Automatic, Bounce, FileKind, Mail};
pub use moving::{
    MoveError, Moved, bring_back, file_on, open_for_newcomer, open_request, set_aside,
};
pub use queries_pages::{
    AttachedFile, Filter, MailPage, MailRow, ReceivedMail, attachments_of, content, count_asking,
    customers_at, find, list, of_ticket, picture,
};
pub use taking::receive;
pub use threading::{Evidence, request_number};
pub use watching::{Watch, failing_since, save_acknowledging, watch};

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    /// On a request.
    Filed,
    /// A person has to say where.
    Asking,
    /// Nobody waits for an answer.
    Aside,
}
