//! What is published is read, and nothing inside a network is, by whatever way an address leads there.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use relais::delivery::{Names, PublicWeb, ReadError, Reading, Version, is_public};

use crate::support::publisher::{Answer, Publisher, THIS_MACHINE, agenda};

fn here() -> PublicWeb {
    PublicWeb::with_inside(vec![THIS_MACHINE])
}

async fn fails(web: &PublicWeb, address: &str) -> ReadError {
    web.read(address, &Version::default()).await.unwrap_err()
}

fn short() -> Answer {
    Answer::Agenda { text: agenda(&[]), etag: "\"1\"" }
}

#[tokio::test]
async fn what_leads_inside_is_never_asked() {
    let web = PublicWeb::default();
    for address in [
        "https://127.0.0.1/a.ics",
        "https://127.1/a.ics",
        "https://2130706433/a.ics",
        "https://0x7f.0.0.1/a.ics",
        "https://0/a.ics",
        "https://10.0.0.8/a.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/a.ics",
        "https://100.64.0.1/a.ics",
        "https://[::1]/a.ics",
        "https://[::ffff:127.0.0.1]/a.ics",
        "https://[::ffff:7f00:1]/a.ics",
        "https://[fe80::1]/a.ics",
        "https://[fd00::1]/a.ics",
        "https://[64:ff9b::a9fe:a9fe]/a.ics",
        "webcal://172.16.0.1/a.ics",
        "https://１２７.０.０.１/a.ics",
    ] {
        assert_eq!(fails(&web, address).await, ReadError::Inside, "{address}");
    }
    for address in [
        "",
        "agenda.ics",
        "http://agenda.example/a.ics",
        "ftp://agenda.example/a.ics",
        "file:///etc/passwd",
        "https://",
        "javascript:alert(1)",
        "https://user:pass@agenda.example/a.ics",
        "gopher://127.0.0.1",
    ] {
        assert_eq!(fails(&web, address).await, ReadError::NoAddress, "{address}");
    }
    // By name: one inside among those outside is enough.
    let mixed = web
        .clone()
        .asking(Names::Told(|_| vec![IpAddr::from([8, 8, 8, 8]), IpAddr::from([10, 0, 0, 1])]));
    assert_eq!(fails(&mixed, "https://agenda.example/a.ics").await, ReadError::Inside);
    let nobody = web.asking(Names::Told(|_| Vec::new()));
    assert_eq!(fails(&nobody, "https://agenda.example/a.ics").await, ReadError::Unknown);
}

#[tokio::test]
async fn a_name_that_changes_its_mind_leads_nowhere_else() {
    static LOOKED_UP: AtomicUsize = AtomicUsize::new(0);
    fn first_here_then_there(_: &str) -> Vec<IpAddr> {
        let there = LOOKED_UP.fetch_add(1, Ordering::SeqCst) > 0;
        vec![IpAddr::V4(if there { Ipv4Addr::new(127, 0, 0, 2) } else { Ipv4Addr::LOCALHOST })]
    }
    let good = Publisher::start(short()).await;
    let port = good.address.port();
    let inside = Publisher::on(Ipv4Addr::new(127, 0, 0, 2), port, short()).await;
    let web = here().asking(Names::Told(first_here_then_there));
    let address = format!("http://agenda.example:{port}/a.ics");

    let read = web.read(&address, &Version::default()).await.unwrap();
    assert!(matches!(read, Reading::Content { .. }));
    assert_eq!(LOOKED_UP.load(Ordering::SeqCst), 1, "the connection goes to what was judged");
    assert_eq!(
        fails(&web, &address).await,
        ReadError::Inside,
        "and what it says next is judged anew"
    );
    assert_eq!((good.count(), inside.count()), (1, 0));
}

#[tokio::test]
async fn each_step_of_a_redirection_is_judged_and_there_are_three_at_most() {
    let publisher = Publisher::start(short()).await;
    let inside = Publisher::on(Ipv4Addr::new(127, 0, 0, 3), 0, short()).await;
    for to in [
        inside.url(),
        "http://127.0.0.2:1/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://[::1]/".to_owned(),
    ] {
        publisher.answers(Answer::Redirect(to.clone()));
        assert_eq!(fails(&here(), &publisher.url()).await, ReadError::Inside, "{to}");
    }
    for to in ["file:///etc/passwd", "http://agenda.example/"] {
        publisher.answers(Answer::Redirect(to.to_owned()));
        let web = here().asking(Names::Told(|_| vec![IpAddr::from([8, 8, 8, 8])]));
        assert_eq!(fails(&web, &publisher.url()).await, ReadError::NoAddress, "{to}");
    }
    assert_eq!(inside.count(), 0);

    let before = publisher.count();
    publisher.answers(Answer::Redirect("/again.ics".to_owned()));
    assert_eq!(fails(&here(), &publisher.url()).await, ReadError::Redirected);
    assert_eq!(publisher.count() - before, 4, "the first and three more");
    let last = Publisher::start(short()).await;
    publisher.answers(Answer::Redirect(last.url()));
    assert!(here().read(&publisher.url(), &Version::default()).await.is_ok());
}

#[tokio::test]
async fn what_is_too_heavy_too_slow_or_out_of_order_is_given_up() {
    let publisher = Publisher::start(short()).await;
    let six = 6 * 1024 * 1024;
    for (answer, expected) in [
        (Answer::Bytes { many: six, said: true }, ReadError::TooLarge),
        (Answer::Bytes { many: six, said: false }, ReadError::TooLarge),
        (Answer::Status(404), ReadError::Gone(404)),
        (Answer::Status(503), ReadError::Failing(503)),
        (Answer::Status(429), ReadError::Failing(429)),
    ] {
        publisher.answers(answer);
        assert_eq!(fails(&here(), &publisher.url()).await, expected);
    }
    publisher.answers(Answer::Silence);
    let hasty = here().patient_for(Duration::from_millis(100));
    assert_eq!(fails(&hasty, &publisher.url()).await, ReadError::Slow);
    assert_eq!(fails(&here(), "http://127.0.0.1:9/a.ics").await, ReadError::Unreachable);
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let publisher = Publisher::start(short()).await;
    let Reading::Content { version, body } =
        here().read(&publisher.url(), &Version::default()).await.unwrap()
    else {
        panic!("nothing was read")
    };
    assert_eq!((version.etag.as_deref(), body.is_empty()), (Some("\"1\""), false));
    assert_eq!(here().read(&publisher.url(), &version).await.unwrap(), Reading::Unchanged);
}

#[test]
fn what_leads_into_a_house_is_not_public() {
    for inside in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.254",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.66",
        "224.0.0.251",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.1.2.3",
        "64:ff9b::192.168.0.1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(inside.parse().unwrap()), "{inside}");
    }
}

#[test]
fn what_is_out_in_the_world_is_public() {
    for outside in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "52.98.1.2",
        "100.63.255.255",
        "100.128.0.1",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.0.1",
        "169.255.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.167.1.1",
        "192.169.1.1",
        "198.17.255.255",
        "198.20.0.1",
        "223.255.255.254",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2001:41d0::1",
        "2603:1026::2",
        "2a00:1450:4007::200e",
        "2606:4700::1111",
    ] {
        assert!(is_public(outside.parse().unwrap()), "{outside}");
    }
}
