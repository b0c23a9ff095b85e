//! What a technician noticed or was asked on site: a request like any other, in the office's day at once.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{NewTicket, Source, next_number, opening, queries_field, tell};
use crate::{
    catalog::{self, Priority, triage},
    db,
    values::{AppointmentId, CustomerId, SiteId, StaffId, french::NBSP},
};

/// As much of the technician's words as a list shows, in characters.
const SUBJECT_LENGTH: usize = 80;

/// What most field requests are about: one tap instead of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldReason {
    ChargerQuote,
    SwitchboardReview,
    MoreSockets,
    PartToOrder,
    CallBack,
}

impl FieldReason {
    pub const ALL: [Self; 5] = [
        Self::ChargerQuote,
        Self::SwitchboardReview,
        Self::MoreSockets,
        Self::PartToOrder,
        Self::CallBack,
    ];

    /// In forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChargerQuote => "borne",
            Self::SwitchboardReview => "tableau",
            Self::MoreSockets => "prises",
            Self::PartToOrder => "piece",
            Self::CallBack => "rappel",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ChargerQuote => "Devis borne",
            Self::SwitchboardReview => "Revoir tableau",
            Self::MoreSockets => "Prises à ajouter",
            Self::PartToOrder => "Pièce à commander",
            Self::CallBack => "Client à rappeler",
        }
    }

    fn priority(self) -> Priority {
        match self {
            Self::ChargerQuote | Self::MoreSockets => Priority::P4,
            Self::SwitchboardReview | Self::PartToOrder | Self::CallBack => Priority::P3,
        }
    }

    /// What would be booked for it (domain.md §5.2).
    fn service_code(self) -> Option<&'static str> {
        match self {
            Self::ChargerQuote | Self::MoreSockets => Some("DEVIS"),
            Self::SwitchboardReview => Some("TABLEAU"),
            Self::PartToOrder | Self::CallBack => None,
        }
    }
}

/// A request as a technician notes it.
#[derive(Clone, Debug)]
pub struct FieldRequest {
    pub technician: StaffId,
    pub customer: CustomerId,
    pub site: Option<SiteId>,
    /// The visit it was noted at.
    pub visit: Option<AppointmentId>,
    pub reason: Option<FieldReason>,
    /// In the technician's words; empty where the reason says it all.
    pub line: String,
    /// The same key twice is the same request.
    pub request_key: String,
    /// Earlier than now where the telephone was out of reach.
    pub noted_at: DateTime<Utc>,
}

/// A field request, written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedOnSite {
    pub number: String,
    /// The words speak of a danger: somebody should also call.
    pub is_danger: bool,
}

/// Writes a field request down, once for each key.
pub async fn report(
    db: &PgPool,
    request: &FieldRequest,
    now: DateTime<Utc>,
) -> sqlx::Result<NotedOnSite> {
    let is_danger = triage::danger_in(&request.line).is_some();
    // One technician's keys are of no use to another.
    let key = format!("field:{}:{}", request.technician, request.request_key);
    if let Some(number) = queries_field::number_of_key(db, &key).await? {
        return Ok(NotedOnSite { number, is_danger });
    }
    let service = match request.reason.and_then(FieldReason::service_code) {
        Some(code) => catalog::find_by_code(db, code).await?,
        None => None,
    };
    let new = NewTicket {
        number: next_number(db, now).await?,
        customer: request.customer,
        site: request.site,
        service: service.map(|service| service.id),
        source: Source::Field,
        subject: subject(request.reason, &request.line),
        description: request.line.clone(),
        priority: priority(request.reason, is_danger),
        created_by: Some(request.technician),
    };
    let mut tx = db::begin(db).await?;
    let Some(id) = opening::write(&mut tx, &new, Some(&key), request.noted_at).await? else {
        // The same press, at the same moment, was faster.
        drop(tx);
        let number = queries_field::number_of_key(db, &key).await?;
        let number = number.ok_or(sqlx::Error::RowNotFound)?;
        return Ok(NotedOnSite { number, is_danger });
    };
    tell(&mut tx, id, &new, request.visit, request.noted_at).await?;
    tx.commit().await?;
    Ok(NotedOnSite { number: new.number, is_danger })
}

/// An electrician who writes of burning or water has seen it.
fn priority(reason: Option<FieldReason>, is_danger: bool) -> Priority {
    if is_danger { Priority::P1 } else { reason.map_or(Priority::P3, FieldReason::priority) }
}

fn subject(reason: Option<FieldReason>, line: &str) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match (reason, line.is_empty()) {
        (Some(reason), true) => reason.label().to_owned(),
        (Some(reason), false) => format!("{}{NBSP}: {line}", reason.label()),
        (None, _) => line,
    };
    if words.chars().count() <= SUBJECT_LENGTH {
        return words;
    }
    let kept: String = words.chars().take(SUBJECT_LENGTH - 1).collect();
    let whole_words = kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole);
    format!("{whole_words}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_the_chip_and_the_words_as_far_as_a_list_shows_them() {
        let charger = Some(FieldReason::ChargerQuote);
        assert_eq!(subject(charger, ""), "Devis borne");
        assert_eq!(subject(charger, "7 kW,\nau garage"), "Devis borne\u{a0}: 7 kW, au garage");
        let long =
            "le client voudrait aussi que nous regardions la lumière du garage et celle de la cave";
        assert_eq!(
            subject(None, long),
            "le client voudrait aussi que nous regardions la lumière du garage et celle de…"
        );
        assert!(subject(None, &"é".repeat(200)).chars().count() <= SUBJECT_LENGTH);
    }

    #[test]
    fn what_is_dangerous_does_not_wait_for_three_days() {
        assert_eq!(priority(Some(FieldReason::ChargerQuote), false), Priority::P4);
        assert_eq!(priority(None, false), Priority::P3);
        assert_eq!(priority(Some(FieldReason::ChargerQuote), true), Priority::P1);
    }

    #[test]
    fn every_reason_comes_back_from_its_form() {
        for reason in FieldReason::ALL {
            assert_eq!(FieldReason::from_name(reason.name()), Some(reason));
        }
    }
}
