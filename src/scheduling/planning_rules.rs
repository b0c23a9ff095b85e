//! What holds for everybody's time: notice, horizon, lunch.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::{Lunch, queries_rules};

/// The row of `planning_rules`; a new database has the defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanningRules {
    pub online_notice_minutes: i32,
    pub online_horizon_days: i32,
    /// 0 keeps no lunch.
    pub lunch_minutes: i32,
    pub lunch_from: NaiveTime,
    pub lunch_until: NaiveTime,
}

impl Default for PlanningRules {
    fn default() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or(NaiveTime::MIN);
        Self {
            online_notice_minutes: 120,
            online_horizon_days: 60,
            lunch_minutes: 45,
            lunch_from: at(11),
            lunch_until: at(14),
        }
    }
}

impl PlanningRules {
    pub async fn load(db: impl PgExecutor<'_>) -> sqlx::Result<Self> {
        Ok(queries_rules::planning_rules(db).await?.unwrap_or_default())
    }

    /// From when on a customer can book alone: somebody must see it and drive.
    pub fn online_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + TimeDelta::minutes(self.online_notice_minutes.into())
    }

    /// Until when a customer can book alone.
    pub fn online_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + TimeDelta::days(self.online_horizon_days.into())
    }

    pub(super) fn lunch(&self) -> Option<Lunch> {
        (self.lunch_minutes > 0).then(|| Lunch {
            duration: TimeDelta::minutes(self.lunch_minutes.into()),
            from: self.lunch_from,
            until: self.lunch_until,
        })
    }
}
