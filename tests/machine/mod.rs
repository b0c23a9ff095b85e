//! What programs ask.

mod cti;
mod metrics;
mod sms;
mod telephony;
