mod cti;
mod sms;
