//! `relais export appointments`.

use chrono::SecondsFormat;
use relais::{
    appointments::{self, ExportedAppointment},
    exports::{Sheet, SheetError},
    values::{AppointmentId, PostalAddress},
};
use sqlx::PgPool;

/// As many as are held in memory at once.
const AT_ONCE: i64 = 2_000;

/// One line for each appointment, cancelled ones too; times in RFC 3339.
pub(super) async fn write(db: &PgPool, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet
        .row(&[
            "technician",
            "starts_at",
            "ends_at",
            "status",
            "customer",
            "site",
            "customer_name",
            "service",
            "ticket",
            "appointment",
            "cancel_reason",
        ])
        .await?;
    let mut last = AppointmentId(0);
    loop {
        let batch = appointments::exported_after(db, last, AT_ONCE).await?;
        let Some(appointment) = batch.last() else { return Ok(()) };
        last = appointment.id;
        for appointment in batch {
            sheet.row(&cells(appointment)).await?;
        }
    }
}

fn cells(appointment: ExportedAppointment) -> [String; 11] {
    let site = PostalAddress {
        street: appointment.street,
        complement: None,
        postcode: appointment.postcode,
        city: appointment.city,
    };
    [
        appointment.technician,
        appointment.starts_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        appointment.ends_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        appointment.status.name().to_owned(),
        appointment.customer_id.to_string(),
        site.one_line(),
        appointment.customer,
        appointment.service,
        appointment.ticket,
        appointment.id.to_string(),
        appointment.cancel_reason.unwrap_or_default(),
    ]
}
