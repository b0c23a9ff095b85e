//! The rows of each list, read page by page through the same statements as the screen's.

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use sqlx::PgPool;

use super::{List, Sheet, SheetError, lists_taken_over};
use crate::{
    appointments,
    business_time::{Span, local},
    calls,
    customers::{self, CustomerKind, ExportedCustomer, search},
    messages, promises, tickets,
    values::{PhoneNumber, PostalAddress, french},
};

pub(super) async fn write(
    db: &PgPool,
    list: &List,
    sheet: &mut Sheet,
    now: DateTime<Utc>,
) -> Result<(), SheetError> {
    match list {
        List::Customers(looked_for) => write_customers(db, looked_for.trim(), sheet).await,
        List::Calls(filter) => write_calls(db, *filter, sheet).await,
        List::Tickets(filter) => write_tickets(db, filter, sheet).await,
        List::Promises => write_promises(db, sheet).await,
        List::Appointments(from, until) => {
            let span = Span::new(local::day_bounds(*from).start, local::day_bounds(*until).end);
            write_appointments(db, span, sheet).await
        }
        List::Messages(filter, channel) => write_messages(db, *filter, *channel, sheet, now).await,
        List::FollowUps(is_open) => lists_taken_over::follow_ups(db, *is_open, sheet).await,
        List::Proposals(relation) => lists_taken_over::proposals(db, *relation, sheet).await,
        List::Imports => lists_taken_over::imports(db, sheet).await,
        List::Rejections(import) => lists_taken_over::rejections(db, *import, sheet).await,
    }
}

async fn write_customers(
    db: &PgPool,
    looked_for: &str,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    sheet
        .row(&["Fiche", "Genre", "Civilité", "Prénom", "Nom", "Téléphones", "E-mails", "Adresses"])
        .await?;
    if looked_for.is_empty() {
        let mut customers = customers::export(db);
        while let Some(customer) = customers.try_next().await? {
            sheet.row(&customer_cells(customer)).await?;
        }
        return Ok(());
    }
    let most = search::PAGE * search::MAX_PAGES;
    let found = search::search(db, looked_for, 0, most).await?;
    let ids: Vec<_> = found.customers.iter().map(|hit| hit.id).collect();
    for customer in customers::export_some(db, &ids).await? {
        sheet.row(&customer_cells(customer)).await?;
    }
    Ok(())
}

fn customer_cells(customer: ExportedCustomer) -> [String; 8] {
    let kind = if customer.kind == CustomerKind::Organisation.as_str() {
        CustomerKind::Organisation
    } else {
        CustomerKind::Person
    };
    let phones: Vec<String> = customer
        .phones
        .into_iter()
        .map(|phone| PhoneNumber::parse(&phone).map_or(phone, |number| plain(&number)))
        .collect();
    [
        customer.id.to_string(),
        kind.label().to_owned(),
        customer.civility.unwrap_or_default(),
        customer.first_name.unwrap_or_default(),
        customer.last_name,
        phones.join(" / "),
        customer.emails.join(" / "),
        customer.addresses.join(" / "),
    ]
}

async fn write_calls(
    db: &PgPool,
    filter: calls::Filter,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    sheet.row(&["Date", "Heure", "Sens", "Numéro", "Client", "Pris par", "Note", "Suite"]).await?;
    let mut before = None;
    loop {
        let page = calls::list(db, filter, before).await?;
        for row in page.rows {
            let number = row.number.as_ref().map_or(row.from_raw, plain);
            let sense = if row.is_outgoing { "sortant" } else { "entrant" };
            sheet
                .row(&[
                    french::date_numeric(row.started_at),
                    french::time(row.started_at),
                    sense.to_owned(),
                    number,
                    row.customer_name.unwrap_or_default(),
                    row.handled_by_name.unwrap_or_default(),
                    row.note,
                    row.outcome.map_or("sans suite", calls::OutcomeKind::label).to_owned(),
                ])
                .await?;
        }
        let Some(next) = page.next else { return Ok(()) };
        before = Some(next);
    }
}

