//! Mails as the programs write them that our customers use. `answered` is the Message-ID of the mail that is
//! answered, with its brackets.

/// Who writes about what, in answer to what.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    pub from: &'a str,
    /// Without its brackets.
    pub id: &'a str,
    pub subject: &'a str,
    pub answered: &'a str,
    pub news: &'a str,
}

const OURS: &str = "Bonjour,\n\nVotre rendez-vous est confirmé.";

fn quoted() -> String {
    OURS.lines().map(|line| format!("> {line}\r\n")).collect()
}

pub fn plain(from: &str, id: &str, subject: &str, text: &str) -> String {
    format!(
        "Return-Path: <{from}>\r\nFrom: {from}\r\nTo: sav@duret.example\r\nSubject: {subject}\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    )
}

/// Outlook: Latin-1, quoted-printable, a page beside the text, `De : … Envoyé : …`.
pub fn outlook(letter: Letter) -> String {
    let text = format!(
        "{}\n\nDe : Duret Électricité <sav@duret.example>\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : {}\nObjet : {}\n\n{OURS}",
        letter.news, letter.from, letter.subject
    );
    let Letter { from, id, subject, answered, .. } = letter;
    format!(
        "Received: from mail.outlook.example by mx.duret.example; Mon, 23 Nov 2026 09:20:00 +0100\r\n\
         From: Pierre Dupont <{from}>\r\nTo: =?iso-8859-1?Q?Duret_=C9lectricit=E9?= <sav@duret.example>\r\n\
         Subject: RE: {subject}\r\nThread-Topic: {subject}\r\nThread-Index: AQHb9Q==\r\n\
         Date: Mon, 23 Nov 2026 08:20:00 +0000\r\nMessage-ID: <{id}>\r\n\
         References: {answered}\r\nIn-Reply-To: {answered}\r\nAccept-Language: fr-FR, en-US\r\n\
         Content-Language: fr-FR\r\nX-MS-Has-Attach:\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative;\r\n\tboundary=\"_000_DB7PR01_\"\r\n\r\n\
         --_000_DB7PR01_\r\nContent-Type: text/plain; charset=\"iso-8859-1\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n\
         --_000_DB7PR01_\r\nContent-Type: text/html; charset=\"iso-8859-1\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n\
         <html><head><style>p.MsoNormal {{margin:0}}</style></head><body><p class=3D\"MsoNormal\">x</p></body></html>\r\n\
         --_000_DB7PR01_--\r\n",
        latin1_quoted(&text)
    )
}

/// Gmail: UTF-8 in base64, `Le … a écrit :`, broken where it is long.
pub fn gmail(letter: Letter) -> String {
    let text = format!(
        "{}\r\n\r\nLe lun. 23 nov. 2026 à 09:12, Duret Électricité <\r\nsav@duret.example> a\u{a0}écrit :\r\n\r\n{}",
        letter.news,
        quoted()
    );
    let body = data_encoding::BASE64.encode(text.as_bytes());
    let lines: Vec<&str> =
        body.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let Letter { from, id, subject, answered, .. } = letter;
    format!(
        "MIME-Version: 1.0\r\nReferences: <older-unknown@mail.example>\r\n {answered}\r\nIn-Reply-To: {answered}\r\n\
         From: Sophie Martin <{from}>\r\nDate: Mon, 23 Nov 2026 09:21:00 +0100\r\nMessage-ID: <{id}>\r\n\
         Subject: =?UTF-8?B?{}?=\r\nTo: sav@duret.example\r\n\
         Content-Type: multipart/alternative; boundary=\"0000000000002a9f\"\r\n\r\n\
         --0000000000002a9f\r\nContent-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n\
         --0000000000002a9f\r\nContent-Type: text/html; charset=\"UTF-8\"\r\n\r\n<div dir=\"ltr\">x</div>\r\n\
         --0000000000002a9f--\r\n",
        data_encoding::BASE64.encode(format!("Re: {subject}").as_bytes()),
        lines.join("\r\n")
    )
}

/// Orange: no In-Reply-To, and the mail that is answered marked whole, its head too.
pub fn orange(letter: Letter) -> String {
    let Letter { from, id, subject, answered, news } = letter;
    format!(
        "Date: Mon, 23 Nov 2026 09:22:00 +0100 (CET)\r\nFrom: paul <{from}>\r\nReply-To: {from}\r\n\
         To: sav@duret.example\r\nMessage-ID: <{id}>\r\nReferences: {answered}\r\nSubject: re: {subject}\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\
         X-ORIGINATING-IP: 192.0.2.7\r\nX-Mailer: Open-Xchange Mailer\r\n\r\n{news}\r\n\r\n\
         > Message du 23/11/26 09:12\r\n> De : \"Duret Électricité\" <sav@duret.example>\r\n> A : {from}\r\n\
         > Copie à :\r\n> Objet : {subject}\r\n>\r\n{}",
        quoted()
    )
}

/// laposte.net: Zimbra, whose telephone program forgets what it answers and keeps the subject.
pub fn laposte(letter: Letter) -> String {
    let Letter { from, id, subject, answered, news } = letter;
    let cited = if answered.is_empty() {
        String::new()
    } else {
        format!("In-Reply-To: {answered}\r\nReferences: {answered}\r\n")
    };
    format!(
        "Date: Mon, 23 Nov 2026 09:23:00 +0100 (CET)\r\nFrom: Jeanne Petit <{from}>\r\nTo: sav@duret.example\r\n\
         Message-ID: <{id}>\r\n{cited}Subject: =?utf-8?Q?R=C3=A9:_?={subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nX-Mailer: Zimbra 8.8.15\r\n\r\n\
         {news}\r\n\r\n----- Mail original -----\r\nDe: \"Duret Électricité\" <sav@duret.example>\r\nÀ: \"Jeanne\" <{from}>\r\n\
         Envoyé: Lundi 23 Novembre 2026 09:12:00\r\nObjet: {subject}\r\n\r\n{OURS}\r\n"
    )
}

/// An answer of a machine that knows the rules (RFC 3834).
pub fn absence(from: &str, id: &str, answered: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: {from}\r\nTo: sav@duret.example\r\nSubject: Absence du bureau\r\n\
         Message-ID: <{id}>\r\nIn-Reply-To: {answered}\r\nAuto-Submitted: auto-replied\r\n\r\nJe suis absent.\r\n"
    )
}

fn latin1_quoted(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut encoded = String::new();
        for c in line.chars() {
            match u32::from(c) {
                code @ (0x20..=0x3c | 0x3e..=0x7e) => encoded.push(char::from_u32(code).unwrap()),
                code => encoded.push_str(&format!("={code:02X}")),
            }
        }
        lines.push(encoded);
    }
    lines.join("\r\n")
}
