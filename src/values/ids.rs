//! Row identifiers, one type per table, so that they cannot be mixed up.

macro_rules! ids {
    ($($name:ident of $table:literal;)*) => {$(
        #[doc = concat!("A row of `", $table, "`.")]
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    AbsenceId of "absences";
    AgendaFeedId of "agenda_feeds";
    AppointmentId of "appointments";
    BatchId of "maintenance_batches";
    CallId of "calls";
    ContactId of "contacts";
    ContractId of "maintenance_contracts";
    CustomerId of "customers";
    DetachmentId of "detachments";
    EarlierOfferId of "earlier_offers";
    EmailId of "emails";
    EquipmentId of "equipment";
    HoldId of "holds";
    ImportId of "imports";
    MailId of "mails";
    MergeId of "customer_merges";
    MessageId of "messages";
    OutsideAgendaId of "outside_agendas";
    PhoneId of "phones";
    PortalBlockId of "portal_blocks";
    PortalPhotoId of "portal_photos";
    ServiceId of "services";
    SiteId of "sites";
    PromiseId of "promises";
    SourceRecordId of "source_records";
    StaffId of "staff";
    TicketId of "tickets";
    ZoneId of "zones";
}
