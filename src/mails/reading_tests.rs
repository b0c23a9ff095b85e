use proptest::prelude::*;

use super::*;

fn text(raw: &[u8]) -> String {
    read(raw, None).text
}

#[test]
fn what_could_deceive_or_be_refused_by_the_database_is_left_out() {
    assert_eq!(
        text(b"From: a@b.example\n\navant\0apr\xc3\xa8s \xe2\x80\xaefdp\n"),
        "avantapr\u{e8}s fdp"
    );
    let mail = read(b"From: \"a\0b\" <a@b.example>\nSubject: x\0y\n\n", None);
    assert!(!format!("{mail:?}").contains("\\0"), "{mail:?}");
}

#[test]
fn a_page_is_read_as_text_where_there_is_no_other() {
    let page = b"From: a@b.example\nContent-Type: text/html\n\n<style>p{}</style><p>Bonjour</p><p>Merci</p><script>alert(1)</script>";
    assert_eq!(text(page), "Bonjour\nMerci");
    let both = b"From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n  \n--x\nContent-Type: text/html\n\n<p>Bonjour</p>\n--x--\n";
    assert_eq!(text(both), "Bonjour");
}

#[test]
fn a_mail_that_breaks_off_is_read_to_its_last_word() {
    let broken = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain\n\nBonjour";
    assert_eq!(text(broken), "Bonjour");
}

#[test]
fn a_mail_within_the_mail_is_a_file_to_keep() {
    let mail = read(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nVoir joint.\n--x\nContent-Type: message/rfc822\n\nFrom: c@d.example\nSubject: Vieux\n\nAncien\n--x--\n", None);
    assert_eq!(mail.text, "Voir joint.");
    let [file] = mail.attachments.as_slice() else { panic!("{mail:?}") };
    assert_eq!(file.name, "message.eml");
    assert!(file.content.as_ref().unwrap().starts_with(b"From: c@d.example"));
}

proptest! {
    #[test]
    fn any_bytes_are_read(raw in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let mail = read(&raw, None);
        prop_assert!(!mail.text.contains('\0'));
    }

    #[test]
    fn any_lines_are_read(lines in proptest::collection::vec(
        prop_oneof![
            Just("Content-Type: multipart/mixed; boundary=x".to_owned()),
            Just("Content-Type: multipart/digest; boundary=\"x\"".to_owned()),
            Just("Content-Type: message/rfc822".to_owned()),
            Just("Content-Type: multipart/report; report-type=delivery-status; boundary=x".to_owned()),
            Just("Content-Type: text/html; charset=utf-16".to_owned()),
            Just("Content-Transfer-Encoding: base64".to_owned()),
            Just("Content-Transfer-Encoding: quoted-printable".to_owned()),
            Just("Content-Disposition: attachment; filename*=utf-8''a%00b".to_owned()),
            Just("--x".to_owned()),
            Just("--x--".to_owned()),
            Just(String::new()),
            "[ -~]{0,60}",
            "[A-Z][a-z-]{1,12}: [ -~\u{e9}\0]{0,40}",
        ],
        0..60,
    )) {
        let mail = read(lines.join("\r\n").as_bytes(), None);
        let told = format!("{}{}{}", mail.text, mail.subject, mail.from_name);
        prop_assert!(!told.contains('\0'));
        for file in &mail.attachments {
            prop_assert!(!file.name.contains(['/', '\0', '\n']) && !file.name.is_empty());
        }
    }
}
