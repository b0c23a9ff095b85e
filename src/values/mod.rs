//! Small values, valid by construction.

mod ids;

pub use ids::{
    AbsenceId, AppointmentId, CallId, ContactId, CustomerId, EmailId, HoldId, ImportId, MessageId, PhoneId, PromiseId, ServiceId,
    SiteId, SourceRecordId, StaffId, TicketId,
};
