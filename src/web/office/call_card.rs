//! The card of a call that rings or is under way, on every screen of the office.

use askama::Template;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use crate::{
    app::App,
    appointments::{self, BoardAppointment},
    business_time::local,
    calls::{self, Call, Caller, Dossier, State as CallState},
    customers::CallerCard,
    values::{CallId, StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        page::{Page, path_of_page},
    },
};

#[derive(Template)]
#[template(path = "office/calls/card.html")]
struct CallCards {
    cards: Vec<CallCard>,
    now: DateTime<Utc>,
    /// The page that the card stands on, to come back to.
    back: String,
}

/// What one card says.
struct CallCard {
    call: Call,
    caller: Caller,
    dossier: Option<Dossier>,
    /// Where a colleague who calls is today.
    colleague_day: Vec<BoardAppointment>,
    /// The newest card has the keys.
    has_keys: bool,
    is_mine: bool,
}

impl CallCard {
    /// Somebody else is on it.
    fn taken_by(&self) -> Option<&str> {
        let name = self.call.handled_by_name.as_deref().filter(|_| !self.is_mine)?;
        name.split(' ').next()
    }

    fn heading(&self) -> &'static str {
        match self.call.state {
            CallState::Ringing => "Appel entrant",
            CallState::Answered => "Appel en cours",
            CallState::Missed | CallState::Ended => "Appel terminé",
        }
    }

    /// The number as it is read aloud, or why there is none.
    fn number(&self) -> String {
        match (self.call.number(), &self.caller) {
            (Some(number), _) => number.national(),
            (None, Caller::Hidden) => "numéro masqué".to_owned(),
            (None, _) => self.call.from_raw.clone(),
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    staff: CurrentStaff,
    Now(now): Now,
    headers: HeaderMap,
) -> Result<Response> {
    let mut cards = Vec::new();
    for id in calls::current(&app.db, staff.id, now).await? {
        let has_keys = cards.is_empty();
        cards.push(card(&app, id, staff.id, has_keys, now).await?);
    }
    Ok(Page(CallCards {
        cards,
        now,
        back: path_of_page(&headers).unwrap_or_else(|| "/".to_owned()),
    })
    .into_response())
}

async fn card(
    app: &App,
    id: CallId,
    staff: StaffId,
    has_keys: bool,
    now: DateTime<Utc>,
) -> Result<CallCard> {
    let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let caller = calls::recognise(&app.db, &call).await?;
    let dossier = match caller {
        Caller::Customer(customer) => calls::dossier(&app.db, customer, now).await?,
        _ => None,
    };
    let colleague_day = match &caller {
        Caller::Colleague(colleague) => {
            let today = local::day_bounds(local::today(now));
            appointments::on_days(&app.db, today.start, today.end, Some(colleague.id)).await?
        }
        _ => Vec::new(),
    };
    let is_mine = call.handled_by == Some(staff);
    Ok(CallCard { call, caller, dossier, colleague_day, has_keys, is_mine })
}

/// `2 clients`
pub(super) fn how_many(callers: &[CallerCard]) -> String {
    french::count(i64::try_from(callers.len()).unwrap_or(i64::MAX), "client", "clients")
}
