//! Days on which somebody can come: no holiday, no closure, none on which the office never opens.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use sqlx::PgExecutor;

use crate::{
    business_time::{OpeningHours, holidays},
    company,
    values::french,
};

/// The company's working days around some time.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    week: OpeningHours,
    closures: BTreeMap<NaiveDate, String>,
}

/// A day, and why it is not the one that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub on: NaiveDate,
    /// `mercredi 14 juillet, férié (Fête nationale)`: none where it is the day wanted.
    pub because: Option<String>,
}

/// As long as a company can be closed; beyond it a day stands as it was wanted.
const LONGEST_CLOSURE: usize = 120;

/// As far around the days that are wanted closures are read.
const AROUND: Days = Days::new(120);

impl WorkingDays {
    /// For days wanted between `first` and `last`.
    pub async fn load(
        db: impl PgExecutor<'_>,
        first: NaiveDate,
        last: NaiveDate,
    ) -> sqlx::Result<Self> {
        let first = first.checked_sub_days(AROUND).unwrap_or(first);
        let last = last.checked_add_days(AROUND).unwrap_or(last);
        let closures = company::closures(db, first, last).await?;
        Ok(Self::new(closures.into_iter().map(|closure| (closure.day, closure.reason)).collect()))
    }

    pub fn new(closures: BTreeMap<NaiveDate, String>) -> Self {
        Self { week: OpeningHours::of_the_office(), closures }
    }

    /// The first working day from the one that is wanted on.
    pub fn from(&self, wanted: NaiveDate) -> Planned {
        let found =
            wanted.iter_days().take(LONGEST_CLOSURE).find(|day| self.closed(*day).is_none());
        let on = found.unwrap_or(wanted);
        Planned { on, because: self.closed(wanted).filter(|_| on != wanted) }
    }

    /// The last working day before this one: what was wanted until then is late.
    pub fn last_before(&self, day: NaiveDate) -> NaiveDate {
        let before = std::iter::successors(day.pred_opt(), NaiveDate::pred_opt);
        let mut before = before.take(LONGEST_CLOSURE);
        before.find(|day| self.closed(*day).is_none()).unwrap_or(day)
    }

    /// Why nobody comes on a day.
    fn closed(&self, day: NaiveDate) -> Option<String> {
        let named = french::day_without_year(day);
        if let Some(holiday) = holidays::name(day) {
            return Some(format!("{named}, férié ({holiday})"));
        }
        if let Some(reason) = self.closures.get(&day) {
            return Some(format!("{named}, fermeture ({reason})"));
        }
        let opens = self.week.week().iter().any(|opening| opening.weekday == day.weekday());
        (!opens).then(|| format!("{named}, jour non ouvré"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn planned(on: &str, because: Option<&str>) -> Planned {
        Planned { on: day(on), because: because.map(str::to_owned) }
    }

    #[test]
    fn a_visit_leaves_holidays_and_closed_days_with_their_reason() {
        let days = WorkingDays::new(BTreeMap::new());
        assert_eq!(days.from(day("2027-07-13")), planned("2027-07-13", None));
        let bastille = "mercredi 14 juillet, férié (Fête nationale)";
        assert_eq!(days.from(day("2027-07-14")), planned("2027-07-15", Some(bastille)));
        let saturday = "samedi 5 juin, jour non ouvré";
        assert_eq!(days.from(day("2027-06-05")), planned("2027-06-07", Some(saturday)));
        // Easter: Saturday, Sunday and Monday.
        let easter = "samedi 27 mars, jour non ouvré";
        assert_eq!(days.from(day("2027-03-27")), planned("2027-03-30", Some(easter)));
        // Two holidays on one day, and a Saturday after it.
        let ascension = "jeudi 8 mai, férié (Victoire 1945)";
        assert_eq!(days.from(day("2059-05-08")), planned("2059-05-09", Some(ascension)));
    }

    #[test]
    fn closures_of_the_company_are_left_too() {
        let august = day("2027-08-02").iter_days().take(19);
        let closures = august.map(|day| (day, "Congés d’été".to_owned())).collect();
        let days = WorkingDays::new(closures);
        let because = "lundi 2 août, fermeture (Congés d’été)";
        assert_eq!(days.from(day("2027-08-02")), planned("2027-08-23", Some(because)));
        assert_eq!(days.last_before(day("2027-08-23")), day("2027-07-30"));
    }

    #[test]
    fn what_was_wanted_on_a_weekend_is_not_late_before_monday_is_over() {
        let days = WorkingDays::new(BTreeMap::new());
        let friday = day("2027-06-04");
        for today in ["2027-06-05", "2027-06-06", "2027-06-07"] {
            assert_eq!(days.last_before(day(today)), friday, "{today}");
        }
        assert_eq!(days.last_before(day("2027-06-08")), day("2027-06-07"));
    }

    #[test]
    fn a_company_that_never_opens_again_keeps_the_day() {
        let always = day("2027-01-01").iter_days().take(400);
        let days = WorkingDays::new(always.map(|day| (day, "Fermé".to_owned())).collect());
        assert_eq!(days.from(day("2027-02-01")), planned("2027-02-01", None));
    }
}
