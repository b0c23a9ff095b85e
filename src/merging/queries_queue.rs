//! What is proposed and not decided, and what was decided.

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, types::Json};

use super::verdicts::{Reason, Relation, Verdict, percent};
use crate::values::{CustomerId, PhoneNumber, StaffId};

/// Two customers who may be one, as the queue shows them.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub customer_a: CustomerId,
    pub customer_b: CustomerId,
    pub name_a: String,
    pub name_b: String,
    pub phone_a: Option<PhoneNumber>,
    pub phone_b: Option<PhoneNumber>,
    pub site_a: Option<String>,
    pub site_b: Option<String>,
    /// 0 to 1.
    pub probability: f64,
    pub weight: f64,
    pub reasons: Json<Vec<Reason>>,
}

impl Proposal {
    /// How likely it is: `93 %`.
    pub fn percent(&self) -> String {
        percent(self.probability)
    }
}

/// Where a page of the queue begins: after this proposal.
#[derive(Clone, Copy, Debug)]
pub struct QueueStart {
    pub weight: f64,
    pub customer_a: CustomerId,
    pub customer_b: CustomerId,
}

/// The strongest first, without those that somebody decided.
pub async fn queue(
    db: impl PgExecutor<'_>,
    relation: Relation,
    after: Option<QueueStart>,
    limit: i64,
) -> sqlx::Result<Vec<Proposal>> {
    sqlx::query_as!(
        Proposal,
        r#"
        select p.customer_a, p.customer_b, a.name as name_a, b.name as name_b, phone_a.e164 as "phone_a?: _",
               phone_b.e164 as "phone_b?: _", site_a.line as "site_a?", site_b.line as "site_b?", p.probability, p.weight,
               p.reasons as "reasons: _"
        from (
            select * from match_proposals p
            where relation = $1
              and (not $2 or weight < $3 or (weight = $3 and (customer_a, customer_b) > ($4, $5)))
              and weight <= case when $2 then $3 else 'Infinity' end
              and not exists (select from match_verdicts v where v.customer_a = p.customer_a and v.customer_b = p.customer_b)
            order by weight desc, customer_a, customer_b
            limit $6
        ) p
        join customers a on a.id = p.customer_a
        join customers b on b.id = p.customer_b
        left join lateral (select e164 from phones where customer_id = a.id order by kind <> 'mobile', e164 is null, id limit 1) phone_a on true
        left join lateral (select e164 from phones where customer_id = b.id order by kind <> 'mobile', e164 is null, id limit 1) phone_b on true
        left join lateral (select concat_ws(', ', street, concat_ws(' ', postcode, city)) as line from sites
                           where customer_id = a.id order by id limit 1) site_a on true
        left join lateral (select concat_ws(', ', street, concat_ws(' ', postcode, city)) as line from sites
                           where customer_id = b.id order by id limit 1) site_b on true
        order by p.weight desc, p.customer_a, p.customer_b
        "#,
        relation.as_str(),
        after.is_some(),
        after.map_or(0.0, |start| start.weight),
        after.map_or(0, |start| start.customer_a.0),
        after.map_or(0, |start| start.customer_b.0),
        limit,
    )
    .fetch_all(db)
    .await
}

/// How many are waiting of that kind, counted no further than `at_most`.
pub async fn count_open(
    db: impl PgExecutor<'_>,
    relation: Relation,
    at_most: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from (
            select from match_proposals p
            where relation = $1
              and not exists (select from match_verdicts v where v.customer_a = p.customer_a and v.customer_b = p.customer_b)
            limit $2
        ) open
        "#,
        relation.as_str(),
        at_most,
    )
    .fetch_one(db)
    .await
}

/// Somebody who may be the same customer, or share their home.
#[derive(Clone, Debug)]
pub struct OpenProposal {
    pub other: CustomerId,
    pub name: String,
    pub relation: Relation,
    /// 0 to 1.
    pub probability: f64,
}

