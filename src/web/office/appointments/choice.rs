//! When and with whom: one of the slots proposed, or a time of one's own.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use crate::{
    business_time::local,
    values::StaffId,
    web::{
        forms::FieldErrors,
        office::times::{instant, read_time},
    },
};

/// The value of the radio that stands for a time of one's own.
pub(super) const OTHER: &str = "autre";

/// What a form says about the time, as it was typed.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeChoice<'a> {
    /// From [`value`], or [`OTHER`], or empty.
    pub(super) slot: &'a str,
    pub(super) date: &'a str,
    pub(super) time: &'a str,
    pub(super) technician: &'a str,
}

/// A slot as a form sends it: `3@2026-11-24T09:00:00Z`.
pub(super) fn value(technician: StaffId, starts_at: DateTime<Utc>) -> String {
    format!("{technician}@{}", starts_at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// Day, time and technician as the fields of a time of one's own hold them.
pub(super) fn as_fields(technician: StaffId, starts_at: DateTime<Utc>) -> (String, String, String) {
    let wall = local::to_local(starts_at);
    (wall.date().to_string(), wall.format("%H:%M").to_string(), technician.to_string())
}

impl TimeChoice<'_> {
    /// Reads it, or notes beside which field something is missing.
    pub(super) fn parse(self, errors: &mut FieldErrors) -> Option<(StaffId, DateTime<Utc>)> {
        let is_free = self.slot == OTHER
            || (self.slot.is_empty() && !self.date.is_empty() && !self.time.is_empty());
        if is_free {
            return self.parse_free(errors);
        }
        let read = self.slot.split_once('@').and_then(|(technician, starts_at)| {
            Some((technician.parse().ok()?, starts_at.parse::<DateTime<Utc>>().ok()?))
        });
        if read.is_none() {
            errors.add("slot", "Choisissez un créneau, ou indiquez une autre heure.");
        }
        read
    }

    fn parse_free(self, errors: &mut FieldErrors) -> Option<(StaffId, DateTime<Utc>)> {
        let technician = errors.check(
            "free_technician",
            self.technician.parse().map_err(|_| "Choisissez un technicien."),
        );
        let date: Option<NaiveDate> =
            errors.check("free_date", self.date.parse().map_err(|_| "Indiquez le jour."));
        let time = errors
            .check("free_time", read_time(self.time).ok_or("Indiquez l’heure, par exemple 14:30."));
        let starts_at = errors.check("free_time", instant(date?, time?))?;
        Some((technician?, starts_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(choice: TimeChoice<'_>) -> Option<(StaffId, String)> {
        let (technician, starts_at) = choice.parse(&mut FieldErrors::default())?;
        Some((technician, starts_at.to_string()))
    }

    const EMPTY: TimeChoice<'_> = TimeChoice { slot: "", date: "", time: "", technician: "" };

    #[test]
    fn a_slot_is_read_as_it_was_written() {
        let starts_at = "2026-11-24T09:00:00Z".parse().unwrap();
        let slot = value(StaffId(3), starts_at);
        assert_eq!(
            TimeChoice { slot: &slot, ..EMPTY }.parse(&mut FieldErrors::default()),
            Some((StaffId(3), starts_at))
        );
    }

    #[test]
    fn a_time_of_one_s_own_is_that_of_the_wall_clock() {
        let free = TimeChoice { slot: OTHER, technician: "3", date: "2026-11-24", time: "14:30" };
        assert_eq!(read(free), Some((StaffId(3), "2026-11-24 13:30:00 UTC".to_owned())));
        assert_eq!(
            read(TimeChoice { date: "2026-07-01", time: "14h", slot: "", ..free }).unwrap().1,
            "2026-07-01 12:00:00 UTC"
        );
    }

    #[test]
    fn the_hour_that_is_left_out_in_march_cannot_be_chosen() {
        let mut errors = FieldErrors::default();
        let free = TimeChoice { slot: OTHER, technician: "3", date: "2026-03-29", time: "02:30" };
        assert_eq!(free.parse(&mut errors), None);
        assert!(errors.has("free_time"));
    }

    #[test]
    fn what_is_missing_is_said_beside_its_field() {
        let mut errors = FieldErrors::default();
        assert_eq!(EMPTY.parse(&mut errors), None);
        assert!(errors.has("slot"));
        let mut errors = FieldErrors::default();
        assert_eq!(TimeChoice { slot: OTHER, ..EMPTY }.parse(&mut errors), None);
        assert!(
            errors.has("free_date") && errors.has("free_time") && errors.has("free_technician")
        );
    }
}
