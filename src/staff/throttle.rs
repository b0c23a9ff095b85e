//! Slows guessing down, for one account and for one address, without ever locking anybody out for good.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgExecutor, PgPool};

use crate::{db, values::Network};

/// Failures older than this are forgiven.
const MEMORY: TimeDelta = TimeDelta::minutes(30);

/// So many slips cost nothing.
const FREE_FOR_ACCOUNT: i64 = 5;

/// An office shares one address, so it may slip more often.
const FREE_FOR_ADDRESS: i64 = 20;

/// The longest wait after one try. Who fails on purpose every five minutes does keep an account out, until
/// the address is slowed down as well.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);

/// Counts a try as failed before its password is looked at, so that a hundred at once are not all the
/// first; or says how long this account or address must still wait. [`forgive`] takes back a success.
pub async fn begin_try(
    db: &PgPool,
    account: &str,
    address: IpAddr,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<TimeDelta>> {
    let network = Network::of(address).to_string();
    let mut tx = db::begin(db).await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 3))", account)
        .execute(&mut *tx)
        .await?;
    let row = sqlx::query!(
        r#"
        select
            (select count(*) from sign_in_failures where account = $1 and at > $3) as "of_account!",
            (select max(at) from sign_in_failures where account = $1 and at > $3) as last_of_account,
            (select count(*) from sign_in_failures where address = $2 and at > $3) as "of_address!",
            (select max(at) from sign_in_failures where address = $2 and at > $3) as last_of_address
        "#,
        account,
        network,
        now - MEMORY,
    )
    .fetch_one(&mut *tx)
    .await?;
    let for_account = still_to_wait(row.of_account - FREE_FOR_ACCOUNT, row.last_of_account, now);
    let for_address = still_to_wait(row.of_address - FREE_FOR_ADDRESS, row.last_of_address, now);
    let wait = for_account.max(for_address);
    if wait.is_none() {
        sqlx::query!(
            "insert into sign_in_failures (account, address, at) values ($1, $2, $3)",
            account,
            network,
            now
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(wait)
}

/// A success forgives the account, not the address: an attacker may own one account.
pub async fn forgive(db: impl PgExecutor<'_>, account: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from sign_in_failures where account = $1", account).execute(db).await?;
    Ok(())
}

/// Forgets what no longer counts.
pub async fn delete_old(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from sign_in_failures where at <= $1", now - MEMORY)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// 2, 4, 8 … seconds after the last failure beyond those that are free.
fn still_to_wait(
    beyond: i64,
    last: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<TimeDelta> {
    let doublings = u32::try_from(beyond).ok().filter(|n| *n > 0)?.min(12);
    let wait = TimeDelta::seconds(i64::from(2_u32.pow(doublings))).min(LONGEST_WAIT);
    let left = last? + wait - now;
    (left > TimeDelta::zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_but_never_passes_five_minutes() {
        let now = DateTime::UNIX_EPOCH;
        let waits: Vec<i64> = (0..=9)
            .map(|beyond| {
                still_to_wait(beyond, Some(now), now).map_or(0, |wait| wait.num_seconds())
            })
            .collect();
        assert_eq!(waits, [0, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    }
}
