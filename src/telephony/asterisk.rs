//! Asterisk's manager interface (AMI): blocks of `Key: value` lines. A call is all channels with one
//! `Linkedid`; the first of them, whose `Uniqueid` it is, belongs to whoever calls (domain.md §6.4).

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::payload::{tidy, time_of};
use crate::calls::{CallEvent, Direction, EventKind, Provider};

/// One block, its keys in lower case.
pub type Block = HashMap<String, String>;

/// Reads the lines of one block.
pub fn block<'a>(lines: impl IntoIterator<Item = &'a str>) -> Block {
    lines
        .into_iter()
        .filter_map(|line| line.split_once(':'))
        .filter_map(|(key, value)| Some((key.trim().to_ascii_lowercase(), tidy(value.trim())?)))
        .collect()
}

/// What a block tells. Empty for blocks about something else.
pub fn read(block: &Block, now: DateTime<Utc>) -> Vec<CallEvent> {
    let field = |name: &str| {
        block.get(name).filter(|value| !matches!(value.as_str(), "<unknown>" | "<none>" | "s"))
    };
    let (Some(event), Some(call_id)) = (block.get("event"), block.get("linkedid")) else {
        return Vec::new();
    };
    let is_first = block.get("uniqueid").is_some_and(|unique| unique == call_id);
    let (kind, agent) = match event.to_ascii_lowercase().as_str() {
        "newchannel" if is_first => (EventKind::Ringing, None),
        "dialend" if block.get("dialstatus").is_some_and(|status| status == "ANSWER") => {
            (EventKind::Answered, block.get("destchannel").and_then(|channel| extension(channel)))
        }
        "hangup" if is_first => (EventKind::HungUp, None),
        _ => return Vec::new(),
    };
    let (from, to) = match kind {
        EventKind::Ringing => (field("calleridnum"), field("exten")),
        _ => (None, None),
    };
    vec![CallEvent {
        provider: Provider::Asterisk,
        call_id: Some(call_id.clone()),
        kind,
        direction: Direction::In,
        from: from.cloned().unwrap_or_default(),
        to: to.cloned().unwrap_or_default(),
        agent,
        at: block.get("timestamp").and_then(|text| time_of(text)).unwrap_or(now),
    }]
}

/// `PJSIP/21-0000002a`: the extension `21`.
fn extension(channel: &str) -> Option<String> {
    let name = channel.split_once('/')?.1;
    let name = name.rsplit_once('-').map_or(name, |(name, _)| name);
    tidy(name.split('@').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RING: &str = "Event: Newchannel\r\nChannel: PJSIP/trunk-00000001\r\nCallerIDNum: 0639981234\r\n\
        CallerIDName: <unknown>\r\nExten: 0465710074\r\nUniqueid: 1795420800.1\r\nLinkedid: 1795420800.1";

    #[test]
    fn the_first_channel_rings_and_the_others_do_not() {
        let first = read(&block(RING.lines()), DateTime::UNIX_EPOCH);
        assert_eq!(first[0].kind, EventKind::Ringing);
        assert_eq!((first[0].from.as_str(), first[0].to.as_str()), ("0639981234", "0465710074"));
        let second = RING.replace("Uniqueid: 1795420800.1", "Uniqueid: 1795420800.2");
        assert!(read(&block(second.lines()), DateTime::UNIX_EPOCH).is_empty());
    }

    #[test]
    fn who_answers_is_known_by_the_extension() {
        let end = "Event: DialEnd\nChannel: PJSIP/trunk-1\nDestChannel: PJSIP/21-0000002a\nDialStatus: ANSWER\n\
            Uniqueid: 9.1\nLinkedid: 9.1\nDestUniqueid: 9.2";
        let events = read(&block(end.lines()), DateTime::UNIX_EPOCH);
        assert_eq!((events[0].kind, events[0].agent.as_deref()), (EventKind::Answered, Some("21")));
        let busy = end.replace("ANSWER", "BUSY");
        assert!(read(&block(busy.lines()), DateTime::UNIX_EPOCH).is_empty());
    }

    #[test]
    fn a_hidden_caller_has_no_number() {
        let hidden = RING.replace("CallerIDNum: 0639981234", "CallerIDNum: <unknown>");
        assert_eq!(read(&block(hidden.lines()), DateTime::UNIX_EPOCH)[0].from, "");
    }
}
