//! A person says where a mail belongs, with one press; its requests' histories tell.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Evidence, Mail, State, effects,
    queries::{self, Request, Standing, ToMove},
};
use crate::{
    announcements::{Topic, announce},
    customers::{self, CustomerName, NewCustomer},
    db,
    promises::{self, KeepError},
    tickets::{self, CloseError},
    timeline::{self, Event},
    values::{CustomerId, EmailAddress, MailId, PromiseId, StaffId, TicketId},
};

/// Why a mail stays where it is. All but the last are for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("Cet e-mail n’existe pas.")]
    NotFound,
    #[error("Aucune demande ne porte ce numéro.")]
    NoSuchRequest,
    #[error("Cet e-mail est déjà sur cette demande.")]
    AlreadyThere,
    #[error(
        "Quelqu’un vient de ranger cet e-mail autrement\u{a0}: regardez où il est avant de le déplacer."
    )]
    Stale,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Where a mail went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub number: String,
}

/// Puts a mail, as somebody saw it at `version`, on the request of this number.
pub async fn file_on(
    db: &PgPool,
    id: MailId,
    version: i32,
    number: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Moved, MoveError> {
    let mut tx = db::begin(db).await?;
    let moving = queries::lock(&mut *tx, id).await?.ok_or(MoveError::NotFound)?;
    let request = queries::request_numbered(&mut *tx, number).await?;
    let request = request.ok_or(MoveError::NoSuchRequest)?;
    if moving.ticket_id == Some(request.id) {
        return Err(MoveError::AlreadyThere);
    }
    if moving.version != version {
        return Err(MoveError::Stale);
    }
    leave(&mut tx, id, &moving, &format!("rangé sur {}", request.number), staff, now).await?;
    let promise = effects::add_to(&mut tx, &request, &moving.as_mail(), now).await?;
    arrive(&mut tx, id, &moving, &request, promise, staff, now).await?;
    tx.commit().await?;
    Ok(Moved { number: request.number })
}

/// Makes a mail, as somebody saw it at `version`, a new request of this customer; with `learns_address` its sender's
/// address is theirs from now on.
pub async fn open_request(
    db: &PgPool,
    id: MailId,
    version: i32,
    customer: CustomerId,
    learns_address: bool,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Moved, MoveError> {
    let mut tx = db::begin(db).await?;
    let moving = lock(&mut tx, id, version).await?;
    let moved = become_request(db, &mut tx, id, &moving, customer, staff, now).await?;
    if let Some(address) = moving.as_mail().from.filter(|_| learns_address) {
        customers::add_email(&mut tx, customer, &address, staff, now).await?;
    }
    tx.commit().await?;
    Ok(moved)
}

/// The same for somebody who is no customer yet: they become one, with their sender's address, or all stays as it is.
pub async fn open_for_newcomer(
    db: &PgPool,
    id: MailId,
    version: i32,
    name: CustomerName,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Moved, MoveError> {
    let mut tx = db::begin(db).await?;
    let moving = lock(&mut tx, id, version).await?;
    let new = NewCustomer { email: moving.as_mail().from, ..NewCustomer::named(name) };
    let customer = customers::create(&mut tx, &new, Some(staff), now).await?;
    let moved = become_request(db, &mut tx, id, &moving, customer, staff, now).await?;
    tx.commit().await?;
    Ok(moved)
}

async fn become_request(
    pool: &PgPool,
    db: &mut PgConnection,
    id: MailId,
    moving: &ToMove,
    customer: CustomerId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Moved, MoveError> {
    let mail = moving.as_mail();
    let by = Some(staff);
    let request =
        effects::open(pool, &mut *db, customer, &mail, by, moving.received_at, now).await?;
    leave(&mut *db, id, moving, &format!("devenu {}", request.number), staff, now).await?;
    arrive(db, id, moving, &request, None, staff, now).await?;
    Ok(Moved { number: request.number })
}

/// Puts a mail aside that is no request.
pub async fn set_aside(
    db: &PgPool,
    id: MailId,
    version: i32,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let mut tx = db::begin(db).await?;
    let moving = lock(&mut tx, id, version).await?;
    leave(&mut tx, id, &moving, "mis de côté", staff, now).await?;
    place_apart(&mut tx, id, State::Aside, "").await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a mail back from where it was put aside: a person is asked again. Without effect elsewhere.
pub async fn bring_back(db: &PgPool, id: MailId) -> Result<(), MoveError> {
    let mut tx = db::begin(db).await?;
    let moving = queries::lock(&mut *tx, id).await?.ok_or(MoveError::NotFound)?;
    if moving.state == State::Aside {
        place_apart(&mut tx, id, State::Asking, "Repris de ce qui était mis de côté.").await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn place_apart(
    db: &mut PgConnection,
    id: MailId,
    state: State,
    question: &'static str,
) -> sqlx::Result<()> {
    let standing = Standing {
        state,
        customer: None,
        ticket: None,
        evidence: None,
        proposed: None,
        question,
        promise: None,
    };
    queries::place(&mut *db, id, &standing).await?;
    announce(db, Topic::Mails, id.0).await
}

async fn lock(db: &mut PgConnection, id: MailId, version: i32) -> Result<ToMove, MoveError> {
    let moving = queries::lock(db, id).await?.ok_or(MoveError::NotFound)?;
    if moving.version == version { Ok(moving) } else { Err(MoveError::Stale) }
}

/// Ends what the mail had set off where it was: what was owed about it, and a request that it alone had opened.
async fn leave(
    db: &mut PgConnection,
    id: MailId,
    moving: &ToMove,
    how: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    if let Some(promise) = moving.promise_id
        && !queries::is_promise_shared(&mut *db, promise, id).await?
    {
        match promises::keep_within(db, promise, &format!("E-mail {how}"), staff, now).await {
            // Somebody has kept it: then there is nothing to end.
            Ok(()) | Err(KeepError::AlreadyKept) => {}
            Err(KeepError::Database(error)) => return Err(error.into()),
            Err(refused) => return Err(sqlx::Error::Protocol(refused.to_string()).into()),
        }
    }
    let Some(ticket) = moving.ticket_id else { return Ok(()) };
    tell(
        db,
        ticket,
        moving.customer_id,
        "mail_moved",
        &format!("{} {how}", moving.named()),
        staff,
        now,
    )
    .await?;
    if moving.evidence == Some(Evidence::New) && queries::is_emptied(&mut *db, ticket, id).await? {
        let words = format!("son seul e-mail est {how}");
        let closed = tickets::close_in(db, ticket, &words, staff, now).await;
        // Refused otherwise where there is more to it than this mail.
        if let Err(CloseError::Database(error)) = closed {
            return Err(error.into());
        }
    }
    Ok(())
}

async fn arrive(
    db: &mut PgConnection,
    id: MailId,
    moving: &ToMove,
    request: &Request,
    promise: Option<PromiseId>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let standing = Standing {
        state: State::Filed,
        customer: Some(request.customer_id),
        ticket: Some(request.id),
        evidence: Some(Evidence::Person),
        proposed: None,
        question: "",
        promise,
    };
    queries::place(&mut *db, id, &standing).await?;
    let from = moving
        .ticket_number
        .as_ref()
        .map_or_else(String::new, |number| format!(" depuis {number}"));
    let words = format!("{} rattaché à la main{from}", moving.named());
    tell(db, request.id, Some(request.customer_id), "mail_moved", &words, staff, now).await?;
    announce(db, Topic::Mails, id.0).await
}

async fn tell(
    db: &mut PgConnection,
    ticket: TicketId,
    customer: Option<CustomerId>,
    kind: &str,
    words: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: Some(staff),
        kind,
        customer,
        ticket: Some(ticket),
        text: words.to_owned(),
        ..Event::default()
    };
    timeline::record(db, &event, now).await
}

impl ToMove {
    /// As much of the mail as a request is told of.
    fn as_mail(&self) -> Mail {
        Mail {
            from: self
                .from_address
                .as_deref()
                .and_then(|address| EmailAddress::parse(address).ok()),
            from_name: self.from_name.clone(),
            subject: self.subject.clone(),
            text: self.body.clone(),
            automatic: self.automatic,
            ..Mail::default()
        }
    }

    fn named(&self) -> String {
        format!("E-mail de {} («\u{a0}{}\u{a0}»)", effects::who(&self.as_mail()), self.subject)
    }
}
