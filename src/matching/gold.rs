//! The gold decisions of domain.md §2.6.

use super::{Matching, Proposal, Record, Relation, Verdicts};
use crate::{
    customers::{CustomerName, TypedPhone},
    values::{EmailAddress, PostalAddress},
};

pub(super) fn card(
    key: &str,
    name: &str,
    phone: &str,
    email: &str,
    address: &str,
) -> Record<'static> {
    // A test lends what it says for as long as it runs.
    fn lent<T>(what: T) -> &'static T {
        Box::leak(Box::new(what))
    }
    let address = Some(PostalAddress::parse_one_line(address)).filter(|place| !place.is_empty());
    Record {
        key: ("", lent(key.to_owned())),
        name: lent(CustomerName::read_filed(name).unwrap()),
        phones: lent(TypedPhone::read(phone)),
        emails: lent(Vec::from_iter(EmailAddress::parse(email))),
        address: address.map(|address| lent(address) as &_),
        siret: None,
        customer: None,
    }
}

/// An office of three hundred customers, of whom none is anybody of these tests.
pub(super) fn others() -> Vec<Record<'static>> {
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
pub(super) enum Decision {
    Same,
    Review,
    Household,
    Different,
}

pub(super) fn decide(a: Record, b: Record) -> Decision {
    decide_among(others(), a, b)
}

pub(super) fn decide_among<'a>(
    mut records: Vec<Record<'a>>,
    a: Record<'a>,
    b: Record<'a>,
) -> Decision {
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
