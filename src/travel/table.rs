//! The travel times that a reckoning is given: those a routing service told, else the map's.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{Commune, roads};

/// Times between communes. Without any told ones it is the map of `roads` alone.
#[derive(Clone, Debug, Default)]
pub struct TravelTimes {
    told: HashMap<(Commune, Commune), TimeDelta>,
}

impl TravelTimes {
    /// Times that a routing service told, from and to.
    pub fn told(told: HashMap<(Commune, Commune), TimeDelta>) -> Self {
        Self { told }
    }

    /// Whole minutes, rounded up.
    pub fn between(&self, from: Commune, to: Commune) -> TimeDelta {
        if let Some(told) = self.told.get(&(from, to)) {
            let minutes = (told.num_seconds() + 59).div_euclid(60);
            return TimeDelta::minutes(minutes);
        }
        TimeDelta::minutes(roads::minutes(from, to))
    }
}
