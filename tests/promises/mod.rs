//! Promises: changed never in silence, told in time, taken over and given back; none is lost in a month of random days.

mod changing;
mod escalation;
mod month;
mod relays;

use chrono::{DateTime, Utc};
use relais::{
    promises::{self, Kind, NewPromise},
    values::{PromiseId, StaffId},
};

use crate::support::TestApp;

/// A promise to call somebody back.
pub async fn promise(
    test: &TestApp,
    what: &str,
    owner: Option<StaffId>,
    due_at: DateTime<Utc>,
) -> PromiseId {
    promise_of(test, Kind::PostIt, what, owner, due_at).await
}

pub async fn promise_of(
    test: &TestApp,
    kind: Kind,
    what: &str,
    owner: Option<StaffId>,
    due_at: DateTime<Utc>,
) -> PromiseId {
    let new = NewPromise {
        kind,
        what: what.to_owned(),
        customer: None,
        call: None,
        ticket: None,
        owner,
        due_at,
        created_by: owner,
    };
    let mut db = test.app.db.acquire().await.unwrap();
    promises::create(&mut db, &new, test.now()).await.unwrap().unwrap()
}
