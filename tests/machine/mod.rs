//! What programs ask.

mod agenda;
mod cti;
mod metrics;
mod sms;
mod telephony;
