//! The passing of time: a visit that is near becomes a request to place; once that is done or closed, the next day of
//! the rule is due.

use chrono::{DateTime, Days, NaiveTime, Utc};
use sqlx::PgPool;
use tracing::error;

use super::{KeepError, Kept, WorkingDays, queries, queries_changing, words_of};
use crate::{
    business_time::local,
    catalog, db, equipment,
    tickets::{self, NewTicket, Source},
    values::{ContractId, french},
};

/// As many as are looked at in one go.
const BATCH: i64 = 200;

/// By when a visit should have its appointment: so long before its day.
const PLACED_BEFORE: Days = Days::new(7);

/// Does all that is due, and returns how many visits were made. May run at any moment, and many times at once.
pub async fn make_due_visits(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    // A contract that cannot go on holds up no other.
    let mut after = ContractId(0);
    loop {
        let ids = queries::with_ended_visit(db, after, BATCH).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        for id in ids {
            if let Err(problem) = go_on(db, id, now).await {
                error!(contract = id.0, error = %problem, "a contract does not go on");
            }
        }
    }
    let mut made = 0;
    let mut after = ContractId(0);
    loop {
        let ids = queries::to_make(db, local::today(now), after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(made) };
        after = *last;
        for id in ids {
            match make(db, id, now).await {
                Ok(is_made) => made += usize::from(is_made),
                Err(problem) => {
                    error!(contract = id.0, error = %problem, "a visit could not be made");
                }
            }
        }
    }
}

/// The visit is over: what the rule says next is due. Days that passed meanwhile are not caught up.
async fn go_on(db: &PgPool, id: ContractId, now: DateTime<Utc>) -> Result<(), KeepError> {
    let mut tx = db::begin(db).await?;
    if !queries_changing::lock_if_free(&mut *tx, id).await? {
        return Ok(());
    }
    let Some((due_on, ended_at)) = queries_changing::end_visit(&mut *tx, id, now).await? else {
        return Ok(());
    };
    let Some(mut kept) = queries_changing::read(&mut tx, id).await? else { return Ok(()) };
    if kept.due_on.is_some_and(|due| due <= due_on) {
        kept.advance(due_on.max(local::today(ended_at)))?;
        queries_changing::save(&mut *tx, &kept, now).await?;
    }
    let text = match kept.wanted_on() {
        Some(next) => {
            format!(
                "Visite du {} terminée, la prochaine est {}",
                french::date_numeric(due_on),
                french::day_long(next)
            )
        }
        None => format!("Visite du {} terminée, c’était la dernière", french::date_numeric(due_on)),
    };
    queries_changing::note(&mut *tx, id, (None, None), &text, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes the request for the visit that is due. False where somebody else did, or nothing is to be made any more.
async fn make(db: &PgPool, id: ContractId, now: DateTime<Utc>) -> Result<bool, KeepError> {
    let today = local::today(now);
    let number = tickets::next_number(db, now).await?;
    let mut tx = db::begin(db).await?;
    if !queries_changing::lock_if_free(&mut *tx, id).await?
        || !queries::is_to_make(&mut *tx, id, today).await?
    {
        return Ok(false);
    }
    let Some(kept) = queries_changing::read(&mut tx, id).await? else { return Ok(false) };
    let (Some(due_on), Some(wanted)) = (kept.due_on, kept.wanted_on()) else { return Ok(false) };
    let planned = WorkingDays::load(&mut *tx, wanted, wanted).await?.from(wanted);
    let new = request(&mut tx, &kept, number, planned.on).await?;
    let place_by = planned.on.checked_sub_days(PLACED_BEFORE).unwrap_or(planned.on);
    let place_by = local::paris(place_by.and_time(opening())).start();
    let ticket = tickets::create_for_day(&mut tx, &new, planned.on, place_by, now).await?;
    let visit = queries_changing::NewVisit { contract: id, due_on, planned: &planned, ticket };
    queries_changing::insert_visit(&mut *tx, &visit, now).await?;
    let text = format!("Visite {} à placer\u{a0}: {}", french::day_long(planned.on), new.number);
    queries_changing::note(&mut *tx, id, (None, None), &text, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// When the office opens (domain.md §3.3).
fn opening() -> NaiveTime {
    NaiveTime::from_hms_opt(8, 0, 0).unwrap_or(NaiveTime::MIN)
}

async fn request(
    db: &mut sqlx::PgConnection,
    kept: &Kept,
    number: String,
    on: chrono::NaiveDate,
) -> sqlx::Result<NewTicket> {
    let service = catalog::find(&mut *db, kept.service_id).await?;
    let service = service.ok_or(sqlx::Error::RowNotFound)?;
    let what = match kept.equipment_id {
        Some(id) => equipment::find(&mut *db, kept.customer_id, id).await?,
        None => None,
    };
    let often = format!("Contrat d’entretien, {}.", words_of(&kept.rule));
    let what = what.map(|what| format!("Équipement\u{a0}: {}.", what.description.label));
    let notes = Some(kept.notes.clone()).filter(|notes| !notes.is_empty());
    let lines: Vec<String> = [Some(often), what, notes].into_iter().flatten().collect();
    Ok(NewTicket {
        number,
        customer: kept.customer_id,
        site: kept.site_id,
        service: Some(service.id),
        source: Source::Maintenance,
        subject: format!("{}, vers le {}", service.name, french::day_without_year(on)),
        description: lines.join("\n"),
        priority: service.priority,
        created_by: None,
    })
}
