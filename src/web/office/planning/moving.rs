//! A visit put elsewhere on the board, or made longer or shorter; and back.

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::answers::{Refused, at_and_with, done, on_board, reason};
use crate::{
    app::App,
    appointments::{self, AppointmentDetails, BookError, By, MoveError, NewTime},
    business_time::{Span, local},
    staff,
    values::{AppointmentId, StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Undo,
        forms::{Form, query_value},
        office::{
            shell::Shell,
            times::{instant, read_time},
        },
    },
};

/// The shortest and the longest that a visit can be made, in minutes.
const LENGTHS: std::ops::RangeInclusive<i64> = 15..=600;

#[derive(Debug, Deserialize)]
pub(super) struct DropForm {
    visite: AppointmentId,
    /// Of the visit as the person saw it.
    version: i32,
    technicien: StaffId,
    date: NaiveDate,
    /// `14:30`
    debut: String,
    /// In minutes, where that is what changes.
    #[serde(default)]
    duree: Option<i64>,
    #[serde(default)]
    force: Option<String>,
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    headers: HeaderMap,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<DropForm>,
) -> Result<Response> {
    let before = appointments::find(&app.db, form.visite).await?.ok_or(Error::NotFound)?;
    let starts_at = read_time(&form.debut)
        .and_then(|time| instant(form.date, time).ok())
        .ok_or(Error::Unreadable("no such time on that day"))?;
    match form.change(&app, starts_at, staff.id, now).await {
        Ok(()) => say_done(&app, &staff, &headers, &before).await,
        Err(MoveError::Time(BookError::Database(error))) => Err(error.into()),
        Err(MoveError::NotFound) => Err(Error::NotFound),
        Err(refusal) => {
            let refused = form.refused(&app, &before, starts_at, refusal).await?;
            Ok(refused.answer(shell, &headers))
        }
    }
}

impl DropForm {
    async fn change(
        &self,
        app: &App,
        starts_at: DateTime<Utc>,
        by: StaffId,
        now: DateTime<Utc>,
    ) -> std::result::Result<(), MoveError> {
        let forced = self.force.is_some();
        if let Some(minutes) = self.duree {
            let minutes = minutes.clamp(*LENGTHS.start(), *LENGTHS.end());
            let length = TimeDelta::minutes(minutes);
            return appointments::set_length(
                app,
                self.visite,
                self.version,
                length,
                forced,
                by,
                now,
            )
            .await;
        }
        let to = NewTime { technician: self.technicien, starts_at, forced };
        appointments::move_to(app, self.visite, Some(self.version), to, By::Staff(by), now).await
    }

    async fn refused(
        &self,
        app: &App,
        before: &AppointmentDetails,
        starts_at: DateTime<Utc>,
        refusal: MoveError,
    ) -> Result<Refused> {
        let standing = appointments::find(&app.db, self.visite).await?.ok_or(Error::NotFound)?;
        let technician = staff::find(&app.db, self.technicien).await?.ok_or(Error::NotFound)?;
        let length = self.duree.map_or(before.ends_at - before.starts_at, TimeDelta::minutes);
        let (reason, again) = match &refusal {
            MoveError::Time(refusal) => {
                let span = Span::new(starts_at, starts_at + length);
                let words = reason(app, refusal, technician.id, span, Some(before.id)).await?;
                (words, refusal.can_be_forced().then_some("Forcer"))
            }
            MoveError::Stale => {
                let now = at_and_with(standing.starts_at, &standing.technician_name);
                let words =
                    format!("Quelqu’un l’a changé pendant ce temps. Maintenant\u{a0}: {now}.");
                (words, Some("Déplacer quand même"))
            }
            other => (other.to_string(), None),
        };
        let mut fields = vec![
            ("visite", self.visite.to_string()),
            ("version", standing.version.to_string()),
            ("technicien", self.technicien.to_string()),
            ("date", self.date.to_string()),
            ("debut", self.debut.clone()),
        ];
        fields.extend(self.duree.map(|minutes| ("duree", minutes.to_string())));
        // What was changed meanwhile is asked anew, by all the rules.
        if !matches!(refusal, MoveError::Stale) {
            fields.push(("force", "oui".to_owned()));
        }
        Ok(Refused {
            who: before.customer_name.clone(),
            wanted: match self.duree {
                Some(minutes) => format!("durée de {}", french::duration(minutes)),
                None => at_and_with(starts_at, &technician.name),
            },
            reason,
            again: again.map(|label| (label, fields)),
            action: "/planning/deplacement",
            date: self.date,
        })
    }
}

async fn say_done(
    app: &App,
    staff: &CurrentStaff,
    headers: &HeaderMap,
    before: &AppointmentDetails,
) -> Result<Response> {
    let after = appointments::find(&app.db, before.id).await?.ok_or(Error::NotFound)?;
    let is_moved =
        (after.technician_id, after.starts_at) != (before.technician_id, before.starts_at);
    let mut undo = format!(
        "/planning/deplacement/retour?visite={}&version={}&technicien={}&debut={}",
        before.id,
        after.version,
        before.technician_id,
        query_value(&before.starts_at.to_rfc3339()),
    );
    let text = if is_moved {
        format!(
            "{} déplacé\u{a0}: {}. Le client sera prévenu.",
            after.customer_name,
            at_and_with(after.starts_at, &after.technician_name)
        )
    } else {
        let was = before.ends_at - before.starts_at;
        undo = format!("{undo}&duree={}", was.num_minutes());
        let length = (after.ends_at - after.starts_at).num_minutes();
        format!("{}\u{a0}: {} prévus.", after.customer_name, french::duration(length))
    };
    let undo = Undo { action: undo, label: "Remettre comme avant".to_owned() };
    let back = on_board(local::today(after.starts_at), after.id);
    done(app, staff, headers, text, Some(undo), &back).await
}

/// Where the visit was, and how long it took if that was changed.
#[derive(Debug, Deserialize)]
pub(super) struct Back {
    visite: AppointmentId,
    version: i32,
    technicien: StaffId,
    debut: DateTime<Utc>,
    #[serde(default)]
    duree: Option<i64>,
}

pub(super) async fn undo(
    State(app): State<App>,
    Query(back): Query<Back>,
    Now(now): Now,
    headers: HeaderMap,
    staff: CurrentStaff,
) -> Result<Response> {
    let undone = if let Some(minutes) = back.duree {
        let length = TimeDelta::minutes(minutes.clamp(*LENGTHS.start(), *LENGTHS.end()));
        appointments::set_length(&app, back.visite, back.version, length, true, staff.id, now).await
    } else {
        let to = NewTime { technician: back.technicien, starts_at: back.debut, forced: true };
        appointments::undo_move(&app, back.visite, back.version, to, staff.id, now).await
    };
    let text = match undone {
        Ok(()) => "Rendez-vous remis comme avant.".to_owned(),
        Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(refusal) => refusal.to_string(),
    };
    let on = on_board(local::today(back.debut), back.visite);
    done(&app, &staff, &headers, text, None, &on).await
}
