//! How the life of a message is told.

use chrono::{DateTime, TimeDelta, Utc};

use super::{List, WholeMessagePage, choice::Tab};
use crate::{
    messages::{Channel, MessageRow, State},
    values::{PhoneNumber, french},
};

/// The class and the icon of a state.
pub(in crate::web::office) fn look(state: State) -> (&'static str, &'static str) {
    match state {
        State::Queued => ("", "clock"),
        State::Sending => ("chip-active", "send"),
        State::Retrying => ("chip-soon", "refresh-cw"),
        State::Sent => ("chip-active", "check"),
        State::Delivered => ("chip-done", "circle-check"),
        State::Failed => ("chip-late", "x"),
        State::Withdrawn => ("", "ban"),
    }
}

/// An e-mail address as it is, a number as it is dialled.
pub(in crate::web::office) fn recipient(row: &MessageRow) -> String {
    match row.channel {
        Channel::Email => row.recipient.clone(),
        Channel::Sms => PhoneNumber::parse(&row.recipient)
            .map_or_else(|_| row.recipient.clone(), |number| number.national()),
    }
}

/// One sentence on where it is, with what hinders it.
pub(in crate::web::office) fn detail(row: &MessageRow, now: DateTime<Utc>) -> String {
    let tries = french::count(row.attempts, "essai", "essais");
    let reason = row.last_error.as_deref().unwrap_or_default();
    match row.state(now) {
        State::Queued if row.send_after - now >= TimeDelta::minutes(1) => {
            format!("part {}", french::ago(row.send_after, now))
        }
        State::Queued if row.send_after > now => "part dans un instant".to_owned(),
        State::Queued => "attend son tour".to_owned(),
        State::Sending => format!("{tries} jusqu’ici"),
        State::Retrying => {
            format!("{tries}, le prochain {} : {reason}", french::ago(row.send_after, now))
        }
        State::Sent | State::Delivered => {
            let at = row.delivered_at.or(row.sent_at).unwrap_or(row.created_at);
            if row.attempts > 1 {
                format!("{}, {tries}", french::ago(at, now))
            } else {
                french::ago(at, now)
            }
        }
        State::Failed if row.attempts > 0 => format!("{reason} ({tries})"),
        State::Failed | State::Withdrawn => reason.to_owned(),
    }
}

impl List {
    pub(super) fn state(&self, row: &MessageRow) -> State {
        row.state(self.now)
    }

    pub(super) fn look(&self, row: &MessageRow) -> (&'static str, &'static str) {
        look(self.state(row))
    }

    pub(super) fn detail(&self, row: &MessageRow) -> String {
        detail(row, self.now)
    }

    pub(super) fn written(&self, row: &MessageRow) -> String {
        french::ago(row.created_at, self.now)
    }

    pub(super) fn views(&self) -> [Tab; 4] {
        self.choice.views()
    }

    pub(super) fn carriers(&self) -> [Tab; 3] {
        self.choice.carriers()
    }

    pub(super) fn newest(&self) -> String {
        self.choice.after(None)
    }

    pub(super) fn older(&self) -> String {
        self.choice.after(self.page.older)
    }

    /// What keeps messages here, if no server is configured.
    pub(super) fn missing_server(&self) -> Option<String> {
        let waiting = match (self.has_mailer, self.has_texter) {
            (true, true) => return None,
            (true, false) => self.waiting.texts,
            (false, true) => self.waiting.emails,
            (false, false) => self.waiting.emails + self.waiting.texts,
        };
        let (what, setting) = match (self.has_mailer, self.has_texter) {
            (false, true) => ("Aucun serveur d’e-mail n’est configuré", "SMTP_URL"),
            (true, _) => ("Aucune passerelle SMS n’est configurée", "SMS_URL"),
            (false, false) => ("Aucun serveur d’envoi n’est configuré", "SMTP_URL et SMS_URL"),
        };
        let kept = match waiting {
            0 => "aucun message n’attend".to_owned(),
            _ => format!(
                "{} {}, gardés ici et non envoyés",
                french::count(waiting, "message", "messages"),
                french::plural(waiting, "attend", "attendent")
            ),
        };
        let kept = if waiting == 1 {
            kept.replace("gardés ici et non envoyés", "gardé ici et non envoyé")
        } else {
            kept
        };
        Some(format!("{what} : {kept}. À régler dans {setting}."))
    }
}

/// One moment of a message's life, as its page tells it.
pub(super) struct Moment {
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) detail: String,
}

impl WholeMessagePage {
    pub(super) fn recipient(&self) -> String {
        recipient(&self.message.row)
    }

    pub(super) fn state(&self) -> State {
        self.message.row.state(self.now)
    }

    pub(super) fn look(&self) -> (&'static str, &'static str) {
        look(self.state())
    }

    pub(super) fn is_failed(&self) -> bool {
        self.state() == State::Failed
    }

    pub(super) fn has_no_server(&self) -> bool {
        !self.has_server && matches!(self.state(), State::Queued | State::Retrying)
    }

    /// Of a text: what it costs.
    pub(super) fn segments(&self) -> Option<String> {
        let count = i64::try_from(french::sms_segments(&self.message.body)).unwrap_or(i64::MAX);
        let letters = i64::try_from(self.message.body.chars().count()).unwrap_or(i64::MAX);
        (self.message.row.channel == Channel::Sms).then(|| {
            format!(
                "{}, {}",
                french::count(letters, "caractère", "caractères"),
                french::count(count, "segment", "segments")
            )
        })
    }

    pub(super) fn calendar_note(&self) -> Option<&'static str> {
        self.message.ics_method.as_deref().map(|method| match method {
            "CANCEL" => {
                "Retire le rendez-vous de l’agenda du client (fichier joint rendez-vous.ics)"
            }
            _ => "Inscrit le rendez-vous dans l’agenda du client (fichier joint rendez-vous.ics)",
        })
    }

    pub(super) fn life(&self) -> Vec<Moment> {
        let row = &self.message.row;
        let moment = |class, title: &str, at: DateTime<Utc>, more: String| Moment {
            class,
            title: title.to_owned(),
            detail: if more.is_empty() {
                french::day_and_time(at)
            } else {
                format!("{}, {more}", french::day_and_time(at))
            },
        };
        let mut life = vec![moment("is-done", "Écrit", row.created_at, String::new())];
        let tries = if row.attempts > 0 {
            french::count(row.attempts, "essai", "essais")
        } else {
            String::new()
        };
        if let Some(at) = row.sent_at {
            life.push(moment("is-done", "Envoyé", at, tries.clone()));
        }
        if let Some(at) = row.delivered_at {
            life.push(moment("is-done", "Remis", at, String::new()));
        }
        let reason = row.last_error.clone().unwrap_or_default();
        if let Some(at) = row.failed_at {
            life.push(moment("is-failed", "Échec", at, reason.clone()));
        }
        if let Some(at) = row.withdrawn_at {
            life.push(moment("is-failed", "Retiré, jamais envoyé", at, reason.clone()));
        }
        if matches!(self.state(), State::Queued | State::Sending | State::Retrying) {
            let title = self.state().label();
            life.push(Moment {
                class: "is-current",
                title: french::capitalised(title),
                detail: detail(row, self.now),
            });
        }
        life
    }
}
