//! What the demo's customers wrote: a request, which the office answered, an answer with a photo, a stranger, and a machine.

use std::io::Cursor;

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64_MIME;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::queries;
use crate::{
    app::App,
    mails,
    replies::{self, Writing},
    values::StaffId,
};

const MAILBOX: &str = "sav@duret.example";

pub(super) async fn write(app: &App, office: StaffId, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut letters = Vec::new();
    if let Some((name, address)) = queries::correspondent(&app.db).await? {
        let asked = format!(
            "{}Subject: Volet du salon\r\nMessage-ID: <volet-1@courriel.example>\r\n{TEXT}\r\n\
             Bonjour,\r\n\r\nLe volet du salon descend, mais ne remonte plus. Pouvez-vous passer ?\r\n\r\n{name}\r\n",
            from(&name, &address)
        );
        let ago = now - TimeDelta::hours(27);
        mails::receive(&app.db, MAILBOX, 1, asked.as_bytes(), ago, now).await?;
        answer(app, office, &address, now).await?;
        letters.push((TimeDelta::hours(2), with_photo(&name, &address)?));
    }
    letters.push((
        TimeDelta::hours(1),
        format!(
            "{}Subject: Devis borne de recharge\r\nMessage-ID: <borne-1@courriel.example>\r\n{TEXT}\r\n\
             Bonjour,\r\n\r\nNous venons d’acheter à Sevrier et cherchons un électricien pour une borne de 7 kW au\r\n\
             garage. Quand pourriez-vous venir voir ?\r\n\r\nMerci,\r\nLéa Blanc\r\n",
            from("Léa Blanc", "lea.blanc@courriel.example")
        ),
    ));
    letters.push((
        TimeDelta::minutes(40),
        format!(
            "{}Subject: Votre relevé mensuel est disponible\r\nMessage-ID: <releve-1@plateforme.example>\r\n\
             Auto-Submitted: auto-generated\r\n{TEXT}\r\nVotre relevé est disponible dans votre espace.\r\n",
            from("Plateforme", "ne-pas-repondre@plateforme.example")
        ),
    ));
    for (uid, (ago, raw)) in (2..).zip(letters) {
        mails::receive(&app.db, MAILBOX, uid, raw.as_bytes(), now - ago, now).await?;
    }
    Ok(())
}

/// The office asks for a photo in its own ready words, and notes what it thinks.
async fn answer(app: &App, office: StaffId, to: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Some(ticket) = queries::ticket_by_mail(&app.db, to).await? else { return Ok(()) };
    let words = replies::canned(&app.db).await?;
    let photo = words.iter().find(|words| words.body.contains("photo"));
    let Some(photo) = photo else { return Ok(()) };
    let body = replies::filling(&app.db, ticket).await?.fill(&photo.body);
    let at = now - TimeDelta::hours(3);
    let asking = Writing { ticket, body: &body, staff: office, request_key: "demo-photo" };
    replies::answer(&app.db, asking, &format!("email:{to}"), at).await?;
    let note = "Sans doute l’inverseur du volet : prévoir un interrupteur de rechange.";
    let noting = Writing { body: note, request_key: "demo-note", ..asking };
    replies::note(&app.db, noting, now - TimeDelta::hours(1)).await?;
    Ok(())
}

const TEXT: &str = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";

fn from(name: &str, address: &str) -> String {
    format!("From: \"{name}\" <{address}>\r\nTo: {MAILBOX}\r\n")
}

/// As Gmail writes an answer, with what it answers below.
fn with_photo(name: &str, address: &str) -> anyhow::Result<String> {
    Ok(format!(
        "{}Subject: Re: Volet du salon\r\nMessage-ID: <volet-2@courriel.example>\r\nIn-Reply-To: <volet-1@courriel.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"photo\"\r\n\r\n\
         --photo\r\n{TEXT}\r\nVoici une photo de l’interrupteur. Je suis là tous les matins.\r\n\r\n\
         Le lun. 23 nov. 2026 à 09:12, {name} <{address}> a écrit :\r\n\r\n> Le volet du salon descend, mais ne remonte plus.\r\n\
         --photo\r\nContent-Type: image/png; name=\"interrupteur.png\"\r\nContent-Disposition: attachment; filename=\"interrupteur.png\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--photo--\r\n",
        from(name, address),
        BASE64_MIME.encode(&photo()?)
    ))
}

/// A white switch on a grey wall.
fn photo() -> anyhow::Result<Vec<u8>> {
    let drawn = RgbImage::from_fn(480, 360, |x, y| {
        let is_in = |left: u32, top: u32, right: u32, bottom: u32| {
            (left..right).contains(&x) && (top..bottom).contains(&y)
        };
        match () {
            () if is_in(225, 120, 255, 170) || is_in(225, 190, 255, 240) => Rgb([120, 130, 140]),
            () if is_in(170, 80, 310, 280) => Rgb([245, 245, 240]),
            () => Rgb([176, 182, 186]),
        }
    });
    let mut bytes = Vec::new();
    DynamicImage::from(drawn).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    Ok(bytes)
}
