//! The feed itself. Times are in UTC, which no calendar can misread on the days when the clocks change.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};
use sha2::{Digest, Sha256};

use super::{
    Published,
    queries::{AgendaAbsence, AgendaVisit, Technician},
};
use crate::{app::Settings, business_time::local, company::Company};

/// How often a calendar is asked to look again (RFC 7986 §5.7).
const REFRESH: &str = "PT15M";

pub(super) fn write(
    settings: &Settings,
    company: &Company,
    technician: &Technician,
    visits: &[AgendaVisit],
    absences: &[AgendaAbsence],
    now: DateTime<Utc>,
) -> Published {
    let title = format!("{} – {}", technician.name, company.name);
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Relais//Relais//FR"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("X-WR-CALNAME", title.as_str()))
        .append_property(("X-WR-TIMEZONE", "Europe/Paris"))
        .append_property(("X-PUBLISHED-TTL", REFRESH))
        .append_property(
            icalendar::Property::new("REFRESH-INTERVAL", REFRESH)
                .add_parameter("VALUE", "DURATION")
                .done(),
        );
    for visit in visits {
        calendar.push(visit_event(settings, visit, now));
    }
    for absence in absences {
        calendar.push(absence_event(settings, absence, now));
    }
    let calendar = calendar.to_string();
    let fingerprint = fingerprint(&calendar);
    Published { calendar, fingerprint }
}

fn visit_event(settings: &Settings, visit: &AgendaVisit, now: DateTime<Utc>) -> Event {
    let (status, transparency) = if visit.is_cancelled {
        (EventStatus::Cancelled, "TRANSPARENT")
    } else {
        (EventStatus::Confirmed, "OPAQUE")
    };
    let link = format!("{}/terrain/rendez-vous/{}", settings.public_url, visit.id);
    let mut event = Event::new();
    event
        .uid(&visit.uid)
        .sequence(u32::try_from(visit.sequence).unwrap_or_default())
        .timestamp(now)
        .starts(visit.starts_at)
        .ends(visit.ends_at)
        .summary(&format!("{} – {}", visit.customer_name, visit.service_name))
        .location(&visit.address)
        .description(&format!("{}\n{link}", visit.ticket_number))
        .url(&link)
        .status(status)
        .add_property("TRANSP", transparency);
    event.done()
}

/// Whole days as days, whose end is the day after (RFC 5545 §3.6.1). Why somebody is away is nobody's business.
fn absence_event(settings: &Settings, absence: &AgendaAbsence, now: DateTime<Utc>) -> Event {
    let (first, after) = (local::today(absence.starts_at), local::today(absence.ends_at));
    let is_whole = absence.starts_at == local::day_bounds(first).start
        && absence.ends_at == local::day_bounds(after).start;
    let mut event = Event::new();
    event
        .uid(&format!("absence-{}@{}", absence.id, settings.host()))
        .timestamp(now)
        .summary("Absence")
        .status(EventStatus::Confirmed)
        .add_property("TRANSP", "OPAQUE");
    if is_whole {
        event.starts(first).ends(after.max(first + TimeDelta::days(1)));
    } else {
        event.starts(absence.starts_at).ends(absence.ends_at);
    }
    event.done()
}

/// SHA-256 of all but when it was written.
fn fingerprint(calendar: &str) -> String {
    let mut hasher = Sha256::new();
    for line in calendar.lines().filter(|line| !line.starts_with("DTSTAMP")) {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    HEXLOWER.encode(&hasher.finalize()[..16])
}
