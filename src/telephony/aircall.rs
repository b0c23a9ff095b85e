//! Aircall: `{resource, event, timestamp, token, data}` (domain.md §6.4). Each message carries the call
//! as it stands, with the times of all that happened to it before.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::payload::{Unreadable, text, time};
use crate::calls::{CallEvent, Direction, EventKind, Provider};

/// The token that the message shows; each webhook of Aircall has its own.
pub fn token(message: &Value) -> Option<String> {
    text(message, "token")
}

/// All that the message tells of its call. Empty where it is about something else.
pub fn read(message: &Value, now: DateTime<Utc>) -> Result<Vec<CallEvent>, Unreadable> {
    let event = text(message, "event").ok_or(Unreadable("the field `event` is missing"))?;
    let Some(event) = event.strip_prefix("call.") else { return Ok(Vec::new()) };
    let data = message.get("data").ok_or(Unreadable("the field `data` is missing"))?;
    let call_id = text(data, "id").ok_or(Unreadable("the field `data.id` is missing"))?;
    let is_out = text(data, "direction").as_deref() == Some("outbound");
    let [outside, ours] =
        ["raw_digits", "number.digits"].map(|path| text(data, path).unwrap_or_default());
    let (from, to) = if is_out { (ours, outside) } else { (outside, ours) };
    let told = |kind, at: Option<DateTime<Utc>>, agent: Option<String>| CallEvent {
        provider: Provider::Aircall,
        call_id: Some(call_id.clone()),
        kind,
        direction: if is_out { Direction::Out } else { Direction::In },
        from: from.clone(),
        to: to.clone(),
        agent,
        at: at.or_else(|| time(message, "timestamp")).unwrap_or(now),
    };
    let user = || text(data, "user.email");
    let answered_at = time(data, "answered_at");
    let mut events = vec![told(EventKind::Ringing, time(data, "started_at"), None)];
    if answered_at.is_some() || event == "answered" {
        // Once the call was handed on, its user is another: what the end says of who answered comes after
        // what the answer said, and counts only where that was lost.
        let at_the_end = matches!(event, "ended" | "hungup");
        let agent = user().filter(|_| at_the_end || event == "answered");
        let shift = TimeDelta::milliseconds(i64::from(at_the_end));
        events.push(told(EventKind::Answered, answered_at.map(|at| at + shift), agent));
    }
    match event {
        "voicemail_left" => events.push(told(EventKind::Voicemail, time(data, "ended_at"), None)),
        "hungup" | "ended" => {
            events.push(told(EventKind::HungUp, time(data, "ended_at"), None));
            if text(data, "voicemail").is_some() {
                events.push(told(EventKind::Voicemail, time(data, "ended_at"), None));
            }
        }
        "created"
        | "answered"
        | "ringing_on_agent"
        | "transferred"
        | "unsuccessful_transfer"
        | "agent_declined" => {}
        // Tags, comments, assignments: after the call, and no news of its life.
        _ => return Ok(Vec::new()),
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_end_of_a_call_tells_all_of_it() {
        let message = json!({ "event": "call.ended", "timestamp": 1_795_420_900, "data": {
            "id": 812, "direction": "inbound", "raw_digits": "+33 6 39 98 12 34", "started_at": 1_795_420_800,
            "answered_at": 1_795_420_808, "ended_at": 1_795_420_890, "user": { "email": "claire@staff.example" },
            "number": { "digits": "+33 4 65 71 00 74" } } });
        let events = read(&message, DateTime::UNIX_EPOCH).unwrap();
        let kinds: Vec<EventKind> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::Ringing, EventKind::Answered, EventKind::HungUp]);
        assert_eq!(events[1].agent.as_deref(), Some("claire@staff.example"));
        assert_eq!(events[0].other_party(), "+33 6 39 98 12 34");
    }

    #[test]
    fn a_tag_is_no_news() {
        let message = json!({ "event": "call.tagged", "data": { "id": 1 } });
        assert_eq!(read(&message, DateTime::UNIX_EPOCH), Ok(Vec::new()));
        assert!(
            read(&json!({ "event": "call.created", "data": {} }), DateTime::UNIX_EPOCH).is_err()
        );
    }
}
