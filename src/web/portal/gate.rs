//! What stands before the portal: who asks for more than people do is told so, and how to reach the office.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};

use super::answers::Answers;
use crate::{
    abuse::{self, Act, Proof, Subject, Task, Verdict, Visitor},
    app::App,
    company::{self, Company},
    values::{EmailAddress, Network, PhoneNumber, french},
    web::{Error, LARGEST_BODY, Result, forms::read_form, page::Page, security::RunsWorker},
};

/// Fields of the proof's form that are not the visitor's.
const TASK: &str = "tache";
const ANSWER: &str = "preuve";

#[derive(Template)]
#[template(path = "portal/gate/proof.html")]
struct ProofPage {
    company: Company,
    /// Where the form was going, and all that was in it.
    action: String,
    fields: Vec<(String, String)>,
    task: Task,
    /// Being called back, with what was answered so far.
    callback: String,
}

#[derive(Template)]
#[template(path = "portal/gate/refused.html")]
struct RefusedPage {
    company: Company,
    /// `dans 3 minutes`; none for who is kept out.
    wait: Option<String>,
}

/// Lets a request pass, or answers in its place.
pub(super) async fn stand(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(act) = act_of(request.method(), request.uri().path()) else {
        return next.run(request).await;
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    if app.settings.trusted_visitors.contains(&address) {
        return next.run(request).await;
    }
    if act == Act::Book && is_upload(&request) {
        // Its fields are read by who reads its files, and judged there.
        let mut request = request;
        request.extensions_mut().insert(Unjudged(Network::of(address)));
        return next.run(request).await;
    }
    match judge(&app, act, Network::of(address), request).await {
        Ok(Judged::Pass(request)) => next.run(request).await,
        Ok(Judged::Answer(answer)) => answer,
        Err(error) => error.into_response(),
    }
}

/// From where a request comes that nobody has judged yet: see [`judge_fields`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Unjudged(Network);

enum Judged {
    Pass(Request),
    Answer(Response),
}

fn act_of(method: &Method, path: &str) -> Option<Act> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return (path == "/rdv/creneaux" || path.starts_with("/suivi/")).then_some(Act::Look);
    }
    match path {
        "/rdv/creneaux" => Some(Act::Hold),
        "/rdv/coordonnees" => Some(Act::Book),
        "/rdv/rappel" => Some(Act::Write),
        "/rdv/danger" => Some(Act::Alarm),
        _ if !path.starts_with("/suivi/") => None,
        _ if path.ends_with("/message") || path.ends_with("/photo") => Some(Act::Write),
        _ if path.ends_with("/code") => Some(Act::Digits),
        _ => Some(Act::Hold),
    }
}

async fn judge(app: &App, act: Act, network: Network, request: Request) -> Result<Judged> {
    let action = request.uri().path().to_owned();
    let (request, fields) = read(request).await?;
    let answer = judge_fields(app, (act, Unjudged(network)), action, fields).await?;
    Ok(answer.map_or(Judged::Pass(request), Judged::Answer))
}

/// What is answered in the place of an act with these fields; none where it may go on. `action`: where its form goes.
pub(super) async fn judge_fields(
    app: &App,
    (act, Unjudged(network)): (Act, Unjudged),
    action: String,
    fields: Vec<(String, String)>,
) -> Result<Option<Response>> {
    let now = app.clock.now();
    let field = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map_or("", |(_, value)| value.as_str())
    };
    let phone = PhoneNumber::parse(field("phone")).ok().map(Subject::Phone);
    let email = EmailAddress::parse(field("email")).ok().map(Subject::Email);
    let visitor = Visitor { network, names: phone.into_iter().chain(email).collect() };
    let proof = Proof { task: field(TASK).to_owned(), answer: field(ANSWER).to_owned() };
    let is_shown = !proof.task.is_empty();
    let wait = match abuse::admit(app, act, &visitor, is_shown.then_some(&proof), now).await? {
        Verdict::Pass => return Ok(None),
        Verdict::Prove(task) => {
            return Ok(Some(ask_for_proof(app, action, fields, task).await?));
        }
        Verdict::Wait(until) => Some(until),
        Verdict::Blocked => None,
    };
    Ok(Some(refuse(app, wait, now).await?))
}

/// Whether a form brings files.
pub(super) fn is_upload(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// The request as it came, and the fields of its form; those of another kind of body are not looked at.
async fn read(request: Request) -> Result<(Request, Vec<(String, String)>)> {
    let (parts, body) = request.into_parts();
    let is_form = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form {
        return Ok((Request::from_parts(parts, body), Vec::new()));
    }
    let body: Bytes = to_bytes(body, LARGEST_BODY)
        .await
        .map_err(|_| Error::Unreadable("body too large or cut"))?;
    let fields = form_urlencoded::parse(&body).into_owned().collect();
    Ok((Request::from_parts(parts, Body::from(body)), fields))
}

async fn ask_for_proof(
    app: &App,
    action: String,
    mut fields: Vec<(String, String)>,
    task: Task,
) -> Result<Response> {
    let given = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    let answers: Answers = read_form(given.as_bytes())?;
    fields.retain(|(name, _)| name != TASK && name != ANSWER);
    let page = ProofPage {
        company: company::load(&app.db).await?,
        action,
        fields,
        task,
        callback: answers.at("/rdv/rappel"),
    };
    let mut response = (StatusCode::TOO_MANY_REQUESTS, Page(page)).into_response();
    response.extensions_mut().insert(RunsWorker);
    Ok(response)
}

async fn refuse(app: &App, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Response> {
    let left = until.map(|until| (until - now).max(TimeDelta::seconds(1)));
    let page = RefusedPage { company: company::load(&app.db).await?, wait: left.map(wait_words) };
    let status = if left.is_some() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::FORBIDDEN };
    let mut response = (status, Page(page)).into_response();
    if let Some(left) = left {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(left.num_seconds()));
    }
    Ok(response)
}

fn wait_words(left: TimeDelta) -> String {
    let minutes = left.num_minutes() + 1;
    if minutes > 90 {
        format!("dans {}", french::count((minutes + 59) / 60, "heure", "heures"))
    } else {
        format!("dans {}", french::count(minutes, "minute", "minutes"))
    }
}
