//! The sheet "Relances": who was chased, when, and what for. Read only here.

use chrono::NaiveDate;

use super::{
    cells::{self, Fields},
    rows::Raw,
};
use crate::values::text;

/// What one line of the sheet says beside whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FollowUpRow {
    pub(super) subject: String,
    pub(super) chased_on: Option<NaiveDate>,
    /// As typed: `semaine 42`, `?`.
    pub(super) chased: String,
    pub(super) status: String,
    pub(super) is_open: bool,
    pub(super) remark: String,
}

/// What an office writes when nobody has to be chased any more.
const CLOSED: [&str; 12] = [
    "ok", "regle", "reglee", "paye", "payee", "fait", "clos", "classe", "annule", "termine",
    "fini", "solde",
];

impl FollowUpRow {
    pub(super) fn of(raw: &Raw) -> Self {
        let fields = Fields::of(raw);
        let chased = fields.text(&["derniere relance", "relance", "date relance"]);
        let status = fields.text(&["statut", "etat"]);
        Self {
            subject: fields.text(&["objet", "sujet", "motif"]),
            chased_on: cells::day(&chased),
            is_open: !CLOSED.contains(&text::fold(&status).as_str()),
            chased,
            status,
            remark: fields.text(&["remarque", "remarques", "observations", "commentaire", "notes"]),
        }
    }
}
