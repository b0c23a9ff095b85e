//! The form of a service.

use serde::Deserialize;

use crate::{
    catalog::{Priority, Service},
    scheduling::skills,
    values::{
        ServiceId,
        text::{clean_line, fold},
    },
    web::forms::{FieldErrors, optional, required},
};

/// The icons that stand for services on the portal, and what they show.
pub(super) const ICONS: [(&str, &str); 14] = [
    ("wrench", "Clé"),
    ("zap", "Éclair"),
    ("activity", "Tracé"),
    ("plug", "Prise"),
    ("lightbulb", "Ampoule"),
    ("flame", "Flamme"),
    ("bell", "Sonnette"),
    ("key-round", "Clef de porte"),
    ("shield", "Bouclier"),
    ("file-text", "Document"),
    ("pencil", "Crayon"),
    ("calendar-days", "Calendrier"),
    ("thermometer", "Thermomètre"),
    ("triangle-alert", "Danger"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ServiceForm {
    pub(super) name: String,
    pub(super) keywords: String,
    pub(super) duration_minutes: String,
    pub(super) buffer_minutes: String,
    pub(super) priority: String,
    /// As the form writes them: `BR, IRVE`.
    pub(super) skills: String,
    pub(super) preparation: String,
    pub(super) price_words: String,
    pub(super) icon: String,
    pub(super) online: Option<String>,
    pub(super) online_name: String,
    pub(super) position: String,
    pub(super) active: Option<String>,
}

impl ServiceForm {
    /// A usual service, to be named.
    pub(super) fn empty() -> Self {
        Self {
            duration_minutes: "90".to_owned(),
            buffer_minutes: "30".to_owned(),
            priority: Priority::P3.name().to_owned(),
            icon: "wrench".to_owned(),
            position: "200".to_owned(),
            active: Some("oui".to_owned()),
            ..Self::default()
        }
    }

    pub(super) fn of(service: &Service, skills: &[String]) -> Self {
        let checked = |is: bool| is.then(|| "oui".to_owned());
        Self {
            name: service.name.clone(),
            keywords: service.keywords.clone(),
            duration_minutes: service.duration_minutes.to_string(),
            buffer_minutes: service.buffer_minutes.to_string(),
            priority: service.priority.name().to_owned(),
            skills: skills.join(", "),
            preparation: service.preparation.clone().unwrap_or_default(),
            price_words: service.price_words.clone().unwrap_or_default(),
            icon: service.icon.clone(),
            online: checked(service.online),
            online_name: service.online_name.clone().unwrap_or_default(),
            position: service.position.to_string(),
            active: checked(service.active),
        }
    }

    /// What it asks of who comes; nothing where that cannot be read, which [`Self::parse`] says.
    pub(super) fn skills(&self) -> Vec<String> {
        self.read_skills().unwrap_or_default()
    }

    fn read_skills(&self) -> Result<Vec<String>, String> {
        skills::read_list(&self.skills).map_err(|word| {
            format!(
                "«\u{a0}{word}\u{a0}»\u{a0}: des lettres et des chiffres seulement, comme BR ou IRVE."
            )
        })
    }

    /// The service that it describes; its id and code are those of `before`, if any.
    pub(super) fn parse(&self, before: Option<&Service>) -> Result<Service, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", required(&self.name, "Donnez un nom à la prestation."));
        let duration = errors.check(
            "duration_minutes",
            minutes(&self.duration_minutes, 15, 600).ok_or("De 15 à 600 minutes."),
        );
        let buffer = errors.check(
            "buffer_minutes",
            minutes(&self.buffer_minutes, 0, 240).ok_or("De 0 à 240 minutes."),
        );
        let priority = errors.check(
            "priority",
            Priority::from_name(&self.priority).ok_or("Choisissez une priorité."),
        );
        let position = errors.check(
            "position",
            minutes(&self.position, 0, 10_000).ok_or("Un nombre, de 0 à 10 000."),
        );
        let preparation = errors.check("preparation", clean_line(&self.preparation));
        let price_words = errors.check("price_words", clean_line(&self.price_words));
        let online_name = errors.check("online_name", clean_line(&self.online_name));
        errors.check("skills", self.read_skills());
        let online = self.online.is_some();
        if online && online_name.as_deref().is_some_and(str::is_empty) {
            errors.add("online_name", "Donnez le nom que lisent les clients.");
        }
        let icon = ICONS
            .into_iter()
            .find(|(name, _)| *name == self.icon)
            .map_or("wrench", |(name, _)| name);
        let (
            Some(name),
            Some(duration_minutes),
            Some(buffer_minutes),
            Some(priority),
            Some(position),
        ) = (name, duration, buffer, priority, position)
        else {
            return Err(errors);
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Service {
            id: before.map_or(ServiceId(0), |service| service.id),
            code: before.map_or_else(String::new, |service| service.code.clone()),
            name,
            keywords: fold(&self.keywords),
            duration_minutes,
            buffer_minutes,
            priority,
            preparation: preparation.as_deref().and_then(optional),
            price_words: price_words.as_deref().and_then(optional),
            icon: icon.to_owned(),
            online,
            online_name: online_name.as_deref().and_then(optional),
            position,
            active: self.active.is_some(),
        })
    }
}

fn minutes(text: &str, least: i32, most: i32) -> Option<i32> {
    text.trim().parse().ok().filter(|minutes| (least..=most).contains(minutes))
}
