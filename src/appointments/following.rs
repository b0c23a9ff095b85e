//! What a customer does on the page of their appointment beside moving and cancelling: say who they are, write, show.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use tokio::sync::Semaphore;

use super::{AppointmentDetails, links, queries_following};
use crate::{
    announcements::{Topic, announce},
    app::App,
    db, pictures,
    promises::{self, Kind, NewPromise, Origin},
    timeline::{self, Event},
    values::SecretToken,
};

/// So long after a visit its link alone shows it; later the link may have passed through other hands.
const LINK_ALONE: TimeDelta = TimeDelta::days(30);

/// The office answers within this time of its opening hours.
const ANSWER_WITHIN: TimeDelta = TimeDelta::hours(4);

/// Of one appointment.
pub const MOST_PHOTOS: i64 = 10;

/// Unpacking a picture takes memory: so many at once.
static UNPACKING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// Whether the last digits of a telephone number are asked before anything is shown.
pub fn asks_for_digits(appointment: &AppointmentDetails, now: DateTime<Utc>) -> bool {
    now >= appointment.ends_at + LINK_ALONE
}

/// Whether one of the customer's numbers ends in these four digits.
pub async fn knows_digits(
    db: &PgPool,
    appointment: &AppointmentDetails,
    digits: &str,
) -> sqlx::Result<bool> {
    let known = queries_following::last_digits(db, appointment.customer_id).await?;
    Ok(known.iter().any(|known| known == digits))
}

/// Gives the office a message to answer; `text` is one line, not blank. The same form sent twice gives it once.
pub async fn write_to_office(
    app: &App,
    appointment: &AppointmentDetails,
    text: &str,
    request_key: &SecretToken,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut tx = db::begin(&app.db).await?;
    let promise = NewPromise {
        kind: Kind::PortalMessage,
        what: format!("Répondre à {}. «\u{a0}{text}\u{a0}»", appointment.customer_name),
        customer: Some(appointment.customer_id),
        call: None,
        ticket: Some(appointment.ticket_id),
        owner: None,
        due_at: promises::within_office_hours(now, ANSWER_WITHIN),
        created_by: None,
    };
    let origin = Origin { request_key: Some(request_key.reveal()), ..Origin::default() };
    if promises::create_from(&mut tx, &promise, &origin, now).await?.is_some() {
        let text = format!("Message du client, depuis son lien\u{a0}: «\u{a0}{text}\u{a0}»");
        timeline::record(&mut *tx, &event(appointment, "customer_message", text), now).await?;
        announce(&mut *tx, Topic::Tickets, appointment.ticket_id.0).await?;
    }
    tx.commit().await
}

/// What became of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoKept {
    Kept,
    /// It is no picture that we can draw.
    NoPicture,
    /// [`MOST_PHOTOS`] are there.
    TooMany,
}

/// A photo drawn anew, and the SHA-256 of the file that it came in.
#[derive(Clone, Debug)]
pub struct DrawnPhoto {
    hash: [u8; 32],
    picture: Vec<u8>,
}

/// None where it is no picture that we can draw.
pub async fn draw_photo(file: Vec<u8>) -> anyhow::Result<Option<DrawnPhoto>> {
    let hash: [u8; 32] = Sha256::digest(&file).into();
    let permit = UNPACKING.acquire().await?;
    let picture = tokio::task::spawn_blocking(move || pictures::drawn_anew(&file)).await?;
    drop(permit);
    Ok(picture.map(|picture| DrawnPhoto { hash, picture }))
}

/// Keeps a photo for the office and the technician. The same file sent twice is kept once.
pub async fn keep_photo(
    app: &App,
    appointment: &AppointmentDetails,
    file: Vec<u8>,
    now: DateTime<Utc>,
) -> anyhow::Result<PhotoKept> {
    match draw_photo(file).await? {
        Some(photo) => keep_drawn_photo(app, appointment, &photo, now).await,
        None => Ok(PhotoKept::NoPicture),
    }
}

/// As [`keep_photo`], once it is drawn.
pub async fn keep_drawn_photo(
    app: &App,
    appointment: &AppointmentDetails,
    DrawnPhoto { hash, picture }: &DrawnPhoto,
    now: DateTime<Utc>,
) -> anyhow::Result<PhotoKept> {
    let mut tx = db::begin(&app.db).await?;
    queries_following::lock(&mut *tx, appointment.id).await?;
    if queries_following::has_photo(&mut *tx, appointment.id, hash).await? {
        return Ok(PhotoKept::Kept);
    }
    if queries_following::count_photos(&mut *tx, appointment.id).await? >= MOST_PHOTOS {
        return Ok(PhotoKept::TooMany);
    }
    queries_following::insert_photo(&mut *tx, appointment.id, hash, picture, now).await?;
    let text = "Photo envoyée par le client".to_owned();
    timeline::record(&mut *tx, &event(appointment, "customer_photo", text), now).await?;
    announce(&mut *tx, Topic::Tickets, appointment.ticket_id.0).await?;
    tx.commit().await?;
    Ok(PhotoKept::Kept)
}

/// Another appointment of the same customer at the same place.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// The token of its own link.
    pub link: SecretToken,
    pub service_name: String,
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
}

/// What else is to come at this address, the next first: five at most. Other addresses of the customer may be other
/// people's homes, and are not told.
pub async fn neighbours(
    app: &App,
    appointment: &AppointmentDetails,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Neighbour>> {
    let rows = queries_following::neighbours(&app.db, appointment, now).await?;
    let rows = rows.into_iter().map(|row| Neighbour {
        link: links::token_of(&app.settings, &row.uid),
        service_name: row.service_name,
        window_starts_at: row.window_starts_at,
        window_ends_at: row.window_ends_at,
    });
    Ok(rows.collect())
}

fn event(appointment: &AppointmentDetails, kind: &'static str, text: String) -> Event<'static> {
    Event {
        kind,
        customer: Some(appointment.customer_id),
        ticket: Some(appointment.ticket_id),
        appointment: Some(appointment.id),
        text,
        ..Event::default()
    }
}
