//! What leads from one day, week or month to others, with the filters kept.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};

use super::filters::Filters;
use crate::{business_time::Week, tickets::Cursor, values::french};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Day,
    Week,
    Month,
}

pub(super) struct Around {
    pub(super) title: String,
    pub(super) date: NaiveDate,
    view: View,
    pub(super) previous: NaiveDate,
    pub(super) next: NaiveDate,
    pub(super) today: NaiveDate,
    after: Option<Cursor>,
    filters: Filters,
}

impl View {
    /// As the address says it.
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "semaine" => Self::Week,
            "mois" => Self::Month,
            _ => Self::Day,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Day => "jour",
            Self::Week => "semaine",
            Self::Month => "mois",
        }
    }

    /// The first and the last day that it shows of a date.
    pub(super) fn days(self, date: NaiveDate) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Day => (date, date),
            Self::Week => {
                let monday = Week::of(date).monday();
                (monday, monday + TimeDelta::days(6))
            }
            Self::Month => {
                let first = first_of_month(date);
                let after = first.checked_add_months(Months::new(1)).unwrap_or(first);
                (first, after.pred_opt().unwrap_or(first))
            }
        }
    }
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

impl Around {
    pub(super) fn new(view: View, date: NaiveDate, today: NaiveDate) -> Self {
        let (first, last) = view.days(date);
        let (before, after) = (first.pred_opt().unwrap_or(first), last.succ_opt().unwrap_or(last));
        let title = match view {
            View::Day => format!("Planning du {}", french::day_without_year(date)),
            View::Week => format!("Planning de la semaine {}", Week::of(date).number()),
            View::Month => {
                let month = french::month(date.month0());
                let of = if month.starts_with(['a', 'o']) { "d’" } else { "de " };
                format!("Planning {of}{month} {}", date.year())
            }
        };
        Self {
            title,
            date,
            view,
            previous: view.days(before).0,
            next: after,
            today,
            after: None,
            filters: Filters::default(),
        }
    }

    /// With the tray at its page.
    pub(super) fn with(self, after: Option<Cursor>, filters: Filters) -> Self {
        Self { after, filters, ..self }
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.filters.is_any()
    }

    /// The filters as a form carries them.
    pub(super) fn kept(&self) -> Vec<(&'static str, String)> {
        self.filters.fields()
    }

    /// For templates.
    pub(super) fn is(&self, view: &str) -> bool {
        self.view.name() == view
    }

    /// The address of another date or view, with the filters.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates lend what they pass")]
    pub(super) fn at(&self, date: &NaiveDate, view: &str) -> String {
        format!("/planning?date={date}&vue={view}{}", self.filters.query())
    }

    /// The address of this board, with the tray at its page.
    pub(super) fn here(&self) -> String {
        let after = self.after.map(|after| format!("&apres={after}")).unwrap_or_default();
        format!("{}{after}", self.first_page())
    }

    pub(super) fn first_page(&self) -> String {
        self.at(&self.date, self.view.name())
    }

    pub(super) fn page_after(&self, after: &Cursor) -> String {
        format!("{}&apres={after}", self.first_page())
    }

    pub(super) fn export_query(&self) -> String {
        format!("date={}&vue={}", self.date, self.view.name())
    }

    /// As the address says it.
    pub(super) fn view(&self) -> &'static str {
        self.view.name()
    }

    /// `Jour`: what the arrows go by.
    pub(super) fn unit(&self) -> &'static str {
        match self.view {
            View::Day => "Jour",
            View::Week => "Semaine",
            View::Month => "Mois",
        }
    }

    pub(super) fn previous_words(&self) -> &'static str {
        match self.view {
            View::Day => "Jour précédent",
            View::Week => "Semaine précédente",
            View::Month => "Mois précédent",
        }
    }

    pub(super) fn next_words(&self) -> &'static str {
        match self.view {
            View::Day => "Jour suivant",
            View::Week => "Semaine suivante",
            View::Month => "Mois suivant",
        }
    }

    /// The years differ near New Year, and a reader may have gone far.
    pub(super) fn subtitle(&self) -> String {
        let (first, last) = self.view.days(self.date);
        match self.view {
            View::Day => self.date.year().to_string(),
            View::Week | View::Month => {
                format!("du {} au {}", french::day_short(first), french::day_long(last))
            }
        }
    }
}
