//! « À placer »: the requests without an appointment, the most urgent first.

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    business_time::local,
    tickets::{self, Cursor, Filter, TicketRow, ToPlace},
    values::french,
    web::Result,
};

/// As many as a page of the tray shows.
const SHOWN: usize = 8;
/// Where the service does not say how long it takes.
const MINUTES: i32 = 60;

pub(super) struct Tray {
    pub(super) rows: Vec<Waiting>,
    /// Where the next page begins.
    pub(super) next: Option<Cursor>,
    /// Whether this is not the first page.
    pub(super) is_later: bool,
}

/// A request that waits.
pub(super) struct Waiting {
    pub(super) number: String,
    pub(super) customer: String,
    pub(super) subject: String,
    pub(super) city: Option<String>,
    pub(super) called_off: Option<String>,
    pub(super) priority: &'static str,
    pub(super) is_urgent: bool,
    /// By when somebody should have come, in words.
    pub(super) due: String,
    /// None where service or place must be chosen first.
    pub(super) placing: Option<Placing>,
}

/// What it takes on the board.
pub(super) struct Placing {
    pub(super) length: String,
    pub(super) quarters: i32,
    pub(super) key: String,
}

impl Tray {
    pub(super) async fn load(app: &App, after: Option<Cursor>, now: DateTime<Utc>) -> Result<Self> {
        let mut rows = tickets::list(&app.db, &Filter::unplanned(), after).await?.rows;
        let has_more = rows.len() > SHOWN;
        rows.truncate(SHOWN);
        let next = rows.last().filter(|_| has_more);
        let next = next.map(|row| Cursor { due_at: row.due_at, id: row.id });
        let numbers: Vec<String> = rows.iter().map(|row| row.number.clone()).collect();
        let known = tickets::to_place(&app.db, &numbers).await?;
        let rows = rows.into_iter().map(|row| Waiting::of(row, &known, now)).collect();
        Ok(Self { rows, next, is_later: after.is_some() })
    }
}

impl Waiting {
    fn of(row: TicketRow, known: &[ToPlace], now: DateTime<Utc>) -> Self {
        let placing = known.iter().find(|ticket| ticket.id == row.id).and_then(Placing::of);
        let due = match row.due_at {
            Some(due) if due < now => "en retard".to_owned(),
            Some(due) => {
                let day = french::relative_day(local::today(due), now);
                format!("avant {day} à {}", french::time(due))
            }
            None => String::new(),
        };
        Self {
            is_urgent: row.priority.is_urgent() || row.due_at.is_some_and(|due| due < now),
            priority: row.priority.label(),
            number: row.number,
            customer: row.customer_name,
            subject: row.subject,
            city: row.city,
            called_off: row.called_off,
            due,
            placing,
        }
    }
}

impl Placing {
    fn of(ticket: &ToPlace) -> Option<Self> {
        ticket.site_id?;
        ticket.service_id?;
        let minutes = ticket.minutes.unwrap_or(MINUTES);
        let quarters = (minutes + 14) / 15;
        Some(Self { length: french::duration(minutes), quarters, key: key_of(ticket) })
    }
}

/// The same press books once; after it was called off, another press books again.
pub(super) fn key_of(ticket: &ToPlace) -> String {
    format!("board-{}-{}", ticket.id, ticket.appointments)
}
