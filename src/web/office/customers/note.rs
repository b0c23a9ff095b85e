//! The note that everybody reads first, written where it is shown.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    super::shell::Shell,
    reach::{done, refuse},
    show::Typed,
};
use crate::{
    app::App,
    customers::{self, ChangeError},
    values::{CustomerId, text::clean_text},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        forms::{FieldErrors, Form},
    },
};

pub(super) async fn change(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<CustomerId>,
    Now(now): Now,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let Some(note) = errors.check("note", clean_text(&typed.note)) else {
        return refuse(&app, shell, id, errors, typed, now).await;
    };
    let note = Some(note.as_str()).filter(|note| !note.is_empty());
    match customers::change_note(&app.db, id, typed.version, note, staff.id, now).await {
        Ok(()) => done(&app, &staff, id, "Note enregistrée.").await,
        Err(ChangeError::Gone) => Err(Error::NotFound),
        Err(ChangeError::Database(error)) => Err(error.into()),
        Err(ChangeError::Stale(current)) => {
            let now_there = current.pinned_note.as_deref().unwrap_or("aucune note");
            let said = format!(
                "La fiche a été modifiée entre-temps ; il y est écrit\u{a0}: «\u{a0}{now_there}\u{a0}». Enregistrez pour écrire votre note à la place."
            );
            refuse(&app, shell, id, FieldErrors::one("note", said), typed, now).await
        }
    }
}
