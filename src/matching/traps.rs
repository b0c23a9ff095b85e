//! What others got wrong, and what holds for every answer.

use super::{
    Matching, Verdicts,
    gold::{Decision, card, decide, decide_among, others},
};
use crate::values::CustomerId;

#[test]
fn a_namesake_elsewhere_with_another_number_is_another_customer() {
    let a = card("a", "DUPONT Pierre", "0639980001", "", "12 rue Carnot, 74000 Annecy");
    let b = card("b", "DUPONT Pierre", "0639980002", "", "40 rue Pasteur, 74100 Annemasse");
    assert_ne!(decide(a, b), Decision::Same);
}

#[test]
fn mailboxes_of_one_name_at_two_providers_tie_nobody() {
    let (a, b) = (
        card("a", "Dupont P.", "", "p.dupont@free.example", ""),
        card("b", "Dupont Paul", "", "p.dupont@sfr.example", ""),
    );
    assert_ne!(decide(a, b), Decision::Same);
}

#[test]
fn one_mailbox_of_two_namesakes_with_two_homes_ties_nobody() {
    let a = card(
        "a",
        "TEIXEIRA Margot",
        "0465710001",
        "teixeiram@mail.example",
        "99 avenue de la Gare, 74500 Évian-les-Bains",
    );
    let b = card(
        "b",
        "Teixeira M.",
        "0639980002",
        "teixeiram@mail.example",
        "29 allée Carnot, 74210 Faverges",
    );
    assert_ne!(decide(a, b), Decision::Same);
}

#[test]
fn a_number_of_many_residences_ties_none_of_them() {
    let mut records = others();
    for n in 0..6 {
        let home = format!("{} rue Carnot, 74000 Annecy", n + 20);
        records.push(card(
            &format!("r/{n}"),
            "Syndicat de copropriété Bellevue",
            "0465719999",
            "gestion@syndic.example",
            &home,
        ));
    }
    let a = card(
        "a",
        "Syndicat de copropriété Bellevue",
        "0465719999",
        "gestion@syndic.example",
        "1 rue Pasteur, 74000 Annecy",
    );
    let b = card(
        "b",
        "Syndicat de copropriété Bellevue",
        "0465719999",
        "gestion@syndic.example",
        "9 rue Pasteur, 74000 Annecy",
    );
    assert_ne!(decide_among(records, a, b), Decision::Same);
}

#[test]
fn a_card_without_first_name_that_two_people_of_a_home_may_have_waits_for_a_person() {
    let home = "3 rue Carnot, 74000 Annecy";
    let mut records = others();
    records.push(card("z1", "CHAUVIN Isaac", "0465710001", "", home));
    let (a, b) = (
        card("z2", "Chauvin Eugène", "0465710001", "", home),
        card("z3", "Chauvin", "0465710001", "", home),
    );
    assert_eq!(decide_among(records, a, b), Decision::Review);
}

#[test]
fn what_a_person_decided_is_neither_linked_nor_proposed() {
    let mut records = others();
    let at = records.len();
    for (id, name) in [(1, "DUPONT Pierre"), (2, "Dupont Pierre")] {
        let mut card = card(name, name, "0639980001", "", "3 rue Carnot, 74000 Annecy");
        card.customer = Some(CustomerId(id));
        records.push(card);
    }
    let verdicts = Verdicts::from([(CustomerId(1), CustomerId(2))]);
    let matching = Matching::of(&records, &verdicts);
    let groups: Vec<usize> = matching.groups().collect();
    assert_ne!(groups[at], groups[at + 1]);
    let ours = |group: usize| group == groups[at] || group == groups[at + 1];
    let proposals = matching.proposals(&groups, |a, b| ours(a) && ours(b));
    assert!(proposals.iter().all(|proposal| !ours(proposal.a)));
}

