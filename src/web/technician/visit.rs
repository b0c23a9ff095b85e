//! One visit of one's own: what to know at the door, and the one next button.

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::{links, pressed_at::pressed_at, shell::Shell, visit_steps};
use crate::{
    app::App,
    appointments::{
        self, AppointmentDetails, PastVisit, Photo, Press, Pressed, Progress, ProgressError, Status,
    },
    business_time::local,
    customers::{self, Phone},
    values::{AppointmentId, PhoneNumber, PortalPhotoId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::Form,
        page::Page,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/terrain/rendez-vous/{id}", get(show))
        .route("/terrain/rendez-vous/{id}/etape", post(create_step))
        .route("/terrain/photos/{id}", get(photo))
}

#[derive(Template)]
#[template(path = "technician/visit.html")]
struct VisitPage {
    shell: Shell,
    visit: AppointmentDetails,
    phones: Vec<Phone>,
    history: Vec<PastVisit>,
    photos: Vec<Photo>,
    steps: Vec<visit_steps::Step>,
    /// None where nothing is left to press.
    button: Option<visit_steps::Button>,
    /// Why the last press did nothing.
    refusal: Option<String>,
    way: String,
    day: NaiveDate,
    today: NaiveDate,
}

async fn show(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Path(id): Path<AppointmentId>,
    headers: HeaderMap,
) -> Result<Page<VisitPage>> {
    VisitPage::load(&app, shell, id, &headers, now).await.map(Page)
}

/// What the customer showed beforehand.
async fn photo(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<PortalPhotoId>,
) -> Result<Response> {
    let picture =
        appointments::picture(&app.db, id, Some(staff.id)).await?.ok_or(Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], picture).into_response())
}

#[derive(Deserialize)]
struct StepForm {
    step: String,
    /// Filled in by whoever sends the form later than it was pressed.
    #[serde(default)]
    pressed_at: String,
}

async fn create_step(
    State(app): State<App>,
    staff: CurrentStaff,
    Now(now): Now,
    Path(id): Path<AppointmentId>,
    headers: HeaderMap,
    shell: Shell,
    Form(form): Form<StepForm>,
) -> Result<Response> {
    let step = Progress::from_name(&form.step).ok_or(Error::Unreadable("no such step"))?;
    let press = Press { step, at: pressed_at(&form.pressed_at, now) };
    match appointments::set_progress(&app, id, staff.id, press, now).await {
        Ok(pressed) => {
            Flash::say(words_for(step, pressed)).keep(&app, &staff).await?;
            Ok(Redirect::to(&page_after(step, id)).into_response())
        }
        Err(ProgressError::NotYours) => Err(Error::NotFound),
        Err(ProgressError::Database(error)) => Err(error.into()),
        Err(refusal @ (ProgressError::OutOfOrder(_) | ProgressError::TooEarly(_))) => {
            let mut page = VisitPage::load(&app, shell, id, &headers, now).await?;
            page.refusal = Some(refusal.to_string());
            Ok((StatusCode::CONFLICT, Page(page)).into_response())
        }
    }
}

fn words_for(step: Progress, pressed: Pressed) -> &'static str {
    match step {
        Progress::EnRoute if pressed.messages > 0 => "En route. Un message part au client.",
        Progress::EnRoute => "En route.",
        Progress::Started => "Intervention commencée.",
        Progress::Done => "Intervention terminée.",
        Progress::NoShow => "Client absent. Le bureau cherche une autre date.",
    }
}

/// What is over leads to what comes next.
fn page_after(step: Progress, id: AppointmentId) -> String {
    match step {
        Progress::EnRoute | Progress::Started => format!("/terrain/rendez-vous/{id}"),
        Progress::Done | Progress::NoShow => "/terrain".to_owned(),
    }
}

impl VisitPage {
    async fn load(
        app: &App,
        shell: Shell,
        id: AppointmentId,
        headers: &HeaderMap,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let visit = appointments::find_of(&app.db, shell.staff_id, id).await?;
        let visit = visit.ok_or(Error::NotFound)?;
        let (day, today) = (local::today(visit.starts_at), local::today(now));
        Ok(Self {
            phones: customers::phones(&app.db, visit.customer_id).await?,
            photos: appointments::photos_of_ticket(&app.db, visit.ticket_id).await?,
            history: appointments::past_visits(&app.db, visit.customer_id, visit.starts_at).await?,
            steps: visit_steps::taken(&visit, now),
            button: visit_steps::button(visit.status).filter(|_| day <= today),
            refusal: None,
            way: links::way_to(&visit.address(), headers),
            day,
            today,
            visit,
            shell,
        })
    }

    fn hours(&self) -> String {
        french::time_range(self.visit.starts_at, self.visit.ends_at)
    }

    fn window(&self) -> String {
        french::window(self.visit.window_starts_at, self.visit.window_ends_at)
    }

    fn back(&self) -> String {
        if self.day == self.today {
            "/terrain".to_owned()
        } else {
            format!("/terrain?jour={}", self.day)
        }
    }

    fn back_words(&self) -> String {
        format!("Tournée du {}", french::day_short(self.day))
    }

    /// Nobody presses buttons of a visit that is tomorrow's.
    fn is_ahead(&self) -> bool {
        self.day > self.today && self.visit.status == Status::Booked
    }

    fn can_be_absent(&self) -> bool {
        self.button.is_some() && matches!(self.visit.status, Status::Booked | Status::EnRoute)
    }

    /// Somebody forgot to say that they were on the way.
    fn can_start_at_once(&self) -> bool {
        self.button.is_some() && self.visit.status == Status::Booked
    }

    fn first_phone(&self) -> Option<&str> {
        self.phones.iter().find_map(|phone| phone.number.as_ref()).map(PhoneNumber::as_str)
    }
}
