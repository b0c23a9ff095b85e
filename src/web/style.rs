//! The gallery of components, in all their states, under `/_style`: what the browser tests measure.

use askama::Template;
use axum::{
    Router,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
    routing::get,
};

/// For development: no data, no session.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/_style",
            get(async || page(&OfficePage { shell: Shell::sample(), errors: Errors })),
        )
        .route("/_style/planning", get(async || page(&PlanningPage { shell: Shell::sample() })))
        .route(
            "/_style/portail",
            get(async || page(&PortalPage { company: Company::sample(), errors: Errors })),
        )
        .route("/_style/terrain", get(async || page(&TechnicianPage { shell: Shell::sample() })))
}

#[derive(Template)]
#[template(path = "style/office.html")]
struct OfficePage {
    shell: Shell,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "style/planning.html")]
struct PlanningPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "style/portal.html")]
struct PortalPage {
    company: Company,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "style/technician.html")]
struct TechnicianPage {
    shell: Shell,
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the gallery cannot be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// As the shell of a real page looks to its layout.
struct Shell {
    staff_name: &'static str,
    company_name: &'static str,
    single_keys: bool,
    silent_since: Option<&'static str>,
    asking_mails: i64,
    unread_since: Option<&'static str>,
    stale_since: Option<&'static str>,
    flash: Option<Flash>,
    counts: Counts,
    duplicates: i64,
}

struct Flash {
    text: &'static str,
    undo: Option<Undo>,
}

struct Undo {
    action: &'static str,
    label: &'static str,
}

struct Counts {
    open_calls: i64,
    open_tickets: i64,
    waiting_messages: i64,
}

impl Shell {
    fn sample() -> Self {
        Self {
            staff_name: "Claire Fontaine",
            company_name: "Duret Électricité",
            single_keys: true,
            silent_since: Some("9 h 42"),
            asking_mails: 2,
            unread_since: None,
            stale_since: None,
            flash: Some(Flash {
                text: "Rendez-vous déplacé au mardi 24 novembre, 14 h.",
                undo: Some(Undo { action: "/_style", label: "Annuler" }),
            }),
            counts: Counts { open_calls: 3, open_tickets: 12, waiting_messages: 0 },
            duplicates: 7,
        }
    }

    #[expect(clippy::unused_self, reason = "layouts ask the shell of a real page in the same way")]
    fn is(&self, section: &str) -> bool {
        section.is_empty()
    }

    #[expect(clippy::unused_self, reason = "as above")]
    fn role_label(&self) -> &'static str {
        "Bureau"
    }
}

struct Company {
    name: &'static str,
    phone: &'static str,
    look: crate::company::Look,
}

impl Company {
    fn sample() -> Self {
        Self {
            name: "Duret Électricité",
            phone: "04 65 71 20 30",
            look: crate::company::Look::default(),
        }
    }

    fn phone_link(&self) -> String {
        self.phone.replace(' ', "")
    }
}

/// As [`super::forms::FieldErrors`] with one mistake in it.
struct Errors;

impl Errors {
    const MISTAKES: [(&'static str, &'static str); 1] =
        [("phone", "Ce numéro a un chiffre de trop. Vérifiez-le avec votre interlocuteur.")];

    #[expect(clippy::unused_self, reason = "fields ask the errors of a real form in the same way")]
    fn on(&self, field: &str) -> impl Iterator<Item = &'static str> {
        Self::MISTAKES
            .into_iter()
            .filter(move |(name, _)| *name == field)
            .map(|(_, message)| message)
    }

    #[expect(clippy::unused_self, reason = "as above")]
    fn has(&self, field: &str) -> bool {
        Self::MISTAKES.iter().any(|(name, _)| *name == field)
    }

    #[expect(clippy::unused_self, reason = "as above")]
    fn is_empty(&self) -> bool {
        Self::MISTAKES.is_empty()
    }

    #[expect(clippy::unused_self, reason = "as above")]
    fn all(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::MISTAKES.into_iter()
    }
}
