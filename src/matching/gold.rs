//! The gold decisions of domain.md §2.6, and the traps of those who came before.

use super::{Matching, Proposal, Record, Relation, Verdicts};
use crate::{
    customers::CustomerName,
    values::{CustomerId, EmailAddress, PostalAddress, read_phones},
};

fn card(key: &str, name: &str, phone: &str, email: &str, address: &str) -> Record {
    Record {
        key: key.to_owned(),
        name: CustomerName::read_filed(name).unwrap(),
        phones: read_phones(phone).numbers().into_iter().map(|read| read.number.into()).collect(),
        emails: EmailAddress::parse(email).ok().into_iter().collect(),
        address: Some(PostalAddress::parse_one_line(address)).filter(|address| !address.is_empty()),
        siret: None,
        customer: None,
    }
}

/// An office of three hundred customers, of whom none is anybody of these tests.
fn others() -> Vec<Record> {
    let families = [
        "Aubry", "Blin", "Caron", "Denis", "Etienne", "Fabre", "Girard", "Huet", "Imbert", "Jacob",
    ];
    let firsts = ["Alice", "Bruno", "Carole", "Didier", "Elsa", "Fabien"];
    let mut others = Vec::new();
    for (f, family) in families.iter().enumerate() {
        for (g, first) in firsts.iter().enumerate() {
            for street in 0..5 {
                let n = f * 30 + g * 5 + street;
                let name = format!("{family}{} {first}", ["", "eau", "in", "ard", "ot"][street]);
                let address = format!("{} rue des Lilas, 74000 Annecy", n + 1);
                others.push(card(
                    &format!("other/{n:03}"),
                    &name,
                    &format!("06 39 98 {:02} {:02}", 40 + n / 100, n % 100),
                    "",
                    &address,
                ));
            }
        }
    }
    others
}

#[derive(Debug, PartialEq)]
enum Decision {
    Same,
    Review,
    Household,
    Different,
}

fn decide(a: Record, b: Record) -> Decision {
    decide_among(others(), a, b)
}

fn decide_among(mut records: Vec<Record>, a: Record, b: Record) -> Decision {
    let at = records.len();
    records.extend([a, b]);
    let matching = Matching::of(&records, &Verdicts::new());
    let groups: Vec<usize> = matching.groups().collect();
    if groups[at] == groups[at + 1] {
        assert!(matching.link_reasons(at + 1).is_some_and(|reasons| !reasons.is_empty()));
        return Decision::Same;
    }
    let proposals = matching.proposals(&groups, |_, _| false);
    let is_ours = |p: &&Proposal<usize>| {
        [p.a, p.b] == [groups[at].min(groups[at + 1]), groups[at].max(groups[at + 1])]
    };
    match proposals.iter().find(is_ours).map(|proposal| proposal.relation) {
        Some(Relation::Same) => Decision::Review,
        Some(Relation::Household) => Decision::Household,
        None => Decision::Different,
    }
}

#[test]
fn an_initial_with_the_same_number_is_the_same_person() {
    let (a, b) = (
        card("a", "Dupont P.", "0612345678", "", ""),
        card("b", "DUPONT Pierre", "06 12 34 56 78", "", ""),
    );
    assert_eq!(decide(a, b), Decision::Same);
}

#[test]
fn a_couple_and_one_of_the_two_share_a_home_and_are_never_merged_by_themselves() {
    let (a, b) = (
        card("a", "M. et Mme Martin", "0639980001", "", ""),
        card("b", "Martin Sophie", "0639980001", "", ""),
    );
    assert_eq!(decide(a, b), Decision::Household);
}

#[test]
fn two_of_a_family_at_one_home_with_one_number_are_two() {
    let home = "3 rue Carnot, 74000 Annecy";
    let (a, b) = (
        card("a", "CHAUVIN Isaac", "0465710001", "", home),
        card("b", "Chauvin Eugène", "0465710001", "", home),
    );
    assert_eq!(decide(a, b), Decision::Household);
}

#[test]
fn an_sci_is_not_the_sarl_of_its_name_at_its_address() {
    let home = "3 rue Carnot, 74000 Annecy";
    assert_eq!(
        decide(card("a", "SCI Les Alpes", "", "", home), card("b", "SARL Les Alpes", "", "", home)),
        Decision::Different
    );
}

#[test]
fn a_residence_is_not_its_syndic_for_all_their_number() {
    let (a, b) = (
        card("a", "SDC Résidence Le Parc", "0465710001", "", ""),
        card("b", "Foncia", "0465710001", "", ""),
    );
    assert_eq!(decide(a, b), Decision::Different);
}

#[test]
fn a_company_is_not_its_owner_at_the_same_number_and_address() {
    let home = "3 rue Carnot, 74000 Annecy";
    let (a, b) = (
        card("a", "BOULANGERIE LAMY", "0465710001", "", home),
        card("b", "LAMY Madeleine", "0465710001", "", home),
    );
    assert_eq!(decide(a, b), Decision::Different);
}

#[test]
fn next_door_with_the_same_family_name_is_for_a_person_to_see() {
    let (a, b) = (
        card("a", "DUPONT Pierre", "", "", "12 rue Carnot, 74000 Annecy"),
        card("b", "DUPONT Pierre", "", "", "12 bis rue Carnot, 74000 Annecy"),
    );
    assert_eq!(decide(a, b), Decision::Review);
}

#[test]
fn a_former_commune_is_the_commune_that_took_it_in() {
    let (a, b) = (
        card("a", "DUPONT Pierre", "", "", "12 rue Carnot, 74600 Seynod"),
        card("b", "Dupont Pierre", "", "", "12 r. Carnot, 74600 Annecy"),
    );
    assert_eq!(decide(a, b), Decision::Same);
}

#[test]
fn two_spellings_of_a_name_with_one_number_are_one_person() {
    assert_eq!(
        decide(
            card("a", "Lefebvre", "0639980001", "", ""),
            card("b", "Lefèvre", "0639980001", "", "")
        ),
        Decision::Same
    );
}

#[test]
fn martin_is_not_martinez() {
    assert_eq!(
        decide(card("a", "Martin Jean", "", "", ""), card("b", "Martinez Jean", "", "", "")),
        Decision::Different
    );
}

#[test]
fn one_mailbox_with_two_names_is_for_a_person_to_see() {
    let (a, b) = (
        card("a", "Dupont Pierre", "", "atelier@mail.example", ""),
        card("b", "Moreau Paul", "", "atelier@mail.example", ""),
    );
    assert_eq!(decide(a, b), Decision::Review);
}

#[test]
fn a_name_and_a_commune_are_for_a_person_to_see() {
    let (a, b) = (
        card("a", "Dupont Pierre", "", "", "74000 Annecy"),
        card("b", "Dupont Pierre", "", "", "74000 Annecy"),
    );
    assert_eq!(decide(a, b), Decision::Review);
    let (a, b) = (
        card("a", "Dupont Pierre", "", "", "74000 Annecy"),
        card("b", "Dupont Pierre", "", "", "74000 Annecy"),
    );
    assert_eq!(decide_among(Vec::new(), a, b), Decision::Review);
}

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
