//! The page that moves a visit, its form, and the part of it that htmx replaces.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    choice::{OTHER, TimeChoice},
    slots::{self, Slots, Wanted},
};
use crate::{
    app::App,
    appointments::AppointmentDetails,
    business_time::local,
    catalog,
    staff::{self, StaffMember},
    values::{AppointmentId, french},
    web::{Result, forms::FieldErrors, office::shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MoveForm {
    /// Of the appointment as the person saw it.
    pub(super) version: i32,
    /// Where it stood then, as `choice::value` writes it.
    pub(super) seen: String,
    pub(super) from: String,
    pub(super) technician: String,
    pub(super) slot: String,
    pub(super) free_date: String,
    pub(super) free_time: String,
    pub(super) free_technician: String,
    pub(super) forced: Option<String>,
    #[serde(skip)]
    pub(super) can_force: bool,
}

#[derive(Template)]
#[template(path = "office/appointments/move.html")]
pub(super) struct MovePage {
    shell: Shell,
    appointment: AppointmentDetails,
    form: MoveForm,
    errors: FieldErrors,
    technicians: Vec<StaffMember>,
    slots: Option<Slots>,
    /// What the person saw, where somebody has changed it since.
    pub(super) stale: Option<String>,
}

/// The slots of [`MovePage`].
#[derive(Template)]
#[template(path = "office/appointments/move.html", block = "slots")]
pub(super) struct MoveSlots {
    appointment: AppointmentDetails,
    form: MoveForm,
    errors: FieldErrors,
    technicians: Vec<StaffMember>,
    slots: Option<Slots>,
}

impl MoveForm {
    pub(super) fn choice(&self) -> TimeChoice<'_> {
        TimeChoice {
            slot: &self.slot,
            date: &self.free_date,
            time: &self.free_time,
            technician: &self.free_technician,
        }
    }

    pub(super) fn time_field(&self) -> &'static str {
        if self.slot == OTHER || self.slot.is_empty() { "free_time" } else { "slot" }
    }

    /// Where the person saw it, in words.
    pub(super) fn seen_words(&self) -> String {
        let seen = self.seen.split_once('@').and_then(|(_, at)| at.parse::<DateTime<Utc>>().ok());
        seen.map_or_else(|| "une version plus ancienne".to_owned(), french::day_and_time)
    }
}

impl MovePage {
    pub(super) async fn load(
        app: &App,
        shell: Shell,
        appointment: AppointmentDetails,
        mut form: MoveForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let from = form.from.parse().unwrap_or_else(|_| local::today(now));
        let slots = match catalog::find(&app.db, appointment.service_id).await? {
            Some(service) => {
                let wanted = Wanted {
                    service: &service,
                    place: Some(appointment.place()),
                    moving: Some(appointment.moving()),
                    stands: Some((appointment.technician_id, appointment.starts_at)),
                };
                Some(slots::offered(app, wanted, from, form.technician.parse().ok(), now).await?)
            }
            None => None,
        };
        if form.slot.is_empty() && !form.free_time.is_empty() {
            OTHER.clone_into(&mut form.slot);
        }
        if form.free_date.is_empty() {
            form.free_date = from.to_string();
        }
        let technicians = staff::active_technicians(&app.db).await?;
        Ok(Self { shell, appointment, form, errors, technicians, slots, stale: None })
    }

    fn action(&self) -> String {
        action(self.appointment.id)
    }

    pub(super) fn into_slots(self) -> MoveSlots {
        MoveSlots {
            appointment: self.appointment,
            form: self.form,
            errors: self.errors,
            technicians: self.technicians,
            slots: self.slots,
        }
    }
}

impl MoveSlots {
    fn action(&self) -> String {
        action(self.appointment.id)
    }
}

fn action(id: AppointmentId) -> String {
    format!("/rendez-vous/{id}/deplacer")
}