/// For the banner of a customer's page: the likeliest three, undecided.
pub async fn open_proposals_of(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<OpenProposal>> {
    sqlx::query_as!(
        OpenProposal,
        r#"
        select c.id as other, c.name, p.relation as "relation!: _", p.probability as "probability!"
        from (select * from match_proposals where customer_a = $1 union all
              select * from match_proposals where customer_b = $1) p
        join customers c on c.id = p.customer_a + p.customer_b - $1
        where not exists (select from match_verdicts v where v.customer_a = p.customer_a and v.customer_b = p.customer_b)
        order by p.relation desc, p.weight desc limit 3
        "#,
        customer.0,
    )
    .fetch_all(db)
    .await
}

/// Who shares a customer's home.
#[derive(Clone, Debug)]
pub struct HouseholdMember {
    pub id: CustomerId,
    pub name: String,
}

/// Those of whom somebody said that they share the customer's home.
pub async fn households_of(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<HouseholdMember>> {
    sqlx::query_as!(
        HouseholdMember,
        r#"
        select c.id, c.name
        from (select * from match_verdicts where customer_a = $1 union all
              select * from match_verdicts where customer_b = $1) v
        join customers c on c.id = v.customer_a + v.customer_b - $1
        where v.verdict = 'household'
        order by c.name, c.id limit 20
        "#,
        customer.0,
    )
    .fetch_all(db)
    .await
}

/// `ids` in their order.
pub(super) async fn proposal_between(
    db: impl PgExecutor<'_>,
    ids: [CustomerId; 2],
) -> sqlx::Result<Option<(Relation, f64, Vec<Reason>)>> {
    let found = sqlx::query!(
        r#"
        select relation as "relation: Relation", probability, reasons as "reasons: Json<Vec<Reason>>"
        from match_proposals where customer_a = $1 and customer_b = $2
        "#,
        ids[0] as _,
        ids[1] as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| (row.relation, row.probability, row.reasons.0)))
}

/// `ids` in their order.
pub(super) async fn verdict_between(
    db: impl PgExecutor<'_>,
    ids: [CustomerId; 2],
) -> sqlx::Result<Option<Verdict>> {
    sqlx::query_scalar!(
        r#"select verdict as "verdict: _" from match_verdicts where customer_a = $1 and customer_b = $2"#,
        ids[0] as _,
        ids[1] as _,
    )
    .fetch_optional(db)
    .await
}

/// `ids` in their order. Says whether it is another decision than before.
pub(super) async fn write_verdict(
    db: impl PgExecutor<'_>,
    ids: [CustomerId; 2],
    verdict: Verdict,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        insert into match_verdicts as v (customer_a, customer_b, verdict, staff_id, decided_at)
        values ($1, $2, $3, $4, $5)
        on conflict on constraint match_verdicts_pkey do update
        set verdict = excluded.verdict, staff_id = excluded.staff_id, decided_at = excluded.decided_at
        where v.verdict <> excluded.verdict
        ",
        ids[0] as _,
        ids[1] as _,
        verdict.as_str(),
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete_verdict(
    db: impl PgExecutor<'_>,
    ids: [CustomerId; 2],
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "delete from match_verdicts where customer_a = $1 and customer_b = $2",
        ids[0] as _,
        ids[1] as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What somebody decided of two customers.
#[derive(Clone, Debug)]
pub struct Decision {
    pub customer_a: CustomerId,
    pub customer_b: CustomerId,
    pub name_a: String,
    pub name_b: String,
    pub verdict: Verdict,
    pub staff_name: Option<String>,
    pub decided_at: DateTime<Utc>,
}

/// The latest first, before one of them: its instant and its pair.
pub async fn decisions(
    db: impl PgExecutor<'_>,
    before: Option<(DateTime<Utc>, CustomerId, CustomerId)>,
    limit: i64,
) -> sqlx::Result<Vec<Decision>> {
    sqlx::query_as!(
        Decision,
        r#"
        select v.customer_a, v.customer_b, a.name as name_a, b.name as name_b, v.verdict as "verdict: _",
               staff.name as "staff_name?", v.decided_at
        from match_verdicts v
        join customers a on a.id = v.customer_a
        join customers b on b.id = v.customer_b
        left join staff on staff.id = v.staff_id
        where $1::timestamptz is null or (v.decided_at, v.customer_a, v.customer_b) < ($1, $2, $3)
        order by v.decided_at desc, v.customer_a desc, v.customer_b desc
        limit $4
        "#,
        before.map(|(at, ..)| at),
        before.map_or(0, |(_, a, _)| a.0),
        before.map_or(0, |(_, _, b)| b.0),
        limit,
    )
    .fetch_all(db)
    .await
}
