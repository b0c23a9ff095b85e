//! Who is kept out of the portal, and who is being slowed down there.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::{
    abuse::{self, BlockError, BlockPage, NewBlock, Slowed, Subject},
    app::App,
    values::{PortalBlockId, french, text::clean_line},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

/// For how long: the value in the form, the days, the words.
const DURATIONS: [(&str, i64, &str); 4] = [
    ("jour", 1, "Un jour"),
    ("semaine", 7, "Une semaine"),
    ("mois", 31, "Un mois"),
    ("semestre", 183, "Six mois"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Whom the form is filled in with.
    qui: String,
    /// After which block the page begins.
    avant: Option<PortalBlockId>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BlockForm {
    qui: String,
    motif: String,
    duree: String,
}

#[derive(Template)]
#[template(path = "office/settings/blocks.html")]
struct BlocksPage {
    shell: Shell,
    page: BlockPage,
    is_first: bool,
    slowed: Vec<Slowed>,
    form: BlockForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
}

pub(super) async fn index(
    State(app): State<App>,
    Now(now): Now,
    Query(asked): Query<Asked>,
    shell: Shell,
) -> Result<Response> {
    let form = BlockForm { qui: asked.qui, ..BlockForm::default() };
    let page = BlocksPage::load(&app, shell, asked.avant, form, FieldErrors::default(), now);
    Ok(Page(page.await?).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<BlockForm>,
) -> Result<Response> {
    let errors = match form.parse(now) {
        Ok(new) => match abuse::block(&app.db, &new, staff.id, now).await {
            Ok(_) => {
                let until = french::day_and_time(new.ends_at);
                Flash::say(format!("{} est bloqué sur le portail jusqu’au {until}.", new.subject))
                    .keep(&app, &staff)
                    .await?;
                return Ok(Redirect::to("/reglages/blocages").into_response());
            }
            Err(BlockError::Database(error)) => return Err(error.into()),
            Err(already @ BlockError::Already) => FieldErrors::one("qui", already),
        },
        Err(errors) => errors,
    };
    Ok(show_again(BlocksPage::load(&app, shell, None, form, errors, now).await?))
}

pub(super) async fn lift(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<PortalBlockId>,
    staff: CurrentStaff,
) -> Result<Response> {
    if abuse::lift(&app.db, id, staff.id, now).await? {
        Flash::say("Blocage levé\u{a0}: le portail est de nouveau ouvert.")
            .keep(&app, &staff)
            .await?;
    }
    Ok(Redirect::to("/reglages/blocages").into_response())
}

impl BlockForm {
    fn parse(&self, now: DateTime<Utc>) -> Result<NewBlock, FieldErrors> {
        let mut errors = FieldErrors::default();
        let subject = Subject::parse(&self.qui)
            .ok_or("Écrivez une adresse IP, un numéro de téléphone ou un e-mail.");
        let subject = errors.check("qui", subject);
        let reason = errors
            .check("motif", required(&self.motif, "Dites pourquoi, pour qui lira cette liste."))
            .and_then(|reason| errors.check("motif", clean_line(&reason)));
        let days = DURATIONS.iter().find(|(value, ..)| *value == self.duree);
        let days = errors.check("duree", days.ok_or("Choisissez pour combien de temps."));
        match (subject, reason, days) {
            (Some(subject), Some(reason), Some((_, days, _))) => {
                Ok(NewBlock { subject, reason, ends_at: now + TimeDelta::days(*days) })
            }
            _ => Err(errors),
        }
    }
}

impl BlocksPage {
    async fn load(
        app: &App,
        shell: Shell,
        after: Option<PortalBlockId>,
        form: BlockForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        Ok(Self {
            shell,
            page: abuse::blocks(&app.db, after).await?,
            is_first: after.is_none(),
            slowed: abuse::slowed(&app.db, now).await?,
            form,
            errors,
            now,
        })
    }

    fn first(&self) -> &'static str {
        if self.is_first { "" } else { "/reglages/blocages" }
    }

    fn next(&self) -> String {
        self.page.next.map(|id| format!("/reglages/blocages?avant={id}")).unwrap_or_default()
    }
}
