//! What mail servers say of mails that they could not deliver (RFC 3464), and those that never read it.

use mail_parser::{Message, MimeHeaders as _, PartType};

use super::{
    Bounce, Mail, headers,
    reading::{content_of, line},
};
use crate::values::text::fold;

/// As much of each part as is looked at: what counts stands at its beginning.
const LOOKED_AT: usize = 64 * 1024;

/// As many parts.
const MOST_PARTS: usize = 20;

/// None where it speaks of no mail.
pub(super) fn read(message: &Message, raw: &[u8], mail: &Mail) -> Option<Bounce> {
    let mut bounce = Bounce::default();
    let mut action = None;
    for part in message.parts.iter().take(MOST_PARTS) {
        if matches!(part.body, PartType::Multipart(_)) {
            continue;
        }
        let content = content_of(part, raw);
        let text = String::from_utf8_lossy(&content[..content.len().min(LOOKED_AT)]);
        bounce.message_ids.extend(fields(&text, "message-id").flat_map(headers::ids));
        let kind = part.content_type();
        if kind.is_some_and(|kind| {
            kind.c_type == "message" && kind.subtype() == Some("delivery-status")
        }) {
            action = action.or_else(|| fields(&text, "action").next().map(str::to_ascii_lowercase));
            let words = fields(&text, "diagnostic-code").chain(fields(&text, "status")).next();
            bounce.reason = words.map(line).unwrap_or_default();
        }
    }
    bounce.message_ids.extend(mail.answers.iter().cloned());
    bounce.is_final = match action.as_deref() {
        Some(action) => action.starts_with("failed"),
        None => says_that_it_failed(&mail.subject),
    };
    if bounce.reason.is_empty() {
        bounce.reason.clone_from(&mail.subject);
    }
    (!bounce.message_ids.is_empty()).then_some(bounce)
}

/// The values of a field, wherever it stands; the lines that it goes on with are left out.
fn fields<'a>(text: &'a str, name: &'static str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let (known, value) = line.split_once(':')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn says_that_it_failed(subject: &str) -> bool {
    let subject = fold(subject);
    [
        "undeliver",
        "fail",
        "returned",
        "non remis",
        "echec",
        "impossible de remettre",
        "non distribu",
    ]
    .iter()
    .any(|word| subject.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::mails::{Bounce, reading};

    fn postfix(action: &str, returned: &str) -> Option<Bounce> {
        let raw = format!(
            "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\n\n\
             --x\nContent-Type: text/plain\n\nI'm sorry.\n\n\
             --x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
             Final-Recipient: rfc822; paul@mail.example\nAction: {action}\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 5.1.1 No such user\n\n--x\n{returned}\n--x--\n"
        );
        reading::read(raw.as_bytes(), None).bounce
    }

    #[test]
    fn a_report_names_the_mail_and_says_whether_the_server_gave_up() {
        let returned = "Content-Type: message/rfc822\n\nMessage-ID: <confirmation-7-abc@duret.example>\n\
             Subject: Rendez-vous\n\nBonjour\n";
        let bounce = postfix("failed", returned).unwrap();
        assert_eq!(bounce.message_ids, ["confirmation-7-abc@duret.example"]);
        assert!(bounce.is_final);
        assert_eq!(bounce.reason, "smtp; 550 5.1.1 No such user");
        assert!(!postfix("delayed", returned).unwrap().is_final);

        let headers =
            "Content-Type: text/rfc822-headers\n\nMessage-ID: <move-7-abc@duret.example>\n";
        assert_eq!(postfix("failed", headers).unwrap().message_ids, ["move-7-abc@duret.example"]);
        assert_eq!(postfix("failed", "Content-Type: text/plain\n\nnothing"), None);
    }

    #[test]
    fn a_server_that_never_read_the_rules_is_understood() {
        let raw = b"Return-Path: <>\nFrom: MAILER-DAEMON@old.example\nSubject: failure notice\n\n\
             Hi. This is the qmail-send program.\n<paul@mail.example>: no mailbox here.\n\n\
             --- Below this line is a copy of the message.\n\nMessage-ID: <reminder-day-7-abc@duret.example>\n";
        let bounce = reading::read(raw, None).bounce.unwrap();
        assert!(bounce.is_final);
        assert_eq!(bounce.message_ids, ["reminder-day-7-abc@duret.example"]);
    }
}
