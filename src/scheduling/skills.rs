//! Who may do what: habilitations of NF C 18-510, and skills by any other name.

use std::collections::BTreeSet;

use chrono::NaiveDate;

/// What somebody holds, to its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub skill: String,
    pub valid_until: Option<NaiveDate>,
}

/// The habilitations that another one contains (domain.md §5.4); never BC nor BE.
const CONTAINED: [(&str, &[&str]); 2] = [("BR", &["BS"]), ("B2V", &["B2", "B1V", "B1"])];

/// The first of the needed skills that is not held on a day. Absence of a symbol is a prohibition.
pub fn missing(needed: &BTreeSet<String>, held: &[Held], on: NaiveDate) -> Option<String> {
    let holds = |skill: &str| {
        held.iter()
            .filter(|held| held.valid_until.is_none_or(|last| on <= last))
            .any(|held| held.skill == skill || contains(&held.skill, skill))
    };
    needed.iter().find(|skill| !holds(skill)).cloned()
}

fn contains(held: &str, skill: &str) -> bool {
    CONTAINED.iter().any(|(whole, parts)| *whole == held && parts.contains(&skill))
}

/// `br, irve` as the list that is stored; the word that is none, otherwise.
pub fn read_list(typed: &str) -> Result<Vec<String>, String> {
    let words = typed.split([',', ';', ' ', '\n']).map(str::trim).filter(|word| !word.is_empty());
    let mut skills = Vec::new();
    for word in words {
        let skill = word.to_uppercase();
        let is_good = skill.len() <= 12
            && skill.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !is_good {
            return Err(word.to_owned());
        }
        if !skills.contains(&skill) {
            skills.push(skill);
        }
    }
    Ok(skills)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(skill: &str, valid_until: Option<&str>) -> Held {
        let valid_until = valid_until.map(|day| day.parse().unwrap());
        Held { skill: skill.to_owned(), valid_until }
    }

    fn missing_of(needed: &str, held: &[Held]) -> Option<String> {
        missing(&BTreeSet::from([needed.to_owned()]), held, "2026-11-25".parse().unwrap())
    }

    #[test]
    fn an_habilitation_contains_the_lesser_ones_and_no_others() {
        assert_eq!(missing_of("BS", &[held("BR", None)]), None);
        assert_eq!(missing_of("B1", &[held("B2V", None)]), None);
        assert_eq!(missing_of("BC", &[held("BR", None), held("B2V", None)]), Some("BC".to_owned()));
        assert_eq!(missing_of("BR", &[held("BS", None)]), Some("BR".to_owned()));
    }

    #[test]
    fn an_habilitation_holds_to_its_last_day() {
        assert_eq!(missing_of("BR", &[held("BR", Some("2026-11-25"))]), None);
        assert_eq!(missing_of("BR", &[held("BR", Some("2026-11-24"))]), Some("BR".to_owned()));
    }

    #[test]
    fn a_list_of_skills_is_read_as_people_write_it() {
        assert_eq!(read_list("br, IRVE br"), Ok(vec!["BR".to_owned(), "IRVE".to_owned()]));
        assert_eq!(read_list("monte-charge"), Err("monte-charge".to_owned()));
    }
}
