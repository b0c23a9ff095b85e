//! A photo for the technician.

use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{Followed, message::MessageForm, show};
use crate::{
    app::App,
    appointments::{self, MOST_PHOTOS, PhotoKept},
    web::{Error, Result, extract::Now, forms::FieldErrors},
};

/// As large as a telephone's best photo, in bytes.
const LARGEST: usize = 15 * 1024 * 1024;
/// With what stands around it in the form.
pub(super) const LARGEST_UPLOAD: usize = LARGEST + 64 * 1024;

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    upload: Multipart,
) -> Result<Response> {
    let wrong = match read(upload).await? {
        Ok(file) => match appointments::keep_photo(&app, &visit, file, now).await? {
            PhotoKept::Kept => {
                return Ok(Redirect::to(&format!("/suivi/{token}?photo=oui")).into_response());
            }
            PhotoKept::NoPicture => {
                "Ce fichier n’est pas une photo que nous savons ouvrir\u{a0}: envoyez du JPEG, du PNG ou du WebP."
                    .to_owned()
            }
            PhotoKept::TooMany => {
                format!("Nous avons déjà {MOST_PHOTOS}\u{a0}photos pour ce rendez-vous.")
            }
        },
        Err(wrong) => wrong.to_owned(),
    };
    let errors = FieldErrors::one("photo", wrong);
    show::show_again(&app, token, visit, MessageForm::empty(), errors, now).await
}

/// The file of the form; else what the visitor should do.
async fn read(mut upload: Multipart) -> Result<Result<Vec<u8>, &'static str>> {
    const TOO_LARGE: &str = "Cette photo est trop lourde\u{a0}: 15\u{a0}Mo au plus.";
    loop {
        let field = match upload.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(Err("Choisissez une photo.")),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return Ok(Err(TOO_LARGE));
            }
            Err(_) => return Err(Error::Unreadable("the upload was cut")),
        };
        if field.name() != Some("photo") {
            continue;
        }
        return match field.bytes().await {
            Ok(file) if file.is_empty() => Ok(Err("Choisissez une photo.")),
            Ok(file) if file.len() > LARGEST => Ok(Err(TOO_LARGE)),
            Ok(file) => Ok(Ok(file.to_vec())),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Ok(Err(TOO_LARGE)),
            Err(_) => Err(Error::Unreadable("the upload was cut")),
        };
    }
}
