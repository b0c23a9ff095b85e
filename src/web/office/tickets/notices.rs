//! What somebody is told of requests, put away.

use axum::{
    extract::{Path, State},
    response::Redirect,
};

use crate::{
    app::App,
    tickets,
    web::{
        Result,
        extract::{CurrentStaff, Now},
    },
};

pub(super) async fn see(
    State(app): State<App>,
    staff: CurrentStaff,
    Now(now): Now,
    Path(id): Path<i64>,
) -> Result<Redirect> {
    tickets::see(&app.db, id, staff.id, now).await?;
    Ok(Redirect::to("/"))
}
