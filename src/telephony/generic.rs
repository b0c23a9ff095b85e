//! The generic format of `POST /webhooks/cti/{token}` (interface.md).

use chrono::{DateTime, Utc};

use super::payload::{Unreadable, tidy};
use crate::calls::{CallEvent, Direction, EventKind, Provider};

/// Reads the fields of a payload. None for an event that changes nothing for us, such as a pressed digit.
pub fn read(
    field: impl Fn(&str) -> Option<String>,
    now: DateTime<Utc>,
) -> Result<Option<CallEvent>, Unreadable> {
    let field = |name: &str| tidy(&field(name)?);
    let event = field("event").ok_or(Unreadable("the field `event` is missing"))?;
    let kind = match event.to_ascii_lowercase().as_str() {
        "newcall" => EventKind::Ringing,
        "answer" => EventKind::Answered,
        "hangup" if field("answeringNumber").is_some() => EventKind::HungUpAnswered,
        "hangup" => EventKind::HungUp,
        _ => return Ok(None),
    };
    let is_out = field("direction").is_some_and(|direction| direction.eq_ignore_ascii_case("out"));
    Ok(Some(CallEvent {
        provider: Provider::Cti,
        kind,
        call_id: field("callId"),
        direction: if is_out { Direction::Out } else { Direction::In },
        from: field("from").unwrap_or_default(),
        to: field("to").unwrap_or_default(),
        agent: field("user").or_else(|| field("user[]")),
        at: now,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_pairs(pairs: &[(&str, &str)]) -> Result<Option<CallEvent>, Unreadable> {
        let field = |name: &str| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        read(field, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_new_call_is_read() {
        let event = read_pairs(&[
            ("event", "newCall"),
            ("from", "0033639981234"),
            ("to", "0465710000"),
            ("callId", "7"),
        ]);
        let event = event.unwrap().unwrap();
        assert_eq!((event.kind, event.direction), (EventKind::Ringing, Direction::In));
        assert_eq!((event.other_party(), event.call_id.as_deref()), ("0033639981234", Some("7")));
    }

    #[test]
    fn who_hung_up_may_have_been_answered_before() {
        let event = read_pairs(&[("event", "hangup"), ("answeringNumber", "21")]).unwrap().unwrap();
        assert_eq!(event.kind, EventKind::HungUpAnswered);
        let event = read_pairs(&[("event", "hangup"), ("answeringNumber", "")]).unwrap().unwrap();
        assert_eq!(event.kind, EventKind::HungUp);
    }

    #[test]
    fn what_we_do_not_know_changes_nothing() {
        assert_eq!(read_pairs(&[("event", "dtmf"), ("dtmf", "1")]), Ok(None));
        assert!(read_pairs(&[("from", "0033639981234")]).is_err());
    }
}
