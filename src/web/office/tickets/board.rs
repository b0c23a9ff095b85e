//! The board: requests by state, each column with what is due first.

use askama::Template;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::owed::{OwedRow, owed_rows};
use crate::{
    app::App,
    tickets::{self, Status},
    values::french,
    web::{
        Result,
        extract::Now,
        office::shell::Shell,
        page::{Page, wants_fragment},
    },
};

/// As many as a column shows.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "office/tickets/board.html")]
struct BoardPage {
    shell: Shell,
    columns: Vec<Column>,
}

/// The part of [`BoardPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/tickets/board.html", block = "columns")]
struct BoardPart {
    columns: Vec<Column>,
}

struct Column {
    title: &'static str,
    status: Status,
    rows: Vec<OwedRow>,
    /// Where the rest is; empty where there is none.
    rest: &'static str,
}

pub(super) async fn show(
    State(app): State<App>,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let mut connection = app.db.acquire().await.map_err(anyhow::Error::from)?;
    let found = tickets::board(&mut connection, SHOWN).await?;
    drop(connection);
    let mut columns = Vec::new();
    for (status, mut rows) in found {
        let (title, rest) = named(status);
        let rest = if rows.len() > SHOWN { rest } else { "" };
        rows.truncate(SHOWN);
        let rows = owed_rows(&app.db, rows, now).await?;
        columns.push(Column { title, status, rows, rest });
    }
    Ok(if wants_fragment(&headers) {
        Page(BoardPart { columns }).into_response()
    } else {
        Page(BoardPage { shell, columns }).into_response()
    })
}

fn named(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Open => ("Reçues", "/demandes?vue=sans-technicien"),
        Status::Planned => ("Planifiées", "/demandes?vue=planifiees"),
        Status::InProgress => ("En cours", "/demandes?vue=filtre&etat=en-cours"),
        Status::Done => ("Faites", "/demandes?vue=filtre&etat=faites"),
        Status::Closed => ("Closes", "/demandes?vue=filtre&etat=closes"),
    }
}

impl Column {
    fn id(&self) -> &'static str {
        match self.status {
            Status::Open => "received",
            Status::Planned => "planned",
            Status::InProgress => "under-way",
            Status::Done => "done",
            Status::Closed => "closed",
        }
    }

    fn count(&self) -> String {
        if self.rest.is_empty() { self.rows.len().to_string() } else { format!("{SHOWN}+") }
    }
}
