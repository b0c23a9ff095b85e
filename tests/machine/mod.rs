//! What programs ask.

mod cti;
mod sms;
