//! The list of requests: views, a filter, and what is done with many at once.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::{
    bulk::BulkForm,
    owed::{OwedRow, owed_rows},
    query::{Asked, STATES, VIEWS},
};
use crate::{
    app::App,
    catalog::Priority,
    postits::{self, Colleague},
    tickets::{self, Cursor, PauseReason, SavedView, Source, Status},
    values::{TicketId, french},
    web::{
        Result,
        extract::Now,
        forms::FieldErrors,
        office::shell::Shell,
        page::{Page, wants_fragment},
    },
};

#[derive(Template)]
#[template(path = "office/tickets/index.html")]
pub(super) struct TicketsPage {
    shell: Shell,
    list: TicketList,
    colleagues: Vec<Colleague>,
    views: Vec<SavedView>,
    bulk: BulkForm,
    /// The name under which the filter was to be saved.
    view_name: String,
    errors: FieldErrors,
}

/// The part of [`TicketsPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/tickets/list.html")]
struct TicketsPart {
    list: TicketList,
}

/// A page of the list, and where others are.
pub(super) struct TicketList {
    asked: Asked,
    rows: Vec<OwedRow>,
    next: Option<Cursor>,
    /// How many stand on this page by now that were not shown.
    arrived: usize,
    now: DateTime<Utc>,
}

pub(super) async fn index(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let asked = Asked::read(query.as_deref())?;
    if wants_fragment(&headers) {
        let list = list(&app, &shell, asked, now).await?;
        return Ok(Page(TicketsPart { list }).into_response());
    }
    let page = page(&app, shell, asked, now).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn page(
    app: &App,
    shell: Shell,
    asked: Asked,
    now: DateTime<Utc>,
) -> Result<TicketsPage> {
    Ok(TicketsPage {
        colleagues: postits::colleagues(&app.db).await?,
        views: tickets::views_of(&app.db, shell.staff_id).await?,
        list: list(app, &shell, asked, now).await?,
        bulk: BulkForm::default(),
        view_name: String::new(),
        errors: FieldErrors::default(),
        shell,
    })
}

/// What the page shows already stays where it is; what came since is only announced.
async fn list(app: &App, shell: &Shell, asked: Asked, now: DateTime<Utc>) -> Result<TicketList> {
    let filter = asked.filter(shell.staff_id, now);
    let page = tickets::list(&app.db, &filter, asked.after()).await?;
    let (rows, arrived) = match asked.known() {
        None => (page.rows, 0),
        Some(known) => {
            let arrived = page.rows.iter().filter(|row| !known.contains(&row.id)).count();
            (tickets::still_listed(&app.db, &filter, &known).await?, arrived)
        }
    };
    let rows = owed_rows(&app.db, rows, now).await?;
    Ok(TicketList { asked, rows, next: page.next, arrived, now })
}

impl TicketsPage {
    /// Shown again, with what was typed and what is wrong with it.
    pub(super) fn refused(mut self, bulk: BulkForm, errors: FieldErrors) -> Self {
        self.list.asked.demande.clone_from(&bulk.demande);
        Self { bulk, errors, ..self }
    }

    pub(super) fn refused_view(self, view_name: String, errors: FieldErrors) -> Self {
        Self { view_name, errors, ..self }
    }

    fn is_view(&self, name: &str) -> bool {
        self.list.asked.view() == name
    }

    fn is_saved(&self, view: &SavedView) -> bool {
        self.list.asked.is_own() && self.list.asked.own_query() == view.filter
    }

    /// The view of one's own that is shown, if it has a name.
    fn saved(&self) -> Option<&SavedView> {
        self.views.iter().find(|view| self.is_saved(view))
    }
}

impl TicketList {
    fn is_chosen(&self, id: TicketId) -> bool {
        self.asked.demande.contains(&id)
    }

    /// Where this page asks for itself, with what it shows.
    fn again(&self) -> String {
        let ids: Vec<String> = self.rows.iter().map(|row| row.ticket.id.to_string()).collect();
        if ids.is_empty() {
            return self.asked.here();
        }
        format!("{}&connues={}", self.asked.here(), ids.join("."))
    }

    /// Empty on the first page.
    fn first(&self) -> String {
        if self.asked.after().is_some() { self.asked.first_page() } else { String::new() }
    }

    /// Empty on the last page.
    fn next_page(&self) -> String {
        self.next.map_or_else(String::new, |after| self.asked.page_after(after))
    }

    fn position(&self) -> String {
        let count = i64::try_from(self.rows.len()).unwrap_or(i64::MAX);
        french::count(count, "demande sur cette page", "demandes sur cette page")
    }

    fn arrived(&self) -> String {
        let count = i64::try_from(self.arrived).unwrap_or(i64::MAX);
        french::count(count, "nouvelle", "nouvelles")
    }
}
