//! What a column holds and what a file is, by its headers (domain.md §6.1, §6.3).

use super::{FileKind, reading::UnreadableFile};
use crate::values::text;

/// What a column of customers holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Code,
    /// The whole name on one line; the family name where the first name has a column.
    Name,
    Civility,
    FirstName,
    Company,
    /// The whole address on one line, or its street.
    Address(Place),
    Complement(Place),
    Postcode(Place),
    City(Place),
    Phone,
    Mobile,
    Email,
}

/// Which of several addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Main,
    Home,
    Other,
}

/// What is asked of a header, folded; of domain.md §6.1 and of Outlook's export (§6.3).
const ALIASES: &[(Role, &[&str])] = &[
    (
        Role::Code,
        &[
            "code",
            "code client",
            "n client",
            "no client",
            "num",
            "num client",
            "numero",
            "numero client",
            "ct num",
            "ref",
            "ref client",
            "compte",
            "compte tiers",
        ],
    ),
    (
        Role::Name,
        &[
            "nom",
            "nom client",
            "client",
            "nom complet",
            "raison sociale",
            "entreprise",
            "denomination",
            "intitule",
            "ct intitule",
        ],
    ),
    (Role::Company, &["societe"]),
    (Role::Civility, &["civilite", "titre", "ct qualite"]),
    (Role::FirstName, &["prenom"]),
    (
        Role::Address(Place::Main),
        &["adresse", "adresse 1", "adresse client", "rue", "voie", "ct adresse", "rue bureau"],
    ),
    (Role::Complement(Place::Main), &["complement", "adresse 2", "ct complement", "rue bureau 2"]),
    (Role::Postcode(Place::Main), &["cp", "code postal", "ct codepostal", "code postal bureau"]),
    (Role::City(Place::Main), &["ville", "commune", "localite", "ct ville", "ville bureau"]),
    (Role::Address(Place::Home), &["rue domicile"]),
    (Role::Complement(Place::Home), &["rue domicile 2"]),
    (Role::Postcode(Place::Home), &["code postal domicile"]),
    (Role::City(Place::Home), &["ville domicile"]),
    (Role::Address(Place::Other), &["rue autre"]),
    (Role::Complement(Place::Other), &["rue autre 2"]),
    (Role::Postcode(Place::Other), &["code postal autre"]),
    (Role::City(Place::Other), &["ville autre"]),
    (
        Role::Phone,
        &[
            "tel",
            "tel fixe",
            "tel 1",
            "tel 2",
            "telephone",
            "telephone fixe",
            "telephone 1",
            "telephone 2",
            "ct telephone",
            "telephone bureau",
            "telephone 2 bureau",
            "telephone societe",
            "telephone domicile",
            "telephone 2 domicile",
            "telephone autre",
            "telephone principal",
        ],
    ),
    (
        Role::Mobile,
        &[
            "portable",
            "mobile",
            "gsm",
            "tel portable",
            "tel mobile",
            "telephone portable",
            "telephone mobile",
        ],
    ),
    (
        Role::Email,
        &[
            "email",
            "e mail",
            "mail",
            "courriel",
            "adresse mail",
            "adresse e mail",
            "ct email",
            "adresse de messagerie",
            "adresse de messagerie 2",
            "adresse de messagerie 3",
            "adresse de courrier",
            "adresse de courrier 2",
            "adresse de courrier 3",
        ],
    ),
];

/// What a column most probably holds.
pub(super) fn role_of(header: &str) -> Option<Role> {
    let folded = folded_header(header);
    ALIASES.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(role, _)| *role)
}

/// Which file it is: the one whose columns are all there without which no row makes sense.
pub(super) fn recognise(headers: &[String]) -> Result<FileKind, UnreadableFile> {
    let headers: Vec<String> = headers.iter().map(|header| folded_header(header)).collect();
    let has = |names: &[&str]| headers.iter().any(|header| names.contains(&header.as_str()));
    let is_hours = |header: &String| {
        header
            .split(' ')
            .all(|word| word.contains('h') && word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let client = &["code client", "n client", "do tiers", "compte tiers", "ct num", "code tiers"];
    if has(&["code chantier", "n chantier"]) && has(client) {
        Ok(FileKind::MdeChantiers)
    } else if has(&["n piece", "numero piece", "do piece", "n devis", "numero devis"])
        && has(client)
    {
        Ok(FileKind::SageDevis)
    } else if has(&["objet"]) && has(&["debut"]) && has(&["fin"]) {
        Ok(FileKind::OutlookAgenda)
    } else if has(&["jour", "date"]) && headers.iter().any(is_hours) {
        Ok(FileKind::Planning)
    } else if has(&["client", "nom"]) && has(&["derniere relance", "relance", "date relance"]) {
        Ok(FileKind::Relances)
    } else if has(&["prenom"])
        && has(&["nom"])
        && has(&[
            "tel mobile",
            "telephone bureau",
            "adresse de messagerie",
            "adresse de courrier",
            "rue bureau",
        ])
    {
        Ok(FileKind::OutlookContacts)
    } else if has(&["code client", "code"]) && has(&["nom", "nom client"]) {
        Ok(FileKind::MdeClients)
    } else if has(&["numero", "ct num", "n client"]) && has(&["intitule", "ct intitule"]) {
        Ok(FileKind::SageClients)
    } else {
        Err(UnreadableFile::UnknownColumns)
    }
}

/// Folded, with a space for each sign: `N° client` is `n client`, `E-mail` is `e mail`.
pub(super) fn folded_header(header: &str) -> String {
    let folded = text::fold(header).replace('°', " ");
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> Vec<String> {
        line.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn files_are_recognised_by_their_headers() {
        for (line, kind) in [
            ("Code client;Nom;Adresse;Tél;Email", FileKind::MdeClients),
            ("NUMERO;INTITULE;ADRESSE", FileKind::SageClients),
            ("CT_NUM;CT_INTITULE;CT_EMAIL", FileKind::SageClients),
            ("N° pièce;Date;Code client;Intitulé", FileKind::SageDevis),
            ("DO_Piece;DO_Date;DO_Tiers", FileKind::SageDevis),
            ("Code chantier;Code client;Libellé", FileKind::MdeChantiers),
            ("Titre;Prénom;Nom;Société;Adresse de courrier", FileKind::OutlookContacts),
            ("Objet;Début;Début;Fin;Fin;Journée entière", FileKind::OutlookAgenda),
            ("Jour;8h-12h;14h-18h", FileKind::Planning),
            ("Client;Tel;Objet;Dernière relance;Statut", FileKind::Relances),
        ] {
            assert_eq!(recognise(&headers(line)), Ok(kind), "{line}");
        }
        for other in ["Titre;Prénom;Nom", "Date;Objet", "Code client;Adresse"] {
            assert_eq!(recognise(&headers(other)), Err(UnreadableFile::UnknownColumns), "{other}");
        }
    }
}
