//! A telephone system that says nothing is seen: calls may be coming in that nobody is told of.

use chrono::{DateTime, TimeDelta, Utc};

use super::queries::{self, Watched};
use crate::{calls::Provider, promises};

/// A connection that breaks is made again; only if that fails for so long is it told.
const BORNE: TimeDelta = TimeDelta::minutes(2);

/// What is told of a system that is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    pub provider: Provider,
    /// Since when calls have not been announced.
    pub since: DateTime<Utc>,
    /// The connection fails; else it only says nothing, for longer than the office expects.
    pub is_failing: bool,
}

/// The system that has been silent for longest; none where all speak, or none is watched.
pub async fn silence(
    db: impl sqlx::PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Silence>> {
    let watched = queries::watched(db).await?;
    Ok(watched.iter().filter_map(|system| of(system, now)).min_by_key(|silence| silence.since))
}

fn of(system: &Watched, now: DateTime<Utc>) -> Option<Silence> {
    let provider = Provider::parse(&system.provider)?;
    if let Some(since) = system.failing_since
        && since + BORNE <= now
    {
        return Some(Silence { provider, since, is_failing: true });
    }
    let expected_by = promises::within_office_hours(
        system.heard_at,
        TimeDelta::hours(i64::from(system.silence_after_hours)),
    );
    (expected_by <= now).then_some(Silence { provider, since: system.heard_at, is_failing: false })
}
