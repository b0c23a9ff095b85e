//! What a mail carries: pictures as they were drawn anew, and files to be kept, never opened here.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    app::App,
    mails,
    values::MailId,
    web::{Error, Result},
};

pub(super) async fn download(
    State(app): State<App>,
    Path((id, position)): Path<(MailId, i32)>,
) -> Result<Response> {
    let (name, kind, content) =
        mails::content(&app.db, id, position).await?.ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&name)),
    ];
    Ok((headers, content).into_response())
}

pub(super) async fn picture(
    State(app): State<App>,
    Path((id, position)): Path<(MailId, i32)>,
) -> Result<Response> {
    let picture = mails::picture(&app.db, id, position).await?.ok_or(Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], picture).into_response())
}

/// Saved under its own name (RFC 6266), of which a header holds only letters, digits and percent signs.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' })
        .collect();
    let whole = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_adds_no_header_and_keeps_its_accents() {
        assert_eq!(
            disposition("été \"x\"\r\n.pdf"),
            "attachment; filename=\"_t___x___.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%22x%22%0D%0A%2Epdf"
        );
    }
}
