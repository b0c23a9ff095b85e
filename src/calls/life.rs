//! What a call is, from all that was said of it: the same for the same events, whatever their order
//! and however often each was told.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Direction, State, event::EventKind};

/// A ring that ended is followed by its answer within so long, or was missed.
pub(super) const ANSWER_FOLLOWS_WITHIN: TimeDelta = TimeDelta::seconds(10);

/// One event as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) kind: EventKind,
    pub(super) direction: Direction,
    pub(super) from_raw: String,
    pub(super) to_raw: String,
    pub(super) agent: String,
    pub(super) happened_at: DateTime<Utc>,
    pub(super) received_at: DateTime<Utc>,
}

/// The call that events tell of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) state: State,
    pub(super) direction: Direction,
    pub(super) from: String,
    pub(super) to: String,
    /// Who took it, as the telephone system knows them.
    pub(super) agent: Option<String>,
    pub(super) has_voicemail: bool,
    pub(super) started_at: DateTime<Utc>,
    pub(super) answered_at: Option<DateTime<Utc>>,
    pub(super) ended_at: Option<DateTime<Utc>>,
}

/// None where nothing but a hang-up was heard: that is no call.
pub(super) fn of(mut events: Vec<Heard>, now: DateTime<Utc>) -> Option<Life> {
    use EventKind::{Answered, HungUp, HungUpAnswered, Missed, RingEnded, Ringing, Voicemail};

    // Ties are broken by what the events say, never by when they came.
    events.sort_by(|a, b| {
        (a.happened_at, a.kind, &a.agent, &a.from_raw, &a.to_raw).cmp(&(
            b.happened_at,
            b.kind,
            &b.agent,
            &b.from_raw,
            &b.to_raw,
        ))
    });
    let first = |kinds: &[EventKind]| events.iter().find(|event| kinds.contains(&event.kind));
    let says_who = |event: &&Heard| {
        // An answer that names nobody may be one of a conversation among ourselves.
        event.kind != Answered || !(event.from_raw.is_empty() && event.to_raw.is_empty())
    };
    let opening = events
        .iter()
        .filter(|event| matches!(event.kind, Ringing | Answered | Missed | Voicemail))
        .find(says_who)?;
    let answer = first(&[Answered]);
    let hang_up = first(&[HungUp, HungUpAnswered]);
    let given_up = first(&[Missed, Voicemail]);
    let silent =
        first(&[RingEnded]).filter(|event| event.received_at + ANSWER_FOLLOWS_WITHIN <= now);
    let was_answered = answer.or(first(&[HungUpAnswered])).is_some();
    let is_out = events.iter().any(|event| event.direction == Direction::Out);
    let end = if was_answered { hang_up } else { hang_up.or(given_up).or(silent) };
    let state = match (was_answered, end) {
        (true, Some(_)) => State::Ended,
        (true, None) => State::Answered,
        (false, Some(_)) if is_out => State::Ended,
        (false, Some(_)) => State::Missed,
        (false, None) => State::Ringing,
    };
    Some(Life {
        state,
        direction: if is_out { Direction::Out } else { Direction::In },
        from: said(events.iter().map(|event| &event.from_raw)),
        to: said(events.iter().map(|event| &event.to_raw)),
        // Who calls out is known from the start.
        agent: events
            .iter()
            .filter(|event| match event.kind {
                Ringing => is_out,
                Answered | HungUpAnswered => true,
                _ => false,
            })
            .map(|event| event.agent.clone())
            .find(|agent| !agent.is_empty()),
        has_voicemail: first(&[Voicemail]).is_some(),
        started_at: opening.happened_at.min(end.map_or(opening.happened_at, |e| e.happened_at)),
        answered_at: answer.map(|event| event.happened_at),
        ended_at: end.map(|event| event.happened_at),
    })
}

/// The first that says anything.
fn said<'a>(mut words: impl Iterator<Item = &'a String>) -> String {
    words.find(|words| !words.is_empty()).cloned().unwrap_or_default()
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
