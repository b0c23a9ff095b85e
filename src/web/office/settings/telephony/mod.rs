//! The telephone: which systems tell us of calls, which numbers are ours, and a way to ring without any.

mod directory;
mod simulator;
mod system;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};

use self::directory::DirectoryForm;
use crate::{
    app::App,
    calls::Provider,
    staff::{self, StaffMember},
    telephony::{self, System},
    values::french,
    web::{
        Result,
        extract::Now,
        forms::FieldErrors,
        office::shell::Shell,
        page::{Page, show_again},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reglages/telephonie", get(index))
        .route("/reglages/telephonie/annuaire", post(directory::update))
        .route("/reglages/telephonie/simulateur", get(simulator::show).post(simulator::ring))
        .route("/reglages/telephonie/simulateur/{call}", post(simulator::go_on))
        .route("/reglages/telephonie/3cx/modele.xml", get(system::threecx_template))
        .route("/reglages/telephonie/{provider}", get(system::edit).post(system::update))
}

#[derive(Template)]
#[template(path = "office/settings/telephony/index.html")]
struct TelephonyPage {
    shell: Shell,
    systems: Vec<System>,
    people: Vec<StaffMember>,
    form: DirectoryForm,
    errors: FieldErrors,
    /// What a softphone opens when it rings.
    softphone_url: String,
    now: DateTime<Utc>,
}

impl TelephonyPage {
    /// `5 min`, `hier à 9 h 42`: when it was last heard of.
    fn last_heard(&self, system: &System) -> Option<String> {
        system.last_event_at.map(|at| moment(at, self.now))
    }

    /// Why it cannot be heard, for those that we call.
    fn fails_since(&self, system: &System) -> Option<String> {
        system.failing_since.map(|at| moment(at, self.now))
    }

    fn extensions_of(&self, person: &StaffMember) -> &str {
        self.form.extensions_of(person.id)
    }
}

/// `aujourd’hui à 9 h 42`
fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} à {}", french::relative_day(at, now), french::time(at))
}

/// Systems that we call, and which cannot be reached from here by a webhook.
fn is_called_by_us(provider: Provider) -> bool {
    matches!(provider, Provider::Ovh | Provider::Asterisk)
}

async fn index(State(app): State<App>, shell: Shell, Now(now): Now) -> Result<Response> {
    let form = DirectoryForm::of(&telephony::directory(&app.db).await?);
    Ok(Page(page(&app, shell, form, FieldErrors::default(), now).await?).into_response())
}

/// The page again, with what was typed and what is wrong with it.
async fn again(
    app: &App,
    shell: Shell,
    form: DirectoryForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<Response> {
    Ok(show_again(page(app, shell, form, errors, now).await?))
}

async fn page(
    app: &App,
    shell: Shell,
    form: DirectoryForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<TelephonyPage> {
    let people = staff::everyone(&app.db).await?.into_iter().filter(|one| one.active).collect();
    Ok(TelephonyPage {
        shell,
        systems: telephony::systems(&app.db).await?,
        people,
        form,
        errors,
        softphone_url: format!("{}/appels/nouveau?de=", app.settings.public_url),
        now,
    })
}
