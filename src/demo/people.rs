//! Who works in the demo office.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{PASSWORD, queries};
use crate::{
    app::App,
    business_time::{Span, Week, local},
    catalog, db,
    scheduling::{
        self,
        queries_rules::{self, Limits},
        skills::Held,
    },
    staff::{NewStaff, Role, passwords},
    travel::{self, Commune},
    values::StaffId,
};

/// Those whom the rest of the demo speaks of.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) office: StaffId,
    pub(super) technicians: Vec<StaffId>,
}

/// Name, sign-in, role, trade, number.
const STAFF: [(&str, &str, Role, Option<&str>, &str); 5] = [
    ("Claire Besson", "bureau@demo.example", Role::Office, None, "+33465710075"),
    ("Denis Duret", "direction@demo.example", Role::Manager, None, "+33465710076"),
    (
        "Gaëtan Morel",
        "technicien@demo.example",
        Role::Technician,
        Some("SAV · Annecy"),
        "+33639989901",
    ),
    (
        "Hugo Perrin",
        "hugo@demo.example",
        Role::Technician,
        Some("Chauffage · Rumilly"),
        "+33639989902",
    ),
    (
        "Sofia Benali",
        "sofia@demo.example",
        Role::Technician,
        Some("Bornes · Annecy"),
        "+33639989903",
    ),
];

pub(super) async fn add(app: &App, now: DateTime<Utc>) -> anyhow::Result<People> {
    let hash = passwords::hash(PASSWORD.to_owned()).await?;
    let mut tx = db::begin(&app.db).await?;
    let (mut office, mut technicians) = (None, Vec::new());
    for (name, email, role, trade, phone) in STAFF {
        let new = NewStaff {
            name: name.to_owned(),
            email: email.to_owned(),
            role,
            phone: Some(phone.to_owned()),
            trade: trade.map(ToOwned::to_owned),
        };
        let id = crate::staff::create(&mut *tx, &new, &hash, now)
            .await?
            .ok_or_else(|| anyhow::anyhow!("{email} exists already"))?;
        match role {
            Role::Technician => {
                scheduling::give_usual_hours(&mut tx, id).await?;
                technicians.push(id);
            }
            Role::Office => office = Some(id),
            Role::Manager => {}
        }
    }
    let office = office.ok_or_else(|| anyhow::anyhow!("nobody is in the office"))?;
    // Hugo is on a course next Thursday, all day.
    let next_week = Week::of(local::today(now)).next();
    let thursday = local::day_bounds(next_week.monday() + TimeDelta::days(3));
    let span = Span::new(thursday.start, thursday.end);
    let reason = "formation chauffe-eau thermodynamique";
    scheduling::queries::add_absence(&mut *tx, technicians[1], span, reason, Some(office), now)
        .await?;
    queries::add_closure(&mut *tx, local::today(now) + TimeDelta::days(32), "pont de fin d’année")
        .await?;
    limit(&mut tx, &technicians).await?;
    tx.commit().await?;
    Ok(People { office, technicians })
}

/// Everybody goes as far as the department reaches and may repair; only Sofia connects charging points.
async fn limit(db: &mut PgConnection, technicians: &[StaffId]) -> anyhow::Result<()> {
    let town = |postcode: &str, name: &str| travel::locate(Some(postcode), Some(name));
    let annecy = town("74000", "Annecy").unwrap_or(Commune::NOWHERE);
    queries_rules::add_zone(&mut *db, "Haute-Savoie", annecy, 110).await?;
    let held = |skill: &str| Held { skill: skill.to_owned(), valid_until: None };
    for (at, technician) in technicians.iter().enumerate() {
        let base = if at == 1 { town("74150", "Rumilly") } else { Some(annecy) };
        let limits = Limits { base, most_visits: Some(6) };
        queries_rules::save_limits(&mut *db, *technician, limits).await?;
        let mut skills = vec![held("BR")];
        if at == 2 {
            skills.push(held("IRVE"));
        }
        queries_rules::replace_skills_of_staff(&mut *db, *technician, &skills).await?;
    }
    if let Some(service) = catalog::find_by_code(&mut *db, "IRVE").await? {
        let skills = ["BR".to_owned(), "IRVE".to_owned()];
        queries_rules::replace_skills_of_service(db, service.id, &skills).await?;
    }
    Ok(())
}
