//! When an outside agenda is busy, by all that its text may say.

use chrono::{DateTime, Utc};
use relais::{
    agendas::outside::{Busy, NoAgenda, busy_within as read},
    business_time::Span,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// From 1 October 2026 until 1 December 2027.
fn horizon() -> Span {
    Span::new(at("2026-10-01T00:00:00Z"), at("2027-12-01T00:00:00Z"))
}

fn agenda(events: &[&str]) -> String {
    let events: Vec<String> =
        events.iter().map(|event| format!("BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n")).collect();
    let events = events.concat();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{events}END:VCALENDAR\r\n")
}

fn read_all(events: &[&str]) -> Busy {
    read(agenda(events).as_bytes(), horizon()).unwrap()
}

/// Starts and ends as `2026-12-01T08:00/09:00`, in UTC.
fn spans(events: &[&str]) -> Vec<String> {
    let words = |span: &Span| {
        let end =
            if span.start.date_naive() == span.end.date_naive() { "%H:%M" } else { "%FT%H:%M" };
        format!("{}/{}", span.start.format("%FT%H:%M"), span.end.format(end))
    };
    read_all(events).spans.iter().map(words).collect()
}

#[test]
fn each_way_to_write_a_time_means_its_own_clocks() {
    for (start, end, expected) in [
        ("DTSTART:20261201T080000Z", "DTEND:20261201T090000Z", "2026-12-01T08:00/09:00"),
        (
            "DTSTART;TZID=Europe/Paris:20261201T090000",
            "DTEND;TZID=Europe/Paris:20261201T100000",
            "2026-12-01T08:00/09:00",
        ),
        (
            "DTSTART;TZID=\"Romance Standard Time\":20261201T090000",
            "DURATION:PT1H30M",
            "2026-12-01T08:00/09:30",
        ),
        (
            "DTSTART;TZID=Eastern Standard Time:20261201T030000",
            "DURATION:PT1H",
            "2026-12-01T08:00/09:00",
        ),
        (
            "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20260701T090000",
            "DURATION:PT1H",
            "",
        ),
        (
            "DTSTART;TZID=/citadel.org/Europe/Paris:20270701T090000",
            "DURATION:PT1H",
            "2027-07-01T07:00/08:00",
        ),
        // What names no zone is meant as here.
        ("DTSTART:20270701T090000", "DTEND:20270701T100000", "2027-07-01T07:00/08:00"),
        (
            "DTSTART;VALUE=DATE:20261224",
            "DTEND;VALUE=DATE:20261226",
            "2026-12-23T23:00/2026-12-25T23:00",
        ),
        ("DTSTART;VALUE=DATE:20261224", "SUMMARY:no end", "2026-12-23T23:00/23:00"),
        ("dtstart:20261201T080000Z", "dtend:20261201T090000Z", "2026-12-01T08:00/09:00"),
        // No time at all.
        ("DTSTART:20261201T080000Z", "DTEND:20261201T080000Z", ""),
        ("DTSTART:20261201T080000Z", "DTEND:20261201T070000Z", ""),
    ] {
        let expected =
            expected.replace("2026-12-23T23:00/23:00", "2026-12-23T23:00/2026-12-24T23:00");
        assert_eq!(spans(&[&format!("{start}\r\n{end}")]).join(" "), expected, "{start} {end}");
    }
}

#[test]
fn what_is_free_or_cancelled_takes_no_time() {
    let when = "DTSTART:20261201T080000Z\r\nDTEND:20261201T090000Z";
    for free in [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "transp:transparent",
    ] {
        assert_eq!(read_all(&[&format!("{when}\r\n{free}")]), Busy::default(), "{free}");
    }
    for busy in ["TRANSP:OPAQUE", "STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"] {
        assert_eq!(read_all(&[&format!("{when}\r\n{busy}")]).events, 1, "{busy}");
    }
}

#[test]
fn nine_o_clock_stays_nine_o_clock_when_the_clocks_change() {
    // Weekly over the last Sundays of October and of March.
    let weekly = "UID:a\r\nDTSTART;TZID=Europe/Paris:20261018T090000\r\nDTEND;TZID=Europe/Paris:20261018T100000";
    let october = spans(&[&format!("{weekly}\r\nRRULE:FREQ=WEEKLY;COUNT=3")]);
    assert_eq!(
        october,
        ["2026-10-18T07:00/08:00", "2026-10-25T08:00/09:00", "2026-11-01T08:00/09:00"]
    );
    let march = "UID:a\r\nDTSTART;TZID=Romance Standard Time:20270327T023000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3";
    assert_eq!(
        spans(&[march]),
        // Half past two does not exist on the 28th: it begins when the clocks go on.
        ["2027-03-27T01:30/02:30", "2027-03-28T01:00/02:00", "2027-03-29T00:30/01:30"]
    );
    // Whole days: 25 hours, and 23.
    let days = |day: &str| spans(&[&format!("DTSTART;VALUE=DATE:{day}")]);
    assert_eq!(days("20261025"), ["2026-10-24T22:00/2026-10-25T23:00"]);
    assert_eq!(days("20270328"), ["2027-03-27T23:00/2027-03-28T22:00"]);
}

#[test]
fn what_comes_again_does_but_for_what_is_left_out_moved_or_cancelled() {
    let series = "UID:a\r\nDTSTART;TZID=Europe/Paris:20261201T090000\r\nDTEND;TZID=Europe/Paris:20261201T100000\r\n\
                  RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261217T080000Z";
    assert_eq!(read_all(&[series]).events, 6, "until includes its own instant");
    let with = |more: &str| spans(&[&format!("{series}\r\n{more}")]).join(" ");
    for left_out in [
        "EXDATE;TZID=Europe/Paris:20261203T090000,20261208T090000",
        "EXDATE:20261203T080000Z\r\nEXDATE:20261208T080000Z",
        "EXDATE;VALUE=DATE:20261203,20261208",
    ] {
        assert_eq!(
            with(left_out),
            "2026-12-01T08:00/09:00 2026-12-10T08:00/09:00 2026-12-15T08:00/09:00 2026-12-17T08:00/09:00",
            "{left_out}"
        );
    }
    assert!(with("RDATE;TZID=Europe/Paris:20261231T140000").ends_with("2026-12-31T13:00/14:00"));
    let moved = "UID:a\r\nRECURRENCE-ID;TZID=Europe/Paris:20261203T090000\r\nDTSTART;TZID=Europe/Paris:20261204T110000\r\nDURATION:PT30M";
    let gone = "UID:a\r\nRECURRENCE-ID:20261208T080000Z\r\nDTSTART:20261208T080000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED";
    let other = "UID:b\r\nRECURRENCE-ID:20261210T080000Z\r\nDTSTART:20261210T080000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED";
    assert_eq!(
        spans(&[series, moved, gone, other]).join(" "),
        "2026-12-01T08:00/09:00 2026-12-04T10:00/10:30 2026-12-10T08:00/09:00 2026-12-15T08:00/09:00 2026-12-17T08:00/09:00"
    );
}

#[test]
fn a_series_without_end_is_followed_as_far_as_anybody_books() {
    let daily =
        "UID:a\r\nDTSTART;TZID=Europe/Paris:20150105T120000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY";
    let busy = read_all(&[daily]);
    assert_eq!(busy.events, 426, "of eleven years those within the horizon");
    assert!(busy.spans.iter().all(|span| horizon().covers(span)));
    let yearly = "UID:b\r\nDTSTART;VALUE=DATE:19800229\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;BYMONTH=1";
    assert_eq!(spans(&[yearly]), ["2027-01-28T23:00/2027-01-29T23:00"]);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_read() {
    let good = "DTSTART:20261201T080000Z\r\nDTEND:20261201T090000Z";
    let busy = read_all(&[
        good,
        "SUMMARY:when",
        "DTSTART:yesterday",
        "this is no line\r\nDTSTART:20261202T080000Z",
    ]);
    assert_eq!(busy.events, 1);
    assert_eq!(busy.remark, "Événements illisibles, laissés de côté\u{a0}: 3.");
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=FORTNIGHTLY",
        "EVERY DAY",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=WEEKLY;BYDAY=XX",
    ] {
        let busy = read_all(&[&format!("{good}\r\nRRULE:{rule}")]);
        assert_eq!(busy.events, 1, "{rule}");
        assert!(busy.remark.starts_with("Répétitions illisibles"), "{rule}: {}", busy.remark);
    }
    let busy = read_all(&["DTSTART;TZID=Customized Time Zone:20261201T090000\r\nDURATION:PT1H"]);
    assert_eq!((busy.spans[0].start, busy.events), (at("2026-12-01T08:00:00Z"), 1));
    assert!(busy.remark.contains("Customized Time Zone"), "{}", busy.remark);
}

#[test]
fn alarms_and_folded_lines_are_no_trouble_however_deep() {
    let folded = "SUMMARY:a very\r\n  long\r\n\t one\r\nDTSTART;TZID=Eu\r\n rope/Paris:20261201T090000\r\nDURATION:PT1H";
    assert_eq!(spans(&[folded]), ["2026-12-01T08:00/09:00"]);
    let alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDTSTART:20200101T000000Z\r\nEND:VALARM";
    assert_eq!(spans(&[&format!("{alarm}\r\n{folded}\r\n{alarm}")]), ["2026-12-01T08:00/09:00"]);
    let deep = "BEGIN:X\r\n".repeat(200_000);
    assert_eq!(read_all(&[&deep]).events, 0);
}

#[test]
fn another_text_is_no_agenda_and_a_cut_one_is_no_whole_one() {
    let whole = agenda(&["DTSTART:20261201T080000Z\r\nDTEND:20261201T090000Z"]);
    for (text, expected) in [
        ("", NoAgenda::OtherText),
        ("<!doctype html><title>Sign in</title>", NoAgenda::OtherText),
        (&whole[..whole.len() - 20], NoAgenda::Cut),
    ] {
        assert_eq!(read(text.as_bytes(), horizon()), Err(expected), "{text:?}");
    }
    let marked = format!("\u{feff}{}", whole.replace("\r\n", "\n"));
    assert_eq!(read(marked.as_bytes(), horizon()).unwrap().events, 1);
    let many = vec!["DTSTART:20261201T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY"; 2_001];
    assert_eq!(read(agenda(&many).as_bytes(), horizon()), Err(NoAgenda::TooMany));
}

#[test]
fn times_that_meet_become_one() {
    let busy = read_all(&[
        "DTSTART:20261201T080000Z\r\nDURATION:PT1H",
        "DTSTART:20261201T090000Z\r\nDURATION:PT1H",
        "DTSTART:20261201T083000Z\r\nDURATION:PT30M",
    ]);
    assert_eq!((busy.events, busy.spans.len()), (3, 1));
}
