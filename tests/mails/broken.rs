//! Huge and broken mails: each is taken, none stops the others.

use std::{fmt::Write as _, io::Cursor};

use relais::staff::Role;
use sqlx::PgPool;

use super::{PostOffice, letters::plain};

const FROM: &str = "From: Paul <paul@mail.example>\r\nTo: sav@duret.example\r\n";

/// Each is a mail of its own, and the last words that its text must have.
fn odd_mails() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = |head: &str, body: &str| format!("{FROM}{head}\r\n\r\n{body}").into_bytes();
    let mut headers = FROM.to_owned();
    for n in 0..10_000 {
        write!(headers, "X-Header-{n}: {n}\r\n").unwrap();
    }
    let mut parts = format!("{FROM}Content-Type: multipart/mixed; boundary=x\r\n\r\n");
    for n in 0..10_000 {
        write!(parts, "--x\r\nContent-Type: text/plain\r\n\r\n{n}\r\n").unwrap();
    }
    // A mail within a mail within a mail, five thousand deep.
    let mut nested = FROM.to_owned();
    for n in 0..5_000 {
        write!(nested, "Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\nContent-Type: message/rfc822\r\n\r\n").unwrap();
    }
    let mut encoded = b"Content-Type: text/plain\r\n\r\ndeep".to_vec();
    for _ in 0..200 {
        let mut outer = b"Content-Type: message/rfc822\r\n\r\n".to_vec();
        outer.append(&mut encoded);
        encoded = outer;
    }
    let in_base64 = format!(
        "{FROM}Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        data_encoding::BASE64.encode(&encoded)
    );
    vec![
        ("empty", Vec::new(), ""),
        ("no head", b"Bonjour, rappelez-moi\r\n".to_vec(), ""),
        ("no date, no name", text("Subject: =?utf-8?B?!!!?=", "Bonjour"), "Bonjour"),
        ("NUL", text("Subject: a\0b", "avant\0apr\u{e8}s"), "apr\u{e8}s"),
        (
            "unknown alphabet",
            text("Content-Type: text/plain; charset=klingon-1", "Bonjour"),
            "Bonjour",
        ),
        (
            "wrong alphabet",
            [FROM.as_bytes(), b"Content-Type: text/plain; charset=utf-8\r\n\r\nd\xe9j\xe0 vu"]
                .concat(),
            "vu",
        ),
        (
            "Latin-1",
            [
                FROM.as_bytes(),
                b"Content-Type: text/plain; charset=iso-8859-15\r\n\r\nd\xe9j\xe0 \xa4",
            ]
            .concat(),
            "déjà €",
        ),
        (
            "bare eight bits",
            [FROM.as_bytes(), b"Subject: probl\xe8me\r\n\r\nd\xe9j\xe0 vu"].concat(),
            "vu",
        ),
        (
            "no end",
            text(
                "Content-Type: multipart/mixed; boundary=x",
                "--x\r\nContent-Type: text/plain\r\n\r\nBonjour",
            ),
            "Bonjour",
        ),
        (
            "no such boundary",
            text("Content-Type: multipart/mixed; boundary=x", "--y\r\n\r\nBonjour"),
            "",
        ),
        ("broken base64", text("Content-Transfer-Encoding: base64", "Qm9uam91cg===***"), ""),
        (
            "a page",
            text("Content-Type: text/html", "<p>Bonjour <b>vous</b><script>alert(1)</script></p>"),
            "",
        ),
        ("direction", text("Subject: x", "gpj\u{202e}exe.photo"), "gpjexe.photo"),
        (
            "ten thousand headers",
            text(headers.trim_start_matches(FROM).trim_end(), "Bonjour"),
            "Bonjour",
        ),
        ("ten thousand parts", parts.into_bytes(), ""),
        ("five thousand deep", nested.into_bytes(), ""),
        ("deep in base64", in_base64.into_bytes(), ""),
        ("long line", text("Subject: x", &"a".repeat(2_000_000)), "a"),
        ("far date", text("Date: Mon, 23 Nov 99999 09:00:00 +9900", "Bonjour"), "Bonjour"),
        (
            "noise",
            (0..50_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect(),
            "",
        ),
    ]
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn odd_mails_are_all_taken_and_what_was_left_out_is_said(db: PgPool) {
    let post = PostOffice::open(db).await;
    let claire = post.test().sign_in(Role::Office).await;
    let mails = odd_mails();
    let count = mails.len();
    for (what, raw, ends_with) in mails {
        post.post(raw);
        assert_eq!(post.take().await, 1, "{what}");
        let body = post.latest("body").await;
        assert!(body.ends_with(ends_with), "{what}: {body:.200}");
        let page =
            post.test().get_as(&claire, &format!("/courrier/{}", post.latest("id").await)).await;
        page.assert_status(200);
        page.assert_hides("<script>alert");
    }
    post.post(plain("paul@mail.example", "after@mail.example", "Après", "Bonjour"));
    assert_eq!(post.take().await, 1, "and the next one comes in");
    assert_eq!(post.count("mails").await, i64::try_from(count).unwrap() + 1);
    let remarks: i64 = sqlx::query_scalar("select count(*) from mails where remarks <> ''")
        .fetch_one(&post.test().app.db)
        .await
        .unwrap();
    assert!(remarks >= 3, "{remarks}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_a_huge_mail_the_beginning_is_taken_and_its_page_says_so(db: PgPool) {
    let post = PostOffice::open(db).await;
    let claire = post.test().sign_in(Role::Office).await;
    let mut raw = format!(
        "{FROM}Subject: Video\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nVoici la video.\r\n\
         --x\r\nContent-Type: video/mp4; name=panne.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    );
    let line = format!("{}\r\n", "QUJD".repeat(19));
    while raw.len() < 31 * 1024 * 1024 {
        raw.push_str(&line);
    }
    raw.push_str("--x--\r\n");
    post.get(raw).await;
    assert_eq!(post.latest("body").await, "Voici la video.");
    assert_eq!(post.count("mail_attachments").await, 0);
    let page = post.test().get_as(&claire, &format!("/courrier/{}", post.latest("id").await)).await;
    page.assert_shows("Message trop gros");
    page.assert_shows("L’original est dans la boîte");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn files_are_kept_told_by_their_bytes_and_never_opened_here(db: PgPool) {
    let post = PostOffice::open(db).await;
    let claire = post.test().sign_in(Role::Office).await;
    let mut picture = Vec::new();
    image::DynamicImage::new_rgb8(2400, 300)
        .write_to(&mut Cursor::new(&mut picture), image::ImageFormat::Png)
        .unwrap();
    let part = |name: &str, kind: &str, content: &[u8]| {
        format!(
            "--x\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            data_encoding::BASE64.encode(content)
        )
    };
    let mut raw = format!(
        "{FROM}Subject: Photos\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nVoici.\r\n{}{}{}",
        part("tableau.png", "image/png", &picture),
        part("photo.jpg", "image/jpeg", b"<html><script>alert(1)</script></html>"),
        part("../devis \u{e9}t\u{e9}.pdf", "text/html", b"%PDF-1.7 x")
    );
    for n in 0..40 {
        raw.push_str(&part(&format!("{n}.txt"), "text/plain", b"x"));
    }
    raw.push_str("--x--\r\n");
    post.get(raw).await;
    let id = post.latest("id").await;
    assert_eq!(post.count("mail_attachments").await, 30);
    let page = post.test().get_as(&claire, &format!("/courrier/{id}")).await;
    page.assert_shows("43\u{a0}pièces jointes");
    page.assert_shows(&format!("<img src=\"/courrier/{id}/images/0\" alt=\"tableau.png\""));

    let shown = post.test().send_raw(&claire, &format!("/courrier/{id}/images/0")).await;
    assert_eq!(shown.0["content-type"], "image/jpeg");
    assert_eq!(image::load_from_memory(&shown.1).unwrap().width(), 1600);

    for (position, kind, name) in [
        (0, "image/png", "tableau.png"),
        (1, "application/octet-stream", "photo.jpg"),
        (2, "application/pdf", "devis%20%C3%A9t%C3%A9%2Epdf"),
    ] {
        let (headers, _) =
            post.test().send_raw(&claire, &format!("/courrier/{id}/pieces/{position}")).await;
        assert_eq!(headers["content-type"], kind);
        let disposition = headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment;"), "{disposition}");
        assert!(
            disposition.replace("%2E", ".").contains(&name.replace("%2E", ".")),
            "{disposition}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    }
    let gaetan = post.test().sign_in(Role::Technician).await;
    post.test().get_as(&gaetan, &format!("/courrier/{id}/pieces/0")).await.assert_status(403);
    post.test().get_as(&claire, &format!("/courrier/{id}/images/1")).await.assert_status(404);
}
