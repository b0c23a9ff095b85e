//! Who else is on a request.

use askama::Template;
use axum::extract::{Path, State};

use crate::{
    app::App,
    replies::{self, Present, Sort},
    tickets,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/tickets/presence.html")]
pub(super) struct PresencePart {
    /// What each does, and whether they write.
    others: Vec<(String, bool)>,
}

fn words(present: &Present) -> String {
    let name = present.name.split(' ').next().unwrap_or(&present.name);
    match present.writes {
        Some(Sort::Answer) => format!("{name} écrit une réponse"),
        Some(Sort::Note) => format!("{name} écrit une note"),
        None => format!("{name} lit aussi"),
    }
}

/// A page says that it is still looked at.
pub(super) async fn look(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Page<PresencePart>> {
    let ticket = tickets::details(&app.db, &number).await?.ok_or(Error::NotFound)?;
    let others = replies::look(&app.db, ticket.id, staff.id, now).await?;
    let others = others.iter().map(|it| (words(it), it.writes.is_some())).collect();
    Ok(Page(PresencePart { others }))
}
