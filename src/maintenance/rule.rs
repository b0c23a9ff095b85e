//! How often a contract wants a visit: a recurrence rule of RFC 5545, over civil days.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, NaiveDate, TimeZone, Weekday};
use rrule::{NWeekday, RRule, RRuleSet, Tz, Unvalidated};

use crate::values::french;

/// What a contract says in plain words; each is a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// Every 1, 2, 3, 4, 6 or 12 months. `month`: 1 to 12, one of those in which somebody comes. `day`: 1 to 31; in a
    /// shorter month its last day.
    Months { every: u32, month: u32, day: u32 },
    /// Every so many weeks from the first day on, on its weekday.
    Weeks { every: u32 },
}

/// A rule that can be reckoned with.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    text: String,
    rule: RRule<Unvalidated>,
}

#[derive(Debug, thiserror::Error)]
#[error("no recurrence rule of RFC 5545: {0}")]
pub struct RuleError(String);

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let rule = text.parse().map_err(|error: rrule::RRuleError| RuleError(error.to_string()))?;
        let rule: RRule<Unvalidated> = rule;
        match rule.get_freq() {
            rrule::Frequency::Weekly | rrule::Frequency::Monthly | rrule::Frequency::Yearly => {
                Ok(Self { text: text.to_owned(), rule })
            }
            _ => Err(RuleError("nobody comes every day".to_owned())),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Frequency {
    /// As RFC 5545 writes it. A day that a month lacks is its last one: the latest of 28 to `day` that exists.
    pub fn rule(self, first_on: NaiveDate) -> Result<Rule, RuleError> {
        let text = match self {
            Self::Weeks { every } => {
                let day = NWeekday::Every(first_on.weekday());
                format!("FREQ=WEEKLY;INTERVAL={every};BYDAY={day}")
            }
            Self::Months { every, month, day } => {
                let months = match every {
                    1 => String::new(),
                    _ => format!(";BYMONTH={}", joined(&months_of(every, month))),
                };
                let days = match day {
                    29.. => format!("{};BYSETPOS=-1", joined(&(28..=day).collect::<Vec<_>>())),
                    _ => day.to_string(),
                };
                format!("FREQ=MONTHLY{months};BYMONTHDAY={days}")
            }
        };
        text.parse()
    }
}

/// Every so many months of a year, with `month` among them, ascending.
fn months_of(every: u32, month: u32) -> Vec<u32> {
    let every = every.clamp(1, 12);
    let first = (month + 11) % every;
    (0..12).filter(|at| at % every == first).map(|at| at + 1).collect()
}

fn joined(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

impl Rule {
    /// The days from `first_on` on that come after `after`, ascending: as many as asked for, fewer where the rule or
    /// `last_on` ends it. Without hours, so that no change of the clocks can shift one.
    pub fn days(
        &self,
        first_on: NaiveDate,
        last_on: Option<NaiveDate>,
        after: NaiveDate,
        count: usize,
    ) -> Result<Vec<NaiveDate>, RuleError> {
        let noon = first_on.and_hms_opt(12, 0, 0).map(|at| Tz::UTC.from_utc_datetime(&at));
        let starts = noon.ok_or_else(|| RuleError("no such day".to_owned()))?;
        let rule =
            self.rule.clone().validate(starts).map_err(|error| RuleError(error.to_string()))?;
        let set = RRuleSet::new(starts).rrule(rule).limit();
        let days = set.into_iter().map(|at| at.date_naive());
        Ok(days
            .take_while(|day| last_on.is_none_or(|last| *day <= last))
            .filter(|day| *day > after)
            .take(count)
            .collect())
    }

    /// The first of [`Self::days`].
    pub fn next(
        &self,
        first_on: NaiveDate,
        last_on: Option<NaiveDate>,
        after: NaiveDate,
    ) -> Result<Option<NaiveDate>, RuleError> {
        Ok(self.days(first_on, last_on, after, 1)?.first().copied())
    }

    /// The first day from `from` on.
    pub fn next_from(
        &self,
        first_on: NaiveDate,
        last_on: Option<NaiveDate>,
        from: NaiveDate,
    ) -> Result<Option<NaiveDate>, RuleError> {
        self.next(first_on, last_on, from.checked_sub_days(Days::new(1)).unwrap_or(from))
    }

    /// None where no form of ours says it.
    pub fn frequency(&self) -> Option<Frequency> {
        let days = self.rule.get_by_month_day();
        match self.rule.get_freq() {
            rrule::Frequency::Weekly => {
                Some(Frequency::Weeks { every: u32::from(self.rule.get_interval()) })
            }
            rrule::Frequency::Monthly if self.rule.get_interval() == 1 => {
                let months: Vec<u32> =
                    self.rule.get_by_month().iter().map(|month| u32::from(*month)).collect();
                let count =
                    if months.is_empty() { 12 } else { u32::try_from(months.len()).ok()? };
                let every = 12 / count;
                let month = months.first().copied().unwrap_or(1);
                let day = days.iter().max().and_then(|day| u32::try_from(*day).ok())?;
                let is_ours = months.is_empty() || months == months_of(every, month);
                is_ours.then_some(Frequency::Months { every, month, day })
            }
            _ => None,
        }
    }

    /// `tous les 6 mois, en mars et septembre, le 15`
    pub fn words(&self) -> String {
        match self.frequency() {
            Some(Frequency::Weeks { every }) => {
                let often = match every {
                    1 => "toutes les semaines".to_owned(),
                    _ => format!("toutes les {every}\u{a0}semaines"),
                };
                match self.rule.get_by_weekday() {
                    [NWeekday::Every(day) | NWeekday::Nth(_, day)] => {
                        format!("{often}, le {}", weekday(*day))
                    }
                    _ => often,
                }
            }
            Some(Frequency::Months { every, month, day }) => months_in_words(every, month, day),
            None => format!("selon la règle {}", self.text),
        }
    }
}

fn months_in_words(every: u32, month: u32, day: u32) -> String {
    let day = match day {
        1 => "le 1er".to_owned(),
        31 => "le dernier jour".to_owned(),
        _ => format!("le {day}"),
    };
    let often = match every {
        1 => return format!("tous les mois, {day}"),
        12 => "tous les ans".to_owned(),
        _ => format!("tous les {every}\u{a0}mois"),
    };
    let months: Vec<&str> =
        months_of(every, month).into_iter().map(|month| french::month(month - 1)).collect();
    format!("{often}, en {}, {day}", french::list_and(&months))
}

fn weekday(day: Weekday) -> &'static str {
    french::weekday(day)
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
