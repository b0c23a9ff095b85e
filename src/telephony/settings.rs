//! What the office says of its telephone systems.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::queries;
use crate::calls::Provider;

/// One telephone system, as it is set up and as it fares. It holds a secret and therefore has no `Debug`.
#[derive(Clone)]
pub struct System {
    pub provider: Provider,
    pub settings: SystemSettings,
    pub changed_at: Option<DateTime<Utc>>,
    pub last_event_at: Option<DateTime<Utc>>,
    /// For those that we call: the last sign of life.
    pub last_contact_at: Option<DateTime<Utc>>,
    pub failing_since: Option<DateTime<Utc>>,
    /// In the words of the program; empty where nothing fails.
    pub failure: String,
}

/// What can be changed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SystemSettings {
    pub enabled: bool,
    pub secret: String,
    /// For those that we call: `host:port` of Asterisk, the address of OVH's events.
    pub address: String,
    pub login: String,
    /// From 1 to 80 hours of the office's time.
    pub silence_after_hours: i32,
}

/// OVH's events, where no other address is said.
pub const OVH_EVENTS: &str = "https://events.voip.ovh.net/";

/// Hours without a word that are strange, unless told.
pub const USUAL_SILENCE: i32 = 8;

/// Every system that can be set up, in the order of the screen.
pub async fn systems(db: &PgPool) -> sqlx::Result<Vec<System>> {
    let known = queries::systems(db).await?;
    let all = Provider::ALL.into_iter().filter(|provider| *provider != Provider::Simulator);
    Ok(all.map(|provider| of(provider, &known)).collect())
}

pub async fn system(db: &PgPool, provider: Provider) -> sqlx::Result<System> {
    Ok(of(provider, &queries::systems(db).await?))
}

fn of(provider: Provider, known: &[queries::SystemRow]) -> System {
    let Some(row) = known.iter().find(|row| row.provider == provider.as_str()) else {
        return System {
            provider,
            settings: SystemSettings {
                silence_after_hours: USUAL_SILENCE,
                ..SystemSettings::default()
            },
            changed_at: None,
            last_event_at: None,
            last_contact_at: None,
            failing_since: None,
            failure: String::new(),
        };
    };
    System {
        provider,
        settings: SystemSettings {
            enabled: row.enabled,
            secret: row.secret.clone(),
            address: row.address.clone(),
            login: row.login.clone(),
            silence_after_hours: row.silence_after_hours,
        },
        changed_at: Some(row.changed_at),
        last_event_at: row.last_event_at,
        last_contact_at: row.last_contact_at,
        failing_since: row.failing_since,
        failure: row.failure.clone(),
    }
}

/// Saves what was changed; a connection begins anew with it, and silence counts from now.
pub async fn save(
    db: &PgPool,
    provider: Provider,
    settings: &SystemSettings,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::save(db, provider.as_str(), settings, now).await
}
