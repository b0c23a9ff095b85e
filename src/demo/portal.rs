//! What customers do on the portal by themselves: a message from a link; and a robot kept out.

use chrono::{DateTime, TimeDelta, Utc};

use super::people::People;
use crate::{
    abuse::{self, NewBlock, Subject},
    app::App,
    appointments::{self, Status},
    values::{Network, SecretToken},
};

pub(super) async fn write(app: &App, people: &People, now: DateTime<Utc>) -> anyhow::Result<()> {
    let from = now + TimeDelta::days(2);
    let visits = appointments::on_days(&app.db, from, from + TimeDelta::days(10), None).await?;
    let mut ahead = visits.iter().rev().filter(|visit| visit.status == Status::Booked);
    if let Some(visit) = ahead.next()
        && let Some(details) = appointments::find(&app.db, visit.id).await?
    {
        let text = "Le digicode a changé, c’est maintenant 4512B.";
        let key = SecretToken::generate();
        appointments::write_to_office(app, &details, text, &key, now - TimeDelta::minutes(25))
            .await?;
    }
    let block = NewBlock {
        subject: Subject::Network(Network::of([203, 0, 113, 66].into())),
        reason: "Quinze faux rendez-vous en une heure".to_owned(),
        ends_at: now + TimeDelta::days(5),
    };
    abuse::block(&app.db, &block, people.office, now - TimeDelta::days(2)).await?;
    Ok(())
}
