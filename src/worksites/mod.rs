//! The worksites (chantiers) of the ERP: read only here.

mod queries;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    values::Money,
    warranties::{self, Warranty, Work},
};

pub use queries::of_customer;

#[derive(Clone, Debug)]
pub struct Worksite {
    /// Its code in its source: `CH00001`.
    pub external_id: String,
    pub label: String,
    /// On one line, as the file has it.
    pub address: Option<String>,
    pub started_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    /// As the file says it: `Réceptionné`, `En cours`, `Terminé`, `Annulé`.
    pub status: String,
    /// The day of the réception.
    pub received_on: Option<NaiveDate>,
    pub amount: Option<Money>,
    /// When it stands in the time line: its last day, or the import where the file has none.
    pub at: DateTime<Utc>,
}

impl Worksite {
    /// A worksite is an *ouvrage*; none before its réception.
    pub fn warranties(&self) -> Vec<Warranty> {
        let received_on = self.received_on;
        received_on.map(|day| warranties::of(Work::Building, day, false)).unwrap_or_default()
    }
}