async fn write_tickets(
    db: &PgPool,
    filter: &tickets::Filter,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    sheet
        .row(&[
            "Numéro",
            "Créée le",
            "Client",
            "Commune",
            "Objet",
            "Origine",
            "Priorité",
            "État",
            "Suivie par",
            "Suite",
            "Échéance",
            "Rendez-vous",
        ])
        .await?;
    let mut after = None;
    loop {
        let page = tickets::list(db, filter, after).await?;
        for row in page.rows {
            sheet
                .row(&[
                    row.number,
                    french::date_numeric(row.created_at),
                    row.customer_name,
                    row.city.unwrap_or_default(),
                    row.subject,
                    row.source.label().to_owned(),
                    row.priority.label().to_owned(),
                    row.status.label().to_owned(),
                    row.owner_name.unwrap_or_default(),
                    row.next_action.filter(|_| row.due_at.is_some()).unwrap_or_default(),
                    row.due_at.map(date_and_time).unwrap_or_default(),
                    row.planned_at.map(date_and_time).unwrap_or_default(),
                ])
                .await?;
        }
        let Some(next) = page.next else { return Ok(()) };
        after = Some(next);
    }
}

async fn write_promises(db: &PgPool, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet.row(&["Échéance", "Genre", "Promesse", "Client", "Numéro", "Demande", "Qui"]).await?;
    let mut after = None;
    loop {
        let page = promises::open(db, after).await?;
        for row in page.rows {
            sheet
                .row(&[
                    date_and_time(row.due_at),
                    row.kind.label().to_owned(),
                    row.what,
                    row.customer_name.unwrap_or_default(),
                    row.phone.as_ref().map(plain).unwrap_or_default(),
                    row.ticket_number.unwrap_or_default(),
                    row.owner_name.unwrap_or_default(),
                ])
                .await?;
        }
        let Some(next) = page.next else { return Ok(()) };
        after = Some(next);
    }
}

async fn write_appointments(db: &PgPool, span: Span, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet
        .row(&["Début", "Fin", "Technicien", "Client", "Adresse", "Prestation", "Demande", "État"])
        .await?;
    let mut after = None;
    loop {
        let page = appointments::exported_between(db, span, after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some((last.starts_at, last.id));
        for row in page {
            let site = PostalAddress {
                street: row.street,
                complement: None,
                postcode: row.postcode,
                city: row.city,
            };
            sheet
                .row(&[
                    date_and_time(row.starts_at),
                    date_and_time(row.ends_at),
                    row.technician,
                    row.customer,
                    site.one_line(),
                    row.service,
                    row.ticket,
                    row.status.label().to_owned(),
                ])
                .await?;
        }
    }
}

async fn write_messages(
    db: &PgPool,
    filter: messages::Filter,
    channel: Option<messages::Channel>,
    sheet: &mut Sheet,
    now: DateTime<Utc>,
) -> Result<(), SheetError> {
    sheet.row(&["Créé le", "Genre", "Voie", "Destinataire", "Client", "État", "Erreur"]).await?;
    let mut before = None;
    loop {
        let page = messages::page(db, filter, channel, before).await?;
        for row in page.rows {
            let state = row.state(now).label().to_owned();
            sheet
                .row(&[
                    date_and_time(row.created_at),
                    row.kind.label().to_owned(),
                    row.channel.label().to_owned(),
                    row.recipient,
                    row.customer_name.unwrap_or_default(),
                    state,
                    row.last_error.unwrap_or_default(),
                ])
                .await?;
        }
        let Some(next) = page.older else { return Ok(()) };
        before = Some(next);
    }
}

/// A number with the spaces that one types, so that a search in the file finds it.
pub(super) fn plain(number: &PhoneNumber) -> String {
    number.national().replace('\u{a0}', " ")
}

/// `15/05/2026 14:30`, which spreadsheets sort as they should in French.
pub(super) fn date_and_time(at: DateTime<Utc>) -> String {
    local::to_local(at).format("%d/%m/%Y %H:%M").to_string()
}
