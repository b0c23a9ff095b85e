//! A real SMS gateway on loopback: the generic HTTP one of interface.md.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use relais::delivery::Texter;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(Clone, Debug)]
pub struct SmsGateway {
    pub url: String,
    requests: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

impl SmsGateway {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let gateway = Self { url, requests: Arc::default(), answers: Arc::default() };
        let router = Router::new().route("/send", post(take)).with_state(gateway.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        gateway
    }

    pub fn texter(&self) -> Texter {
        // As the program does when it starts; the second test of this process finds it there.
        relais::delivery::use_tls();
        Texter::gateway(&self.url).unwrap()
    }

    /// For the next requests, one each; afterwards it accepts.
    pub fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.answers
            .lock()
            .unwrap()
            .extend(statuses.into_iter().map(|status| StatusCode::from_u16(status).unwrap()));
    }

    /// Every request, refused ones too.
    pub fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap().clone()
    }
}

/// The gateway's name for a message is `sms-` and our reference.
async fn take(State(gateway): State<SmsGateway>, Json(request): Json<Value>) -> impl IntoResponse {
    let status = gateway.answers.lock().unwrap().pop_front().unwrap_or(StatusCode::OK);
    let id = format!("sms-{}", request["ref"].as_str().unwrap());
    gateway.requests.lock().unwrap().push(request);
    (status, Json(json!({ "id": id })))
}
