//! The form of a call: what was typed, and what it says.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::{
    calls::{Conclusion, NewCaller, Outcome, Place, Who},
    catalog::Service,
    customers::CustomerName,
    messages::Channel,
    values::{
        CallId, CustomerId, EmailAddress, PhoneNumber, PostalAddress, SiteId, StaffId,
        text::{clean_line, clean_text},
    },
    web::{
        forms::{FieldErrors, required},
        office::times::instant,
    },
};

/// As it was filled in. The names of the fields are the screen's words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CallForm {
    pub(super) version: i32,
    pub(super) request_key: String,
    /// Where the person was before the call.
    pub(super) retour: String,
    /// What to do with the form: nothing means to conclude.
    pub(super) etape: String,
    /// An id; `aucun` where a person said that it is not who the number says.
    pub(super) client: String,
    /// Looks for a customer.
    pub(super) q: String,
    pub(super) nom: String,
    pub(super) telephone: String,
    pub(super) email: String,
    /// A site's id, or nothing for the address that was typed.
    pub(super) lieu: String,
    pub(super) adresse: String,
    pub(super) motif: String,
    /// The motive that `prestation` was chosen for; with another one the choice is void.
    pub(super) motif_lu: String,
    pub(super) prestation: String,
    /// The danger that the shown slots were chosen for; none while there is none.
    pub(super) danger_lu: String,
    pub(super) note: String,
    pub(super) suite: String,
    /// `technician@start`
    pub(super) creneau: String,
    /// More than the first three slots are shown.
    pub(super) autres: String,
    pub(super) rappel: String,
    /// A time of one's own, before the proposed ones.
    pub(super) rappel_le: String,
    pub(super) a_qui: String,
    pub(super) comment: String,
    /// The channels were shown: those that are not ticked are not wanted.
    pub(super) canaux: String,
    pub(super) par_sms: String,
    pub(super) par_email: String,
}

/// Nobody remembers what was to be said after that.
const LONGEST_PROMISE: TimeDelta = TimeDelta::days(366);

/// A slot's value in the form.
pub(super) fn slot_value(technician: StaffId, starts_at: DateTime<Utc>) -> String {
    format!("{technician}@{}", starts_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

fn read_slot(value: &str) -> Result<(StaffId, DateTime<Utc>), &'static str> {
    let read = value
        .split_once('@')
        .and_then(|(technician, at)| Some((technician.parse().ok()?, at.parse().ok()?)));
    read.ok_or("Choisissez un créneau.")
}

impl CallForm {
    pub(super) fn customer(&self) -> Option<CustomerId> {
        self.client.parse().ok()
    }

    /// Whoever asks for other slots sees them until the form is gone.
    pub(super) fn note_more(&mut self) {
        if self.etape == "autres" {
            "oui".clone_into(&mut self.autres);
        }
    }

    /// Reads every field that counts, so that all mistakes are shown at once.
    pub(super) fn parse<'a>(
        &self,
        call: CallId,
        service: Option<&'a Service>,
        staff: StaffId,
        now: DateTime<Utc>,
    ) -> Result<Conclusion<'a>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let is_visit = self.suite == "rendez-vous";
        let note = errors.check("note", clean_text(&self.note));
        let motive = errors.check("motif", clean_line(&self.motif));
        let who = self.who(&mut errors, is_visit);
        let place = self.place(&mut errors, is_visit);
        let outcome = self.outcome(&mut errors, now);
        if is_visit && service.is_none() {
            errors.add("motif", "Indiquez de quoi il s’agit, puis choisissez une prestation.");
        }
        let (Some(note), Some(motive), Some(who), Some(outcome)) = (note, motive, who, outcome)
        else {
            return Err(errors);
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Conclusion {
            call,
            version: self.version,
            who,
            place,
            service,
            motive,
            note,
            outcome,
            staff,
            request_key: self.request_key.clone(),
        })
    }

    fn who(&self, errors: &mut FieldErrors, is_needed: bool) -> Option<Who> {
        if let Some(id) = self.customer() {
            return Some(Who::Known(id));
        }
        let phone = match self.telephone.trim() {
            "" => None,
            typed => errors.check("telephone", PhoneNumber::parse(typed)),
        };
        let email = match self.email.trim() {
            "" => None,
            typed => errors.check("email", EmailAddress::parse(typed)),
        };
        if self.nom.trim().is_empty() {
            if is_needed {
                errors.add("nom", "Indiquez le nom du client, ou retrouvez sa fiche.");
            }
            return Some(Who::Nobody);
        }
        let name = CustomerName::read_spoken(&self.nom).ok_or("Écrivez ce nom avec des lettres.");
        let name = errors.check("nom", name)?;
        Some(Who::New(NewCaller { name, phone, email }))
    }

    fn place(&self, errors: &mut FieldErrors, is_needed: bool) -> Place {
        if let Ok(site) = self.lieu.parse::<SiteId>() {
            return Place::Known(site);
        }
        if !self.adresse.trim().is_empty() {
            return match errors.check("adresse", clean_line(&self.adresse)) {
                Some(line) => Place::New(PostalAddress::parse_one_line(&line)),
                None => Place::None,
            };
        }
        if is_needed {
            errors.add("adresse", "Indiquez l’adresse de l’intervention.");
        }
        Place::None
    }

    fn outcome(&self, errors: &mut FieldErrors, now: DateTime<Utc>) -> Option<Outcome> {
        match self.suite.as_str() {
            "rendez-vous" => {
                let (technician, starts_at) = errors.check("creneau", read_slot(&self.creneau))?;
                Some(Outcome::Appointment { technician, starts_at, unwanted: self.unwanted() })
            }
            "rappel" => {
                let due_at = errors.check("rappel", self.callback_time(now))?;
                Some(Outcome::Callback { due_at })
            }
            "transmettre" => {
                let to = self.a_qui.parse().map_err(|_| "Choisissez à qui transmettre.");
                Some(Outcome::PassedOn { to: errors.check("a_qui", to)? })
            }
            "rien" => {
                let how = required(&self.comment, "Dites en un mot comment l’appel a été réglé.");
                Some(Outcome::Settled { how: errors.check("comment", how)? })
            }
            _ => {
                errors.add("suite", "Choisissez la suite à donner.");
                None
            }
        }
    }

    /// None where the form did not ask.
    fn unwanted(&self) -> Vec<Channel> {
        let ticked = [(Channel::Sms, &self.par_sms), (Channel::Email, &self.par_email)];
        let unticked = ticked.into_iter().filter(|(_, tick)| tick.is_empty());
        unticked.map(|(channel, _)| channel).filter(|_| !self.canaux.is_empty()).collect()
    }

    /// For templates: whether this channel is ticked, as all are at first.
    pub(super) fn tells_by(&self, channel: Channel) -> bool {
        !self.unwanted().contains(&channel)
    }

    fn callback_time(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, &'static str> {
        let due_at = if self.rappel_le.is_empty() {
            self.rappel.parse().map_err(|_| "Choisissez avant quand rappeler.")?
        } else {
            let wall = NaiveDateTime::parse_from_str(&self.rappel_le, "%Y-%m-%dT%H:%M");
            let wall = wall.map_err(|_| "Écrivez le jour et l’heure du rappel.")?;
            instant(wall.date(), wall.time())?
        };
        if due_at > now + LONGEST_PROMISE {
            Err("Promettez un rappel dans l’année.")
        } else if due_at > now {
            Ok(due_at)
        } else {
            Err("Cette heure est passée. Choisissez une heure à venir.")
        }
    }
}
