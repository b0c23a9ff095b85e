//! Years of visits, with the requests, messages and events that go with them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use rand::{RngExt as _, rngs::StdRng};
use sqlx::PgPool;

use super::{
    Size, Written,
    copy::{NULL, Table},
    people::pick,
    requests::Clocks,
    words::SUBJECTS,
};
use crate::{
    business_time::{holidays, local},
    catalog::{self, Service},
    scheduling::arrival_window,
    values::{SecretToken, StaffId},
};

/// When visits begin on a working day.
const STARTS: [(u32, u32); 4] = [(8, 0), (10, 0), (14, 0), (16, 0)];

/// How far ahead the company has planned, in days.
const PLANNED_DAYS: u64 = 30;

/// The share of its time that is planned there; the past is full.
const PLANNED_SHARE: f64 = 0.6;

struct Tables {
    tickets: Table,
    appointments: Table,
    messages: Table,
    events: Table,
}

/// One visit about to be written.
struct Visit<'a> {
    id: u64,
    customer: u32,
    technician: StaffId,
    owner: StaffId,
    service: &'a Service,
    starts_at: DateTime<Utc>,
    is_past: bool,
    subject: &'a str,
}

/// Those who work there.
pub(super) struct People<'a> {
    pub(super) technicians: &'a [StaffId],
    pub(super) office: &'a [StaffId],
}

pub(super) async fn write(
    db: &PgPool,
    size: Size,
    people: &People<'_>,
    clocks: &Clocks,
    random: &mut StdRng,
    now: DateTime<Utc>,
) -> anyhow::Result<Written> {
    let services: Vec<Service> = catalog::active(db)
        .await?
        .into_iter()
        .filter(|service| service.duration_minutes + service.buffer_minutes <= 120)
        .collect();
    anyhow::ensure!(!services.is_empty(), "no service fits between two visits");
    let mut tables = Tables::open(db).await?;
    let today = local::today(now);
    let mut visits = 0;
    let mut number = Numbers::default();
    for date in working_days(today, size.years) {
        for technician in people.technicians {
            for (hour, minute) in STARTS {
                let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
                let starts_at = local::paris(date.and_time(time)).start();
                let is_past = starts_at + TimeDelta::hours(2) < now;
                if !is_past && (starts_at <= now || !random.random_bool(PLANNED_SHARE)) {
                    continue;
                }
                visits += 1;
                let visit = Visit {
                    id: visits,
                    customer: random.random_range(1..=size.customers),
                    technician: *technician,
                    owner: *pick(random, people.office),
                    service: pick(random, &services),
                    starts_at,
                    is_past,
                    subject: pick::<&str>(random, &SUBJECTS),
                };
                tables.write(&visit, &number.next(date.min(today)), clocks).await?;
            }
        }
    }
    number.keep(db).await?;
    tables.close().await?;
    Ok(Written { customers: 0, appointments: visits, events: visits * 2, messages: visits })
}

fn working_days(today: NaiveDate, years: u32) -> impl Iterator<Item = NaiveDate> {
    let first = today - Days::new(u64::from(years) * 365);
    let last = today + Days::new(PLANNED_DAYS);
    let closed = holidays::between(first, last);
    first.iter_days().take_while(move |date| *date <= last).filter(move |date| {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !closed.contains(date)
    })
}

impl Tables {
    async fn open(db: &PgPool) -> anyhow::Result<Self> {
        Ok(Self {
            tickets: Table::open(
                db,
                "tickets (id, number, customer_id, site_id, service_id, source, subject, priority, \
                 status, created_at, updated_at, closed_at, resolved_at, responded_at, owner_id, next_action, \
                 next_action_at, response_due_at, response_warn_at, resolution_due_at, resolution_warn_at)",
            )
            .await?,
            appointments: Table::open(
                db,
                "appointments (id, technician_id, service_id, status, starts_at, ends_at, \
                 blocked_until, window_starts_at, window_ends_at, ticket_id, customer_id, site_id, \
                 uid, token_hash, source, created_at, finished_at)",
            )
            .await?,
            messages: Table::open(
                db,
                "messages (kind, channel, customer_id, appointment_id, recipient, body, dedup_key, \
                 reference, created_at, send_after, sent_at, attempts)",
            )
            .await?,
            events: Table::open(
                db,
                "events (at, kind, customer_id, ticket_id, appointment_id, text)",
            )
            .await?,
        })
    }

