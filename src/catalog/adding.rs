//! A new service, and the short code that exports and reports know it by.

use sqlx::PgPool;

use super::{Service, queries};
use crate::values::{ServiceId, text};

/// As many letters as a column of a report has room for.
const LONGEST_CODE: usize = 12;

/// Adds a service under a code made from its name; `service.code` is not looked at.
pub async fn add(db: &PgPool, service: &Service) -> sqlx::Result<ServiceId> {
    let stem = code_for(&service.name);
    for number in 1.. {
        let code = if number == 1 { stem.clone() } else { format!("{stem}{number}") };
        let coded = Service { code, ..service.clone() };
        if let Some(id) = queries::create(db, &coded).await? {
            return Ok(id);
        }
    }
    Err(sqlx::Error::RowNotFound)
}

/// `Borne de recharge` becomes `BORNE_DE_REC`.
fn code_for(name: &str) -> String {
    let words = text::fold(name).to_uppercase();
    let code: String = words
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .take(LONGEST_CODE)
        .collect();
    code.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_plain_letters() {
        assert_eq!(code_for("Borne de recharge"), "BORNE_DE_REC");
        assert_eq!(code_for("Éclairage"), "ECLAIRAGE");
        assert_eq!(code_for("VMC !"), "VMC");
    }
}
