//! Those who work there, and those they serve.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt as _, rngs::StdRng};
use sqlx::PgPool;

use super::{
    copy::Table,
    words::{FIRST_NAMES, LAST_NAMES, NAME_ENDINGS, STREETS, TOWNS},
};
use crate::{
    db, scheduling,
    staff::{self, NewStaff, Role},
    values::{StaffId, address_key, text::fold},
};

/// Numbers of `06 39 98 xx xx`, reserved for fiction.
const FICTION_NUMBERS: u32 = 10_000;

/// Colleagues, technicians with the usual hours. They cannot sign in: their hash fits no password.
pub(super) async fn write_staff(
    db: &PgPool,
    role: Role,
    count: u32,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<StaffId>> {
    let mut ids = Vec::new();
    let mut tx = db::begin(db).await?;
    for n in 0..count {
        let first = FIRST_NAMES[n as usize % FIRST_NAMES.len()];
        let last = LAST_NAMES[(n as usize * 7) % LAST_NAMES.len()];
        let new = NewStaff {
            name: format!("{first} {last}"),
            email: format!("{}{n}@volume.example", role.name()),
            role,
            phone: None,
            trade: None,
        };
        if let Some(id) = staff::create(&mut *tx, &new, "no password", now).await? {
            if role == Role::Technician {
                scheduling::give_usual_hours(&mut tx, id).await?;
            }
            ids.push(id);
        }
    }
    tx.commit().await?;
    Ok(ids)
}

/// Customer `n` has the id `n`, and so has their home.
pub(super) async fn write_customers(
    db: &PgPool,
    customers: u32,
    random: &mut StdRng,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let mut people = Table::open(
        db,
        "customers (id, kind, first_name, last_name, name, folded_name, created_at, updated_at)",
    )
    .await?;
    let mut phones = Table::open(db, "phones (customer_id, typed, e164, kind, created_at)").await?;
    let mut emails = Table::open(db, "emails (customer_id, address, created_at)").await?;
    let mut sites = Table::open(
        db,
        "sites (id, customer_id, street, postcode, city, folded_address, address_key, created_at)",
    )
    .await?;
    for id in 1..=customers {
        let since = now - TimeDelta::days(random.random_range(1..4000));
        let first = pick(random, &FIRST_NAMES);
        let last = format!("{}{}", pick(random, &LAST_NAMES), pick(random, &NAME_ENDINGS));
        let name = format!("{last} {first}");
        people.row(&[&id, &"person", first, &last, &name, &fold(&name), &since, &since]).await?;

        let number = number_of(id);
        phones.row(&[&id, &number, &number, &"mobile", &since]).await?;
        if random.random_bool(0.6) {
            let address = format!("client{id}@volume.example");
            emails.row(&[&id, &address, &since]).await?;
        }
        let street = format!("{} {}", random.random_range(1..200), pick(random, &STREETS));
        let (postcode, city) = pick(random, &TOWNS);
        let folded = fold(&format!("{street} {postcode} {city}"));
        let key = address_key(&street, Some(postcode), Some(city));
        sites.row(&[&id, &id, &street, postcode, city, &folded, &key, &since]).await?;
    }
    people.close().await?;
    phones.close().await?;
    emails.close().await?;
    sites.close().await?;
    Ok(())
}

/// In E.164, one for each customer.
fn number_of(customer: u32) -> String {
    match customer.checked_sub(1) {
        Some(n) if n < FICTION_NUMBERS => format!("+3363998{n:04}"),
        _ => format!("+999{customer:09}"),
    }
}

pub(super) fn pick<'a, T>(random: &mut StdRng, list: &'a [T]) -> &'a T {
    &list[random.random_range(0..list.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_be_reached() {
        assert_eq!(number_of(1), "+33639980000");
        assert_eq!(number_of(10_000), "+33639989999");
        assert_eq!(number_of(10_001), "+999000010001");
    }
}
