//! E-mail over SMTP.

use std::{error::Error as _, sync::Arc, time::Duration};

use anyhow::Context as _;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp,
};

use super::DeliveryError;

/// How long a server may take for one answer. Shorter than the lease of a claimed message.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Refusals of our sign-in (RFC 4954 §6): once it is mended, the same message passes.
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];

/// Sends e-mail.
#[derive(Clone, Debug)]
pub struct Mailer {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// The right side of Message-IDs.
    host: Arc<str>,
}

/// One e-mail, whole.
#[derive(Clone, Debug)]
pub struct OutgoingEmail<'a> {
    /// Becomes the Message-ID: a message sent twice after a crash is recognised as one.
    pub reference: &'a str,
    pub from_name: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    /// A Message-ID without its brackets.
    pub in_reply_to: Option<&'a str>,
    /// No person wrote it.
    pub is_automatic: bool,
    /// An iCalendar object (RFC 5545) and its METHOD.
    pub calendar: Option<(&'a str, &'a str)>,
}

impl Mailer {
    /// `url` as in `smtp://user:pass@host:587`; `from` an address, with or without a name.
    pub fn smtp(url: &str, from: &str) -> anyhow::Result<Self> {
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("SMTP_URL is not an SMTP address")?
            .timeout(Some(TIMEOUT))
            .build();
        let from: Mailbox = from.parse().context("MAIL_FROM is not an e-mail address")?;
        let host = from.email.domain().into();
        Ok(Self { smtp, from, host })
    }

    /// From whom the mails come.
    pub fn address(&self) -> &str {
        self.from.email.as_ref()
    }

    pub async fn send(&self, email: &OutgoingEmail<'_>) -> Result<(), DeliveryError> {
        let message =
            self.compose(email).map_err(|error| DeliveryError::Refused(format!("{error:#}")))?;
        match self.smtp.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(verdict(&error)),
        }
    }

    fn compose(&self, email: &OutgoingEmail<'_>) -> anyhow::Result<Message> {
        let to: Address = email.to.parse().context("the recipient is not an e-mail address")?;
        let submitted = email.in_reply_to.map_or("auto-generated", |_| "auto-replied");
        let from = Mailbox::new(Some(email.from_name.to_owned()), self.from.email.clone());
        let mut builder = Message::builder()
            .message_id(Some(format!("<{}@{}>", email.reference, self.host)))
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(email.subject);
        if email.is_automatic {
            // No machine answers what a machine wrote (RFC 3834), nor does Exchange with absences.
            builder = builder
                .raw_header(header("Auto-Submitted", submitted)?)
                .raw_header(header("X-Auto-Response-Suppress", "All")?);
        }
        if let Some(id) = email.in_reply_to {
            builder = builder.in_reply_to(format!("<{id}>")).references(format!("<{id}>"));
        }
        let Some((ics, method)) = email.calendar else {
            return Ok(builder.singlepart(SinglePart::plain(email.text.to_owned()))?);
        };
        // Calendars read the alternative; people open the attachment.
        let inline = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))?;
        let attached = ContentType::parse(&format!(
            "application/ics; name=\"rendez-vous.ics\"; method={method}"
        ))?;
        let body = MultiPart::alternative()
            .singlepart(SinglePart::plain(email.text.to_owned()))
            .singlepart(SinglePart::builder().header(inline).body(ics.to_owned()));
        Ok(builder.multipart(MultiPart::mixed().multipart(body).singlepart(
            Attachment::new("rendez-vous.ics".to_owned()).body(ics.to_owned(), attached),
        ))?)
    }
}

fn header(name: &'static str, value: &str) -> anyhow::Result<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.to_owned())?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// What the server's answer means for the message.
fn verdict(error: &smtp::Error) -> DeliveryError {
    let Some(code) = error.status() else {
        return DeliveryError::TryLater(format!("le serveur d’e-mail ne répond pas ({error})"));
    };
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let answer = format!("le serveur d’e-mail répond {code} {words}");
    if error.is_permanent() && !ABOUT_US.contains(&u16::from(code)) {
        DeliveryError::Refused(answer)
    } else {
        DeliveryError::TryLater(answer)
    }
}
