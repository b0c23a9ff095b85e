//! One mail, read: what is left of it when protocols, alphabets and wrappings are taken away.

use chrono::{DateTime, Utc};

use crate::values::EmailAddress;

/// What a mail says. Its texts hold no control characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Without the angle brackets.
    pub message_id: Option<String>,
    /// What it answers: In-Reply-To, then References from the latest to the first; each once.
    pub answers: Vec<String>,
    /// None where nobody could be answered.
    pub from: Option<EmailAddress>,
    pub from_name: String,
    /// Whom it asks to answer instead.
    pub reply_to: Option<EmailAddress>,
    pub subject: String,
    /// The whole text, quotations included.
    pub text: String,
    /// As the sender says.
    pub sent_at: Option<DateTime<Utc>>,
    pub automatic: Option<Automatic>,
    pub bounce: Option<Bounce>,
    /// The server that received it found that its sender is forged (DMARC, RFC 8601).
    pub is_forged: bool,
    pub attachments: Vec<Attachment>,
    /// What was left out, in French, one sentence each.
    pub remarks: Vec<String>,
}

/// Why no person wrote it: nothing may be sent in answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Automatic {
    /// An absence, an acknowledgement.
    Reply,
    /// A program, such as a platform that passes orders on.
    Generated,
    /// A mailing list, a newsletter.
    List,
    /// A mail server speaks of a mail.
    Report,
    /// From our own address.
    Own,
}

impl Automatic {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reply => "réponse automatique",
            Self::Generated => "envoi automatique",
            Self::List => "liste de diffusion",
            Self::Report => "avis de remise",
            Self::Own => "votre propre adresse",
        }
    }
}

/// What a mail server says of a mail of ours that it could not deliver (RFC 3464).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The Message-IDs that it names.
    pub message_ids: Vec<String>,
    /// It has given up.
    pub is_final: bool,
    /// In the server's words, one line.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// A file's name without its path.
    pub name: String,
    pub kind: FileKind,
    pub size_bytes: i64,
    /// None where it was too large to keep.
    pub content: Option<Vec<u8>>,
    /// Of a picture: the same, drawn anew as JPEG.
    pub picture: Option<Vec<u8>>,
}

/// What the first bytes of a file say that it is, whatever its sender called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum FileKind {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Other,
}

impl FileKind {
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// What browsers are told; they are told to keep it, never to open it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Other => "application/octet-stream",
        }
    }
}
