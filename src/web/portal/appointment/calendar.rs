//! The appointment as a file for the customer's calendar.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::Followed;
use crate::{
    app::App,
    appointments, company, messages,
    web::{Result, extract::Now},
};

pub(super) async fn show(
    State(app): State<App>,
    Now(now): Now,
    Followed { visit, .. }: Followed,
) -> Result<Response> {
    let company = company::load(&app.db).await?;
    let visit = appointments::visit(&app, &visit).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rendez-vous.ics\""),
    ];
    Ok((headers, messages::calendar_file(&company, &visit, now)).into_response())
}
