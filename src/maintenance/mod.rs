//! Contracts of maintenance: what we come for again and again, and the one visit that is due next.
//!
//! A contract has one day that is due. Its visit becomes a request for the office to place some weeks ahead; only when
//! that request is done or closed does the next day of its rule take its place.

mod bulk;
mod keeping;
mod kept;
mod queries;
mod queries_bulk;
mod queries_changing;
mod queries_list;
mod rule;
mod sweep;
mod turns;
mod working_days;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    tickets,
    values::{ContractId, CustomerId, EquipmentId, ServiceId, SiteId},
};

pub use bulk::{BulkError, Counts, Outcome, preview, turn_many};
pub use keeping::{KeepError, add, change, turn};
pub use kept::Kept;
pub use queries::{
    Change, OfCustomer, OfTicket, Visit, changes, find, of_customer, of_ticket, visits,
};
pub use queries_bulk::{Batch, batches};
pub use queries_list::{ContractRow, Cursor, View, list};
pub use rule::{Frequency, Rule, RuleError};
pub use sweep::make_due_visits;
pub use turns::{Left, Turn};
pub use working_days::{Planned, WorkingDays};

/// Where a contract is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    Active,
    /// Nobody comes until it is resumed.
    Suspended,
    Ended,
}

impl State {
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "en cours",
            Self::Suspended => "suspendu",
            Self::Ended => "terminé",
        }
    }
}

/// What is agreed on.
#[derive(Clone, Debug)]
pub struct Terms {
    pub site: Option<SiteId>,
    pub equipment: Option<EquipmentId>,
    pub service: ServiceId,
    pub rule: Rule,
    pub first_on: NaiveDate,
    /// None where it goes on.
    pub last_on: Option<NaiveDate>,
    /// How long before its day a visit is to be placed.
    pub lead_days: i32,
    pub notes: String,
}

/// One contract, and all that its page says.
#[derive(Clone, Debug)]
pub struct Contract {
    pub id: ContractId,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub site_id: Option<SiteId>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub equipment_id: Option<EquipmentId>,
    pub equipment_label: Option<String>,
    pub service_id: ServiceId,
    pub service_name: String,
    pub duration_minutes: i32,
    pub rule: String,
    pub first_on: NaiveDate,
    pub last_on: Option<NaiveDate>,
    pub lead_days: i32,
    pub notes: String,
    pub state: State,
    pub end_reason: Option<String>,
    /// The day of the rule; none once it is ended.
    pub due_on: Option<NaiveDate>,
    /// By how many days the office put it off.
    pub moved_days: i32,
    /// Counts changes, so that nobody overwrites what they have not seen.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    /// The request of the visit that is under way.
    pub open_number: Option<String>,
    pub open_status: Option<tickets::Status>,
    /// When somebody comes for it.
    pub visit_at: Option<DateTime<Utc>>,
}

/// A visit that comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// As the rule says.
    pub due_on: NaiveDate,
    pub planned: Planned,
    /// Whether the office put it off.
    pub is_moved: bool,
}

impl Contract {
    /// As it is called: `Contrat d’entretien (visite), tous les ans, en mars, le 15`.
    pub fn words(&self) -> String {
        words_of(&self.rule)
    }

    /// Where somebody comes, on one line.
    pub fn place(&self) -> Option<String> {
        let street = self.street.as_ref()?;
        let commune = [self.postcode.as_deref(), self.city.as_deref()];
        let commune = commune.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Some(if commune.is_empty() { street.clone() } else { format!("{street}, {commune}") })
    }

    /// The visits ahead, the one that is due first.
    pub fn coming(&self, days: &WorkingDays, count: usize) -> Result<Vec<Coming>, RuleError> {
        let Some(due_on) = self.due_on else { return Ok(Vec::new()) };
        let rule: Rule = self.rule.parse()?;
        let wanted = due_on + chrono::TimeDelta::days(self.moved_days.into());
        let first = Coming { due_on, planned: days.from(wanted), is_moved: self.moved_days != 0 };
        let later = rule.days(self.first_on, self.last_on, due_on, count.saturating_sub(1))?;
        let later = later.into_iter().map(|due_on| Coming {
            due_on,
            planned: days.from(due_on),
            is_moved: false,
        });
        Ok(std::iter::once(first).chain(later).collect())
    }
}

/// How often, in words; the rule itself where it cannot be read.
pub fn words_of(rule: &str) -> String {
    rule.parse::<Rule>().map_or_else(|_| rule.to_owned(), |rule| rule.words())
}
