//! What handlers can ask for, and the guards that stand before them.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::{Error, cookies, sign_in};
use crate::{
    app::App,
    staff::{Role, sessions},
    values::StaffId,
};

/// The moment the request arrived.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now(pub(super) DateTime<Utc>);

impl FromRequestParts<App> for Now {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(app.clock.now()))
    }
}

/// Who is signed in, as the guard of the surface found out.
#[derive(Clone, Debug)]
pub(super) struct CurrentStaff {
    pub(super) id: StaffId,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) token_hash: Vec<u8>,
}

impl FromRequestParts<App> for CurrentStaff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        <Self as OptionalFromRequestParts<App>>::from_request_parts(parts, app)
            .await?
            .ok_or_else(|| Error::SignInRequired { next: parts.uri.to_string() })
    }
}

impl OptionalFromRequestParts<App> for CurrentStaff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Error> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(Some(known.clone()));
        }
        find(app, &parts.headers).await
    }
}

async fn find(app: &App, headers: &HeaderMap) -> Result<Option<CurrentStaff>, Error> {
    let Some(token) = cookies::session_token(headers, app.settings.is_https()) else {
        return Ok(None);
    };
    let session = sessions::find(&app.db, &token, app.clock.now()).await?;
    Ok(session.map(|session| CurrentStaff {
        id: session.staff_id,
        name: session.name,
        role: session.role,
        token_hash: session.token_hash,
    }))
}

/// Lets the office and the manager pass.
pub(super) async fn guard_office(State(app): State<App>, request: Request, next: Next) -> Response {
    guard(&app, request, next, &[Role::Office, Role::Manager]).await
}

/// Lets the manager pass.
pub(super) async fn guard_manager(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    guard(&app, request, next, &[Role::Manager]).await
}

/// Lets technicians pass.
pub(super) async fn guard_technician(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    guard(&app, request, next, &[Role::Technician]).await
}

/// Lets everybody pass who is signed in.
pub(super) async fn guard_staff(State(app): State<App>, request: Request, next: Next) -> Response {
    guard(&app, request, next, &Role::ALL).await
}

async fn guard(app: &App, mut request: Request, next: Next, allowed: &[Role]) -> Response {
    match find(app, request.headers()).await {
        Ok(Some(staff)) if allowed.contains(&staff.role) => {
            request.extensions_mut().insert(staff);
            next.run(request).await
        }
        // Who opens the front door with the wrong key is shown to their own.
        Ok(Some(staff)) if request.method() == Method::GET && request.uri().path() == "/" => {
            axum::response::Redirect::to(staff.role.home()).into_response()
        }
        Ok(Some(_)) => Error::Forbidden.into_response(),
        Ok(None) => sign_in::ask(app, request).await.into_response(),
        Err(error) => error.into_response(),
    }
}

/// The browser's own word for itself, short enough to show in a list of devices.
pub(super) fn device_of(headers: &HeaderMap) -> String {
    let agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let browser =
        ["Firefox", "Edg", "Chrome", "Safari"].into_iter().find(|name| agent.contains(name));
    let system = ["Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"]
        .into_iter()
        .find(|name| agent.contains(name));
    let browser = match browser {
        Some("Edg") => "Edge",
        Some(name) => name,
        None => "Navigateur",
    };
    match system {
        Some(system) => format!("{browser}, {system}"),
        None => browser.to_owned(),
    }
}
