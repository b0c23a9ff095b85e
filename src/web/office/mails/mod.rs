//! What customers wrote: what waits for a person to say where it belongs, and each mail.

mod files;
mod filing;
pub(super) mod shown;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use self::shown::ShownMail;
use super::shell::Shell;
use crate::{
    app::App,
    customers::search::{self, CustomerHit},
    mails::{self, Filter, MailPage, State as MailState, quoting::Passage},
    tickets,
    values::{CustomerId, MailId, french},
    web::{
        Error, Result,
        extract::Now,
        forms::FieldErrors,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/courrier", get(index))
        .route("/courrier/{id}", get(show))
        .route("/courrier/{id}/demande", post(filing::file_on))
        .route("/courrier/{id}/nouvelle", post(filing::open_request))
        .route("/courrier/{id}/client", post(filing::add_customer))
        .route("/courrier/{id}/ecart", post(filing::set_aside))
        .route("/courrier/{id}/retour", post(filing::bring_back))
        .route("/courrier/{id}/pieces/{position}", get(files::download))
        .route("/courrier/{id}/images/{position}", get(files::picture))
}

/// As many customers as are proposed.
const PROPOSED: usize = 6;

/// The views of the list, as their links name them.
const VIEWS: [(&str, &str, Filter); 3] = [
    ("a-rattacher", "À rattacher", Filter::Asking),
    ("de-cote", "Mis de côté", Filter::Aside),
    ("tous", "Tous", Filter::All),
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    vue: String,
    /// The last mail of the page before.
    avant: Option<MailId>,
}

#[derive(Template)]
#[template(path = "office/mails/index.html")]
struct MailsPage {
    shell: Shell,
    list: MailList,
}

/// The part of [`MailsPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/mails/list.html")]
struct MailsPart {
    list: MailList,
}

struct MailList {
    view: &'static str,
    label: &'static str,
    page: MailPage,
    before: Option<MailId>,
    has_mailbox: bool,
    now: DateTime<Utc>,
}

async fn index(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let (view, label, filter) =
        VIEWS.into_iter().find(|(name, ..)| *name == asked.vue).unwrap_or(VIEWS[0]);
    let list = MailList {
        view,
        label,
        page: mails::list(&app.db, filter, asked.avant).await?,
        before: asked.avant,
        has_mailbox: app.mailbox.is_some(),
        now,
    };
    Ok(if wants_fragment(&headers) {
        Page(MailsPart { list }).into_response()
    } else {
        Page(MailsPage { shell, list }).into_response()
    })
}

impl MailList {
    fn address(&self) -> String {
        match self.before {
            Some(before) => self.page_before(before),
            None => self.first_page(),
        }
    }

    fn first_page(&self) -> String {
        format!("/courrier?vue={}", self.view)
    }

    fn page_before(&self, before: MailId) -> String {
        format!("/courrier?vue={}&avant={before}", self.view)
    }

    /// Empty on the first page.
    fn first(&self) -> String {
        self.before.map_or_else(String::new, |_| self.first_page())
    }

    /// Empty on the last page.
    fn older(&self) -> String {
        self.page.older.map_or_else(String::new, |last| self.page_before(last))
    }

    fn position(&self) -> String {
        let count = i64::try_from(self.page.rows.len()).unwrap_or(i64::MAX);
        french::count(count, "e-mail sur cette page", "e-mails sur cette page")
    }
}

/// Whose search a person typed to find the sender.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sought {
    q: String,
}

#[derive(Template)]
#[template(path = "office/mails/show.html")]
struct MailShowPage {
    shell: Shell,
    shown: ShownMail,
    /// Those who have the sender's address, with what they still wait for.
    known: Vec<KnownSender>,
    /// Those whom the search found.
    found: Vec<CustomerHit>,
    query: String,
    form: filing::FilingForm,
    errors: FieldErrors,
}

struct KnownSender {
    id: CustomerId,
    name: String,
    open: Vec<(String, String)>,
}

async fn show(
    State(app): State<App>,
    Path(id): Path<MailId>,
    Query(sought): Query<Sought>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let form = filing::FilingForm::default();
    page(&app, id, form, FieldErrors::default(), sought.q, StatusCode::OK, shell, now).await
}

#[expect(clippy::too_many_arguments, reason = "a page, and what a refused form leaves on it")]
async fn page(
    app: &App,
    id: MailId,
    mut form: filing::FilingForm,
    errors: FieldErrors,
    query: String,
    status: StatusCode,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let shown = ShownMail::load(app, id, now).await?.ok_or(Error::NotFound)?;
    let mut known = Vec::new();
    if let Some(address) = &shown.mail.from_address {
        for (id, name) in mails::customers_at(&app.db, address).await? {
            let open = tickets::open_of_customer(&app.db, id).await?;
            let open = open.into_iter().map(|(_, number, subject)| (number, subject)).collect();
            known.push(KnownSender { id, name, open });
        }
    }
    let found = if query.trim().is_empty() {
        Vec::new()
    } else {
        search::search(&app.db, &query, 0, PROPOSED).await?.customers
    };
    if form.name.is_empty() {
        form.name.clone_from(&shown.mail.from_name);
    }
    let page = MailShowPage { shell, shown, known, found, query, form, errors };
    Ok((status, Page(page)).into_response())
}

impl MailShowPage {
    /// Requests of the sender that it is not on already.
    fn others<'a>(&'a self, sender: &'a KnownSender) -> impl Iterator<Item = &'a (String, String)> {
        let here = self.shown.mail.ticket_number.as_deref();
        let proposed = self.shown.mail.proposed_number.as_deref();
        sender.open.iter().filter(move |(number, _)| {
            Some(number.as_str()) != here && Some(number.as_str()) != proposed
        })
    }

    fn is_asking(&self) -> bool {
        self.shown.mail.state == MailState::Asking
    }

    fn is_aside(&self) -> bool {
        self.shown.mail.state == MailState::Aside
    }
}
