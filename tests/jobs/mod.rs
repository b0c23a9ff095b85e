//! What the passing of time sets off.

mod deliver_again;
mod deliver_messages;
mod send_reminders;
mod watch_imports;
