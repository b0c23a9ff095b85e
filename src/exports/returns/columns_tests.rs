use super::*;

fn raw(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
    cells.iter().map(|(header, cell)| ((*header).to_owned(), (*cell).to_owned())).collect()
}

fn sage() -> BTreeMap<String, String> {
    raw(&[
        ("Numéro", "CLI00001"),
        ("Intitulé", "Dupont P."),
        ("Adresse", "12 R de la Mairie"),
        ("Complément", ""),
        ("Code postal", "74000"),
        ("Ville", "ANNECY"),
        ("Téléphone", ""),
        ("Portable", "0639981234"),
        ("E-mail", "Pierre@mail.example"),
        ("Dernier contact", "20/07/2025"),
    ])
}

fn mde() -> BTreeMap<String, String> {
    raw(&[
        ("Code client", "C00001"),
        ("Nom", "DUPONT Pierre"),
        ("Adresse", "12 RUE DE LA MAIRIE, 74000 ANNECY"),
        ("Tél", "06 39 98 12 34"),
        ("Email", ""),
        ("Nb chantiers", "2"),
        ("Dernière intervention", ""),
    ])
}

/// As both files together say it.
fn card() -> Card {
    let mut filed = Filed::default();
    filed.add(Program::Mde, &mde());
    filed.add(Program::Sage, &sage());
    Card {
        name: "Dupont Pierre".to_owned(),
        phones: vec!["+33639981234".to_owned()],
        emails: vec!["pierre@mail.example".to_owned()],
        sites: vec![PostalAddress::parse_one_line("12 rue de la Mairie, 74000 Annecy")],
        filed,
    }
}

#[test]
fn what_only_another_program_says_is_no_change() {
    assert_eq!(changed_row(Program::Sage, &sage(), &card()), None);
    assert_eq!(changed_row(Program::Mde, &mde(), &card()), None);
}

#[test]
fn what_the_office_writes_goes_into_its_column() {
    let mut card = card();
    card.name = "Dupond Pierre".to_owned();
    card.phones = vec!["+33639985678".to_owned(), "+33465715566".to_owned()];
    card.emails = vec!["dupond@mail.example".to_owned()];
    card.sites = vec![PostalAddress::parse_one_line("3 rue Royale, Bât. B, 74600 Seynod")];
    let row = changed_row(Program::Sage, &sage(), &card).unwrap();
    assert_eq!(
        row,
        [
            "CLI00001",
            "Dupond Pierre",
            "3 rue Royale",
            "Bât. B",
            "74600",
            "Seynod",
            "04 65 71 55 66",
            "06 39 98 56 78",
            "dupond@mail.example",
            "20/07/2025"
        ]
    );
    let row = changed_row(Program::Mde, &mde(), &card).unwrap();
    assert_eq!(
        row,
        [
            "C00001",
            "Dupond Pierre",
            "3 rue Royale, Bât. B, 74600 Seynod",
            "06 39 98 56 78",
            "dupond@mail.example",
            "2",
            ""
        ]
    );
}

#[test]
fn what_the_office_takes_away_leaves_an_empty_cell() {
    let card = Card { phones: Vec::new(), ..card() };
    assert_eq!(changed_row(Program::Sage, &sage(), &card).unwrap()[7], "");
}

#[test]
fn a_row_that_went_out_and_came_back_is_no_change() {
    let mut card = card();
    card.phones = vec!["+33639985678".to_owned()];
    let row = changed_row(Program::Sage, &sage(), &card).unwrap();
    let came: BTreeMap<String, String> =
        Program::Sage.headers().into_iter().map(str::to_owned).zip(row).collect();
    card.filed.add(Program::Sage, &came);
    assert_eq!(changed_row(Program::Sage, &came, &card), None);
}

#[test]
fn a_customer_without_code_goes_out_without_one() {
    let mut card = card();
    card.filed = Filed::default();
    let row = new_row(Program::Mde, &card);
    assert_eq!(row[0], "");
    assert_eq!(row[1], "Dupont Pierre");
    assert_eq!(row[3], "06 39 98 12 34");
    assert_eq!(row.len(), 7);
}
