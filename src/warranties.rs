//! How long work is covered, from the day of its réception (domain.md §4.6): pure arithmetic.

use chrono::{Datelike, NaiveDate};

/// What was done, which decides what covers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A new or wholly renovated installation, an *ouvrage*.
    Building,
    /// A device replaced or added in an existing home, to which the ten- and two-year warranties do
    /// not apply (Cass. 3e civ., 21 March 2024, n° 22-18.694).
    Replacement,
}

/// What somebody can hold the company to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// C. civ. 1792-6.
    Completion,
    /// C. civ. 1792-3.
    Functioning,
    /// C. civ. 1792-4-1.
    TenYears,
    /// C. conso L217-3: goods sold to a consumer.
    Conformity,
    /// C. civ. 2224: what everybody answers for.
    Liability,
}

/// One cover of one piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warranty {
    pub cover: Cover,
    /// The last day that is covered.
    pub ends_on: NaiveDate,
    /// Counted from an invoice, for want of a réception.
    pub is_estimated: bool,
}

/// How a warranty stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Running,
    /// For [`SOON_DAYS`] at most.
    EndsSoon,
    Ended,
}

/// Enough to come and look before it ends.
pub const SOON_DAYS: i64 = 60;

impl Work {
    pub const ALL: [Self; 2] = [Self::Replacement, Self::Building];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Replacement => "replacement",
        }
    }

    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.name() == name)
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Building => "neuf ou rénovation complète",
            Self::Replacement => "dépannage ou remplacement dans l’existant",
        }
    }

    /// What covers it, the shortest first, in years.
    fn covers(self) -> &'static [(Cover, i32)] {
        match self {
            Self::Building => {
                &[(Cover::Completion, 1), (Cover::Functioning, 2), (Cover::TenYears, 10)]
            }
            Self::Replacement => &[(Cover::Conformity, 2), (Cover::Liability, 5)],
        }
    }
}

impl Cover {
    /// As the screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Completion => "Parfait achèvement",
            Self::Functioning => "Biennale",
            Self::TenYears => "Décennale",
            Self::Conformity => "Conformité",
            Self::Liability => "Responsabilité",
        }
    }
}

impl Warranty {
    pub fn standing(&self, today: NaiveDate) -> Standing {
        match (self.ends_on - today).num_days() {
            ..0 => Standing::Ended,
            0..=SOON_DAYS => Standing::EndsSoon,
            _ => Standing::Running,
        }
    }
}

/// What covers the work that was received on that day, the first to end first.
pub fn of(work: Work, received_on: NaiveDate, is_estimated: bool) -> Vec<Warranty> {
    work.covers()
        .iter()
        .filter_map(|(cover, years)| {
            let ends_on = years_later(received_on, *years)?;
            Some(Warranty { cover: *cover, ends_on, is_estimated })
        })
        .collect()
}

/// The same day of the calendar; the 28th where there is no 29 February. None past the calendar's end.
fn years_later(day: NaiveDate, years: i32) -> Option<NaiveDate> {
    let year = day.year().checked_add(years)?;
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ends(work: Work, received_on: &str) -> Vec<(&'static str, String)> {
        let covers = of(work, day(received_on), false);
        covers.iter().map(|it| (it.cover.label(), it.ends_on.to_string())).collect()
    }

    #[test]
    fn a_new_installation_has_three_warranties() {
        let expected = [
            ("Parfait achèvement", "2026-05-15".to_owned()),
            ("Biennale", "2027-05-15".to_owned()),
            ("Décennale", "2035-05-15".to_owned()),
        ];
        assert_eq!(ends(Work::Building, "2025-05-15"), expected);
    }

    #[test]
    fn a_device_replaced_in_an_existing_home_has_neither_of_the_builders() {
        let expected =
            [("Conformité", "2027-05-15".to_owned()), ("Responsabilité", "2030-05-15".to_owned())];
        assert_eq!(ends(Work::Replacement, "2025-05-15"), expected);
    }

    #[test]
    fn what_was_received_on_a_leap_day_ends_on_the_28th() {
        let ends = ends(Work::Building, "2024-02-29");
        assert_eq!(ends[0].1, "2025-02-28");
        assert_eq!(ends[1].1, "2026-02-28");
        assert_eq!(ends[2].1, "2034-02-28");
    }

    #[test]
    fn the_last_day_is_covered() {
        let warranty = of(Work::Building, day("2024-11-25"), false)[1];
        assert_eq!(warranty.ends_on, day("2026-11-25"));
        assert_eq!(warranty.standing(day("2026-11-25")), Standing::EndsSoon);
        assert_eq!(warranty.standing(day("2026-11-26")), Standing::Ended);
        assert_eq!(warranty.standing(day("2026-09-26")), Standing::EndsSoon);
        assert_eq!(warranty.standing(day("2026-09-25")), Standing::Running);
    }

    #[test]
    fn an_invoice_only_estimates_the_day() {
        assert!(of(Work::Building, day("2025-05-15"), true).iter().all(|it| it.is_estimated));
        assert!(of(Work::Building, NaiveDate::MAX, false).is_empty());
    }
}
