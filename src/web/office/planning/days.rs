//! Some days of everybody, as the database knows them.

use chrono::{DateTime, NaiveDate, Utc};

use super::ways::Ways;
use crate::{
    app::App,
    appointments::{self, BoardHold, BoardVisit},
    business_time::{Span, holidays, local},
    company::{self, Closure},
    legacy::{self, UnconfirmedVisit},
    scheduling::{self, queries::Absence, queries_days_off::BusyTime},
    staff::StaffMember,
    values::{StaffId, text::fold},
};

/// Whose time is shown.
pub(super) struct Person {
    pub(super) id: StaffId,
    pub(super) name: String,
    pub(super) trade: String,
}

/// What happens from one day to another.
pub(super) struct Days {
    /// The technicians, and whoever else still has a visit to do.
    pub(super) people: Vec<Person>,
    pub(super) visits: Vec<BoardVisit>,
    pub(super) holds: Vec<BoardHold>,
    pub(super) absences: Vec<Absence>,
    /// By their own agendas.
    pub(super) busy: Vec<BusyTime>,
    /// Of old plannings, until somebody has confirmed them.
    pub(super) unconfirmed: Vec<UnconfirmedVisit>,
    pub(super) ways: Ways,
    closures: Vec<Closure>,
}

impl Days {
    /// Both days included; `technicians` are all that are active.
    pub(super) async fn load(
        app: &App,
        technicians: &[StaffMember],
        (first, last): (NaiveDate, NaiveDate),
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let span = Span::new(local::day_bounds(first).start, local::day_bounds(last).end);
        let visits = appointments::visits_within(&app.db, span).await?;
        let mut people: Vec<Person> = technicians
            .iter()
            .map(|staff| Person {
                id: staff.id,
                name: staff.name.clone(),
                trade: staff.trade.clone().unwrap_or_default(),
            })
            .collect();
        for visit in &visits {
            if people.iter().all(|person| person.id != visit.technician_id) {
                let name = visit.technician_name.clone();
                people.push(Person {
                    id: visit.technician_id,
                    name,
                    trade: "ne travaille plus ici".to_owned(),
                });
            }
        }
        Ok(Self {
            people,
            ways: Ways::of(&visits),
            visits,
            unconfirmed: legacy::unconfirmed_between(&app.db, first, last).await?,
            holds: appointments::holds_within(&app.db, span, now).await?,
            absences: scheduling::queries::absences_between(&app.db, span).await?,
            busy: scheduling::queries_days_off::busy_between(&app.db, span).await?,
            closures: company::closures(&app.db, first, last).await?,
        })
    }

    /// Why nobody comes on a day, if so: a public holiday, or the company's own reason.
    pub(super) fn closed_for(&self, date: NaiveDate) -> Option<String> {
        closed_for(&self.closures, date)
    }

    pub(super) fn visits_of(&self, person: StaffId) -> impl Iterator<Item = &BoardVisit> {
        self.visits.iter().filter(move |visit| visit.technician_id == person)
    }

    pub(super) fn absences_of(&self, person: StaffId) -> impl Iterator<Item = &Absence> {
        self.absences.iter().filter(move |absence| absence.staff_id == person)
    }

    /// When an agenda of their own takes them.
    pub(super) fn busy_of(&self, person: StaffId) -> impl Iterator<Item = Span> {
        self.busy
            .iter()
            .filter(move |busy| busy.technician_id == person)
            .map(|busy| Span::new(busy.starts_at, busy.ends_at))
    }

    pub(super) fn holds_of(&self, person: StaffId) -> impl Iterator<Item = &BoardHold> {
        self.holds.iter().filter(move |hold| hold.technician_id == person)
    }

    /// Those that old plannings gave to a person, by full name or first name.
    pub(super) fn unconfirmed_of(
        &self,
        person: &Person,
    ) -> impl Iterator<Item = &UnconfirmedVisit> {
        let name = fold(&person.name);
        self.unconfirmed.iter().filter(move |visit| {
            let theirs = visit.technician.as_deref().map(fold).unwrap_or_default();
            !theirs.is_empty() && (theirs == name || name.split(' ').next() == Some(&theirs))
        })
    }

    /// What is wrong with where a visit stands, in words.
    pub(super) fn conflict(&self, visit: &BoardVisit) -> Option<String> {
        let span = Span::new(visit.starts_at, visit.ends_at);
        let is_away = self
            .absences_of(visit.technician_id)
            .any(|absence| Span::new(absence.starts_at, absence.ends_at).overlaps(&span));
        if is_away {
            return Some("technicien absent".to_owned());
        }
        if self.busy_of(visit.technician_id).any(|busy| busy.overlaps(&span)) {
            return Some("technicien occupé ailleurs".to_owned());
        }
        let way = self.ways.before(visit).filter(|way| way.is_too_long())?;
        let there = way.there.num_minutes();
        Some(format!("trajet de {}\u{a0}min, {there}\u{a0}min disponibles", way.minutes))
    }
}

/// Why nobody comes on a day, by these closures and the public holidays.
pub(super) fn closed_for(closures: &[Closure], date: NaiveDate) -> Option<String> {
    let own = closures.iter().find(|closure| closure.day == date);
    match (holidays::name(date), own) {
        (Some(holiday), _) => Some(format!("{holiday}, jour férié")),
        (None, Some(closure)) => Some(format!("Fermé\u{a0}: {}", closure.reason)),
        (None, None) => None,
    }
}
