//! What the form of a contract asks, as it was typed.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use crate::{
    catalog::Service,
    customers::Site,
    equipment::Equipment,
    maintenance::{Contract, Frequency, Rule, Terms},
    values::{EquipmentId, ServiceId, SiteId, text::clean_text},
    web::forms::FieldErrors,
};

/// In `frequence`: so many weeks.
pub(super) const WEEKS: &str = "semaines";
/// In `frequence`: a rule that no other choice says, as it stands.
pub(super) const RULE: &str = "regle";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ContractForm {
    pub(super) client: String,
    pub(super) lieu: String,
    pub(super) appareil: String,
    pub(super) prestation: String,
    /// A number of months, [`WEEKS`] or [`RULE`].
    pub(super) frequence: String,
    pub(super) mois: String,
    pub(super) jour: String,
    pub(super) semaines: String,
    pub(super) regle: String,
    /// `2027-01-15`
    pub(super) debut: String,
    pub(super) fin: String,
    /// In weeks.
    pub(super) avance: String,
    pub(super) notes: String,
    pub(super) version: i32,
    pub(super) request_key: String,
}

/// What there is to choose from.
pub(super) struct Choices {
    pub(super) sites: Vec<Site>,
    pub(super) equipment: Vec<Equipment>,
    pub(super) services: Vec<Service>,
}

const LONGEST_WEEKS: u32 = 52;
const LONGEST_LEAD: i32 = 26;

impl ContractForm {
    /// For a new contract: a visit a year, about now.
    pub(super) fn begin(client: String, today: NaiveDate) -> Self {
        Self {
            client,
            frequence: "12".to_owned(),
            mois: today.month().to_string(),
            jour: "15".to_owned(),
            semaines: "6".to_owned(),
            debut: today.to_string(),
            avance: "4".to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn of(known: &Contract) -> Self {
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let frequency = known.rule.parse::<Rule>().ok().and_then(|rule| rule.frequency());
        let mut form = Self {
            lieu: id(known.site_id.map(|id| id.0)),
            appareil: id(known.equipment_id.map(|id| id.0)),
            prestation: known.service_id.to_string(),
            regle: known.rule.clone(),
            fin: known.last_on.map(|day| day.to_string()).unwrap_or_default(),
            avance: (known.lead_days / 7).to_string(),
            notes: known.notes.clone(),
            version: known.version,
            ..Self::begin(known.customer_id.to_string(), known.first_on)
        };
        match frequency {
            Some(Frequency::Months { every, month, day }) => {
                form.frequence = every.to_string();
                form.mois = month.to_string();
                form.jour = day.to_string();
            }
            Some(Frequency::Weeks { every }) => {
                WEEKS.clone_into(&mut form.frequence);
                form.semaines = every.to_string();
            }
            None => RULE.clone_into(&mut form.frequence),
        }
        form
    }

    /// For templates.
    pub(super) fn is_every(&self, months: &str) -> bool {
        self.frequence == months
    }

    /// For templates: the rule that no other choice says, in words.
    pub(super) fn own_rule(&self) -> Option<String> {
        let rule: Rule = self.regle.parse().ok()?;
        rule.frequency().is_none().then(|| rule.words())
    }

    pub(super) fn parse(&self, from: &Choices) -> Result<Terms, FieldErrors> {
        let mut errors = FieldErrors::default();
        let site: Option<SiteId> = self.lieu.parse().ok();
        let has_site = site.is_some_and(|id| from.sites.iter().any(|it| it.id == id));
        if !has_site && (!from.sites.is_empty() || site.is_some()) {
            errors.add("lieu", "Choisissez un lieu de ce client.");
        }
        let equipment: Option<EquipmentId> = self.appareil.parse().ok();
        if equipment.is_some_and(|id| !from.equipment.iter().any(|it| it.id == id)) {
            errors.add("appareil", "Choisissez un appareil de ce client.");
        }
        let service: Option<ServiceId> = self.prestation.parse().ok();
        let service = service.filter(|id| from.services.iter().any(|it| it.id == *id));
        let service = errors.check("prestation", service.ok_or("Choisissez la prestation."));
        let first_on = errors.check("debut", read_day(&self.debut));
        let last_on = match self.fin.trim() {
            "" => None,
            text => errors.check("fin", read_day(text)),
        };
        if let (Some(first), Some(last)) = (first_on, last_on)
            && last < first
        {
            errors.add("fin", "La fin vient après le début.");
        }
        let frequency = self.frequency(&mut errors);
        let lead = number(&self.avance).filter(|weeks| (1..=LONGEST_LEAD).contains(weeks));
        let lead = errors.check("avance", lead.ok_or("De 1 à 26\u{a0}semaines."));
        let notes = errors.check("notes", clean_text(&self.notes));
        let rule = match (frequency, first_on) {
            (Some(Chosen::Rule(rule)), _) => Some(*rule),
            (Some(Chosen::Frequency(frequency)), Some(first)) => errors.check(
                "frequence",
                frequency.rule(first).map_err(|_| "Cette fréquence n’a pas de sens."),
            ),
            _ => None,
        };
        match (service, first_on, lead, notes, rule) {
            (Some(service), Some(first_on), Some(lead), Some(notes), Some(rule))
                if errors.is_empty() =>
            {
                Ok(Terms {
                    site,
                    equipment,
                    service,
                    rule,
                    first_on,
                    last_on,
                    lead_days: lead * 7,
                    notes,
                })
            }
            _ => Err(errors),
        }
    }

    fn frequency(&self, errors: &mut FieldErrors) -> Option<Chosen> {
        match self.frequence.as_str() {
            WEEKS => {
                let every = number(&self.semaines).filter(|it| (1..=LONGEST_WEEKS).contains(it));
                let every = errors.check("semaines", every.ok_or("De 1 à 52\u{a0}semaines."))?;
                Some(Chosen::Frequency(Frequency::Weeks { every }))
            }
            RULE => {
                let rule = self.regle.parse().map_err(|_| "Choisissez la fréquence.");
                errors.check("frequence", rule).map(|rule| Chosen::Rule(Box::new(rule)))
            }
            months => {
                let every = number(months).filter(|it| [1, 2, 3, 4, 6, 12].contains(it));
                let every = errors.check("frequence", every.ok_or("Choisissez la fréquence."));
                let month = if every == Some(1) {
                    every
                } else {
                    let month = number(&self.mois).filter(|it| (1..=12).contains(it));
                    errors.check("mois", month.ok_or("Choisissez le mois."))
                };
                let day = number(&self.jour).filter(|it| (1..=31).contains(it));
                let day = errors.check("jour", day.ok_or("Un jour de 1 à 31."));
                Some(Chosen::Frequency(Frequency::Months {
                    every: every?,
                    month: month?,
                    day: day?,
                }))
            }
        }
    }
}

enum Chosen {
    Frequency(Frequency),
    Rule(Box<Rule>),
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

/// As a browser sends it, or as people write it.
fn read_day(text: &str) -> Result<NaiveDate, &'static str> {
    ["%Y-%m-%d", "%d/%m/%Y"]
        .into_iter()
        .find_map(|form| NaiveDate::parse_from_str(text.trim(), form).ok())
        .filter(|day| (2000..2100).contains(&day.year()))
        .ok_or("Écrivez la date ainsi\u{a0}: 15/05/2027.")
}
