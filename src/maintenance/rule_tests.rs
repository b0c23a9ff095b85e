use chrono::TimeDelta;

use super::*;
use crate::business_time::local;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(frequency: Frequency, first_on: &str, count: usize) -> Vec<String> {
    let first = day(first_on);
    let rule = frequency.rule(first).unwrap();
    let days = rule.days(first, None, first - Days::new(1), count).unwrap();
    days.iter().map(NaiveDate::to_string).collect()
}

#[test]
fn a_yearly_visit_comes_in_its_month() {
    let yearly = Frequency::Months { every: 12, month: 9, day: 15 };
    assert_eq!(days(yearly, "2026-11-30", 3), ["2027-09-15", "2028-09-15", "2029-09-15"]);
    // The first day itself counts.
    assert_eq!(days(yearly, "2027-09-15", 1), ["2027-09-15"]);
}

#[test]
fn every_three_months_means_four_months_of_a_year() {
    let quarterly = Frequency::Months { every: 3, month: 9, day: 5 };
    let expected = ["2026-12-05", "2027-03-05", "2027-06-05", "2027-09-05", "2027-12-05"];
    assert_eq!(days(quarterly, "2026-11-30", 5), expected);
    let rule = quarterly.rule(day("2026-11-30")).unwrap();
    assert_eq!(rule.to_string(), "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=5");
}

#[test]
fn the_31st_is_the_last_day_of_a_shorter_month() {
    let monthly = Frequency::Months { every: 1, month: 1, day: 31 };
    assert_eq!(
        days(monthly, "2027-01-31", 5),
        ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    );
}

#[test]
fn the_leap_day_is_the_28th_in_other_years() {
    let yearly = Frequency::Months { every: 12, month: 2, day: 29 };
    let expected = ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"];
    assert_eq!(days(yearly, "2027-01-01", 5), expected);
    assert_eq!(days(yearly, "2099-01-01", 2), ["2099-02-28", "2100-02-28"]);
}

#[test]
fn weeks_are_counted_from_the_first_day_over_both_changes_of_the_clocks() {
    let fortnightly = Frequency::Weeks { every: 2 };
    let found = days(fortnightly, "2027-03-14", 30);
    let expected: Vec<String> =
        (0..30).map(|at| (day("2027-03-14") + TimeDelta::days(14 * at)).to_string()).collect();
    assert_eq!(found, expected);
    // Each is a day of the office's calendar, also those on which the clocks change.
    for text in ["2027-03-28", "2027-10-31"] {
        let date = day(text);
        let rule = Frequency::Weeks { every: 1 }.rule(date).unwrap();
        let next = rule.days(date, None, date, 1).unwrap();
        assert_eq!(next, [date + TimeDelta::days(7)]);
        assert_eq!(local::today(local::day_bounds(date).start), date);
    }
}

#[test]
fn a_contract_ends_on_its_last_day() {
    let first = day("2027-01-10");
    let rule = Frequency::Months { every: 1, month: 1, day: 10 }.rule(first).unwrap();
    let last = Some(day("2027-03-10"));
    let all = rule.days(first, last, first, 10).unwrap();
    assert_eq!(all, [day("2027-02-10"), day("2027-03-10")]);
    assert_eq!(rule.next(first, last, day("2027-03-10")).unwrap(), None);
    assert_eq!(rule.next_from(first, last, day("2027-03-10")).unwrap(), last);
}

#[test]
fn what_a_form_says_is_read_back_from_its_rule() {
    let first = day("2027-01-04");
    let mut said = vec![Frequency::Weeks { every: 1 }, Frequency::Weeks { every: 6 }];
    for every in [1, 2, 3, 4, 6, 12] {
        for of_month in 1..=31 {
            // The first of the months is the one that is read back.
            let month = if every == 1 { 1 } else { every };
            said.push(Frequency::Months { every, month, day: of_month });
        }
    }
    for frequency in said {
        let rule = frequency.rule(first).unwrap();
        let again: Rule = rule.to_string().parse().unwrap();
        assert_eq!(again.frequency(), Some(frequency), "{rule}");
        assert!(again.next_from(first, None, first).unwrap().is_some(), "{rule}");
    }
}

#[test]
fn a_rule_is_said_in_french() {
    let first = day("2027-01-04");
    for (frequency, words) in [
        (Frequency::Months { every: 1, month: 1, day: 1 }, "tous les mois, le 1er"),
        (
            Frequency::Months { every: 6, month: 9, day: 15 },
            "tous les 6\u{a0}mois, en mars et septembre, le 15",
        ),
        (
            Frequency::Months { every: 12, month: 2, day: 31 },
            "tous les ans, en février, le dernier jour",
        ),
        (Frequency::Weeks { every: 6 }, "toutes les 6\u{a0}semaines, le lundi"),
    ] {
        assert_eq!(frequency.rule(first).unwrap().words(), words);
    }
    let foreign: Rule = "FREQ=YEARLY;BYMONTH=5;BYDAY=2TU".parse().unwrap();
    assert_eq!(foreign.frequency(), None);
    assert_eq!(foreign.words(), "selon la règle FREQ=YEARLY;BYMONTH=5;BYDAY=2TU");
    assert_eq!(foreign.next_from(first, None, first).unwrap(), Some(day("2027-05-11")));
}

#[test]
fn a_rule_that_never_comes_ends_without_a_day() {
    let never: Rule = "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30".parse().unwrap();
    assert_eq!(never.next_from(day("2027-01-01"), None, day("2027-01-01")).unwrap(), None);
    for text in ["tous les lundis", "", "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=2"] {
        assert!(text.parse::<Rule>().is_err(), "{text}");
    }
}
