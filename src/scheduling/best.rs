//! The one time to propose, for a visit or for many at once.

use chrono::{DateTime, Utc};

use super::{
    Offer, Search, Stop, learn_ways,
    offers::{offers, offers_beside},
    ranked,
};
use crate::{app::App, business_time::Span, values::StaffId};

/// A visit that a time is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    pub search: Search<'a>,
    /// By when somebody should have come.
    pub due: DateTime<Utc>,
}

/// The first by the ranking; none where nobody can come.
pub async fn best_offer(
    app: &App,
    sought: Sought<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Offer>> {
    learn_ways(app, sought.search, now).await?;
    let offers = offers(&app.db, sought.search, now).await?;
    Ok(ranked(offers, sought.due).into_iter().next())
}

/// One for each, in their order: each is reckoned with those before it in place, so that all can be accepted together.
pub async fn best_for_each(
    app: &App,
    sought: &[Sought<'_>],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Option<Offer>>> {
    let mut beside: Vec<(StaffId, Stop)> = Vec::new();
    let mut best = Vec::with_capacity(sought.len());
    for Sought { search, due } in sought {
        learn_ways(app, *search, now).await?;
        let offers = offers_beside(&app.db, *search, &beside, now).await?;
        let offer = ranked(offers, *due).into_iter().next();
        if let Some(Offer { slot, .. }) = offer {
            let visit = Span::new(slot.starts_at, slot.ends_at);
            let stop = Stop { visit, blocked_until: slot.blocked_until, place: search.place };
            beside.push((slot.technician, stop));
        }
        best.push(offer);
    }
    Ok(best)
}
