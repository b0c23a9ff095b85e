//! What the office writes on a request: to its customer, or for itself; and what is still being typed.

mod answering;
mod canned;
mod drafts;
mod noting;
mod presence;
mod queries;
mod queries_canned;
mod queries_drafts;
mod queries_presence;
mod taking_back;
mod thanking;

use crate::{
    messages::Channel,
    values::{EmailAddress, PhoneNumber},
};

pub use answering::{Answered, ReplyError, Writing, answer, signature};
pub use canned::{BLANKS, Blank, CannedError, Filling, NewWords, filling, save as save_words};
pub use drafts::{Draft, draft_of, keep_draft};
pub use noting::note;
pub use presence::{Present, look, note_writing};
pub use queries::{Note, notes, recipients};
pub use queries_canned::{
    CannedWords, canned, closing_words, find as find_words, remove as remove_words,
};
pub use taking_back::take_back;
pub use thanking::{ThankError, close_and_thank};

/// For whom something is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Sort {
    /// For the customer.
    #[default]
    Answer,
    /// For the office alone.
    Note,
}

impl Sort {
    /// In forms, as the database says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Note => "note",
        }
    }

    /// What is not known is for the office alone: nothing leaves by mistake.
    pub fn from_name(name: &str) -> Self {
        if name == Self::Answer.name() { Self::Answer } else { Self::Note }
    }
}

/// Where an answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub channel: Channel,
    /// An address, or a number in E.164.
    pub address: String,
}

impl Recipient {
    /// In forms: `email:…` or `sms:…`.
    pub fn value(&self) -> String {
        format!("{}:{}", self.channel.name(), self.address)
    }

    /// As the screen says it: `pierre@courriel.example`, `06 39 98 12 34 (SMS)`.
    pub fn label(&self) -> String {
        match self.channel {
            Channel::Email => self.address.clone(),
            Channel::Sms => {
                let number = PhoneNumber::parse(&self.address);
                let number = number.map_or_else(|_| self.address.clone(), |it| it.national());
                format!("{number} (SMS)")
            }
        }
    }

    pub(crate) fn email(address: &EmailAddress) -> Self {
        Self { channel: Channel::Email, address: address.as_str().to_owned() }
    }

    pub(crate) fn sms(number: &PhoneNumber) -> Self {
        Self { channel: Channel::Sms, address: number.as_str().to_owned() }
    }
}
