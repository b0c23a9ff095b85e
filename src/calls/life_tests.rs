use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_420_800 + seconds, 0).unwrap()
}

fn heard(kind: EventKind, agent: &str, seconds: i64) -> Heard {
    Heard {
        kind,
        direction: Direction::In,
        from_raw: "0639981234".to_owned(),
        to_raw: String::new(),
        agent: agent.to_owned(),
        happened_at: at(seconds),
        received_at: at(seconds),
    }
}

fn state(events: &[Heard], seconds: i64) -> Option<State> {
    of(events.to_vec(), at(seconds)).map(|life| life.state)
}

#[test]
fn a_hang_up_alone_is_no_call() {
    assert_eq!(of(vec![heard(EventKind::HungUp, "", 0)], at(0)), None);
    assert_eq!(of(vec![heard(EventKind::RingEnded, "", 0)], at(60)), None);
}

#[test]
fn a_ring_that_ended_is_missed_when_no_answer_follows_in_time() {
    let events = [heard(EventKind::Ringing, "", 0), heard(EventKind::RingEnded, "", 20)];
    assert_eq!(state(&events, 21), Some(State::Ringing));
    assert_eq!(state(&events, 30), Some(State::Missed));
    let answered = [&events[..], &[heard(EventKind::Answered, "21", 20)]].concat();
    assert_eq!(state(&answered, 30), Some(State::Answered));
}

#[test]
fn who_answered_first_took_it_even_if_another_was_told_first() {
    let events = vec![
        heard(EventKind::Answered, "sofia@staff.example", 9),
        heard(EventKind::Ringing, "", 0),
        heard(EventKind::Answered, "claire@staff.example", 5),
        heard(EventKind::HungUp, "", 60),
    ];
    let life = of(events, at(60)).unwrap();
    assert_eq!(life.agent.as_deref(), Some("claire@staff.example"));
    assert_eq!((life.state, life.answered_at), (State::Ended, Some(at(5))));
}

#[test]
fn a_colleague_who_did_not_take_it_does_not_make_it_missed() {
    let events = [heard(EventKind::Missed, "sofia", 8), heard(EventKind::Answered, "claire", 9)];
    assert_eq!(state(&events, 10), Some(State::Answered));
}

fn any_event() -> impl Strategy<Value = Heard> {
    use EventKind::{Answered, HungUp, HungUpAnswered, Missed, RingEnded, Ringing, Voicemail};
    let kinds = proptest::sample::select(vec![
        Ringing,
        Answered,
        RingEnded,
        Missed,
        Voicemail,
        HungUp,
        HungUpAnswered,
    ]);
    (kinds, proptest::sample::select(vec!["", "21", "22"]), 0..40_i64)
        .prop_map(|(kind, agent, seconds)| heard(kind, agent, seconds))
}

proptest! {
    #[test]
    fn the_order_of_what_is_told_and_telling_it_twice_change_nothing(
        (events, shuffled) in proptest::collection::vec(any_event(), 0..12)
            .prop_flat_map(|events| (Just(events.clone()), Just([events.clone(), events].concat()).prop_shuffle()))
    ) {
        prop_assert_eq!(of(events, at(100)), of(shuffled, at(100)));
    }
}
