//! The SQL of the list of contracts.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgExecutor, QueryBuilder};

use super::State;
use crate::{
    tickets,
    values::{ContractId, CustomerId},
};

/// Which contracts a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Active, wanted after this day.
    ToCome {
        after: NaiveDate,
    },
    /// Active, wanted on this day or before.
    Late {
        until: NaiveDate,
    },
    Suspended,
    Ended,
    Of(CustomerId),
}

/// The last contract of a page, as the address of the next one says it: `2027-03-15_42`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// None where it is ended.
    pub wanted_on: Option<NaiveDate>,
    pub id: ContractId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(day) = self.wanted_on {
            write!(f, "{day}_")?;
        }
        self.id.fmt(f)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, id) = match text.split_once('_') {
            Some((day, id)) => (Some(day.parse().map_err(|_| ())?), id),
            None => (None, text),
        };
        Ok(Self { wanted_on: day, id: id.parse().map_err(|_| ())? })
    }
}

/// A contract as the list shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ContractRow {
    pub id: ContractId,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub city: Option<String>,
    pub equipment_label: Option<String>,
    pub service_name: String,
    pub rule: String,
    pub state: State,
    pub end_reason: Option<String>,
    pub wanted_on: Option<NaiveDate>,
    pub moved_days: i32,
    /// The request of the visit that is under way.
    pub open_number: Option<String>,
    pub open_status: Option<tickets::Status>,
    pub visit_at: Option<DateTime<Utc>>,
}

impl ContractRow {
    pub fn words(&self) -> String {
        super::words_of(&self.rule)
    }

    pub fn cursor(&self) -> Cursor {
        Cursor { wanted_on: self.wanted_on, id: self.id }
    }
}

/// What is wanted first stands first; of what is ended, the newest. `after` is where the page before ended.
pub async fn list(
    db: impl PgExecutor<'_>,
    view: View,
    after: Option<Cursor>,
    limit: i64,
) -> sqlx::Result<Vec<ContractRow>> {
    let mut query = QueryBuilder::new(COLUMNS);
    match view {
        View::ToCome { after } => {
            query.push("state = 'active' and wanted_on > ").push_bind(after);
        }
        View::Late { until } => {
            query.push("state = 'active' and wanted_on <= ").push_bind(until);
        }
        View::Suspended => {
            query.push("state = 'suspended'");
        }
        View::Ended => {
            query.push("state = 'ended'");
        }
        View::Of(customer) => {
            query.push("customer_id = ").push_bind(customer);
        }
    }
    let by_id = matches!(view, View::Ended | View::Of(_));
    match after {
        Some(Cursor { wanted_on: Some(day), id }) if !by_id => {
            query.push(" and (wanted_on, id) > (").push_bind(day).push(", ");
            query.push_bind(id).push(")");
        }
        Some(Cursor { id, .. }) if by_id => {
            query.push(" and id < ").push_bind(id);
        }
        _ => {}
    }
    let (inner, outer) = if by_id {
        (" order by id desc limit ", " order by c.id desc")
    } else {
        (" order by wanted_on, id limit ", " order by c.wanted_on, c.id")
    };
    query.push(inner).push_bind(limit).push(JOINS).push(outer);
    query.build_query_as().fetch_all(db).await
}

/// The rows chosen are named below it.
const COLUMNS: &str = "
    select c.id, c.customer_id, k.name as customer_name, s.city, e.label as equipment_label, v.name as service_name, c.rule,
           c.state, c.end_reason, c.wanted_on, c.moved_days, t.number as open_number, t.status as open_status,
           (select min(a.starts_at) from appointments a
            where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as visit_at
    from (select * from maintenance_contracts where ";

const JOINS: &str = ") c
    join customers k on k.id = c.customer_id
    join services v on v.id = c.service_id
    left join sites s on s.id = c.site_id
    left join equipment e on e.id = c.equipment_id
    left join maintenance_visits m on m.contract_id = c.id and m.ended_at is null
    left join tickets t on t.id = m.ticket_id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_page_is_read_back() {
        for cursor in [
            Cursor { wanted_on: NaiveDate::from_ymd_opt(2027, 3, 15), id: ContractId(42) },
            Cursor { wanted_on: None, id: ContractId(7) },
        ] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for text in ["", "_", "2027-13-01_4", "x"] {
            assert_eq!(text.parse::<Cursor>(), Err(()), "{text}");
        }
    }
}
