//! What the demo's assistant finds in the morning: open requests, promises, yesterday's calls.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    people::People,
    planning::OPEN_REQUESTS,
    queries::{self, Resident},
};
use crate::{
    app::App,
    catalog, db,
    promises::{self, Kind, NewPromise},
    tickets::{self, NewTicket, PauseReason, Source, Wait},
    values::{StaffId, TicketId},
};

/// What was promised, and in how many minutes it is due; below zero it is late.
const PROMISES: [(&str, i64, Kind); 4] = [
    ("Rappeler pour confirmer le devis du tableau", -45, Kind::Callback),
    ("Appel manqué : rappeler", 30, Kind::MissedCall),
    ("Dire quand la pièce du portail arrive", 150, Kind::Callback),
    ("Demande un créneau le samedi", 300, Kind::PortalCallback),
];

pub(super) async fn write(app: &App, people: &People, now: DateTime<Utc>) -> anyhow::Result<()> {
    let services = catalog::active(&app.db).await?;
    // Those after the ones whom the planning visits.
    let residents = queries::residents(&app.db, 100).await?;
    let mut residents = residents.into_iter().skip(85);
    let mut tx = db::begin(&app.db).await?;
    for (at, (what, minutes, kind)) in PROMISES.into_iter().enumerate() {
        let Some(resident) = residents.next() else { break };
        let call = if kind == Kind::Callback {
            None
        } else {
            Some(call_of(&mut tx, at, &resident, now).await?)
        };
        let new = NewPromise {
            kind,
            what: what.to_owned(),
            customer: Some(resident.customer_id),
            call: call.filter(|_| kind == Kind::MissedCall),
            ticket: None,
            owner: Some(people.office),
            due_at: now + TimeDelta::minutes(minutes),
            created_by: Some(people.office),
        };
        promises::create(&mut tx, &new, now - TimeDelta::hours(3)).await?;
    }
    tx.commit().await?;
    for (at, (subject, code, priority, source)) in OPEN_REQUESTS.into_iter().enumerate() {
        let Some(resident) = residents.next() else { break };
        let asked_at = now - TimeDelta::hours(3 + 5 * i64::try_from(at)?);
        let new = NewTicket {
            number: tickets::next_number(&app.db, asked_at).await?,
            customer: resident.customer_id,
            site: Some(resident.site_id),
            service: services.iter().find(|service| service.code == code).map(|service| service.id),
            source,
            subject: subject.to_owned(),
            description: String::new(),
            priority,
            created_by: match source {
                Source::Portal => None,
                Source::Field => people.technicians.first().copied(),
                _ => Some(people.office),
            },
        };
        let mut tx = db::begin(&app.db).await?;
        let id = tickets::create(&mut tx, &new, asked_at).await?;
        tx.commit().await?;
        if code == "INTERPH" {
            wait_for_customer(app, id, people.office, asked_at, now).await?;
        }
    }
    let filter = "etat=a-planifier&origine=portal";
    tickets::save_view(&app.db, people.office, "Portail à planifier", filter, now).await?;
    Ok(())
}

/// Who is asked again tomorrow.
async fn wait_for_customer(
    app: &App,
    ticket: TicketId,
    office: StaffId,
    asked_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let wait = Wait {
        reason: PauseReason::Customer,
        note: "demande l’accord du syndic".to_owned(),
        ask_again_at: promises::within_office_hours(now, TimeDelta::hours(8)),
    };
    let since = asked_at + TimeDelta::hours(1);
    Ok(tickets::pause(&app.db, ticket, &wait, office, since).await?)
}

async fn call_of(
    db: &mut sqlx::PgConnection,
    at: usize,
    resident: &Resident,
    now: DateTime<Utc>,
) -> anyhow::Result<crate::values::CallId> {
    let started_at = now - TimeDelta::minutes(40 + 25 * i64::try_from(at)?);
    Ok(queries::insert_missed_call(db, at, resident, started_at).await?)
}
