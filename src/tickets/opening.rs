//! A request is written down: with its clocks, somebody who sees to it, and what is done next by when.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::{
    NewTicket, Source,
    clock::Clocks,
    course::{ANSWER, PLAN, Reckoning},
    queries_opening as queries, tell,
};
use crate::{
    business_time::local,
    catalog::triage,
    equipment,
    values::{SiteId, StaffId, TicketId},
    warranties::{Cover, Warranty},
    worksites,
};

/// What is decided when a request is written down.
pub(super) struct Opening<'a> {
    pub(super) owner: Option<StaffId>,
    pub(super) clocks: Clocks,
    pub(super) responded_at: Option<DateTime<Utc>>,
    pub(super) next_action: &'static str,
    pub(super) next_action_at: DateTime<Utc>,
    pub(super) under_warranty: bool,
    pub(super) warranty_ends_on: Option<NaiveDate>,
    pub(super) triage: Option<&'static str>,
    /// The same form sent twice is one request.
    pub(super) request_key: Option<&'a str>,
}

/// As many worksites of a customer as are looked at, the latest first.
const WORKSITES: i64 = 20;

/// As [`super::create`], for a visit that is wanted around a day and should have its appointment by `place_by`, or as soon
/// as any other where that is later.
pub async fn create_for_day(
    db: &mut PgConnection,
    new: &NewTicket,
    wanted_on: NaiveDate,
    place_by: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<TicketId> {
    let id = write(&mut *db, new, None, now).await?.ok_or(sqlx::Error::RowNotFound)?;
    queries::want_on(&mut *db, id, wanted_on, place_by).await?;
    tell(db, id, new, None, now).await?;
    Ok(id)
}

/// Writes it down; none where this key was used before.
pub(super) async fn write(
    db: &mut PgConnection,
    new: &NewTicket,
    request_key: Option<&str>,
    at: DateTime<Utc>,
) -> sqlx::Result<Option<TicketId>> {
    let with = Reckoning::load(&mut *db, new.priority, at, at).await?;
    let clocks = with.office.clocks(with.target, at, None, &[]);
    // Whoever spoke with us was answered; whom a contract binds waits for no answer.
    let is_answered = matches!(
        new.source,
        Source::Phone | Source::Office | Source::FollowUp | Source::Maintenance
    );
    let ends_on = covered_until(&mut *db, new, at).await?;
    let is_warranty_work = queries::is_warranty_work(&mut *db, new.service).await?;
    let opening = Opening {
        owner: queries::owner_for(&mut *db, new.created_by, at).await?,
        clocks,
        responded_at: is_answered.then_some(at),
        next_action: if is_answered { PLAN } else { ANSWER },
        next_action_at: if is_answered {
            with.office.usual_next(with.target, at)
        } else {
            clocks.response.due_at
        },
        under_warranty: is_warranty_work || ends_on.is_some(),
        warranty_ends_on: ends_on,
        triage: triage_of(new),
        request_key,
    };
    queries::insert(&mut *db, new, &opening, at).await
}

/// What the answers to the safety questions came to, as far as they are known (domain.md §5.1): the portal asks them all
/// and takes no request of somebody in danger; elsewhere the words tell.
fn triage_of(new: &NewTicket) -> Option<&'static str> {
    if new.source == Source::Portal {
        return Some("none");
    }
    let danger = triage::danger_in(&new.description).or_else(|| triage::danger_in(&new.subject));
    danger.map(triage::Danger::name)
}

/// The last day of the warranties that make work free of charge by default (domain.md §4.6), if one runs.
async fn covered_until(
    db: &mut PgConnection,
    new: &NewTicket,
    at: DateTime<Utc>,
) -> sqlx::Result<Option<NaiveDate>> {
    let is_here = |site: Option<SiteId>| site.is_none() || new.site.is_none() || site == new.site;
    let mut warranties: Vec<Warranty> = equipment::of_customer(&mut *db, new.customer)
        .await?
        .iter()
        .filter(|it| is_here(it.description.site_id))
        .flat_map(|it| it.description.warranties())
        .collect();
    let worksites = worksites::of_customer(&mut *db, new.customer, at, WORKSITES).await?;
    warranties.extend(worksites.iter().flat_map(worksites::Worksite::warranties));
    let today = local::today(at);
    let running = warranties.into_iter().filter(|it| is_free(it.cover) && it.ends_on >= today);
    Ok(running.map(|it| it.ends_on).max())
}

fn is_free(cover: Cover) -> bool {
    matches!(cover, Cover::Completion | Cover::Functioning | Cover::Conformity)
}
