//! What is proposed, and what a person decided.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, types::Json};

use super::{Proposal, Reason, Verdicts};
use crate::values::CustomerId;

/// Two customers who may be one, and of whom nobody has said that they are two.
#[derive(Clone, Debug)]
pub struct OpenProposal {
    pub customer_a: CustomerId,
    pub customer_b: CustomerId,
    /// 0 to 1.
    pub probability: f64,
    pub reasons: Vec<Reason>,
}

/// Who was said to be two.
pub async fn verdicts(db: impl PgExecutor<'_>) -> sqlx::Result<Verdicts> {
    let rows = sqlx::query!(
        r#"select customer_a as "a: CustomerId", customer_b as "b: CustomerId" from match_verdicts"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.a, row.b)).collect())
}

/// The likeliest first.
pub async fn open_proposals(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<OpenProposal>> {
    let rows = sqlx::query!(
        r#"
        select customer_a as "a: CustomerId", customer_b as "b: CustomerId", probability,
               reasons as "reasons: Json<Vec<Reason>>"
        from match_proposals
        where relation = 'same'
          and not exists (select from match_verdicts
                          where match_verdicts.customer_a = match_proposals.customer_a
                            and match_verdicts.customer_b = match_proposals.customer_b)
        order by weight desc, customer_a, customer_b
        "#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OpenProposal {
            customer_a: row.a,
            customer_b: row.b,
            probability: row.probability,
            reasons: row.reasons.0,
        })
        .collect())
}

/// How many pairs wait for a person.
pub async fn count_open(db: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from match_proposals
        where relation = 'same'
          and not exists (select from match_verdicts
                          where match_verdicts.customer_a = match_proposals.customer_a
                            and match_verdicts.customer_b = match_proposals.customer_b)
        "#
    )
    .fetch_one(db)
    .await
}

/// Makes the table say these proposals and no others; those that stay as they are are not written.
pub async fn write_proposals(
    db: &mut PgConnection,
    proposals: &[Proposal<CustomerId>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let a: Vec<i64> = proposals.iter().map(|proposal| proposal.a.0).collect();
    let b: Vec<i64> = proposals.iter().map(|proposal| proposal.b.0).collect();
    sqlx::query!(
        "
        delete from match_proposals
        where (customer_a, customer_b) not in (select * from unnest($1::bigint[], $2::bigint[]))
        ",
        &a,
        &b,
    )
    .execute(&mut *db)
    .await?;
    let relations: Vec<String> =
        proposals.iter().map(|proposal| proposal.relation.as_str().to_owned()).collect();
    let probabilities: Vec<f64> = proposals.iter().map(|proposal| proposal.probability).collect();
    let weights: Vec<f64> = proposals.iter().map(|proposal| proposal.weight).collect();
    let reasons: Vec<Json<&[Reason]>> =
        proposals.iter().map(|proposal| Json(proposal.reasons.as_slice())).collect();
    sqlx::query!(
        "
        insert into match_proposals (customer_a, customer_b, relation, probability, weight, reasons, proposed_at)
        select *, $7
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[], $5::float8[], $6::jsonb[])
        on conflict on constraint match_proposals_pkey do update
        set relation = excluded.relation, probability = excluded.probability, weight = excluded.weight,
            reasons = excluded.reasons
        where (match_proposals.relation, match_proposals.weight, match_proposals.reasons)
              is distinct from (excluded.relation, excluded.weight, excluded.reasons)
        ",
        &a,
        &b,
        &relations,
        &probabilities,
        &weights,
        &reasons as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
