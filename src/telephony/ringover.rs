//! Ringover: `{resource: "call", event, timestamp, attempt, data}` (domain.md §6.4). Numbers have no `+`.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::payload::{Unreadable, text, time};
use crate::calls::{CallEvent, Direction, EventKind, Provider};

/// All that the message tells of its call. Empty where it is about something else, or among colleagues.
pub fn read(message: &Value, now: DateTime<Utc>) -> Result<Vec<CallEvent>, Unreadable> {
    let event = text(message, "event").ok_or(Unreadable("the field `event` is missing"))?;
    let is_call = text(message, "resource").is_none_or(|resource| resource == "call");
    let data = message.get("data").ok_or(Unreadable("the field `data` is missing"))?;
    if !is_call || data.get("is_internal").and_then(Value::as_bool) == Some(true) {
        return Ok(Vec::new());
    }
    let kind = match event.to_ascii_lowercase().as_str() {
        "ringing" | "incoming" | "incoming_call" => EventKind::Ringing,
        "answered" | "incall" => EventKind::Answered,
        "missed" => EventKind::Missed,
        "voicemail" => EventKind::Voicemail,
        "hangup" | "ended" => EventKind::HungUp,
        _ => return Ok(Vec::new()),
    };
    let call_id = text(data, "call_id").ok_or(Unreadable("the field `data.call_id` is missing"))?;
    let is_out = text(data, "direction").is_some_and(|direction| {
        matches!(direction.to_ascii_lowercase().as_str(), "outbound" | "out")
    });
    let user = text(data, "user.email");
    let told = |kind, at: Option<DateTime<Utc>>, agent: Option<String>| CallEvent {
        provider: Provider::Ringover,
        call_id: Some(call_id.clone()),
        kind,
        direction: if is_out { Direction::Out } else { Direction::In },
        from: text(data, "from_number").unwrap_or_default(),
        to: text(data, "to_number").unwrap_or_default(),
        agent,
        at: at.unwrap_or(now),
    };
    let sent = time(message, "timestamp");
    let ringing = told(EventKind::Ringing, time(data, "start_time").or(sent), None);
    let mut events = match kind {
        EventKind::Ringing => vec![ringing],
        EventKind::Answered => {
            vec![ringing, told(kind, time(data, "answered_time").or(sent), user)]
        }
        // Whose telephone rang in vain says nothing of the call.
        EventKind::Missed | EventKind::Voicemail => {
            vec![ringing, told(kind, time(data, "hangup_time").or(sent), None)]
        }
        _ => vec![told(kind, time(data, "hangup_time").or(sent), None)],
    };
    // A conversation has a length; a hang-up alone says nothing of who was there.
    let lasted = text(data, "incall_duration").and_then(|seconds| seconds.parse::<i64>().ok());
    if kind == EventKind::HungUp && lasted.is_some_and(|seconds| seconds > 0) {
        events.push(told(EventKind::HungUpAnswered, time(data, "hangup_time").or(sent), None));
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_tells_who_and_when() {
        let message = json!({ "resource": "call", "event": "answered", "timestamp": 1_795_420_805.5, "attempt": 1,
            "data": { "call_id": "77", "direction": "inbound", "from_number": "33639981234", "to_number": "33465710074",
                      "is_internal": false, "start_time": 1_795_420_800, "user": { "email": "claire@staff.example" } } });
        let events = read(&message, DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[1].kind, EventKind::Answered);
        assert_eq!(events[1].agent.as_deref(), Some("claire@staff.example"));
        assert_eq!(events[1].at.timestamp_millis(), 1_795_420_805_500);
    }

    #[test]
    fn colleagues_among_themselves_are_left_alone() {
        let message = json!({ "resource": "call", "event": "ringing", "timestamp": 1, "data": { "call_id": "7", "is_internal": true } });
        assert_eq!(read(&message, DateTime::UNIX_EPOCH), Ok(Vec::new()));
    }
}
