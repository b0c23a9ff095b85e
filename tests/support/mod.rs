//! A running program to test against: real router, real database, a clock that stands still.

pub mod dovecot;
pub mod factory;
pub mod icalendar;
pub mod outbox;
pub mod program;
pub mod publisher;
pub mod sms_gateway;
pub mod smtp_sink;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use relais::{
    announcements::Announcements,
    app::{App, Settings},
    clock::Clock,
    staff::{NewStaff, Role, sessions},
    values::StaffId,
    web,
};
use sqlx::PgPool;
use tower::ServiceExt as _;

/// Monday 23 November 2026, 9:00 in Annecy.
pub const START: &str = "2026-11-23T08:00:00Z";

/// A hash in PHC format that no password has.
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[derive(Clone)]
pub struct TestApp {
    pub app: App,
    router: Router,
}

/// Somebody who is signed in: the cookie to send.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub staff: StaffId,
    pub cookie: String,
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub location: Option<String>,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl TestApp {
    pub fn new(db: PgPool) -> Self {
        Self::with(db, |_| ())
    }

    /// With other parts than the usual: a mailer, a texter.
    pub fn with(db: PgPool, change: impl FnOnce(&mut App)) -> Self {
        let settings = Settings {
            public_url: "http://relais.example".to_owned(),
            secret_key: b"a key for tests, 32 bytes long..".to_vec(),
            cti_token: "cti-token".to_owned(),
            sms_token: "sms-token".to_owned(),
            trusted_proxies: Vec::new(),
            // From where tests ask that are not about limits.
            trusted_visitors: vec![[127, 0, 0, 1].into()],
            metrics_token: Some("metrics-token-of-tests".to_owned()),
            longest_answer: std::time::Duration::from_secs(20),
            import_dir: None,
            demo: false,
        };
        let mut app = App {
            db,
            clock: Clock::frozen_at(instant(START)),
            settings: Arc::new(settings),
            mailer: None,
            mailbox: None,
            texter: None,
            routing: None,
            public_web: relais::delivery::PublicWeb::default(),
            announcements: Announcements::default(),
        };
        change(&mut app);
        Self { router: web::router(app.clone()), app }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(
            Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap(),
        )
        .await
    }

    /// Submits a form as a browser would that is not signed in.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(form_request(path).body(Body::from(encode(fields))).unwrap()).await
    }

    pub async fn get_as(&self, who: &SignedIn, path: &str) -> Reply {
        let request = Request::get(path)
            .header(header::COOKIE, &who.cookie)
            .header(header::ACCEPT, "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// The head and the bytes of what is no text.
    pub async fn send_raw(&self, who: &SignedIn, path: &str) -> (axum::http::HeaderMap, Vec<u8>) {
        let mut request =
            Request::get(path).header(header::COOKIE, &who.cookie).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50000))));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        assert_eq!(parts.status, StatusCode::OK, "{path}");
        (parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
    }

    pub async fn get_htmx(&self, who: &SignedIn, path: &str) -> Reply {
        let request =
            Request::get(path).header(header::COOKIE, &who.cookie).header("hx-request", "true");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post_as(&self, who: &SignedIn, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = form_request(path).header(header::COOKIE, &who.cookie);
        self.send(request.body(Body::from(encode(fields))).unwrap()).await
    }

    /// Posts JSON as a program does.
    pub async fn post_json(&self, path: &str, body: &serde_json::Value) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// A response of which only the head is read: a stream never ends.
    pub async fn head_of(&self, mut request: Request<Body>) -> Reply {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50000))));
        let (parts, _) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        Reply::of(parts, String::new())
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        self.send_from("127.0.0.1", request).await
    }

    /// As [`Self::send`], from another address than the tests' own.
    pub async fn send_from(&self, address: &str, mut request: Request<Body>) -> Reply {
        let address: IpAddr = address.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 50000)));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply::of(parts, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Adds a colleague and signs them in, past the password.
    pub async fn sign_in(&self, role: Role) -> SignedIn {
        let name = match role {
            Role::Office => "Claire Martin",
            Role::Technician => "Gaëtan Morel",
            Role::Manager => "Denis Duret",
        };
        let staff = self.staff(name, role).await;
        self.session_of(staff).await
    }

    pub async fn session_of(&self, staff: StaffId) -> SignedIn {
        let token = sessions::open(&self.app.db, staff, "Test", false, self.now()).await.unwrap();
        SignedIn { staff, cookie: format!("relais={}", token.reveal()) }
    }

    /// Adds a colleague who cannot sign in by password; technicians have the usual hours.
    pub async fn staff(&self, name: &str, role: Role) -> StaffId {
        let email = format!("{}@staff.example", relais::values::text::fold(name).replace(' ', "."));
        let new = NewStaff { name: name.to_owned(), email, role, phone: None, trade: None };
        let id = relais::staff::create(&self.app.db, &new, NO_PASSWORD, self.now())
            .await
            .unwrap()
            .unwrap();
        if role == Role::Technician {
            let mut connection = self.app.db.acquire().await.unwrap();
            relais::scheduling::give_usual_hours(&mut connection, id).await.unwrap();
        }
        id
    }

    pub async fn technician(&self, name: &str) -> StaffId {
        self.staff(name, Role::Technician).await
    }
}

impl Reply {
    fn of(parts: axum::http::response::Parts, body: String) -> Self {
        let location = parts.headers.get(header::LOCATION);
        let location = location.map(|value| value.to_str().unwrap().to_owned());
        Self { status: parts.status, location, headers: parts.headers, body }
    }

    #[track_caller]
    pub fn assert_shows(&self, text: &str) {
        let shown = self.body.replace("&#39;", "'").replace("&amp;", "&").replace("&#38;", "&");
        assert!(shown.contains(text), "{text:?} is not in ({}):\n{}", self.status, self.body);
    }

    #[track_caller]
    pub fn assert_hides(&self, text: &str) {
        assert!(!self.body.contains(text), "{text:?} is in:\n{}", self.body);
    }

    #[track_caller]
    pub fn assert_status(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{:?}\n{}", self.location, self.body);
    }

    /// The value of the first input of this name.
    #[track_caller]
    pub fn input_value(&self, name: &str) -> String {
        let tag = self
            .body
            .split('<')
            .find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")))
            .unwrap_or_else(|| panic!("no input {name:?} in:\n{}", self.body));
        let value = tag
            .split("value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        value.to_owned()
    }
}

fn form_request(path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
}

fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
