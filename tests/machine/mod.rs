//! What programs ask.

mod sms;