#[test]
fn a_link_says_why_in_words() {
    let mut records = others();
    let at = records.len();
    records.push(card("a", "DUPONT Pierre", "0639980001", "", "12 rue Carnot, 74000 Annecy"));
    records.push(card("b", "Dupont P.", "06 39 98 00 01", "", "12 r. Carnot, Annecy"));
    let reasons = Matching::of(&records, &Verdicts::new()).link_reasons(at + 1).unwrap();
    let words: Vec<&str> = reasons.iter().map(|reason| reason.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "même numéro, 06\u{a0}39\u{a0}98\u{a0}00\u{a0}01",
            "même adresse, 12 rue Carnot",
            "même nom, Dupont",
            "prénoms compatibles, Pierre et P."
        ]
    );
}

#[test]
fn a_card_with_only_a_name_is_that_of_the_only_customer_of_the_name() {
    // In a base as large as this one knows how few of its customers have a namesake.
    let (a, b) = (
        card("a", "ROUX Hector", "0639980001", "", "12 rue Carnot, 74000 Annecy"),
        card("b", "Roux Hector", "", "", ""),
    );
    assert_eq!(decide(a, b), Decision::Same);
    let mut records = others();
    records.push(card("c", "ROUX Hector", "0639980003", "", "40 rue Pasteur, 74100 Annemasse"));
    let a = card("a", "ROUX Hector", "0639980001", "", "12 rue Carnot, 74000 Annecy");
    assert_eq!(decide_among(records, a, of_list("b", "Roux Hector", "")), Decision::Review);
}

/// A line of a list of names, as the office keeps it beside its programs.
fn of_list(key: &'static str, name: &str, phone: &str) -> super::Record<'static> {
    super::Record { key: ("list", key), ..card(key, name, phone, "", "") }
}

#[test]
fn a_note_is_hardly_of_a_namesake_who_stands_in_the_same_list() {
    let homes = ["12 rue Carnot", "40 rue Pasteur", "7 rue Vaugelas", "3 rue Filaterie"];
    let mut records = others();
    for (n, home) in homes.into_iter().enumerate() {
        let (key, phone) = (format!("roux/{n}"), format!("06 39 98 00 0{n}"));
        records.push(card(
            &key,
            ["ROUX Ava", "ROUX Guy", "ROUX Luc", "ROUX Zoé"][n],
            &phone,
            "",
            home,
        ));
        if n > 0 {
            records.push(of_list(["", "one", "two", "three"][n], "Roux", &phone));
        }
    }
    let at = records.len();
    records.push(of_list("note", "Roux", ""));
    let matching = Matching::of(&records, &Verdicts::new());
    let groups: Vec<usize> = matching.groups().collect();
    let proposals = matching.proposals(&groups, |_, _| false);
    let of_note: Vec<usize> = proposals
        .iter()
        .filter(|proposal| proposal.a == groups[at] || proposal.b == groups[at])
        .map(|proposal| proposal.a.min(proposal.b))
        .collect();
    let ava = records.iter().position(|record| record.key.1 == "roux/0").unwrap();
    assert_eq!(of_note, [groups[ava]]);
}

#[test]
fn the_order_of_records_does_not_matter() {
    let mut records = others();
    let home = "3 rue Carnot, 74000 Annecy";
    records.extend([
        card("a", "CHAUVIN Isaac", "0465710001", "i.chauvin@mail.example", home),
        card("b", "Chauvin Eugène", "0465710001", "", home),
        card("c", "Chauvin E.", "0639980001", "", home),
        card("d", "Chauvin", "0639980001", "", ""),
        card("e", "Chovin Isaac", "0465710001", "", ""),
        card("f", "SARL Chauvin", "0465710001", "", home),
    ]);
    let answer = |records: &[super::Record<'static>]| {
        let groups: Vec<usize> = Matching::of(records, &Verdicts::new()).groups().collect();
        let mut pairs = Vec::new();
        for (one, record) in records.iter().enumerate() {
            for (other, other_record) in records.iter().enumerate() {
                if record.key < other_record.key && groups[one] == groups[other] {
                    pairs.push((record.key, other_record.key));
                }
            }
        }
        pairs.sort_unstable();
        pairs
    };
    let straight = answer(&records);
    records.reverse();
    assert_eq!(answer(&records), straight);
    records.rotate_left(101);
    assert_eq!(answer(&records), straight);
}
