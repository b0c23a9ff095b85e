//! Two accounts made one, and parted again.

mod after;
mod detaching;
mod properties;
mod random_data;
mod refusals;

use relais::{
    merging::{self, Choices, MergeError, MergeRequest},
    values::{CustomerId, MergeId, StaffId},
};

use crate::support::TestApp;

impl TestApp {
    /// What the page of a merge sends when nobody changes a choice.
    pub async fn merge_request(&self, a: CustomerId, b: CustomerId) -> MergeRequest {
        let mut versions = [0, 0];
        for (at, id) in [a, b].into_iter().enumerate() {
            let customer = relais::customers::find(&self.app.db, id).await.unwrap().unwrap();
            versions[at] = customer.version;
        }
        MergeRequest { ids: [a, b], versions, choices: Choices::default(), codes_confirmed: true }
    }

    pub async fn merge(
        &self,
        a: CustomerId,
        b: CustomerId,
        staff: StaffId,
    ) -> Result<(MergeId, CustomerId), MergeError> {
        let request = self.merge_request(a, b).await;
        merging::merge(&self.app.db, &request, staff, self.now()).await
    }
}
