//! « Signaler »: what was noticed or asked on site, noted in four touches.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    about::{About, Chosen},
    pressed_at::pressed_at,
    shell::Shell,
};
use crate::{
    app::App,
    customers::Site,
    tickets::{self, FieldReason, FieldRequest, NotedOnSite, Reported},
    values::{AppointmentId, CustomerId, SecretToken, SiteId, french, text::clean_text},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::{Page, show_again},
    },
};

/// A line, not a report; in characters.
const LONGEST_LINE: usize = 1000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/terrain/signalement", get(new).post(create))
}

/// The form as it was filled in, or as a link begins it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FieldRequestForm {
    /// The same form sent twice is one request.
    request_key: String,
    /// Filled in by whoever sends the form later than it was pressed.
    pressed_at: String,
    #[serde(rename = "rendez-vous")]
    visit: Option<AppointmentId>,
    client: Option<CustomerId>,
    site: Option<SiteId>,
    reason: String,
    line: String,
    /// Looks for another customer.
    q: String,
}

#[derive(Template)]
#[template(path = "technician/field_request.html")]
struct FieldRequestPage {
    shell: Shell,
    form: FieldRequestForm,
    errors: FieldErrors,
    about: About,
    reported: Vec<Reported>,
    now: DateTime<Utc>,
}

async fn new(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(form): Query<FieldRequestForm>,
) -> Result<Page<FieldRequestPage>> {
    let form = FieldRequestForm { request_key: SecretToken::generate().reveal(), ..form };
    FieldRequestPage::load(&app, shell, form, FieldErrors::default(), now).await.map(Page)
}

async fn create(
    State(app): State<App>,
    staff: CurrentStaff,
    Now(now): Now,
    shell: Shell,
    Form(form): Form<FieldRequestForm>,
) -> Result<Response> {
    if SecretToken::parse(&form.request_key).is_none() {
        return Err(Error::Unreadable("not one of our forms"));
    }
    let chosen = Chosen::load(&app.db, shell.staff_id, form.visit, form.client).await?;
    let request = match form.parse(&staff, chosen, now) {
        Ok(request) => request,
        Err(errors) => {
            return Ok(show_again(FieldRequestPage::load(&app, shell, form, errors, now).await?));
        }
    };
    let noted = tickets::report(&app.db, &request, now).await?;
    Flash::say(words_for(&noted)).keep(&app, &staff).await?;
    let back = match form.visit {
        Some(visit) => format!("/terrain/rendez-vous/{visit}"),
        None => "/terrain/signalement".to_owned(),
    };
    Ok(Redirect::to(&back).into_response())
}

fn words_for(noted: &NotedOnSite) -> String {
    let sent = format!("Transmis au bureau{}: {}.", french::NBSP, noted.number);
    if noted.is_danger {
        format!("{sent} Danger{}: appelez aussi le bureau.", french::NBSP)
    } else {
        sent
    }
}

impl FieldRequestForm {
    /// For templates: whether this site was picked.
    fn has_site(&self, site: &Site) -> bool {
        self.site == Some(site.id)
    }

    /// Reads every field, so that all mistakes are shown at once.
    fn parse(
        &self,
        staff: &CurrentStaff,
        chosen: Option<Chosen>,
        now: DateTime<Utc>,
    ) -> Result<FieldRequest, FieldErrors> {
        let mut errors = FieldErrors::default();
        if chosen.is_none() {
            errors.add("rendez-vous", "Choisissez le client.");
        }
        let reason = FieldReason::from_name(&self.reason);
        let line = errors.check("line", clean_text(&self.line));
        match &line {
            Some(line) if line.is_empty() && reason.is_none() => {
                errors.add("line", "Choisissez un mot ci-dessus, ou écrivez une ligne.");
            }
            Some(line) if line.chars().count() > LONGEST_LINE => errors.add(
                "line",
                format!("Restez sous {}.", french::count(1000, "caractère", "caractères")),
            ),
            _ => {}
        }
        let (Some(chosen), Some(line), true) = (chosen, line, errors.is_empty()) else {
            return Err(errors);
        };
        Ok(FieldRequest {
            technician: staff.id,
            customer: chosen.customer,
            site: chosen.site_or(self.site),
            visit: chosen.visit,
            reason,
            line,
            request_key: self.request_key.clone(),
            noted_at: pressed_at(&self.pressed_at, now),
        })
    }
}

impl FieldRequestPage {
    async fn load(
        app: &App,
        shell: Shell,
        form: FieldRequestForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let chosen = Chosen::load(&app.db, shell.staff_id, form.visit, form.client).await?;
        let about = About::load(&app.db, shell.staff_id, chosen, &form.q, now).await?;
        let reported = tickets::reported_by(&app.db, shell.staff_id).await?;
        Ok(Self { shell, form, errors, about, reported, now })
    }

    fn noted(&self, reported: &Reported) -> String {
        french::ago(reported.created_at, self.now)
    }

    /// `planifiée, mar. 24 nov. à 14 h`
    fn became(&self, reported: &Reported) -> String {
        match reported.planned_at {
            Some(at) => format!(
                "{}, {} à {}",
                reported.status.label(),
                french::relative_day(at, self.now),
                french::time(at)
            ),
            None => reported.status.label().to_owned(),
        }
    }
}
