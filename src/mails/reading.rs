//! From the bytes of a mail to what it says (RFC 5322, 2045 and those after). Whatever comes is survived: what
//! cannot be read is said to be so, and stays in the mailbox.

use chrono::{DateTime, TimeDelta, Utc};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use super::{Mail, attachments, headers, reports};
use crate::values::{
    EmailAddress,
    french::{self, NBSP},
    text::{LONGEST_LINE, strip_line, strip_text},
};

/// More parts, or lines that look like headers, than any mail of a person has.
const MOST_PARTS: usize = 2_000;
const MOST_HEADERS: usize = 50_000;

/// As much of the head is read of what is too tangled to be read whole.
const HEAD: usize = 64 * 1024;

/// As much text as is kept, in characters.
const LONGEST_TEXT: usize = 200_000;

const MOST_ATTACHMENTS: usize = 30;

/// Reads a mail; with `whole_size`, in bytes, only its beginning was fetched, because it is so large.
pub(super) fn read(raw: &[u8], whole_size: Option<u32>) -> Mail {
    let mut remarks = Vec::new();
    if let Some(size) = whole_size {
        remarks.push(format!(
            "Message trop gros ({})\u{a0}: seul son début a été repris. L’original est dans la boîte.",
            french::file_size(i64::from(size))
        ));
    }
    let is_tangled = is_tangled(raw);
    let raw = if is_tangled {
        remarks.push(
            "Message d’une forme illisible\u{a0}: seul son en-tête a été repris. L’original est dans la boîte."
                .to_owned(),
        );
        head_of(raw)
    } else {
        raw
    };
    let fetched = raw.len();
    let closed = if is_tangled { None } else { closed(raw) };
    let raw = closed.as_deref().unwrap_or(raw);
    let Some(message) = MessageParser::default().parse(raw) else {
        remarks
            .push("Message sans en-tête lisible\u{a0}: son texte est repris tel quel.".to_owned());
        let text = cut(strip_text(&String::from_utf8_lossy(raw)), &mut remarks);
        return Mail { text, remarks, ..Mail::default() };
    };
    let mut mail = headers::read(&message);
    mail.remarks = remarks;
    if !is_tangled {
        mail.text = cut(text_of(&message), &mut mail.remarks);
        let cut_at = whole_size.map(|_| fetched);
        take_attachments(&message, raw, cut_at, &mut mail);
        if mail.automatic == Some(super::Automatic::Report) {
            mail.bounce = reports::read(&message, raw, &mail);
            // Where it names a mail of ours, it stands beside it.
            let named = mail.bounce.iter().flat_map(|bounce| bounce.message_ids.clone());
            mail.answers.extend(named);
        }
    }
    dismantle(message);
    mail
}

/// For what could not be read at all, even by force.
pub(super) fn unreadable() -> Mail {
    Mail {
        remarks: vec!["Message illisible\u{a0}: ouvrez-le dans la boîte aux lettres.".to_owned()],
        ..Mail::default()
    }
}

/// A mail of a million parts, or headers, would need gigabytes to be taken apart.
fn is_tangled(raw: &[u8]) -> bool {
    let (mut parts, mut headers) = (0_usize, 0_usize);
    for line in raw.split(|&byte| byte == b'\n') {
        if line.starts_with(b"--") {
            parts += 1;
        } else if line
            .iter()
            .take(80)
            .position(|&byte| byte == b':')
            .is_some_and(|at| at > 0 && line[..at].iter().all(u8::is_ascii_graphic))
        {
            headers += 1;
        }
    }
    parts > MOST_PARTS || headers > MOST_HEADERS
}

fn head_of(raw: &[u8]) -> &[u8] {
    let head = &raw[..raw.len().min(HEAD)];
    let blank = |end: &[u8]| head.windows(end.len()).position(|window| window == end);
    let ends = [blank(b"\n\n"), blank(b"\n\r\n")];
    ends.into_iter().flatten().min().map_or(head, |at| &head[..=at])
}

