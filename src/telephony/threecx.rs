//! 3CX: it looks a number up when it rings, and reports the call when it is over (domain.md §6.4). It
//! names no call; a lookup and a report of one line at one time are one call.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::payload::{Unreadable, text, time};
use crate::calls::{CallEvent, Direction, EventKind, Provider};

/// The number rings: what a lookup tells.
pub fn lookup(number: &str, call_id: String, now: DateTime<Utc>) -> CallEvent {
    CallEvent {
        provider: Provider::ThreeCx,
        call_id: Some(call_id),
        kind: EventKind::Ringing,
        direction: Direction::In,
        from: number.to_owned(),
        to: String::new(),
        agent: None,
        at: now,
    }
}

/// A call as it is reported at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub number: String,
    pub started_at: DateTime<Utc>,
    is_out: bool,
    was_answered: bool,
    agent: Option<String>,
    established_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

/// Reads a report: the fields of our template, named as 3CX names its variables.
pub fn read(report: &Value, now: DateTime<Utc>) -> Result<Report, Unreadable> {
    let number = text(report, "Number").ok_or(Unreadable("the field `Number` is missing"))?;
    let kind = text(report, "CallType").ok_or(Unreadable("the field `CallType` is missing"))?;
    let lasted = text(report, "Duration").map_or(0, |duration| seconds(&duration));
    let ended_at = time(report, "CallEndTimeUTC");
    let started_at = time(report, "CallStartTimeUTC")
        .or_else(|| Some(ended_at? - TimeDelta::seconds(lasted)))
        .unwrap_or(now);
    let kind = kind.to_ascii_lowercase();
    Ok(Report {
        number,
        started_at,
        is_out: matches!(kind.as_str(), "outbound" | "notanswered"),
        was_answered: matches!(kind.as_str(), "inbound" | "outbound"),
        agent: text(report, "AgentEmail").or_else(|| text(report, "Agent")),
        established_at: time(report, "CallEstablishedTimeUTC"),
        ended_at: ended_at.or_else(|| Some(started_at + TimeDelta::seconds(lasted))),
    })
}

/// `75`, `1:15` or `00:01:15`.
fn seconds(duration: &str) -> i64 {
    let parts = duration.split('.').next().unwrap_or_default().split(':');
    parts
        .map(|part| part.parse::<i64>().unwrap_or(0).clamp(0, 1_000_000))
        .fold(0_i64, |total, part| total.saturating_mul(60).saturating_add(part))
        .min(86_400)
}

impl Report {
    /// All that the report tells, of the call that bears this name.
    pub fn events(&self, call_id: &str) -> Vec<CallEvent> {
        let told = |kind, at: DateTime<Utc>, agent: Option<String>| CallEvent {
            provider: Provider::ThreeCx,
            call_id: Some(call_id.to_owned()),
            kind,
            direction: if self.is_out { Direction::Out } else { Direction::In },
            from: if self.is_out { String::new() } else { self.number.clone() },
            to: if self.is_out { self.number.clone() } else { String::new() },
            agent,
            at,
        };
        let mut events = vec![told(EventKind::Ringing, self.started_at, None)];
        if self.was_answered {
            let at = self.established_at.unwrap_or(self.started_at);
            events.push(told(EventKind::Answered, at, self.agent.clone()));
        }
        let end =
            if self.was_answered || self.is_out { EventKind::HungUp } else { EventKind::Missed };
        events.push(told(end, self.ended_at.unwrap_or(self.started_at), None));
        events
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_tells_a_whole_call() {
        let report = json!({ "Number": "0639981234", "CallType": "Inbound", "Duration": "00:01:15", "Agent": "21",
            "CallStartTimeUTC": "2026-11-23T08:00:00Z", "CallEstablishedTimeUTC": "2026-11-23T08:00:09Z" });
        let events = read(&report, DateTime::UNIX_EPOCH).unwrap().events("x");
        let kinds: Vec<EventKind> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::Ringing, EventKind::Answered, EventKind::HungUp]);
        assert_eq!(events[2].at, "2026-11-23T08:01:15Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn an_absurd_duration_is_borne() {
        assert_eq!(
            seconds("99999999999999999999:9999999999:1"),
            86_400.min(seconds("0:1000000:1"))
        );
        assert_eq!((seconds("75"), seconds("1:15"), seconds("nonsense")), (75, 75, 0));
    }
}
