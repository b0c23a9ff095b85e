//! Two weeks of visits: this week's, partly done, and next week's, with room left to book.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{
    people::People,
    queries::{self, DemoVisit, Resident},
};
use crate::{
    app::App,
    appointments::{self, Status},
    business_time::{Week, holidays, local},
    catalog::{self, Priority, Service},
    db,
    tickets::{self, NewTicket, Source},
    timeline::{self, Event},
    values::{StaffId, french},
};

/// One technician's day: hour and minute of the start, and the code of the service.
type Visits = &'static [(u32, u32, &'static str)];

/// The day's visits of the three technicians. Three days that repeat.
const DAYS: [[Visits; 3]; 3] = [
    [
        &[(8, 0, "DISJ"), (10, 30, "PRISE_ECL"), (16, 0, "TABLEAU")],
        &[(8, 30, "CHAUF"), (14, 0, "CHAUF")],
        &[(9, 0, "IRVE"), (14, 30, "INTERPH")],
    ],
    [
        &[(9, 0, "TABLEAU"), (14, 0, "PRISE_ECL")],
        &[(8, 0, "CHAUF"), (10, 0, "DEVIS"), (15, 30, "ENTRET")],
        &[(8, 30, "INTERPH"), (11, 0, "DEVIS"), (14, 0, "IRVE")],
    ],
    [
        &[(8, 0, "GARANT"), (10, 0, "DISJ"), (14, 30, "PRISE_ECL")],
        &[(10, 0, "VMC"), (16, 0, "DEVIS")],
        &[(14, 0, "IRVE"), (16, 30, "DEVIS")],
    ],
];

pub(super) async fn write(app: &App, people: &People, now: DateTime<Utc>) -> anyhow::Result<()> {
    let services = catalog::active(&app.db).await?;
    let mut residents = queries::residents(&app.db, 80).await?.into_iter();
    let monday = Week::of(local::today(now)).monday();
    let closed = holidays::between(monday, monday + TimeDelta::days(13));
    let days = monday
        .iter_days()
        .take(12)
        .filter(|day| day.weekday().num_days_from_monday() < 5 && !closed.contains(day));
    for (at, day) in days.enumerate() {
        for (technician, visits) in people.technicians.iter().zip(DAYS[at % DAYS.len()]) {
            for (hour, minute, code) in visits {
                let service = services.iter().find(|service| service.code == *code);
                let (Some(service), Some(resident)) = (service, residents.next()) else { continue };
                let starts_at = instant(day, *hour, *minute);
                let visit = Visit { technician: *technician, service, starts_at };
                write_visit(app, people, &visit, &resident, now).await?;
            }
        }
    }
    Ok(())
}

struct Visit<'a> {
    technician: StaffId,
    service: &'a Service,
    starts_at: DateTime<Utc>,
}

async fn write_visit(
    app: &App,
    people: &People,
    visit: &Visit<'_>,
    resident: &Resident,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let asked_at = (visit.starts_at - TimeDelta::days(4)).min(now - TimeDelta::hours(2));
    let number = tickets::next_number(&app.db, asked_at).await?;
    let mut tx = db::begin(&app.db).await?;
    if scheduling_absent(&mut tx, visit).await? {
        return Ok(());
    }
    let ticket = tickets::create(
        &mut tx,
        &NewTicket {
            number,
            customer: resident.customer_id,
            site: Some(resident.site_id),
            service: Some(visit.service.id),
            source: Source::Phone,
            subject: visit.service.name.clone(),
            description: String::new(),
            priority: visit.service.priority,
            created_by: Some(people.office),
        },
        asked_at,
    )
    .await?;
    let ends_at = visit.starts_at + visit.service.duration();
    let status = if ends_at <= now {
        Status::Done
    } else if visit.starts_at <= now {
        Status::Started
    } else {
        Status::Booked
    };
    let link = appointments::new_link(&app.settings);
    let new = DemoVisit {
        technician: visit.technician,
        service: visit.service.id,
        status,
        starts_at: visit.starts_at,
        ends_at,
        blocked_until: ends_at + visit.service.buffer(),
        ticket,
        customer: resident.customer_id,
        site: resident.site_id,
        uid: &link.uid,
        token_hash: &link.token_hash,
        created_by: people.office,
        created_at: asked_at,
    };
    // A visit that does not fit is left out.
    let Some(id) = queries::insert_visit(&mut *tx, &new).await? else { return Ok(()) };
    tickets::follow_visits(&mut tx, ticket, Some(people.office), asked_at).await?;
    let event = Event {
        staff: Some(people.office),
        kind: "appointment_booked",
        customer: Some(resident.customer_id),
        ticket: Some(ticket),
        appointment: Some(id),
        text: format!(
            "Rendez-vous {} le {}",
            visit.service.name,
            french::day_long(visit.starts_at)
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, asked_at).await?;
    tx.commit().await?;
    Ok(())
}

async fn scheduling_absent(db: &mut PgConnection, visit: &Visit<'_>) -> sqlx::Result<bool> {
    let ends_at = visit.starts_at + visit.service.duration();
    let span = crate::business_time::Span::new(visit.starts_at, ends_at);
    Ok(crate::scheduling::queries::absence_within(db, visit.technician, span).await?.is_some())
}

fn instant(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
    local::paris(day.and_time(time)).start()
}

/// The requests that nobody has planned yet: what was said, and how soon.
pub(super) const OPEN_REQUESTS: [(&str, &str, Priority, Source); 4] = [
    ("Tableau qui disjoncte le soir", "DISJ", Priority::P2, Source::Phone),
    ("Devis pour une borne de recharge", "DEVIS", Priority::P4, Source::Portal),
    ("Revoir le tableau de la cave", "TABLEAU", Priority::P3, Source::Field),
    ("Interphone du hall muet", "INTERPH", Priority::P3, Source::Phone),
];
