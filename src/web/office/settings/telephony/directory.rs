//! Our own numbers, and who sits at which extension.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::again;
use crate::{
    app::App,
    telephony::{self, Directory, Extension},
    values::{PhoneNumber, StaffId},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
    },
};

/// No office has longer extensions; longer ones are numbers.
const LONGEST_EXTENSION: usize = 24;

/// As it was filled in: `personne` and `postes` go together, field by field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DirectoryForm {
    pub(super) numeros: String,
    personne: Vec<StaffId>,
    postes: Vec<String>,
    pub(super) autres_postes: String,
}

impl DirectoryForm {
    pub(super) fn of(directory: &Directory) -> Self {
        let numbers = directory.own_numbers.iter();
        let numbers = numbers.map(|number| match PhoneNumber::parse(number) {
            Ok(number) => number.national(),
            Err(_) => number.clone(),
        });
        let mut form = Self { numeros: numbers.collect::<Vec<_>>().join("\n"), ..Self::default() };
        for Extension { extension, staff_id } in &directory.extensions {
            match staff_id {
                Some(person) => {
                    if let Some(at) = form.personne.iter().position(|one| one == person) {
                        form.postes[at] = format!("{}, {extension}", form.postes[at]);
                    } else {
                        form.personne.push(*person);
                        form.postes.push(extension.clone());
                    }
                }
                None if form.autres_postes.is_empty() => form.autres_postes.clone_from(extension),
                None => form.autres_postes = format!("{}, {extension}", form.autres_postes),
            }
        }
        form
    }

    pub(super) fn extensions_of(&self, person: StaffId) -> &str {
        let found = self.personne.iter().zip(&self.postes).find(|(one, _)| **one == person);
        found.map_or("", |(_, extensions)| extensions)
    }

    fn parse(&self) -> std::result::Result<(Vec<PhoneNumber>, Vec<Extension>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let numbers = telephony::read_own_numbers(&self.numeros);
        let numbers = errors.check(
            "numeros",
            numbers.map_err(|line| {
                format!(
                    "«\u{a0}{line}\u{a0}» n’est pas un numéro complet\u{a0}: un numéro par ligne."
                )
            }),
        );
        let mut extensions: Vec<Extension> = Vec::new();
        let with_people = self.personne.iter().copied().map(Some).zip(self.postes.iter());
        for (staff_id, typed) in with_people.chain([(None, &self.autres_postes)]) {
            for extension in
                typed.split([',', ';', ' ', '\n', '\r']).filter(|word| !word.is_empty())
            {
                if extension.chars().count() > LONGEST_EXTENSION {
                    errors.add(
                        "autres_postes",
                        "Un poste a 24 signes au plus\u{a0}: 21, 104, 0465710074…",
                    );
                } else if extensions.iter().any(|known| known.extension == extension) {
                    errors.add("autres_postes", format!("Le poste {extension} est noté deux fois\u{a0}: gardez-le à une seule personne."));
                } else {
                    extensions.push(Extension { extension: extension.to_owned(), staff_id });
                }
            }
        }
        match numbers {
            Some(numbers) if errors.is_empty() => Ok((numbers, extensions)),
            _ => Err(errors),
        }
    }
}

pub(super) async fn update(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Now(now): Now,
    Form(form): Form<DirectoryForm>,
) -> Result<Response> {
    let (numbers, extensions) = match form.parse() {
        Ok(read) => read,
        Err(errors) => return again(&app, shell, form, errors, now).await,
    };
    telephony::save_directory(&app.db, &numbers, &extensions).await?;
    Flash::say("Numéros et postes enregistrés.").keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/telephonie").into_response())
}
