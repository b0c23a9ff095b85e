//! Whom a field request is about: the visit's customer, another one, or still to be said.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    appointments::{self, RoundVisit, Status},
    business_time::local,
    customers::{self, Site, search::CustomerHit},
    values::{AppointmentId, CustomerId, SiteId, StaffId, french},
    web::{Error, Result},
};

/// As many as a telephone shows without scrolling for long.
const MOST_HITS: usize = 8;

/// The customer, and where the work would be.
pub(super) struct Chosen {
    pub(super) visit: Option<AppointmentId>,
    pub(super) customer: CustomerId,
    pub(super) name: String,
    pub(super) sites: Vec<Site>,
}

/// What the page asks or says about the customer.
pub(super) enum About {
    Chosen(Chosen),
    Open { today: Vec<Tile>, hits: Option<Vec<CustomerHit>> },
}

/// A customer of today.
pub(super) struct Tile {
    pub(super) visit: AppointmentId,
    pub(super) name: String,
    pub(super) detail: String,
    pub(super) is_there_now: bool,
}

impl Chosen {
    /// The customer of one's own visit, or any customer; none where neither is said.
    pub(super) async fn load(
        db: &PgPool,
        technician: StaffId,
        visit: Option<AppointmentId>,
        customer: Option<CustomerId>,
    ) -> Result<Option<Self>> {
        if let Some(visit) = visit {
            let visit = appointments::find_of(db, technician, visit).await?;
            let visit = visit.ok_or(Error::NotFound)?;
            let site = customers::site(db, visit.customer_id, visit.site_id).await?;
            return Ok(Some(Self {
                visit: Some(visit.id),
                customer: visit.customer_id,
                name: visit.customer_name,
                sites: site.into_iter().collect(),
            }));
        }
        let Some(id) = customer else { return Ok(None) };
        let customer = customers::find(db, id).await?.ok_or(Error::NotFound)?;
        let sites = customers::sites(db, id).await?;
        Ok(Some(Self { visit: None, customer: id, name: customer.name, sites }))
    }

    /// The only site, or the one of the customer's that was picked.
    pub(super) fn site_or(&self, picked: Option<SiteId>) -> Option<SiteId> {
        match self.sites.as_slice() {
            [only] => Some(only.id),
            sites => sites.iter().map(|site| site.id).find(|id| Some(*id) == picked),
        }
    }

    /// For templates: where, if there is no choice.
    pub(super) fn only_place(&self) -> Option<String> {
        match self.sites.as_slice() {
            [only] => Some(only.address().one_line()),
            _ => None,
        }
    }
}

impl About {
    pub(super) async fn load(
        db: &PgPool,
        technician: StaffId,
        chosen: Option<Chosen>,
        typed: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        if let Some(chosen) = chosen {
            return Ok(Self::Chosen(chosen));
        }
        let day = local::day_bounds(local::today(now));
        let round = appointments::round(db, technician, day.start, day.end).await?;
        let hits = if typed.trim().is_empty() {
            None
        } else {
            Some(customers::search::search(db, typed, 0, MOST_HITS).await?.customers)
        };
        Ok(Self::Open { today: round.iter().map(Tile::of).collect(), hits })
    }
}

impl Tile {
    fn of(visit: &RoundVisit) -> Self {
        let time = french::time(visit.starts_at);
        let detail = match &visit.city {
            Some(city) => format!("{time} · {city}"),
            None => time,
        };
        Self {
            visit: visit.id,
            name: visit.customer_name.clone(),
            detail,
            is_there_now: visit.status == Status::Started,
        }
    }
}
