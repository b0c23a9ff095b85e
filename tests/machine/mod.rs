mod cti;
//! What programs ask.

mod sms;
