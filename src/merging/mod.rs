//! Two accounts that are one customer: compared side by side, made one, and parted again within 30 days; and
//! its reverse, a record that is somebody else's.
//!
//! Every other feature's rows move with their customer: [`OWNED_TABLES`] names them.

mod choosing;
mod comparison;
mod detaching;
mod merge;
mod queries;
mod queries_comparison;
mod queries_detaching;
mod queries_moving;
mod queries_queue;
mod queries_undoing;
mod undo;
mod verdicts;

use chrono::{DateTime, TimeDelta, Utc};

use crate::values::{CustomerId, MergeId};

pub use choosing::{Choices, Field, Pick, SharedSource};
pub use comparison::{Comparison, Kept, Side, compare};
pub use detaching::{DetachError, Detachment, ReattachError, detach, reattach};
pub use merge::{MergeError, MergeRequest, merge};
pub use queries::{forget_before, past_merges, survivor_of};
pub use queries_comparison::Moving;
pub use queries_detaching::detachments_of;
pub use queries_moving::{OWNED_TABLES, TABLES_AT_SITES};
pub use queries_queue::{
    Decision, HouseholdMember, OpenProposal, Proposal, QueueStart, count_open, decisions,
    households_of, open_proposals_of, queue,
};
pub use undo::{UndoError, undo};
pub use verdicts::{Reason, Relation, Verdict, decide, withdraw};

/// How long a merge, or a detachment, can be undone (ux.md §4.7).
pub const UNDO_WITHIN: TimeDelta = TimeDelta::days(30);

/// A merge that was made, and perhaps undone.
#[derive(Clone, Debug)]
pub struct PastMerge {
    pub id: MergeId,
    pub survivor_id: CustomerId,
    pub absorbed_id: CustomerId,
    /// As they were called before.
    pub survivor_name: String,
    pub absorbed_name: String,
    pub staff_name: Option<String>,
    pub merged_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

impl PastMerge {
    /// Until when it can be undone.
    pub fn undo_until(&self) -> DateTime<Utc> {
        self.merged_at + UNDO_WITHIN
    }

    /// Whether it still can be, as far as time tells.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.undone_at.is_none() && now < self.undo_until()
    }
}