/// A mail that breaks off, with its parts closed, so that the last of them is read too; none where it does not.
fn closed(raw: &[u8]) -> Option<Vec<u8>> {
    const TAIL: usize = 64 * 1024;
    let parser = MessageParser::default();
    let root = parser.parse_headers(raw)?.content_type()?.attribute("boundary")?.to_owned();
    let end = format!("--{root}--");
    let tail = &raw[raw.len().saturating_sub(TAIL)..];
    if tail.windows(end.len()).any(|window| window == end.as_bytes()) {
        return None;
    }
    let message = parser.parse(raw)?;
    let mut ended = raw.to_vec();
    for part in message.parts.iter().rev() {
        if let Some(boundary) = part.content_type().and_then(|kind| kind.attribute("boundary")) {
            ended.extend_from_slice(b"\r\n--");
            ended.extend_from_slice(boundary.as_bytes());
            ended.extend_from_slice(b"--\r\n");
        }
    }
    dismantle(message);
    Some(ended)
}

/// The parts that are text, the pages turned into text; a mail of several has them one after the other.
fn text_of(message: &Message) -> String {
    let texts: Vec<String> = (0..message.text_body_count())
        .filter_map(|at| message.body_text(at))
        .map(|text| strip_text(&text))
        .filter(|text| !text.is_empty())
        .collect();
    if !texts.is_empty() {
        return texts.join("\n\n");
    }
    // Some programs send an empty text beside the page.
    let page = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(page) => Some(strip_text(&mail_parser::decoders::html::html_to_text(page))),
        _ => None,
    });
    page.unwrap_or_default()
}

fn cut(text: String, remarks: &mut Vec<String>) -> String {
    let Some((at, _)) = text.char_indices().nth(LONGEST_TEXT) else { return text };
    remarks.push(
        "Texte très long\u{a0}: la fin n’est pas reprise. L’original est dans la boîte.".to_owned(),
    );
    text[..at].to_owned()
}

/// `cut_at`: so many bytes of a larger mail were fetched; what goes on beyond is no file.
fn take_attachments(message: &Message, raw: &[u8], cut_at: Option<usize>, mail: &mut Mail) {
    let count = message.attachment_count();
    for part in message.attachments().take(MOST_ATTACHMENTS) {
        let content = content_of(part, raw);
        let end = usize::try_from(part.offset_end).unwrap_or(usize::MAX);
        let is_cut_off = cut_at.is_some_and(|at| end >= at);
        if content.is_empty() || is_cut_off {
            continue;
        }
        let name = match (&part.body, part.attachment_name()) {
            (_, Some(name)) => Some(name),
            (PartType::Message(_), None) => Some("message.eml"),
            (_, None) => None,
        };
        let attachment = attachments::attachment(name, content);
        if attachment.content.is_none() {
            mail.remarks.push(format!(
                "Pièce jointe trop grosse\u{a0}: {} ({}). Elle est dans la boîte.",
                attachment.name,
                french::file_size(attachment.size_bytes)
            ));
        }
        mail.attachments.push(attachment);
    }
    if count > MOST_ATTACHMENTS {
        mail.remarks.push(format!(
            "{count}{NBSP}pièces jointes\u{a0}: les {MOST_ATTACHMENTS} premières sont reprises."
        ));
    }
}

/// The bytes of a part; of a mail within the mail, that mail as it was sent.
pub(super) fn content_of<'a>(part: &'a MessagePart<'_>, raw: &'a [u8]) -> &'a [u8] {
    match &part.body {
        PartType::Message(_) if part.encoding == mail_parser::Encoding::None => {
            let bounds =
                usize::try_from(part.offset_body).ok().zip(usize::try_from(part.offset_end).ok());
            bounds.and_then(|(from, to)| raw.get(from..to)).unwrap_or_default()
        }
        _ => part.contents(),
    }
}

/// Takes mails within mails apart one after the other: a thousand of them would be a thousand calls deep.
fn dismantle(message: Message<'_>) {
    let mut left = vec![message];
    while let Some(mut message) = left.pop() {
        for part in &mut message.parts {
            if let PartType::Message(inner) = std::mem::take(&mut part.body) {
                left.push(inner);
            }
        }
    }
}

/// One line for a list.
pub(super) fn line(text: &str) -> String {
    strip_line(text).chars().take(LONGEST_LINE).collect()
}

pub(super) fn address(text: &str) -> Option<EmailAddress> {
    EmailAddress::parse(text).ok()
}

/// When it was written, as far as that can be believed.
pub(super) fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    const YEAR_2000: i64 = 946_684_800;
    let at = DateTime::from_timestamp(seconds, 0)?;
    let is_far = at > DateTime::from_timestamp(YEAR_2000, 0)? + TimeDelta::days(365 * 200);
    (seconds >= YEAR_2000 && !is_far).then_some(at)
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
