//! Taking over from somebody absent: all that they owe, in order, with its story and what to say, in one press; and
//! giving it back.

mod queries;
mod saying;
mod taking;

pub use queries::{Absent, OwedTicket, Relay, colleagues, open, owed_tickets};
pub use saying::what_to_say;
pub use taking::{TakeError, give_back, give_back_on_return, take_over};
