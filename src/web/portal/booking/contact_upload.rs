//! The last form as it comes: its fields, then the photos that a visitor may add.
//!
//! A photo that is no good never costs the fields or the slot: the form comes back with a word about it.

use axum::{
    body::Bytes,
    extract::{FromRequest as _, Multipart, Request, multipart::Field},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use tracing::error;

use super::contact::ContactForm;
use crate::{
    abuse::Act,
    app::App,
    appointments::{self, DrawnPhoto},
    values::SecretToken,
    web::{
        Error, LARGEST_BODY, Result,
        forms::{FieldErrors, Form, read_form},
        portal::gate::{self, Unjudged},
    },
};

const MOST: usize = 3;
/// As large as a telephone's best photo, in bytes.
const LARGEST: usize = 15 * 1024 * 1024;
pub(super) const LARGEST_UPLOAD: usize = MOST * LARGEST + LARGEST_BODY;

/// What was sent.
pub(super) struct Sent {
    pub(super) form: ContactForm,
    pub(super) photos: Photos,
}

/// Drawn anew, and what is wrong with those that are not.
#[derive(Default)]
pub(super) struct Photos {
    drawn: Vec<DrawnPhoto>,
    refusal: Option<String>,
}

impl Sent {
    /// Reads a form with or without photos; the inner error is an answer in its place, to who asks too much.
    pub(super) async fn read(app: &App, request: Request) -> Result<Result<Self, Response>> {
        if !gate::is_upload(&request) {
            let Form(form) = Form::from_request(request, app).await?;
            return Ok(Ok(Self { form, photos: Photos::default() }));
        }
        let unjudged = request.extensions().get::<Unjudged>().copied();
        let action = request.uri().path().to_owned();
        let mut upload = Multipart::from_request(request, app)
            .await
            .map_err(|_| Error::Unreadable("not a form"))?;
        let (mut fields, mut size) = (Vec::new(), 0);
        let mut judged = None;
        let mut photos = Photos::default();
        while let Some(field) = next(&mut upload).await? {
            if field.file_name().is_none() {
                let name = field.name().unwrap_or_default().to_owned();
                let value =
                    field.text().await.map_err(|_| Error::Unreadable("the upload was cut"))?;
                size += name.len() + value.len();
                if size > LARGEST_BODY {
                    return Err(Error::Unreadable("body too large or cut"));
                }
                fields.push((name, value));
                continue;
            }
            // Nobody's photos are unpacked before it is known that they may book.
            if judged.is_none() {
                judged = Some(judge(app, unjudged, &action, &fields).await?);
            }
            let file = whole(field).await?;
            if let Some(None) = judged {
                photos.add(file).await?;
            }
        }
        let answer = match judged {
            Some(answer) => answer,
            None => judge(app, unjudged, &action, &fields).await?,
        };
        if let Some(answer) = answer {
            return Ok(Err(answer));
        }
        let given = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        Ok(Ok(Self { form: read_form(given.as_bytes())?, photos }))
    }
}

async fn judge(
    app: &App,
    unjudged: Option<Unjudged>,
    action: &str,
    fields: &[(String, String)],
) -> Result<Option<Response>> {
    let Some(unjudged) = unjudged else { return Ok(None) };
    gate::judge_fields(app, (Act::Book, unjudged), action.to_owned(), fields.to_vec()).await
}

impl Photos {
    /// None: too heavy.
    async fn add(&mut self, file: Option<Bytes>) -> Result<()> {
        let Some(file) = file else {
            self.refuse("Une photo est trop lourde\u{a0}: 15\u{a0}Mo au plus.");
            return Ok(());
        };
        if file.is_empty() || self.refusal.is_some() {
            return Ok(());
        }
        if self.drawn.len() == MOST {
            self.refuse("Trois photos au plus.");
            return Ok(());
        }
        match appointments::draw_photo(file.into()).await? {
            Some(photo) => self.drawn.push(photo),
            None => self.refuse(
                "Un fichier n’est pas une photo que nous savons ouvrir\u{a0}: joignez du JPEG, du PNG ou du WebP.",
            ),
        }
        Ok(())
    }

    fn refuse(&mut self, why: &str) {
        let words = format!("{why} Choisissez à nouveau vos photos, ou confirmez sans photo.");
        self.refusal.get_or_insert(words);
    }

    pub(super) fn note_refusal(&self, errors: &mut FieldErrors) {
        if let Some(refusal) = &self.refusal {
            errors.add("photo", refusal);
        }
    }

    /// Puts them to the appointment of a link. False where one could not be kept.
    pub(super) async fn keep(&self, app: &App, link: &SecretToken, now: DateTime<Utc>) -> bool {
        let kept = self.try_to_keep(app, link, now).await;
        if let Err(error) = &kept {
            error!(error = format!("{error:#}"), "photos of a booking are lost");
        }
        kept.is_ok()
    }

    async fn try_to_keep(
        &self,
        app: &App,
        link: &SecretToken,
        now: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        if self.drawn.is_empty() {
            return Ok(());
        }
        let visit = appointments::find_by_token(&app.db, link).await?;
        let visit = visit.ok_or_else(|| anyhow::anyhow!("the appointment is not there"))?;
        for photo in &self.drawn {
            appointments::keep_drawn_photo(app, &visit, photo, now).await?;
        }
        Ok(())
    }
}

/// None at the end, also where that is because more came than is taken: what came before is not lost.
async fn next(upload: &mut Multipart) -> Result<Option<Field<'_>>> {
    match upload.next_field().await {
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Ok(None),
        field => field.map_err(|_| Error::Unreadable("the upload was cut")),
    }
}

/// None where it is too heavy; it is read to its end all the same, so that the answer arrives.
async fn whole(mut field: Field<'_>) -> Result<Option<Bytes>> {
    let mut file = Vec::new();
    let mut is_too_heavy = false;
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) if file.len() + chunk.len() <= LARGEST => {
                file.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                is_too_heavy = true;
                file.clear();
            }
            Ok(None) => return Ok((!is_too_heavy).then(|| file.into())),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Ok(None),
            Err(_) => return Err(Error::Unreadable("the upload was cut")),
        }
    }
}
