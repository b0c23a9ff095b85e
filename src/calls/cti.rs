//! What a PBX says about a call, in the generic format of `POST /webhooks/cti/{token}`.

use super::Direction;
use crate::values::text::strip_line;

/// No field of a PBX is longer than this; the rest of one that is, is left out.
const LONGEST_FIELD: usize = 200;

/// One thing that happened to one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEvent {
    pub what: What,
    /// The PBX's own name for the call; some have none.
    pub call_id: Option<String>,
    pub direction: Direction,
    pub from: String,
    pub to: String,
    /// Who took it, as the PBX knows them: an e-mail address where we can use it.
    pub user: Option<String>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Ringing,
    Answered,
    /// `was_answered`: the PBX says who took it, even if its "answer" was lost.
    HungUp {
        was_answered: bool,
    },
}

impl CallEvent {
    /// The number of whoever is at the other end, as the PBX wrote it.
    pub fn other_party(&self) -> &str {
        match self.direction {
            Direction::In => &self.from,
            Direction::Out => &self.to,
        }
    }
}

/// The payload does not say what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the field `event` is missing")]
pub struct NoEvent;

/// Reads the fields of a payload. None for an event that changes nothing for us, such as a pressed digit.
pub fn read(field: impl Fn(&str) -> Option<String>) -> Result<Option<CallEvent>, NoEvent> {
    let field = |name: &str| {
        let value = strip_line(&field(name)?);
        (!value.is_empty()).then(|| value.chars().take(LONGEST_FIELD).collect::<String>())
    };
    let what = match field("event").ok_or(NoEvent)?.to_ascii_lowercase().as_str() {
        "newcall" => What::Ringing,
        "answer" => What::Answered,
        "hangup" => What::HungUp { was_answered: field("answeringNumber").is_some() },
        _ => return Ok(None),
    };
    let is_out = field("direction").is_some_and(|direction| direction.eq_ignore_ascii_case("out"));
    Ok(Some(CallEvent {
        what,
        call_id: field("callId"),
        direction: if is_out { Direction::Out } else { Direction::In },
        from: field("from").unwrap_or_default(),
        to: field("to").unwrap_or_default(),
        user: field("user").or_else(|| field("user[]")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_pairs(pairs: &[(&str, &str)]) -> Result<Option<CallEvent>, NoEvent> {
        read(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
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
        assert_eq!((event.what, event.direction), (What::Ringing, Direction::In));
        assert_eq!((event.other_party(), event.call_id.as_deref()), ("0033639981234", Some("7")));
    }

    #[test]
    fn who_hung_up_may_have_been_answered_before() {
        let event = read_pairs(&[("event", "hangup"), ("answeringNumber", "21")]).unwrap().unwrap();
        assert_eq!(event.what, What::HungUp { was_answered: true });
        let event = read_pairs(&[("event", "hangup"), ("answeringNumber", "")]).unwrap().unwrap();
        assert_eq!(event.what, What::HungUp { was_answered: false });
    }

    #[test]
    fn what_we_do_not_know_changes_nothing() {
        assert_eq!(read_pairs(&[("event", "dtmf"), ("dtmf", "1")]), Ok(None));
        assert_eq!(read_pairs(&[("from", "0033639981234")]), Err(NoEvent));
    }
}
