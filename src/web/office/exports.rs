//! The lists of the office as files, with the filters of their addresses.

use axum::{
    Router,
    body::Body,
    extract::{Path, Query, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use super::tickets;
use crate::{
    app::App,
    business_time::{Week, local},
    calls,
    exports::{self, Format, List},
    merging::Relation,
    messages,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/exports/{file}", get(download))
}

/// The filters of all lists, as their addresses have them.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Asked {
    q: String,
    vue: String,
    canal: String,
    date: String,
}

/// `clients.csv`, `appels.xlsx?vue=tous`, …
async fn download(
    State(app): State<App>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    RawQuery(query): RawQuery,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let (name, ending) = file.split_once('.').ok_or(Error::NotFound)?;
    let format = match ending {
        "csv" => Format::Csv,
        "xlsx" => Format::Xlsx,
        _ => return Err(Error::NotFound),
    };
    let today = local::today(now);
    let list = if name == "demandes" {
        let asked = tickets::Asked::read(query.as_deref())?;
        List::Tickets(asked.filter(staff.id, now))
    } else {
        list(name, &asked, today).ok_or(Error::NotFound)?
    };
    let file_name = format!("{}-{today}", list.name());
    Ok(leaving(&app, list, format, &file_name, now))
}

/// The list as a file of that name; its ending is the format's.
pub(super) fn leaving(
    app: &App,
    list: List,
    format: Format,
    name: &str,
    now: DateTime<Utc>,
) -> Response {
    let file_name = format!("{name}.{}", format.ending());
    let body = Body::from_stream(exports::stream(app.db.clone(), list, format, now));
    attachment(format.content_type(), &file_name, body)
}

/// A file to keep, and never to be shown inside the page.
pub(super) fn attachment(content_type: &'static str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

fn list(name: &str, asked: &Asked, today: NaiveDate) -> Option<List> {
    Some(match name {
        "clients" => List::Customers(asked.q.clone()),
        "appels" => List::Calls(match asked.vue.as_str() {
            "manques" => calls::Filter::Missed,
            "tous" => calls::Filter::All,
            _ => calls::Filter::Open,
        }),
        "promesses" => List::Promises,
        "rendez-vous" => {
            let date: NaiveDate = asked.date.parse().unwrap_or(today);
            let (first, days) = match asked.vue.as_str() {
                "semaine" => (Week::of(date).monday(), 6),
                _ => (date, 0),
            };
            List::Appointments(first, first.checked_add_days(Days::new(days))?)
        }
        "messages" => List::Messages(
            match asked.vue.as_str() {
                "a-envoyer" => messages::Filter::Waiting,
                "envoyes" => messages::Filter::Sent,
                "echecs" => messages::Filter::Failed,
                _ => messages::Filter::All,
            },
            match asked.canal.as_str() {
                "email" => Some(messages::Channel::Email),
                "sms" => Some(messages::Channel::Sms),
                _ => None,
            },
        ),
        "relances" => List::FollowUps(match asked.vue.as_str() {
            "closes" => Some(false),
            "toutes" => None,
            _ => Some(true),
        }),
        "doublons" => List::Proposals(match asked.vue.as_str() {
            "foyer" => Relation::Household,
            _ => Relation::Same,
        }),
        "imports" => List::Imports,
        _ => return None,
    })
}
