//! OVH's CTI: events of lines and of queues, as the long poll brings them (domain.md §6.4).

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::payload::{text, time};
use crate::calls::{CallEvent, Direction, EventKind, Provider};

/// One answer of the long poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// To be asked with from then on, so that nothing is lost between two polls.
    pub session: Option<String>,
    /// Each is one message about one call.
    pub messages: Vec<Vec<CallEvent>>,
}

/// Reads what the poll brought: `{Session, Events: […]}`, or one event alone.
pub fn read(answer: &Value, now: DateTime<Utc>) -> Polled {
    let alone = std::slice::from_ref(answer);
    let events = answer.get("Events").and_then(Value::as_array).map_or(alone, Vec::as_slice);
    Polled {
        session: text(answer, "Session"),
        messages: events
            .iter()
            .filter_map(|event| read_event(event, now))
            .map(|event| vec![event])
            .collect(),
    }
}

fn read_event(event: &Value, now: DateTime<Utc>) -> Option<CallEvent> {
    let data = event.get("Data")?;
    let name = text(event, "Event").or_else(|| text(data, "Event"))?;
    let kind = match name.as_str() {
        "start_ringing" | "member-queue-start" => EventKind::Ringing,
        "end_ringing" => EventKind::RingEnded,
        "start_calling" | "bridge-agent-start" => EventKind::Answered,
        "end_calling" | "bridge-agent-end" | "member-queue-end" => EventKind::HungUp,
        // Telephones that sign in, lengths of queues, agents being asked.
        _ => return None,
    };
    let from = text(data, "Calling").unwrap_or_default();
    let ours = text(event, "Ressource").unwrap_or_default();
    let is_out = !ours.is_empty() && ends_alike(&from, &ours);
    let to = text(data, if is_out { "Dialed" } else { "Called" }).or_else(|| text(data, "Called"));
    Some(CallEvent {
        provider: Provider::Ovh,
        call_id: Some(text(data, "CallId").or_else(|| text(data, "Uuid"))?),
        kind,
        direction: if is_out { Direction::Out } else { Direction::In },
        from,
        to: to.unwrap_or_default(),
        agent: if kind == EventKind::Answered { text(data, "Agent").or(Some(ours)) } else { None },
        at: time(data, "Ts").or_else(|| time(event, "Timestamp")).unwrap_or(now),
    })
}

/// The line's own number, in whatever writing: `0033…`, `+33…`, `0…`.
fn ends_alike(a: &str, b: &str) -> bool {
    let last_nine = |text: &str| {
        let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
        digits.len().checked_sub(9).map(|from| digits[from..].to_vec())
    };
    last_nine(a).is_some_and(|digits| Some(digits) == last_nine(b))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_poll_brings_its_session_and_what_happened() {
        let answer = json!({ "Session": "s1", "Events": [
            { "Event": "start_ringing", "Service": "sip", "Ressource": "0033465710074", "Timestamp": 1_795_420_800_102_000_000_i64,
              "Data": { "Calling": "0033639981234", "Called": "0033465710074", "CallId": "c1", "Ts": 1_795_420_800.102 } },
            { "Event": "registered", "Ressource": "0033465710074", "Data": { "CallId": "c0" } }] });
        let polled = read(&answer, DateTime::UNIX_EPOCH);
        assert_eq!(polled.session.as_deref(), Some("s1"));
        assert_eq!(polled.messages.len(), 1);
        let event = &polled.messages[0][0];
        assert_eq!((event.kind, event.direction), (EventKind::Ringing, Direction::In));
        assert_eq!(event.at.timestamp_millis(), 1_795_420_800_102);
    }

    #[test]
    fn our_own_line_that_calls_calls_out() {
        let event = json!({ "Event": "start_calling", "Ressource": "0033465710074",
            "Data": { "Calling": "+33465710074", "Dialed": "0639981234", "CallId": "c2" } });
        let polled = read(&event, DateTime::UNIX_EPOCH);
        let event = &polled.messages[0][0];
        assert_eq!((event.direction, event.to.as_str()), (Direction::Out, "0639981234"));
    }

    #[test]
    fn a_poll_without_news_brings_nothing() {
        assert!(
            read(&json!({ "Session": "s1", "Events": [] }), DateTime::UNIX_EPOCH)
                .messages
                .is_empty()
        );
        assert!(read(&json!({ "Message": "timeout" }), DateTime::UNIX_EPOCH).messages.is_empty());
    }
}
