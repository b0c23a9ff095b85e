//! A contract as far as it changes: locked, changed here, and saved as a whole.

use chrono::{Days, NaiveDate};

use super::{Rule, RuleError, State, Terms};
use crate::values::{ContractId, CustomerId, EquipmentId, ServiceId, SiteId};

/// Why a contract is over that nobody ended.
const RUN_OUT: &str = "Le terme du contrat est atteint.";

#[derive(Clone, Debug)]
pub struct Kept {
    pub id: ContractId,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub site_id: Option<SiteId>,
    pub equipment_id: Option<EquipmentId>,
    pub service_id: ServiceId,
    pub service_name: String,
    pub rule: String,
    pub first_on: NaiveDate,
    pub last_on: Option<NaiveDate>,
    pub lead_days: i32,
    pub notes: String,
    pub state: State,
    pub end_reason: Option<String>,
    pub due_on: Option<NaiveDate>,
    pub moved_days: i32,
    pub version: i32,
    /// The number of a request for a visit of it that is neither done nor closed.
    pub open_number: Option<String>,
    /// The latest day of the rule whose visit was made.
    pub last_made_on: Option<NaiveDate>,
}

impl Kept {
    /// When the next visit is wanted.
    pub fn wanted_on(&self) -> Option<NaiveDate> {
        self.due_on.map(|due| due + chrono::TimeDelta::days(self.moved_days.into()))
    }

    /// The first day of the rule after `after` is due; without one, the contract is over.
    pub(super) fn advance(&mut self, after: NaiveDate) -> Result<(), RuleError> {
        if self.state == State::Ended {
            return Ok(());
        }
        let rule: Rule = self.rule.parse()?;
        self.moved_days = 0;
        self.due_on = rule.next(self.first_on, self.last_on, after)?;
        if self.due_on.is_none() {
            self.end(RUN_OUT);
        }
        Ok(())
    }

    pub(super) fn end(&mut self, reason: &str) {
        self.state = State::Ended;
        self.end_reason = Some(reason.to_owned());
        self.due_on = None;
        self.moved_days = 0;
    }

    /// Takes new terms. A visit under way keeps its day; where the rule did not change, so does the next one. False
    /// where no day is left.
    pub(super) fn agree(&mut self, terms: &Terms, today: NaiveDate) -> Result<bool, RuleError> {
        let rule = terms.rule.to_string();
        let is_same_rule = (&self.rule, self.first_on) == (&rule, terms.first_on)
            && self.due_on.is_some_and(|due| terms.last_on.is_none_or(|last| due <= last));
        self.site_id = terms.site;
        self.equipment_id = terms.equipment;
        self.service_id = terms.service;
        self.rule = rule;
        self.first_on = terms.first_on;
        self.last_on = terms.last_on;
        self.lead_days = terms.lead_days;
        self.notes.clone_from(&terms.notes);
        if is_same_rule || self.has_open_due() {
            return Ok(true);
        }
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let after = self.last_made_on.map_or(yesterday, |made| made.max(yesterday));
        self.advance(after)?;
        Ok(self.due_on.is_some())
    }

    /// Whether the visit of the day that is due was made.
    pub(super) fn has_open_due(&self) -> bool {
        self.due_on.is_some() && self.due_on == self.last_made_on
    }
}
