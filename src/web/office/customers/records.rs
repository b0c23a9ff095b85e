//! Taking one of the other programs' records out of a customer, and giving it back.

use axum::{
    extract::{Path, State},
    response::Redirect,
};

use crate::{
    app::App,
    merging::{self, DetachError, ReattachError},
    values::{CustomerId, DetachmentId, SourceRecordId},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
    },
};

pub(super) async fn detach(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((customer, record)): Path<(CustomerId, SourceRecordId)>,
    Now(now): Now,
) -> Result<Redirect> {
    let (flash, next) = match merging::detach(&app.db, customer, record, staff.id, now).await {
        Ok(done) => {
            let text = format!(
                "«\u{a0}{}\u{a0}» est maintenant un client à part, que plus rien ne rapprochera de «\u{a0}{}\u{a0}».",
                done.detached_name, done.customer_name
            );
            let undo = format!("/clients/detachements/{}/annulation", done.id);
            (Flash::say(text).with_undo(undo, "Annuler"), done.detached_id)
        }
        Err(DetachError::Database(error)) => return Err(error.into()),
        // Pressed twice: the first press made it so. Nobody's record is nobody's page.
        Err(refusal) => (Flash::say(refusal.to_string()), customer),
    };
    flash.keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/clients/{next}")))
}

pub(super) async fn reattach(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<DetachmentId>,
    Now(now): Now,
) -> Result<Redirect> {
    let (text, next) = match merging::reattach(&app.db, id, staff.id, now).await {
        Ok(done) => (
            format!(
                "C’est de nouveau une seule fiche\u{a0}: «\u{a0}{}\u{a0}».",
                done.customer_name
            ),
            format!("/clients/{}", done.customer_id),
        ),
        Err(ReattachError::Unknown) => return Err(Error::NotFound),
        Err(ReattachError::Database(error)) => return Err(error.into()),
        Err(ReattachError::Changed(done)) => {
            let next = format!("/doublons/{}/{}", done.customer_id, done.detached_id);
            (ReattachError::Changed(done).to_string(), next)
        }
        Err(ReattachError::NewerFirst(newer)) => {
            let next = format!("/clients/{}", newer.customer_id);
            (ReattachError::NewerFirst(newer).to_string(), next)
        }
        Err(refusal) => (refusal.to_string(), "/doublons/decisions".to_owned()),
    };
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&next))
}