    async fn write(
        &mut self,
        visit: &Visit<'_>,
        number: &str,
        clocks: &Clocks,
    ) -> anyhow::Result<()> {
        let Visit { id, customer, technician, owner, service, starts_at, is_past, subject } = visit;
        let asked_at = *starts_at - TimeDelta::days(3);
        let ends_at = *starts_at + service.duration();
        let ended = ends_at.to_string();
        let (ticket_status, status, closed_at) =
            if *is_past { ("closed", "done", ended.as_str()) } else { ("planned", "booked", NULL) };
        let priority = service.priority.name();
        let [due, warned, solved, solution_warned] = clocks.of(service.priority, asked_at);
        self.tickets
            .row(&[
                id,
                &number,
                customer,
                customer,
                &service.id,
                &"phone",
                subject,
                &priority,
                &ticket_status,
                &asked_at,
                &asked_at,
                &closed_at,
                &closed_at,
                &asked_at,
                owner,
                &"S’assurer que le rendez-vous est fait",
                &ends_at,
                &due,
                &warned,
                &solved,
                &solution_warned,
            ])
            .await?;
        let window = arrival_window(*starts_at);
        let hash = data_encoding::HEXLOWER.encode(&SecretToken::generate().hash());
        let token_hash = format!("\\\\x{hash}");
        let uid = format!("volume-{id}@relais.example");
        let blocked_until = ends_at + service.buffer();
        self.appointments
            .row(&[
                id,
                technician,
                &service.id,
                &status,
                starts_at,
                &ends_at,
                &blocked_until,
                &window.start,
                &window.end,
                id,
                customer,
                customer,
                &uid,
                &token_hash,
                &"office",
                &asked_at,
                &closed_at,
            ])
            .await?;
        let key = format!("confirmation:{id}:0:email");
        let recipient = format!("client{customer}@volume.example");
        self.messages
            .row(&[
                &"confirmation",
                &"email",
                customer,
                id,
                &recipient,
                &"Votre rendez-vous est confirmé.",
                &key,
                &format!("volume-{id}"),
                &asked_at,
                &asked_at,
                &asked_at,
                &1,
            ])
            .await?;
        let asked = format!("Demande {number} par téléphone : {subject}");
        self.events.row(&[&asked_at, &"ticket_created", customer, id, &NULL, &asked]).await?;
        let booked = format!("Rendez-vous {} confirmé", service.name);
        self.events.row(&[&asked_at, &"appointment_booked", customer, id, id, &booked]).await
    }

    async fn close(self) -> anyhow::Result<()> {
        // In the order of their references: what others point to first.
        self.tickets.close().await?;
        self.appointments.close().await?;
        self.messages.close().await?;
        self.events.close().await?;
        Ok(())
    }
}

/// Ticket numbers, counted anew each month.
#[derive(Default)]
struct Numbers(std::collections::BTreeMap<String, i32>);

impl Numbers {
    fn next(&mut self, date: NaiveDate) -> String {
        let month = date.format("%y%m").to_string();
        let last = self.0.entry(month.clone()).or_default();
        *last += 1;
        format!("SAV-{month}-{last:03}")
    }

    async fn keep(&self, db: &PgPool) -> sqlx::Result<()> {
        let (months, last): (Vec<String>, Vec<i32>) =
            self.0.iter().map(|(month, last)| (month.clone(), *last)).unzip();
        sqlx::query!(
            r#"
            insert into ticket_counters (month, last) select * from unnest($1::text[], $2::integer[])
            on conflict (month) do update set last = greatest(ticket_counters.last, excluded.last)
            "#,
            &months,
            &last,
        )
        .execute(db)
        .await?;
        Ok(())
    }
}
