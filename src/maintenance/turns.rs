//! What the office does with a contract, one or many: pure, so that it can be shown before it is done.

use std::fmt;

use chrono::{Days, NaiveDate, TimeDelta};

use super::{Kept, RuleError, State};
use crate::values::{ServiceId, french};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    Suspend,
    Resume,
    End {
        reason: String,
    },
    /// Moves the next visit by so many days, later or earlier; those after it stay.
    PutOff {
        days: i32,
    },
    Service {
        id: ServiceId,
        name: String,
    },
}

/// Why a contract stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    Ended,
    SuspendedAlready,
    NotSuspended,
    SameService,
    /// Its visit is with the office already: the number of its request.
    VisitMade(String),
    Past,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => f.write_str("déjà terminé"),
            Self::SuspendedAlready => f.write_str("déjà suspendu"),
            Self::NotSuspended => f.write_str("n’est pas suspendu"),
            Self::SameService => f.write_str("a déjà cette prestation"),
            Self::VisitMade(number) => write!(f, "sa visite est déjà demandée ({number})"),
            Self::Past => f.write_str("la visite serait dans le passé"),
        }
    }
}

impl Kept {
    /// Does it, and says it in words; or says why nothing was done.
    pub fn take(
        &mut self,
        turn: &Turn,
        today: NaiveDate,
    ) -> Result<Result<String, Left>, RuleError> {
        if self.state == State::Ended {
            return Ok(Err(Left::Ended));
        }
        match turn {
            Turn::Suspend if self.state == State::Suspended => Ok(Err(Left::SuspendedAlready)),
            Turn::Suspend => {
                self.state = State::Suspended;
                Ok(Ok("Suspendu".to_owned()))
            }
            Turn::Resume if self.state != State::Suspended => Ok(Err(Left::NotSuspended)),
            Turn::Resume => self.resume(today).map(Ok),
            Turn::End { reason } => {
                self.end(reason);
                Ok(Ok(format!("Terminé\u{a0}: {reason}")))
            }
            Turn::PutOff { days } => Ok(self.put_off(*days, today)),
            Turn::Service { id, .. } if *id == self.service_id => Ok(Err(Left::SameService)),
            Turn::Service { id, name } => {
                let before = std::mem::replace(&mut self.service_name, name.clone());
                self.service_id = *id;
                Ok(Ok(format!("Prestation\u{a0}: {name}, au lieu de {before}")))
            }
        }
    }

    /// What fell due meanwhile is not caught up.
    fn resume(&mut self, today: NaiveDate) -> Result<String, RuleError> {
        self.state = State::Active;
        let is_past = self.wanted_on().is_some_and(|wanted| wanted < today);
        if is_past && !self.has_open_due() {
            self.advance(today.checked_sub_days(Days::new(1)).unwrap_or(today))?;
        }
        Ok(match self.wanted_on() {
            Some(wanted) => format!("Repris, prochaine visite {}", french::day_long(wanted)),
            None => "Repris, aucune visite ne reste avant son terme".to_owned(),
        })
    }

    fn put_off(&mut self, days: i32, today: NaiveDate) -> Result<String, Left> {
        if let Some(number) = &self.open_number {
            return Err(Left::VisitMade(number.clone()));
        }
        let Some(wanted) = self.wanted_on() else { return Err(Left::Ended) };
        let to = wanted.checked_add_signed(TimeDelta::days(days.into())).ok_or(Left::Past)?;
        if to < today {
            return Err(Left::Past);
        }
        self.moved_days += days;
        Ok(format!(
            "Prochaine visite déplacée du {} au {}",
            french::date_numeric(wanted),
            french::day_long(to)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        maintenance::Frequency,
        values::{ContractId, CustomerId},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Yearly, on 15 March.
    fn kept() -> Kept {
        let first_on = day("2026-01-01");
        let rule = Frequency::Months { every: 12, month: 3, day: 15 }.rule(first_on).unwrap();
        Kept {
            id: ContractId(1),
            customer_id: CustomerId(1),
            customer_name: "Dupont".to_owned(),
            site_id: None,
            equipment_id: None,
            service_id: ServiceId(1),
            service_name: "Entretien".to_owned(),
            rule: rule.to_string(),
            first_on,
            last_on: Some(day("2028-12-31")),
            lead_days: 28,
            notes: String::new(),
            state: State::Active,
            end_reason: None,
            due_on: Some(day("2027-03-15")),
            moved_days: 0,
            version: 1,
            open_number: None,
            last_made_on: None,
        }
    }

    const TODAY: &str = "2026-11-30";

    #[test]
    fn a_visit_is_put_off_alone_and_not_into_the_past() {
        let mut contract = kept();
        let put_off =
            |contract: &mut Kept, days| contract.take(&Turn::PutOff { days }, day(TODAY)).unwrap();
        let said = put_off(&mut contract, 14).unwrap();
        assert_eq!(said, "Prochaine visite déplacée du 15/03/2027 au lundi 29 mars 2027");
        put_off(&mut contract, 7).unwrap();
        assert_eq!(contract.wanted_on(), Some(day("2027-04-05")));
        assert_eq!(put_off(&mut contract, -200), Err(Left::Past));
        assert_eq!(put_off(&mut contract, i32::MAX), Err(Left::Past));
        contract.advance(day("2027-03-15")).unwrap();
        assert_eq!(contract.wanted_on(), Some(day("2028-03-15")));
        contract.open_number = Some("SAV-2611-001".to_owned());
        assert_eq!(
            put_off(&mut contract, 7).unwrap_err().to_string(),
            "sa visite est déjà demandée (SAV-2611-001)"
        );
    }

    #[test]
    fn what_fell_due_while_it_was_suspended_is_not_caught_up() {
        let mut contract = kept();
        contract.take(&Turn::Suspend, day(TODAY)).unwrap().unwrap();
        assert_eq!(contract.take(&Turn::Suspend, day(TODAY)).unwrap(), Err(Left::SuspendedAlready));
        let said = contract.take(&Turn::Resume, day("2027-06-01")).unwrap().unwrap();
        assert_eq!(said, "Repris, prochaine visite mercredi 15 mars 2028");
        assert_eq!(contract.take(&Turn::Resume, day(TODAY)).unwrap(), Err(Left::NotSuspended));
    }

    #[test]
    fn a_contract_past_its_last_day_is_over() {
        let mut contract = kept();
        contract.advance(day("2028-03-15")).unwrap();
        assert_eq!((contract.state, contract.due_on), (State::Ended, None));
        assert_eq!(contract.end_reason.as_deref(), Some("Le terme du contrat est atteint."));
        for turn in [Turn::Suspend, Turn::Resume, Turn::PutOff { days: 1 }] {
            assert_eq!(contract.take(&turn, day(TODAY)).unwrap(), Err(Left::Ended));
        }
    }
}
