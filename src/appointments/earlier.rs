//! The waiting list: who wants to come earlier is offered what becomes free, one after another.

use chrono::{DateTime, Datelike as _, NaiveTime, TimeDelta, Timelike as _, Utc, Weekday};

use super::{
    AppointmentDetails, By, MoveError, NewTime,
    booking::BookError,
    details, holding, moving,
    queries_earlier::{self, Freed},
    queries_wishes,
};
use crate::{
    announcements::{Topic, announce},
    app::App,
    business_time::local,
    catalog::{self, Service},
    company, db,
    messages::{self, Occasion},
    scheduling::{self, Offer, Search},
    timeline::{self, Event},
    values::{AppointmentId, EarlierOfferId, SecretToken, french},
};

pub use queries_earlier::{EarlierOffer, open_offer};

/// How long an offer is held for one customer.
const HELD: TimeDelta = TimeDelta::hours(2);

/// Offers go out between these hours of the wall clock, and never on a Sunday: an offer ends before people sleep.
const FIRST: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("8 in the morning exists");
const LAST: NaiveTime = NaiveTime::from_hms_opt(19, 0, 0).expect("7 in the evening exists");

/// Whether its customer waits for an earlier time.
pub async fn is_wished(app: &App, id: AppointmentId) -> sqlx::Result<bool> {
    queries_wishes::is_wished(&app.db, id).await
}

/// Puts its customer on the list. A second time changes nothing.
pub async fn wish_earlier(
    app: &App,
    appointment: &AppointmentDetails,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries_wishes::insert_wish(&app.db, appointment.id, now).await
}

/// Takes its customer off the list, and gives on what they were offered.
pub async fn wish_no_more(app: &App, id: AppointmentId, now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut tx = db::begin(&app.db).await?;
    queries_wishes::delete_wish(&mut *tx, id).await?;
    queries_earlier::end_offers(&mut tx, id, "refused", now).await?;
    tx.commit().await
}

/// Gives on what was offered; its customer stays on the list.
pub async fn refuse_earlier(app: &App, id: AppointmentId, now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut tx = db::begin(&app.db).await?;
    queries_earlier::end_offers(&mut tx, id, "refused", now).await?;
    tx.commit().await
}

