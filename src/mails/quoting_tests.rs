use proptest::prelude::*;

use super::*;

const NEWS: &str = "Bonjour,\n\nMardi me convient, merci.\nPierre Dupont";

/// How each program quotes what it answers.
const SHAPES: [(&str, &str); 14] = [
    (
        "Gmail",
        "Le lun. 23 nov. 2026 à 09:12, Duret Électricité <sav@duret.example> a\u{a0}écrit\u{a0}:\n\n> Votre rendez-vous\n> est confirmé.\n>\n> À mardi",
    ),
    (
        "Gmail, broken",
        "Le lun. 23 nov. 2026 à 09:12, Duret Électricité <\nsav@duret.example> a écrit :\n\n> Votre rendez-vous",
    ),
    (
        "Gmail, as a page",
        "Le lun. 23 nov. 2026 à 09:12, Duret Électricité <sav@duret.example> a écrit :\nVotre rendez-vous\nest confirmé.",
    ),
    (
        "Outlook",
        "De : Duret Électricité <sav@duret.example>\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : Pierre Dupont <pierre@mail.example>\nObjet : Rendez-vous confirmé [SAV-2611-041]\n\nBonjour,\nVotre rendez-vous est confirmé.",
    ),
    (
        "Outlook on the web",
        "________________________________\nDe : Duret Électricité <sav@duret.example>\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : Pierre Dupont\nObjet : Rendez-vous\n\nBonjour",
    ),
    (
        "Outlook, as a page",
        "De\u{a0}: Duret Électricité <sav@duret.example>\n\nDate\u{a0}: lundi 23 novembre 2026 09:12\n\nÀ\u{a0}: Pierre\n\nObjet\u{a0}: Rendez-vous\n\nBonjour",
    ),
    (
        "older Outlook",
        "-----Message d'origine-----\nDe : Duret [mailto:sav@duret.example]\nEnvoyé : lundi 23 novembre 2026 09:12\nObjet : Rendez-vous\n\nBonjour",
    ),
    (
        "Orange",
        "> Message du 23/11/26 09:12\n> De : \"Duret Électricité\" <sav@duret.example>\n> A : pierre@orange.example\n> Copie à :\n> Objet : Rendez-vous confirmé\n>\n> Bonjour,\n> Votre rendez-vous",
    ),
    (
        "laposte.net",
        "----- Mail original -----\nDe: \"Duret Électricité\" <sav@duret.example>\nÀ: \"Pierre\" <pierre@laposte.example>\nEnvoyé: Lundi 23 Novembre 2026 09:12:00\nObjet: Rendez-vous confirmé\n\nBonjour,\nVotre rendez-vous",
    ),
    (
        "Yahoo",
        "Le lundi 23 novembre 2026 à 09:12:10 UTC+1, Duret <sav@duret.example> a écrit :\n\n\nVotre rendez-vous",
    ),
    ("Thunderbird", "Le 23/11/2026 à 09:12, Duret Électricité a écrit :\n> Votre rendez-vous"),
    (
        "an iPhone",
        "Le 23 nov. 2026 à 09:12, Duret <sav@duret.example> a écrit :\n\n\u{fffc}Votre rendez-vous",
    ),
    (
        "English",
        "On Mon, Nov 23, 2026 at 9:12 AM Duret <sav@duret.example> wrote:\n\n> Votre rendez-vous",
    ),
    ("marked alone", "> Votre rendez-vous est confirmé.\n> À mardi"),
];

#[test]
fn every_program_s_quotation_is_folded() {
    for (program, quoted) in SHAPES {
        let text = format!("{NEWS}\n\n{quoted}");
        assert_eq!(said(&text), NEWS, "{program}");
        let is_quoted = |passage: &Passage| matches!(passage, Passage::Quoted(text) if text.trim() == quoted.trim());
        assert!(passages(&text).iter().any(is_quoted), "{program}: {:?}", passages(&text));
    }
}

#[test]
fn an_answer_below_or_between_is_heard() {
    let text = "Le 23/11/2026 à 09:12, Duret a écrit :\n> Mardi ou jeudi ?\n\nJeudi.\n\n> Quel étage ?\nLe troisième.";
    assert_eq!(said(text), "Jeudi.\n\nLe troisième.");
}

#[test]
fn signatures_are_folded_and_what_people_sign_is_not() {
    let phone = format!(
        "{NEWS}\n\nEnvoyé de mon iPhone\n\nLe 23 nov. 2026 à 09:12, Duret a écrit :\n\n> Oui"
    );
    assert_eq!(said(&phone), NEWS);
    let formal = format!("{NEWS}\n-- \nPierre Dupont\nSyndic du Parc\n04 65 71 00 00");
    assert_eq!(said(&formal), NEWS);
    assert_eq!(
        passages("Oui\nEnvoyé depuis mon mobile Orange"),
        [
            Passage::Said("Oui".to_owned()),
            Passage::Signed("Envoyé depuis mon mobile Orange".to_owned())
        ]
    );
    let outlook = "Oui.\n\nProvenance : Courrier pour Windows\n\nDe : Duret\nEnvoyé : lundi\nÀ : Pierre\nObjet : x\n\ny";
    assert_eq!(said(outlook), "Oui.");
}

#[test]
fn sentences_that_only_look_like_quotations_are_heard() {
    for text in [
        "Le voisin du dessus m'a écrit :\nil n'a plus de courant non plus.",
        "De : la cuisine\nje n'ai plus de lumière.",
        "Le 12 je suis absente.\nEt le 13 aussi.",
        "-- rien --\nje ne sais pas",
        "Envoyé hier par la poste, j'attends.",
    ] {
        assert_eq!(said(text), text);
    }
}

#[test]
fn a_mail_passed_on_without_a_word_is_not_empty() {
    let (_, forwarded) = SHAPES[3];
    assert_eq!(said(forwarded), forwarded);
}

fn lines() -> impl Strategy<Value = String> {
    let known: Vec<String> =
        SHAPES.iter().flat_map(|(_, shape)| shape.split('\n')).map(str::to_owned).collect();
    let line = prop_oneof![
        3 => proptest::sample::select(known),
        1 => Just(String::new()),
        1 => Just("-- ".to_owned()),
        1 => Just("Envoyé de mon iPhone".to_owned()),
        2 => "[ -~éàç>_:-]{0,40}",
    ];
    proptest::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_told_twice(text in lines()) {
        let told: Vec<String> = passages(&text)
            .into_iter()
            .map(|passage| match passage {
                Passage::Said(text) | Passage::Quoted(text) | Passage::Signed(text) => text,
            })
            .collect();
        prop_assert_eq!(told.join("\n"), text.clone());
        if !text.trim().is_empty() {
            prop_assert!(!said(&text).is_empty());
        }
    }

    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        prop_assert!(!passages(&text).is_empty());
    }
}
