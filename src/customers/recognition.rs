//! Who is calling, or booking? By number, and by name where a stranger could say somebody's number.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::{CustomerName, NewCustomer, editing, queries, queries_changes, queries_recognition};
use crate::{
    timeline::{self, Event},
    values::{CustomerId, EmailAddress, PhoneNumber, PostalAddress, SiteId},
};

/// What the card of an incoming call says first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerCard {
    pub id: CustomerId,
    /// `Dupont Pierre`
    pub name: String,
    /// The first of their sites, on one line.
    pub site: Option<String>,
    /// Customer since.
    pub since: DateTime<Utc>,
}

/// Everybody who has this number; if nobody has, those whose number ends in the same nine digits, for
/// the PBXs that drop or add a prefix (domain.md §1.3). Several are a choice for a person, never a guess.
pub async fn by_phone(
    db: impl PgExecutor<'_>,
    number: &PhoneNumber,
) -> sqlx::Result<Vec<CallerCard>> {
    let found = queries_recognition::by_phone(db, number.as_str(), number.digits_suffix()).await?;
    let exactly = found.iter().any(|caller| caller.is_exact);
    Ok(found
        .into_iter()
        .filter(|caller| caller.is_exact == exactly)
        .map(CallerCard::from)
        .collect())
}

/// What somebody says of themselves on the portal.
#[derive(Clone, Debug)]
pub struct PortalVisitor<'a> {
    /// First and family name in the order that people say them.
    pub name: &'a str,
    pub phone: &'a PhoneNumber,
    pub email: Option<&'a EmailAddress>,
    pub address: &'a PostalAddress,
}

/// Whom the portal's visitor is for us from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortalCustomer {
    pub id: CustomerId,
    pub site: SiteId,
    /// They were in the base. Never to be told to the visitor, who may be anybody.
    pub is_known: bool,
}

/// Finds the one customer whose number and name the visitor says, or adds one.
///
/// A known customer keeps what we know of them: a new address becomes one more site, and an e-mail
/// address is taken only where they have none, so that a stranger cannot divert their letters.
pub async fn find_or_create_from_portal(
    db: &mut PgConnection,
    visitor: &PortalVisitor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<PortalCustomer> {
    // Two forms sent at once by one visitor make one customer.
    queries_recognition::lock_number(&mut *db, visitor.phone.as_str()).await?;
    let name = CustomerName::read_spoken(visitor.name);
    if let Some(id) = recognise(&mut *db, visitor, name.as_ref()).await? {
        let site = editing::add_site(&mut *db, id, visitor.address, None, None, now).await?;
        if let Some(email) = visitor.email
            && queries::emails(&mut *db, id).await?.is_empty()
        {
            queries_changes::insert_email(&mut *db, id, email, now).await?;
            let text = format!("E-mail indiqué sur le portail\u{a0}: {email}.");
            let event = Event { kind: "email_added", customer: Some(id), text, ..Event::default() };
            timeline::record(&mut *db, &event, now).await?;
        }
        return Ok(PortalCustomer { id, site, is_known: true });
    }
    let name = name.unwrap_or_else(|| CustomerName::unreadable(visitor.name));
    let customer = NewCustomer {
        phones: vec![visitor.phone.as_str().to_owned()],
        email: visitor.email.cloned(),
        ..NewCustomer::named(name)
    };
    let id = editing::create(&mut *db, &customer, None, now).await?;
    let site = queries_changes::insert_site(&mut *db, id, None, visitor.address, None, now).await?;
    Ok(PortalCustomer { id, site, is_known: false })
}

/// The one who agrees; none where nobody does, or several do.
async fn recognise(
    db: &mut PgConnection,
    visitor: &PortalVisitor<'_>,
    name: Option<&CustomerName>,
) -> sqlx::Result<Option<CustomerId>> {
    let Some(said) = name else { return Ok(None) };
    let filed = CustomerName::read_filed(visitor.name);
    let keys = [Some(said.key()), filed.map(|name| name.key())];
    let holders = queries_recognition::names_with_phone(&mut *db, visitor.phone.as_str()).await?;
    let mut agreeing = holders
        .into_iter()
        .filter(|(_, name)| keys.iter().flatten().any(|key| key.agrees_with(&name.key())));
    Ok(match (agreeing.next(), agreeing.next()) {
        (Some((id, _)), None) => Some(id),
        _ => None,
    })
}
