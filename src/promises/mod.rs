//! What is owed to somebody at a stated time; it ends only with words about what became of it.

mod changing;
mod due;
mod escalation;
mod portal;
mod queries;
mod queries_calls;
mod queries_changing;
mod queries_escalation;
mod queries_list;
mod story;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{
    announcements::{Topic, announce},
    db,
    timeline::{self, Event},
    values::{
        CallId, CustomerId, PhoneNumber, PromiseId, StaffId, TicketId,
        text::{UncleanText, clean_line},
    },
};

pub use changing::{ChangeError, assign, put_off, reopen, reopen_within};
pub use due::{is_office_open, is_soon, proposals, within_office_hours};
pub use escalation::{Notice, escalate, notices, see};
pub use portal::{promise_danger_call, promise_portal_callback};
pub use queries::{find, of_customer};
pub use queries_calls::{name_customer_of_calls, open_of_call};
pub use queries_changing::name_ticket;
pub use queries_list::{Filter, Promise, PromisePage, View, Whose, list, open};
pub use story::{Happening, story};

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// Somebody said "we call you back".
    Callback,
    /// Nobody took the call.
    MissedCall,
    /// A message reached nobody.
    Undelivered,
    /// Asked for on the portal.
    PortalCallback,
    /// Somebody on the portal is in danger, and left a number.
    Danger,
    /// Written on a post-it.
    PostIt,
    /// Owed for a request.
    Ticket,
    /// A quote or a sheet that waits for an answer.
    FollowUp,
    /// An e-mail to be read, or to be put where it belongs.
    Mail,
    /// Written by a customer on the page of their appointment.
    PortalMessage,
}

impl Kind {
    pub fn is_danger(self) -> bool {
        self == Self::Danger
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Callback => "rappel promis",
            Self::MissedCall => "appel manqué",
            Self::Undelivered => "message non remis",
            Self::PortalCallback => "rappel demandé en ligne",
            Self::Danger => "danger signalé en ligne",
            Self::PostIt => "post-it",
            Self::Ticket => "suite d’une demande",
            Self::FollowUp => "relance",
            Self::Mail => "e-mail reçu",
            Self::PortalMessage => "message d’un client",
        }
    }
}

/// A promise about to be made. `what` is one line for people, not blank.
#[derive(Clone, Debug)]
pub struct NewPromise {
    pub kind: Kind,
    pub what: String,
    pub customer: Option<CustomerId>,
    pub call: Option<CallId>,
    pub ticket: Option<TicketId>,
    /// Who keeps it; none for whoever of the office comes first.
    pub owner: Option<StaffId>,
    pub due_at: DateTime<Utc>,
    /// None where nobody of ours made it: a missed call, an undelivered message.
    pub created_by: Option<StaffId>,
}

/// What a promise may have beside: where it was written, and by which form.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Too early is a broken promise too.
    pub not_before: Option<DateTime<Utc>>,
    /// The post-it as it was typed.
    pub typed: Option<String>,
    /// Whom to dial.
    pub phone: Option<PhoneNumber>,
    /// The same form sent twice promises once.
    pub request_key: Option<String>,
}

/// Why a promise could not be ended.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("Dites ce qu’il en est : une promesse ne se ferme pas sans un mot.")]
    NoWords,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error("Cette promesse a déjà été tenue.")]
    AlreadyKept,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes the promise, in the caller's transaction. None where its missed call already has one,
/// or where the same was asked for on the portal and is still owed.
pub async fn create(
    db: &mut PgConnection,
    new: &NewPromise,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PromiseId>> {
    create_from(db, new, &Origin::default(), now).await
}

/// As [`create`]. None also where the same form made it before.
pub async fn create_from(
    db: &mut PgConnection,
    new: &NewPromise,
    origin: &Origin,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PromiseId>> {
    let id = queries::insert(&mut *db, new, origin, now).await?;
    if let Some(id) = id {
        announce(&mut *db, Topic::Promises, id.0).await?;
    }
    Ok(id)
}

/// Ends the promise with what became of it.
pub async fn keep(
    db: &PgPool,
    id: PromiseId,
    outcome: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), KeepError> {
    let mut tx = db::begin(db).await?;
    keep_within(&mut tx, id, outcome, staff, now).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`keep`], in the caller's transaction.
pub async fn keep_within(
    db: &mut PgConnection,
    id: PromiseId,
    outcome: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), KeepError> {
    let outcome = clean_line(outcome)?;
    if outcome.is_empty() {
        return Err(KeepError::NoWords);
    }
    let kept =
        queries::keep(&mut *db, id, &outcome, staff, now).await?.ok_or(KeepError::AlreadyKept)?;
    let event = Event {
        staff: Some(staff),
        kind: "promise_kept",
        customer: kept.customer_id,
        ticket: kept.ticket_id,
        call: kept.call_id,
        text: format!("Promesse tenue (« {} ») : {outcome}", kept.what),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Promises, id.0).await?;
    Ok(())
}

/// Ends the open promises (of one kind, or all) that a call had left, in the caller's transaction:
/// the call itself was brought to an end. `staff` is none where the PBX told us so.
///
/// Returns how many there were.
pub async fn keep_of_call(
    db: &mut PgConnection,
    call: CallId,
    kind: Option<Kind>,
    outcome: &str,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let kept = queries::keep_of_call(&mut *db, call, kind, outcome, staff, now).await?;
    for id in &kept {
        announce(&mut *db, Topic::Promises, id.0).await?;
    }
    Ok(kept.len())
}
