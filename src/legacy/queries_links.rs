//! Which row of which file is which customer, for those who check the linking.

use sqlx::PgExecutor;

use crate::values::CustomerId;

/// One line of `source-links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLink {
    pub source: String,
    /// The client's code in that source.
    pub row: String,
    pub customer: CustomerId,
}

pub async fn source_links(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<SourceLink>> {
    sqlx::query_as!(
        SourceLink,
        r#"
        select source, external_id as "row", customer_id as customer
        from source_records
        order by source, external_id
        "#
    )
    .fetch_all(db)
    .await
}
