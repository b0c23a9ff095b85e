//! Whom the planning shows: who can do something, goes somewhere, or one person. They stand in the address.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::days::{Days, Person};
use crate::{
    app::App,
    scheduling::{
        self, Able,
        queries_rules::{self, ZoneRow},
        queries_team,
    },
    staff::StaffMember,
    values::{StaffId, ZoneId},
    web::forms::query_value,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    pub(super) able: Able,
    pub(super) technician: Option<StaffId>,
}

/// The filters, and what can be chosen.
pub(super) struct FilterBar {
    filters: Filters,
    pub(super) skills: Vec<String>,
    pub(super) zones: Vec<ZoneRow>,
    pub(super) technicians: Vec<(StaffId, String)>,
}

impl Filters {
    /// What cannot be read filters nothing.
    pub(super) fn parse(skill: &str, zone: &str, technician: &str) -> Self {
        let skill = skill.trim().to_uppercase();
        Self {
            able: Able { skill: (!skill.is_empty()).then_some(skill), zone: zone.parse().ok() },
            technician: technician.parse().ok(),
        }
    }

    pub(super) fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// Names and values, as the address has them.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let zone = self.able.zone.map(|zone| zone.to_string());
        let technician = self.technician.map(|technician| technician.to_string());
        [("competence", self.able.skill.clone()), ("zone", zone), ("technicien", technician)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// Each with the `&` before it.
    pub(super) fn query(&self) -> String {
        let field = |(name, value): (&str, String)| format!("&{name}={}", query_value(&value));
        self.fields().into_iter().map(field).collect()
    }

    /// Who is shown; none: everybody.
    pub(super) async fn chosen(
        &self,
        app: &App,
        on: NaiveDate,
    ) -> sqlx::Result<Option<BTreeSet<StaffId>>> {
        if !self.is_any() {
            return Ok(None);
        }
        let mut chosen: Option<BTreeSet<StaffId>> =
            self.technician.map(|one| BTreeSet::from([one]));
        if self.able != Able::default() {
            let able = scheduling::able_on(&app.db, &self.able, on).await?;
            chosen = Some(match chosen {
                Some(one) => one.intersection(&able).copied().collect(),
                None => able,
            });
        }
        Ok(chosen)
    }

    /// Takes away whom the filters do not show, with their visits.
    pub(super) async fn apply(
        &self,
        app: &App,
        days: &mut Days,
        on: NaiveDate,
    ) -> sqlx::Result<()> {
        if let Some(chosen) = self.chosen(app, on).await? {
            days.people.retain(|person: &Person| chosen.contains(&person.id));
            days.visits.retain(|visit| chosen.contains(&visit.technician_id));
        }
        Ok(())
    }
}

impl FilterBar {
    pub(super) async fn load(
        app: &App,
        filters: Filters,
        technicians: &[StaffMember],
    ) -> sqlx::Result<Self> {
        Ok(Self {
            filters,
            skills: queries_team::skills_of_team(&app.db).await?,
            zones: queries_rules::zones(&app.db).await?,
            technicians: technicians.iter().map(|one| (one.id, one.name.clone())).collect(),
        })
    }

    pub(super) fn has_choice(&self) -> bool {
        self.technicians.len() > 1 || self.filters.is_any()
    }

    pub(super) fn is_any(&self) -> bool {
        self.filters.is_any()
    }

    pub(super) fn has_skill(&self, skill: &str) -> bool {
        self.filters.able.skill.as_deref() == Some(skill)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend what they pass")]
    pub(super) fn has_zone(&self, zone: &ZoneId) -> bool {
        self.filters.able.zone == Some(*zone)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend what they pass")]
    pub(super) fn has_technician(&self, technician: &StaffId) -> bool {
        self.filters.technician == Some(*technician)
    }
}
