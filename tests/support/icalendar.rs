//! iCalendar read as strictly as RFC 5545 is written, and once more by a library.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};

/// The properties of one VEVENT, by name; a parameter stays with its name.
pub type Event = BTreeMap<String, String>;

/// The events of a calendar. Panics on whatever the standard forbids.
pub fn events(text: &str) -> Vec<Event> {
    let events = read(&unfolded(text));
    let by_library: icalendar::Calendar = text.parse().expect("a library reads it too");
    let of_library = by_library.components.iter().filter_map(|component| component.as_event());
    assert_eq!(of_library.count(), events.len());
    events
}

/// An instant of an event, which must be written in UTC.
pub fn instant_of(event: &Event, property: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(&event[property], "%Y%m%dT%H%M%SZ")
        .unwrap_or_else(|error| panic!("{property} {:?}: {error}", event[property]))
        .and_utc()
}

/// §3.1: lines of at most 75 octets ended by CRLF, folded by a blank.
fn unfolded(text: &str) -> Vec<String> {
    assert!(text.ends_with("END:VCALENDAR\r\n"), "the end");
    let mut lines = Vec::<String>::new();
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{line:?} has {} octets", line.len());
        assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().expect("a line to go on").push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

fn read(lines: &[String]) -> Vec<Event> {
    let (mut open, mut events) = (Vec::<String>::new(), Vec::new());
    let (mut event, mut of_calendar) = (Event::new(), Event::new());
    for line in lines {
        let (head, value) = line.split_once(':').unwrap_or_else(|| panic!("{line:?}"));
        let name = head.split(';').next().unwrap_or_default();
        assert!(
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "{line:?}"
        );
        match name {
            "BEGIN" => open.push(value.to_owned()),
            "END" => {
                assert_eq!(open.pop().as_deref(), Some(value));
                if value == "VEVENT" {
                    events.push(std::mem::take(&mut event));
                }
            }
            _ => {
                let into = if open.len() > 1 { &mut event } else { &mut of_calendar };
                check_text(name, value);
                assert!(into.insert(head.to_owned(), value.to_owned()).is_none(), "{line:?} twice");
            }
        }
    }
    assert!(open.is_empty());
    assert_eq!(of_calendar["VERSION"], "2.0");
    assert!(of_calendar.contains_key("PRODID"));
    let mut uids = BTreeSet::new();
    for event in &events {
        assert!(event.contains_key("DTSTAMP"), "{event:?}");
        assert!(event.keys().any(|name| name.starts_with("DTSTART")), "{event:?}");
        assert!(uids.insert(event["UID"].clone()), "{} twice", event["UID"]);
    }
    events
}

/// §3.3.11: what a text must hide.
fn check_text(name: &str, value: &str) {
    if !["SUMMARY", "LOCATION", "DESCRIPTION"].contains(&name) {
        return;
    }
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                let hidden = letters.next();
                assert!(matches!(hidden, Some('\\' | ';' | ',' | 'n' | 'N')), "{value:?}");
            }
            ';' | ',' => panic!("{value:?}"),
            _ => {}
        }
    }
}
