//! The office: its router is its guard.

mod appointments;
mod call_card;
mod call_form;
mod call_form_fields;
mod call_page;
mod call_proposals;
mod call_watch;
mod calls;
mod customers;
mod day;
mod duplicates;
mod exports;
mod follow_ups;
mod imports;
mod mails;
mod maintenance;
mod messages;
mod planning;
mod post_it_form;
mod post_its;
mod promises;
mod relays;
mod search;
mod settings;
pub(in crate::web) mod shell;
mod tickets;
mod times;
mod unconfirmed;

use axum::{Router, middleware::from_fn_with_state};

use super::extract::guard_office;
use crate::app::App;

pub(super) fn routes(app: &App) -> Router<App> {
    Router::new()
        .merge(appointments::routes())
        .merge(messages::routes())
        .merge(mails::routes())
        .merge(maintenance::routes())
        .merge(day::routes())
        .merge(calls::routes())
        .merge(promises::routes())
        .merge(post_its::routes())
        .merge(relays::routes())
        .merge(planning::routes())
        .merge(customers::routes())
        .merge(duplicates::routes())
        .merge(imports::routes())
        .merge(follow_ups::routes())
        .merge(unconfirmed::routes())
        .merge(search::routes())
        .merge(exports::routes())
        .merge(tickets::routes())
        .merge(settings::routes())
        .merge(settings::manager_routes(app))
        .route_layer(from_fn_with_state(app.clone(), guard_office))
}
