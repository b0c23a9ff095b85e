//! The company that Relais serves: one for each database.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sqlx::PgExecutor;

use crate::values::Colour;

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
    pub look: Look,
}

/// How it shows itself on the portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// None: the colour of Relais.
    pub colour: Option<Colour>,
    /// Under the first heading; empty: ours.
    pub welcome: String,
    /// Once a visit is confirmed; may be empty.
    pub confirmed: String,
    /// By what its file is named; none without a logo.
    pub logo: Option<String>,
}

impl Look {
    /// For templates: `1b4fa8`.
    pub fn colour_digits(&self) -> Option<String> {
        self.colour.map(|colour| colour.to_string().trim_start_matches('#').to_owned())
    }
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
    let row = sqlx::query!(
        r#"
        select name, phone, email, address, sms_sender, undo_seconds, portal_colour, portal_welcome, portal_confirmed,
               logo_hash
        from company
        "#
    )
    .fetch_optional(db)
    .await?;
    let company = row.map(|row| Company {
        name: row.name,
        phone: row.phone,
        email: row.email,
        address: row.address,
        sms_sender: row.sms_sender,
        undo_seconds: row.undo_seconds,
        look: Look {
            colour: row.portal_colour.as_deref().and_then(Colour::parse),
            welcome: row.portal_welcome,
            confirmed: row.portal_confirmed,
            logo: row.logo_hash,
        },
    });
    Ok(company.unwrap_or_else(|| Company {
        name: "Notre entreprise".to_owned(),
        phone: String::new(),
        email: None,
        address: None,
        sms_sender: "Relais".to_owned(),
        undo_seconds: 8,
        look: Look::default(),
    }))
}

/// Saves the colour and the words; a logo is saved by [`save_logo`].
pub async fn save_look(db: impl PgExecutor<'_>, look: &Look) -> sqlx::Result<()> {
    sqlx::query!(
        "update company set portal_colour = $1, portal_welcome = $2, portal_confirmed = $3",
        look.colour.map(|colour| colour.to_string()),
        look.welcome,
        look.confirmed,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A PNG; none takes it away.
pub async fn save_logo(db: impl PgExecutor<'_>, logo: Option<&[u8]>) -> sqlx::Result<()> {
    sqlx::query!(
        "update company set logo = $1, logo_hash = left(encode(sha256($1), 'hex'), 16)",
        logo
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The logo of this name.
pub async fn logo(db: impl PgExecutor<'_>, hash: &str) -> sqlx::Result<Option<Vec<u8>>> {
    let logo = sqlx::query_scalar!("select logo from company where logo_hash = $1", hash);
    Ok(logo.fetch_optional(db).await?.flatten())
}

/// All but [`Company::look`].
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