/// Moves the visit to what was offered, and frees the time it had. A second press answers as the first.
pub async fn take_earlier(
    app: &App,
    appointment: &AppointmentDetails,
    offer: EarlierOfferId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let service = catalog::find(&app.db, appointment.service_id).await?;
    let service = service.ok_or(MoveError::NotFound)?;
    let mut tx = db::begin(&app.db).await?;
    let found = queries_earlier::find_offer(&mut *tx, offer, appointment.id).await?;
    let found = found.ok_or(MoveError::NotFound)?;
    // The technicians first, as everybody who plans does.
    let both = [appointment.technician_id, found.technician_id];
    scheduling::queries::lock_technicians(&mut *tx, &both).await?;
    let standing = queries_earlier::lock_offer(&mut *tx, offer).await?;
    if standing.outcome.as_deref() == Some("taken") {
        return Ok(());
    }
    if standing.outcome.is_some() || standing.expires_at <= now {
        return Err(BookError::SlotTaken.into());
    }
    queries_earlier::delete_hold_of(&mut *tx, offer).await?;
    let to = NewTime { technician: found.technician_id, starts_at: found.starts_at, forced: false };
    moving::move_within(app, &mut tx, appointment, &service, None, to, By::Customer, now).await?;
    queries_earlier::set_taken(&mut *tx, offer, now).await?;
    queries_wishes::delete_wish(&mut *tx, appointment.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives on what nobody took in time, and offers what became free. Returns how many offers were made.
pub async fn offer_earlier(app: &App, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut tx = db::begin(&app.db).await?;
    queries_earlier::end_overdue(&mut tx, now).await?;
    queries_wishes::delete_old_wishes(&mut *tx, now).await?;
    queries_earlier::delete_past(&mut *tx, now).await?;
    tx.commit().await?;
    if !is_awake(now) {
        return Ok(0);
    }
    let mut offered = 0;
    while let Some(found_taker) = offer_one(app, now).await? {
        offered += usize::from(found_taker);
    }
    Ok(offered)
}

fn is_awake(now: DateTime<Utc>) -> bool {
    let here = local::to_local(now);
    let time = here.time().with_nanosecond(0).unwrap_or(here.time());
    here.weekday() != Weekday::Sun && (FIRST..LAST).contains(&time)
}

/// Offers a part of one freed time; None where there is none that nobody else is at. Where nobody wants
/// it any more it is forgotten.
async fn offer_one(app: &App, now: DateTime<Utc>) -> anyhow::Result<Option<bool>> {
    let mut tx = db::begin(&app.db).await?;
    let Some(freed) = queries_earlier::claim(&mut *tx).await? else { return Ok(None) };
    for id in queries_earlier::waiting(&mut *tx, &freed, now).await? {
        let Some(visit) = details::find(&mut *tx, id).await? else { continue };
        let Some(service) = catalog::find(&app.db, visit.service_id).await? else { continue };
        let Some(offer) = fitting(app, &freed, &visit, &service, now).await? else { continue };
        let token = SecretToken::generate();
        let until = now + HELD;
        let held = holding::hold_until(
            app,
            &service,
            &offer.slot,
            Some(visit.place()),
            &token,
            until,
            now,
        );
        match held.await {
            Ok(()) => {}
            Err(BookError::Database(error)) => return Err(error.into()),
            // Somebody was quicker, or it does not fit after all.
            Err(_) => continue,
        }
        queries_earlier::insert_offer(&mut *tx, visit.id, &token, now).await?;
        tell(app, &mut tx, &visit, &offer, until, now).await?;
        tx.commit().await?;
        return Ok(Some(true));
    }
    queries_earlier::forget(&mut *tx, freed.id).await?;
    tx.commit().await?;
    Ok(Some(false))
}

/// The first slot in the freed time that is on an earlier day, and was not offered to them before.
async fn fitting(
    app: &App,
    freed: &Freed,
    visit: &AppointmentDetails,
    service: &Service,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Offer>> {
    let day = local::day_bounds(local::today(visit.window_starts_at)).start;
    let search = Search {
        service,
        place: Some(visit.place()),
        from: freed.starts_at.max(now),
        until: freed.ends_at.min(day),
        moving: Some(visit.moving()),
    };
    if search.from >= search.until {
        return Ok(None);
    }
    let before = queries_earlier::offered_before(&app.db, visit.id).await?;
    let offers = scheduling::online_offers(&app.db, search, now).await?;
    Ok(offers.into_iter().find(|offer| {
        offer.slot.technician == freed.technician_id
            && (freed.starts_at..freed.ends_at).contains(&offer.slot.starts_at)
            && !before.contains(&offer.window.start)
    }))
}

async fn tell(
    app: &App,
    db: &mut sqlx::PgConnection,
    visit: &AppointmentDetails,
    offer: &Offer,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let company = company::load(&mut *db).await?;
    let told = messages::Visit {
        window_starts_at: offer.window.start,
        window_ends_at: offer.window.end,
        ..details::visit_of(&mut *db, &app.settings, visit).await?
    };
    messages::announce(&mut *db, &company, &told, Occasion::EarlierSlot { until }, now, now)
        .await?;
    let event = Event {
        kind: "earlier_offered",
        customer: Some(visit.customer_id),
        ticket: Some(visit.ticket_id),
        appointment: Some(visit.id),
        text: format!(
            "Créneau plus tôt proposé au client\u{a0}: {}, {}, gardé jusqu’à {}",
            french::day_without_year(offer.window.start),
            french::window(offer.window.start, offer.window.end),
            french::time(until),
        ),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Planning, visit.id.0).await
}
