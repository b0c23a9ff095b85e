//! Small values, valid by construction.

mod colour;
mod email_address;
pub mod french;
mod ids;
mod money;
mod network;
mod phone_number;
mod postal_address;
mod secret_token;
pub mod spreadsheet;
pub mod text;

pub use colour::Colour;
pub use email_address::{EmailAddress, ReadEmailError};
pub use ids::{
    AbsenceId, AgendaFeedId, AppointmentId, BatchId, CallId, ContactId, ContractId, CustomerId,
    DetachmentId, EarlierOfferId, EmailId, EquipmentId, HoldId, ImportId, MailId, MergeId,
    MessageId, OutsideAgendaId, PhoneId, PortalBlockId, PortalPhotoId, PromiseId, ServiceId,
    SiteId, SourceRecordId, StaffId, TicketId, ZoneId,
};
pub use money::{Money, ReadMoneyError};
pub use network::Network;
pub use phone_number::{
    PhoneKind, PhoneNumber, PhoneReading, PhoneWarning, ReadPhone, ReadPhoneError, digits_suffix,
    read_phones,
};
pub use postal_address::{PostalAddress, StreetKey, address_key, commune_key, street_key};
pub use secret_token::SecretToken;
