//! Contracts of maintenance in every state: two whose visit waits to be placed, one of them late; some to come, one
//! suspended, one ended.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::{people::People, queries};
use crate::{
    app::App,
    business_time::local,
    catalog,
    maintenance::{self, Frequency, Terms, Turn},
};

/// When the first visit is due, in days from now; else how often and when in a year.
enum Due {
    In(i64),
    Every(Frequency),
}

/// When somebody comes, what is to be known, and what became of the contract.
const CONTRACTS: [(Due, &str, Option<&str>); 7] = [
    (Due::In(20), "Nettoyer les bouches de VMC de l’étage", None),
    (Due::In(-6), "Clé chez la voisine, porte de gauche", None),
    (Due::Every(Frequency::Months { every: 6, month: 7, day: 14 }), "Tester le différentiel", None),
    (Due::Every(Frequency::Months { every: 12, month: 8, day: 15 }), "", None),
    (Due::In(70), "Contrôle du groupe de sécurité du chauffe-eau", None),
    (Due::Every(Frequency::Weeks { every: 6 }), "Éclairage de secours des communs", Some("")),
    (Due::In(90), "", Some("La maison est vendue.")),
];

pub(super) async fn write(app: &App, people: &People, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Some(service) = catalog::find_by_code(&app.db, "ENTRET").await? else { return Ok(()) };
    // Those after the ones of whom others tell.
    let residents = queries::residents(&app.db, 110).await?;
    // Long enough ago that one can be late.
    let agreed_at = now - TimeDelta::days(100);
    let first_on = local::today(agreed_at);
    for ((at, (due, notes, end)), resident) in
        CONTRACTS.into_iter().enumerate().zip(residents.iter().skip(95))
    {
        let frequency = match due {
            Due::Every(frequency) => frequency,
            Due::In(days) => {
                let day = local::today(now) + TimeDelta::days(days);
                Frequency::Months { every: 12, month: day.month(), day: day.day() }
            }
        };
        let terms = Terms {
            site: Some(resident.site_id),
            equipment: None,
            service: service.id,
            rule: frequency.rule(first_on)?,
            first_on,
            last_on: None,
            lead_days: 28,
            notes: notes.to_owned(),
        };
        let (customer, key) = (resident.customer_id, format!("demo-{at}"));
        let id =
            maintenance::add(&app.db, customer, &terms, &key, people.office, agreed_at).await?;
        let turn = match end {
            None => continue,
            Some("") => Turn::Suspend,
            Some(reason) => Turn::End { reason: reason.to_owned() },
        };
        maintenance::turn(&app.db, id, &turn, people.office, now).await?;
    }
    maintenance::make_due_visits(&app.db, now).await?;
    Ok(())
}
