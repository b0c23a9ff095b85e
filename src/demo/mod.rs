//! A believable office to try Relais in: a company, its people, its customers and two weeks of planning.

mod customers;
mod day;
mod mails;
mod maintenance;
mod outside_agenda;
mod people;
mod planning;
mod portal;
mod queries;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tracing::info;

use crate::{
    app::App,
    appointments,
    company::{self, Company},
};

/// Everybody of the demo office signs in with it.
pub const PASSWORD: &str = "relais-demo";

/// The sign-ins that the program prints, and what each is for.
pub const SIGN_INS: [(&str, &str); 3] = [
    ("bureau@demo.example", "office"),
    ("technicien@demo.example", "technician"),
    ("direction@demo.example", "manager"),
];

/// Fills a database in which nobody can sign in yet; any other is left as it is.
///
/// It is not one transaction: a demo that was interrupted is thrown away with its folder.
pub async fn fill_if_empty(app: &App, now: DateTime<Utc>) -> anyhow::Result<bool> {
    if queries::has_staff(&app.db).await? {
        return Ok(false);
    }
    company::save(&app.db, &duret()).await?;
    let people = people::add(app, now).await?;
    customers::import(app, people.office, now).await?;
    planning::write(app, &people, now).await?;
    appointments::locate_visits(&app.db, now).await?;
    day::write(app, &people, now).await?;
    mails::write(app, people.office, now).await?;
    outside_agenda::write(app, &people, now).await?;
    maintenance::write(app, &people, now).await?;
    portal::write(app, &people, now).await?;
    info!("the demo office is ready");
    Ok(true)
}

/// Whether somebody can still sign in with the password that everybody knows.
pub async fn is_demo(db: &PgPool) -> sqlx::Result<bool> {
    let accounts = SIGN_INS.map(|(email, _)| email.to_owned());
    queries::has_active_accounts(db, &accounts).await
}

fn duret() -> Company {
    Company {
        name: "Duret Électricité".to_owned(),
        phone: "04 65 71 00 74".to_owned(),
        email: Some("contact@duret.example".to_owned()),
        address: Some("8 route de la Fabrique, 74000 Annecy".to_owned()),
        sms_sender: "DuretElec".to_owned(),
        undo_seconds: 8,
        look: company::Look::default(),
    }
}
