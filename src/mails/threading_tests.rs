use proptest::prelude::*;

use super::*;

const OURS: TicketId = TicketId(1);
const THEIRS: TicketId = TicketId(2);
const CITED: TicketId = TicketId(3);
const OPEN: TicketId = TicketId(4);
const PIERRE: CustomerId = CustomerId(7);

fn named(ticket: TicketId, knows_sender: bool) -> Named {
    Named { ticket, knows_sender }
}

fn everything() -> Facts {
    Facts {
        by_our_message: Some(OURS),
        by_their_mail: Some(named(THEIRS, true)),
        by_token: Some(named(CITED, true)),
        customers: vec![PIERRE],
        active: vec![OPEN],
        is_colleague: false,
    }
}

#[test]
fn what_counts_more_decides() {
    let mail = Mail::default();
    let mut facts = everything();
    assert_eq!(place(&mail, &facts), Place::On(OURS, Evidence::OurMessage));
    facts.by_our_message = None;
    assert_eq!(place(&mail, &facts), Place::On(THEIRS, Evidence::TheirMail));
    facts.by_their_mail = None;
    assert_eq!(place(&mail, &facts), Place::On(CITED, Evidence::Token));
    facts.by_token = None;
    assert_eq!(place(&mail, &facts), Place::On(OPEN, Evidence::Sender));
    facts.active = vec![OPEN, OURS];
    assert_eq!(place(&mail, &facts), Place::New(PIERRE));
    facts.customers = vec![PIERRE, CustomerId(8)];
    assert!(matches!(place(&mail, &facts), Place::Asking { proposed: None, .. }));
    facts.customers.clear();
    assert!(matches!(place(&mail, &facts), Place::Asking { proposed: None, .. }));
}

#[test]
fn a_stranger_who_cites_a_number_asks_a_person() {
    let facts = Facts { by_token: Some(named(CITED, false)), ..Facts::default() };
    assert!(matches!(place(&Mail::default(), &facts), Place::Asking { proposed: Some(CITED), .. }));
    // Also a customer of ours, of somebody else's request.
    let facts = Facts { by_token: Some(named(CITED, false)), ..everything() };
    let facts = Facts { by_our_message: None, by_their_mail: None, ..facts };
    assert!(matches!(place(&Mail::default(), &facts), Place::Asking { proposed: Some(CITED), .. }));
}

#[test]
fn what_is_forged_is_seen_by_a_person() {
    let forged = Mail { is_forged: true, ..Mail::default() };
    let facts = Facts { by_our_message: None, ..everything() };
    assert!(matches!(place(&forged, &facts), Place::Asking { proposed: Some(THEIRS), .. }));
    let facts = Facts { by_their_mail: None, by_token: None, ..facts };
    assert!(matches!(place(&forged, &facts), Place::Asking { proposed: None, .. }));
}

#[test]
fn no_machine_opens_a_request() {
    for automatic in
        [Automatic::Reply, Automatic::Generated, Automatic::List, Automatic::Report, Automatic::Own]
    {
        let mail = Mail { automatic: Some(automatic), ..Mail::default() };
        let known = Facts { customers: vec![PIERRE], active: vec![OPEN], ..Facts::default() };
        for facts in [Facts::default(), known] {
            assert!(
                !matches!(place(&mail, &facts), Place::New(_) | Place::On(_, Evidence::Sender)),
                "{automatic:?}"
            );
        }
    }
    // But the absence of somebody whom we wrote to stands beside what we wrote.
    let absent = Mail { automatic: Some(Automatic::Reply), ..Mail::default() };
    assert_eq!(place(&absent, &everything()), Place::On(OURS, Evidence::OurMessage));
}

#[test]
fn a_number_is_found_in_any_writing() {
    for subject in [
        "[SAV-2611-041] Rendez-vous confirmé",
        "RE: Rendez-vous [SAV-2611-041]",
        "sav 2611 041",
        "TR : SAV–2611–041, photo",
        "Réf. SAV-2611-041",
    ] {
        assert_eq!(token(subject).as_deref(), Some("SAV-2611-041"), "{subject}");
    }
    for subject in [
        "SAV",
        "SAV-26-041",
        "SAV-2611",
        "SAV2611041",
        "XSAV-2611-041",
        "SAV-2611-04",
        "votre SAV 2611",
    ] {
        assert_eq!(token(subject), None, "{subject}");
    }
    assert_eq!(token("mon SAV, SAV-2612-1234").as_deref(), Some("SAV-2612-1234"));
}

#[test]
fn a_topic_has_no_signs_of_answering() {
    for (subject, expected) in [
        ("RE: TR : Panne du tableau", "Panne du tableau"),
        ("Ré: Fwd: devis", "devis"),
        ("Réparation : portail", "Réparation : portail"),
        ("", ""),
        ("Re:", ""),
    ] {
        assert_eq!(topic(subject), expected, "{subject}");
    }
}

proptest! {
    #[test]
    fn any_subject_is_read(subject in any::<String>()) {
        token(&subject);
        topic(&subject);
    }

    #[test]
    fn what_was_cited_is_found_again(month in 1000_u32..10_000, count in 1_u32..100_000, before in "[a-z :]{0,20}") {
        let number = format!("SAV-{month}-{count:03}");
        let subject = format!("{before}[{number}] x");
        prop_assert_eq!(token(&subject), Some(number));
    }

    /// A guessable number alone never decides for somebody whom its customer does not know.
    #[test]
    fn a_guess_opens_nothing(forged in any::<bool>(), active in any::<bool>(), known in any::<bool>()) {
        let mail = Mail { is_forged: forged, ..Mail::default() };
        let facts = Facts {
            by_token: Some(named(CITED, false)),
            customers: if known { vec![PIERRE] } else { Vec::new() },
            active: if active { vec![OPEN] } else { Vec::new() },
            ..Facts::default()
        };
        let is_asking = matches!(place(&mail, &facts), Place::Asking { proposed: Some(CITED), .. });
        prop_assert!(is_asking);
    }
}
