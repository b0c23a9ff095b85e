//! The company that Relais serves: one for each database.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sqlx::PgExecutor;

/// As it shows itself to customers.
#[derive(Clone, Debug)]
pub struct Company {
    pub name: String,
    /// As customers should read and dial it.
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
    /// Alphanumeric SMS sender, 3 to 11 characters (domain.md §4.2).
    pub sms_sender: String,
    /// How long what the office did can be undone before the customer is told, in seconds.
    pub undo_seconds: i32,
}

impl Company {
    /// The telephone number as a `tel:` link wants it.
    pub fn phone_link(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// A day on which the company is closed beside Sundays and public holidays.
#[derive(Clone, Debug)]
pub struct Closure {
    pub day: NaiveDate,
    pub reason: String,
}

/// From one day to another, both included, in order.
pub async fn closures(
    db: impl PgExecutor<'_>,
    first: NaiveDate,
    last: NaiveDate,
) -> sqlx::Result<Vec<Closure>> {
    sqlx::query_as!(
        Closure,
        "select day, reason from closures where day between $1 and $2 order by day",
        first,
        last
    )
    .fetch_all(db)
    .await
}

/// The days of these closures.
pub async fn closed_days(
    db: impl PgExecutor<'_>,
    first: NaiveDate,
    last: NaiveDate,
) -> sqlx::Result<BTreeSet<NaiveDate>> {
    Ok(closures(db, first, last).await?.into_iter().map(|closure| closure.day).collect())
}

/// The company; a new database has a name to be changed in the settings.
pub async fn load(db: impl PgExecutor<'_>) -> sqlx::Result<Company> {
    let company = sqlx::query_as!(
        Company,
        "select name, phone, email, address, sms_sender, undo_seconds from company"
    )
    .fetch_optional(db)
    .await?;
    Ok(company.unwrap_or_else(|| Company {
        name: "Notre entreprise".to_owned(),
        phone: String::new(),
        email: None,
        address: None,
        sms_sender: "Relais".to_owned(),
        undo_seconds: 8,
    }))
}

pub async fn save(db: impl PgExecutor<'_>, company: &Company) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into company (id, name, phone, email, address, sms_sender, undo_seconds)
        values (true, $1, $2, $3, $4, $5, $6)
        on conflict (id) do update set name = excluded.name, phone = excluded.phone, email = excluded.email,
            address = excluded.address, sms_sender = excluded.sms_sender, undo_seconds = excluded.undo_seconds
        "#,
        company.name,
        company.phone,
        company.email,
        company.address,
        company.sms_sender,
        company.undo_seconds,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Words that French operators replace or block as too general to be a brand (domain.md §4.2).
const GENERAL_SENDERS: [&str; 12] = [
    "alert",
    "alerte",
    "rdv",
    "rendezvous",
    "paiement",
    "banque",
    "colis",
    "info",
    "infos",
    "sms",
    "livraison",
    "service",
];

/// Why a name cannot stand as the sender of an SMS. Shown to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SenderError {
    #[error("De 3 à 11 lettres et chiffres, sans espace ni accent, avec au moins une lettre.")]
    Form,
    #[error("Les opérateurs bloquent ce nom, trop général. Utilisez votre marque.")]
    General,
}

/// An alphanumeric SMS sender that operators let pass (domain.md §4.2).
pub fn read_sms_sender(text: &str) -> Result<String, SenderError> {
    let text = text.trim();
    let is_short = (3..=11).contains(&text.len());
    if !is_short
        || !text.chars().all(|c| c.is_ascii_alphanumeric())
        || !text.chars().any(|c| c.is_ascii_alphabetic())
    {
        return Err(SenderError::Form);
    }
    if GENERAL_SENDERS.contains(&text.to_ascii_lowercase().as_str()) {
        return Err(SenderError::General);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// domain.md §4.2.
    #[test]
    fn a_sender_is_a_brand_in_plain_letters() {
        assert_eq!(read_sms_sender(" DuretElec "), Ok("DuretElec".to_owned()));
        for text in ["", "AB", "Duret Élec", "DuretElectricite", "0639981234", "Duret-Elec"] {
            assert_eq!(read_sms_sender(text), Err(SenderError::Form), "{text}");
        }
        assert_eq!(read_sms_sender("RDV"), Err(SenderError::General));
    }
}
