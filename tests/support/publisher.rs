//! A server on the loopback that publishes an agenda, or misbehaves.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, Uri, header},
    routing::get,
};
use tokio::net::TcpListener;

/// What it answers, by path.
#[derive(Clone, Debug)]
pub enum Answer {
    Agenda {
        text: String,
        etag: &'static str,
    },
    Redirect(String),
    Status(u16),
    /// So many bytes, with or without saying so before.
    Bytes {
        many: usize,
        said: bool,
    },
    /// Nothing, for ever.
    Silence,
}

/// Path and `If-None-Match` of a request.
type AskedFor = (String, Option<String>);

#[derive(Clone, Debug)]
pub struct Publisher {
    pub address: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    asked: Arc<Mutex<Vec<AskedFor>>>,
}

impl Publisher {
    pub async fn start(answer: Answer) -> Self {
        Self::on(Ipv4Addr::LOCALHOST, 0, answer).await
    }

    pub async fn on(ip: Ipv4Addr, port: u16, answer: Answer) -> Self {
        let listener = TcpListener::bind((ip, port)).await.unwrap();
        let publisher = Self {
            address: listener.local_addr().unwrap(),
            answer: Arc::new(Mutex::new(answer)),
            asked: Arc::default(),
        };
        let router = Router::new().route("/{*path}", get(tell)).with_state(publisher.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        publisher
    }

    pub fn url(&self) -> String {
        format!("http://{}/secret-4711/agenda.ics", self.address)
    }

    pub fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub fn asked(&self) -> Vec<(String, Option<String>)> {
        self.asked.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

pub const THIS_MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// An agenda with these lines of events.
pub fn agenda(events: &[String]) -> String {
    let events: Vec<String> =
        events.iter().map(|event| format!("BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n")).collect();
    let events = events.concat();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

async fn tell(State(publisher): State<Publisher>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let known = headers.get(header::IF_NONE_MATCH).map(|etag| etag.to_str().unwrap().to_owned());
    publisher.asked.lock().unwrap().push((uri.path().to_owned(), known.clone()));
    let answer = publisher.answer.lock().unwrap().clone();
    let response = Response::builder();
    match answer {
        Answer::Agenda { etag, .. } if known.as_deref() == Some(etag) => {
            response.status(304).body(Body::empty()).unwrap()
        }
        Answer::Agenda { text, etag } => response
            .header(header::ETAG, etag)
            .header(header::CONTENT_TYPE, "text/calendar")
            .body(Body::from(text))
            .unwrap(),
        Answer::Redirect(to) => {
            response.status(302).header(header::LOCATION, to).body(Body::empty()).unwrap()
        }
        Answer::Status(status) => response.status(status).body(Body::empty()).unwrap(),
        Answer::Bytes { many, said: true } => response.body(Body::from(vec![b'x'; many])).unwrap(),
        Answer::Bytes { many, said: false } => {
            let chunks =
                (0..many.div_ceil(65_536)).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 65_536]));
            response.body(Body::from_stream(futures_util::stream::iter(chunks))).unwrap()
        }
        Answer::Silence => std::future::pending().await,
    }
}
