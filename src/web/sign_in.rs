//! Signing in and out.

use askama::Template;
use axum::{
    Router,
    body::to_bytes,
    extract::{ConnectInfo, Query, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use std::net::SocketAddr;

use super::{
    Result, cookies,
    extract::{CurrentStaff, Now, device_of},
    forms::{Form, query_value},
    page::{Page, is_own_path, path_of_page},
};
use crate::{
    app::App,
    company::{self, Company},
    staff::{self, Role, passwords, sessions, throttle},
    values::{StaffId, french, text},
};

/// A form that was sent after the session had ended is kept up to this size and sent again.
const KEPT_FORM_BYTES: usize = 256 * 1024;

/// In characters.
const LONGEST_ACCOUNT: usize = 254;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/connexion", get(new).post(create)).route("/deconnexion", post(destroy))
}

/// The form as it was filled in. The password is never shown again.
#[derive(Debug, Default, Deserialize)]
struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    remember: Option<String>,
    /// Where to go afterwards.
    #[serde(default)]
    suite: String,
    /// A form that was sent without a session: its address and urlencoded body.
    #[serde(default)]
    pending_action: String,
    #[serde(default)]
    pending_body: String,
}

#[derive(Template)]
#[template(path = "sign_in/new.html")]
struct SignInPage {
    company: Company,
    form: SignInForm,
    error: Option<String>,
    notice: Option<&'static str>,
    is_demo: bool,
}

/// After signing in again: the form that the lost session had swallowed.
#[derive(Template)]
#[template(path = "sign_in/resume.html")]
struct ResumePage {
    company: Company,
    action: String,
    fields: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Destination {
    #[serde(default)]
    suite: String,
}

async fn new(
    State(app): State<App>,
    Query(to): Query<Destination>,
    staff: Option<CurrentStaff>,
) -> Result<Response> {
    if let Some(staff) = staff {
        return Ok(Redirect::to(&destination(&to.suite, staff.role)).into_response());
    }
    let form = SignInForm { suite: to.suite, ..SignInForm::default() };
    Ok(Page(SignInPage::of(&app, form).await?).into_response())
}

impl SignInPage {
    async fn of(app: &App, form: SignInForm) -> Result<Self> {
        let company = company::load(&app.db).await?;
        let form = SignInForm { password: String::new(), ..form };
        Ok(Self { company, form, error: None, notice: None, is_demo: app.settings.demo })
    }
}

async fn create(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Now(now): Now,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response> {
    // Nobody's address is longer (RFC 5321 §4.5.3.1).
    let account: String =
        text::strip_line(&form.email).to_lowercase().chars().take(LONGEST_ACCOUNT).collect();
    if let Some(wait) = throttle::begin_try(&app.db, &account, peer.ip(), now).await? {
        let seconds = wait.num_seconds() + 1;
        let error = format!(
            "Trop d’essais. Attendez {}, puis réessayez.",
            french::count(seconds, "seconde", "secondes")
        );
        return refuse(&app, form, error, StatusCode::TOO_MANY_REQUESTS).await;
    }
    let Some((id, role)) = check_password(&app, &account, form.password.clone()).await? else {
        let error =
            "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux.".to_owned();
        return refuse(&app, form, error, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    throttle::forgive(&app.db, &account).await?;
    let remembered = form.remember.is_some();
    let token = sessions::open(&app.db, id, &device_of(&headers), remembered, now).await?;
    let cookie = cookies::set_session(
        &token,
        remembered.then(sessions::remembered_seconds),
        app.settings.is_https(),
    );
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
    if is_own_path(&form.pending_action) {
        let fields = form_urlencoded::parse(form.pending_body.as_bytes()).into_owned().collect();
        let company = company::load(&app.db).await?;
        return Ok((cookie, Page(ResumePage { company, action: form.pending_action, fields }))
            .into_response());
    }
    Ok((cookie, Redirect::to(&destination(&form.suite, role))).into_response())
}

async fn destroy(State(app): State<App>, staff: Option<CurrentStaff>) -> Result<Response> {
    if let Some(staff) = staff {
        sessions::close(&app.db, &staff.token_hash).await?;
    }
    let forget = [
        (header::SET_COOKIE, cookies::forget_session(app.settings.is_https())),
        (header::HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\"")),
    ];
    Ok((AppendHeaders(forget), Redirect::to("/connexion")).into_response())
}

async fn check_password(
    app: &App,
    account: &str,
    password: String,
) -> Result<Option<(StaffId, Role)>> {
    let Some((id, role, hash)) = staff::by_email(&app.db, account).await? else {
        passwords::verify_nobody(password).await?;
        return Ok(None);
    };
    Ok(passwords::verify(password, hash).await?.then_some((id, role)))
}

async fn refuse(
    app: &App,
    form: SignInForm,
    error: String,
    status: StatusCode,
) -> Result<Response> {
    let page = SignInPage { error: Some(error), ..SignInPage::of(app, form).await? };
    Ok((status, Page(page)).into_response())
}

/// What a guard answers to somebody without a session.
///
/// A page is come back to after signing in. A form is kept whole, in the sign-in page itself,
/// and sent afterwards: a lost session loses nothing that was typed.
pub(super) async fn ask(app: &App, request: Request) -> Result<Response> {
    let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    if request.headers().contains_key("hx-request") {
        let back = path_of_page(request.headers()).unwrap_or(path);
        let to = format!("/connexion?suite={}", query_value(&back));
        return Ok((StatusCode::UNAUTHORIZED, [("hx-redirect", to)]).into_response());
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(super::Error::SignInRequired { next: path });
    }
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let body =
        if is_form { to_bytes(request.into_body(), KEPT_FORM_BYTES).await.ok() } else { None };
    let form = match body.and_then(|body| String::from_utf8(body.to_vec()).ok()) {
        Some(body) => {
            SignInForm { pending_action: path, pending_body: body, ..SignInForm::default() }
        }
        None => SignInForm { suite: path, ..SignInForm::default() },
    };
    let notice = Some(
        "Votre session est terminée. Reconnectez-vous : ce que vous venez de saisir est gardé.",
    );
    let page = SignInPage { notice, ..SignInPage::of(app, form).await? };
    Ok((StatusCode::UNAUTHORIZED, Page(page)).into_response())
}

fn destination(next: &str, role: Role) -> String {
    if is_own_path(next) && next != "/" { next.to_owned() } else { role.home().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_only_to_pages_of_ours() {
        for elsewhere in [
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "javascript:alert(1)",
            "",
            "/\tx",
        ] {
            assert_eq!(destination(elsewhere, Role::Office), "/");
        }
        assert_eq!(destination("/clients/4?x=1", Role::Office), "/clients/4?x=1");
        assert_eq!(destination("/", Role::Technician), "/terrain");
    }
}
