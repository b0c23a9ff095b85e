//! A month at a glance: for each technician and day the visits and the room that is left.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};

use super::{around::View, days::closed_for, filters::Filters};
use crate::{
    app::App,
    company,
    scheduling::{self, DayRoom},
    staff::StaffMember,
    values::{StaffId, french},
};

/// Rows of a page.
const MOST: usize = 50;

pub(super) struct MonthBoard {
    pub(super) days: Vec<Day>,
    pub(super) rows: Vec<Row>,
    pub(super) visits: i64,
    /// The first row of the next page.
    pub(super) next: Option<StaffId>,
    /// Not the first page.
    pub(super) is_later: bool,
}

pub(super) struct Day {
    pub(super) date: NaiveDate,
    pub(super) is_today: bool,
    pub(super) closed_for: Option<String>,
}

pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) date: NaiveDate,
    /// How full the day is, as the style sheet knows it.
    pub(super) class: &'static str,
    /// None on a day off without visits.
    pub(super) shown: Option<Shown>,
}

/// What a day holds, in words.
pub(super) struct Shown {
    pub(super) visits: usize,
    /// `2 h 30`; none where the technician is away.
    pub(super) free: Option<String>,
}

impl MonthBoard {
    /// The technicians are by name; `from`: the first of this page.
    pub(super) async fn load(
        app: &App,
        (date, today): (NaiveDate, NaiveDate),
        (technicians, filters): (&[StaffMember], &Filters),
        from: Option<StaffId>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let (first, last) = View::Month.days(date);
        let chosen = filters.chosen(app, date).await?;
        let mut team = technicians
            .iter()
            .filter(|one| chosen.as_ref().is_none_or(|ids| ids.contains(&one.id)));
        let is_later = from.is_some();
        let mut people: Vec<&StaffMember> = match from {
            Some(from) => team.by_ref().skip_while(|one| one.id != from).take(MOST + 1).collect(),
            None => team.take(MOST + 1).collect(),
        };
        let next = people.get(MOST).map(|one| one.id);
        people.truncate(MOST);
        let ids: Vec<StaffId> = people.iter().map(|one| one.id).collect();
        let mut db = app.db.acquire().await?;
        let rooms = scheduling::rooms(&mut db, &ids, (first, last), now).await?;
        let closures = company::closures(&mut *db, first, last).await?;
        let is_shown = |at: usize, date: NaiveDate| {
            let is_worked = |(_, days): &(StaffId, Vec<DayRoom>)| {
                days.get(at).is_some_and(|day| day.visits > 0 || day.worked > TimeDelta::zero())
            };
            !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) || rooms.iter().any(is_worked)
        };
        let shown: Vec<(usize, NaiveDate)> = first
            .iter_days()
            .take_while(|day| *day <= last)
            .enumerate()
            .filter(|(at, day)| is_shown(*at, *day))
            .collect();
        let days = shown.iter().map(|(_, date)| Day {
            date: *date,
            is_today: *date == today,
            closed_for: closed_for(&closures, *date),
        });
        let of = |id: StaffId| rooms.iter().find(|(technician, _)| *technician == id);
        let rows = people.iter().map(|person| Row {
            name: person.name.clone(),
            cells: of(person.id).map_or_else(Vec::new, |(_, days)| {
                shown.iter().filter_map(|(at, _)| days.get(*at)).map(Cell::of).collect()
            }),
        });
        let visits: usize = rooms.iter().flat_map(|(_, days)| days).map(|day| day.visits).sum();
        Ok(Self {
            days: days.collect(),
            rows: rows.collect(),
            visits: i64::try_from(visits).unwrap_or(i64::MAX),
            next,
            is_later,
        })
    }

    /// The sentence under the title.
    pub(super) fn summary(&self) -> String {
        match self.visits {
            0 => "Aucun rendez-vous ce mois-ci.".to_owned(),
            visits => {
                format!("{} ce mois-ci.", french::count(visits, "rendez-vous", "rendez-vous"))
            }
        }
    }
}

impl Cell {
    fn of(day: &DayRoom) -> Self {
        let is_off = day.worked == TimeDelta::zero();
        let taken = day.worked - day.free;
        let class = if is_off {
            "month-off"
        } else if day.is_away {
            "month-away"
        } else if taken * 4 >= day.worked * 3 {
            "month-full"
        } else if taken * 4 >= day.worked {
            "month-half"
        } else {
            "month-free"
        };
        let free = (!day.is_away && !is_off).then(|| french::duration(day.free.num_minutes()));
        let shown = (!is_off || day.visits > 0).then_some(Shown { visits: day.visits, free });
        Self { date: day.date, class, shown }
    }
}
