use super::*;
use crate::values::{AppointmentId, CustomerId, PhoneNumber};

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(in crate::messages) fn duret() -> Company {
    Company {
        name: "Duret Électricité".to_owned(),
        phone: "04 65 71 00 00".to_owned(),
        email: Some("sav@duret-elec.example".to_owned()),
        address: None,
        sms_sender: "DuretElec".to_owned(),
        undo_seconds: 8,
        look: crate::company::Look::default(),
    }
}

/// Tuesday 24 November 2026, between 14:00 and 16:00.
pub(in crate::messages) fn visit() -> Visit {
    Visit {
        appointment: AppointmentId(42),
        customer: CustomerId(7),
        customer_name: "Dupont Pierre".to_owned(),
        ticket_number: Some("SAV-2611-041".to_owned()),
        uid: "abc@rdv.duret-elec.example".to_owned(),
        sequence: 3,
        starts_at: at("2026-11-24T13:30:00Z"),
        ends_at: at("2026-11-24T15:30:00Z"),
        window_starts_at: at("2026-11-24T13:00:00Z"),
        window_ends_at: at("2026-11-24T15:00:00Z"),
        service_name: "Problème de tableau électrique".to_owned(),
        preparation: Some("Dégagez l’accès au tableau.".to_owned()),
        technician_first_name: "Gaëtan".to_owned(),
        address: "12 rue de la Mairie, 74000 Annecy".to_owned(),
        emails: vec!["pierre.dupont@courrier.example".to_owned()],
        mobiles: vec![PhoneNumber::parse("06 39 98 12 34").unwrap()],
        link: format!("https://rdv.duret-elec.example/suivi/{}", "k".repeat(32)),
        is_cancelled: false,
    }
}

const OCCASIONS: [Occasion; 7] = [
    Occasion::Confirmed,
    Occasion::Moved { from: DateTime::UNIX_EPOCH },
    Occasion::Cancelled,
    Occasion::ReminderDay,
    Occasion::ReminderHours,
    Occasion::OnTheWay,
    Occasion::EarlierSlot { until: DateTime::UNIX_EPOCH },
];

fn texts(occasion: Occasion, channel: Channel) -> Vec<String> {
    let drafts = write(&duret(), &visit(), occasion, at("2026-11-23T08:00:00Z")).unwrap();
    drafts.into_iter().filter(|draft| draft.channel == channel).map(|draft| draft.body).collect()
}

#[test]
fn every_text_message_costs_two_segments_at_most() {
    for occasion in OCCASIONS {
        let text = texts(occasion, Channel::Sms).remove(0);
        assert!(french::sms_segments(&text) <= 2, "{occasion:?}: {text}");
        assert_eq!(
            text,
            french::gsm_text(&text),
            "one letter outside the alphabet would double its price"
        );
    }
}

#[test]
fn a_text_says_who_when_and_where_to_turn() {
    let text = texts(Occasion::Confirmed, Channel::Sms).remove(0);
    assert_eq!(
        text,
        format!(
            "Duret Électricité : RDV confirmé mardi 24 novembre entre 14 h et 16 h (Problème de tableau électrique), \
             technicien Gaetan. Voir, déplacer, annuler : {} Tél. 04 65 71 00 00",
            visit().link
        )
    );
}

#[test]
fn a_mail_has_all_that_the_customer_needs() {
    let mail = texts(Occasion::Confirmed, Channel::Email).remove(0);
    assert_eq!(
        mail,
        format!(
            "Bonjour,\n\nVotre rendez-vous est confirmé.\n\nProblème de tableau électrique\n\
             Mardi 24 novembre 2026, entre 14\u{a0}h et 16\u{a0}h\n12 rue de la Mairie, 74000 Annecy\n\
             Technicien : Gaëtan\n\nÀ préparer : Dégagez l’accès au tableau.\n\n\
             Pour voir, déplacer ou annuler ce rendez-vous :\n{}\n\n\
             Une question ? Appelez-nous au 04 65 71 00 00.\n\nDuret Électricité",
            visit().link
        )
    );
}

#[test]
fn a_cancellation_asks_for_no_preparation() {
    let mail = texts(Occasion::Cancelled, Channel::Email).remove(0);
    assert!(
        mail.contains("est annulé") && !mail.contains("préparer") && !mail.contains("Technicien"),
        "{mail}"
    );
}

#[test]
fn the_last_word_before_a_visit_goes_to_the_telephone_first() {
    for occasion in [Occasion::ReminderHours, Occasion::OnTheWay] {
        assert_eq!(
            (texts(occasion, Channel::Email).len(), texts(occasion, Channel::Sms).len()),
            (0, 1)
        );
        let fixed_line_only = Visit { mobiles: Vec::new(), ..visit() };
        let drafts =
            write(&duret(), &fixed_line_only, occasion, at("2026-11-24T11:00:00Z")).unwrap();
        assert_eq!(drafts.iter().map(|draft| draft.channel).collect::<Vec<_>>(), [Channel::Email]);
    }
}

#[test]
fn no_address_no_draft() {
    let unreachable = Visit { mobiles: Vec::new(), emails: Vec::new(), ..visit() };
    assert_eq!(
        write(&duret(), &unreachable, Occasion::Confirmed, at("2026-11-23T08:00:00Z")).unwrap(),
        []
    );
}
