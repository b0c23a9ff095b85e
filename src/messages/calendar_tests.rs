use icalendar::{Calendar, CalendarComponent, DatePerhapsTime};

use super::*;
use crate::messages::drafts::tests::{duret, visit};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn parsed(text: &str) -> (Calendar, Event) {
    let calendar: Calendar = text.parse().unwrap();
    let event = calendar.components.iter().find_map(CalendarComponent::as_event).cloned();
    (calendar, event.unwrap())
}

#[test]
fn an_invitation_is_read_back_as_it_was_meant() {
    let text = write(
        &duret(),
        &visit(),
        Method::Request,
        Some("pierre.dupont@courrier.example"),
        at("2026-11-23T08:00:00Z"),
    );
    let (calendar, event) = parsed(&text);
    assert_eq!(calendar.property_value("METHOD"), Some("REQUEST"));
    assert_eq!(event.get_uid(), Some("abc@rdv.duret-elec.example"));
    assert_eq!(event.get_sequence(), Some(3));
    assert_eq!(event.get_timestamp(), Some(at("2026-11-23T08:00:00Z")));
    assert_eq!(event.get_start(), Some(DatePerhapsTime::from(at("2026-11-24T13:00:00Z"))));
    assert_eq!(event.get_end(), Some(DatePerhapsTime::from(at("2026-11-24T15:00:00Z"))));
    assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    assert_eq!(event.property_value("ORGANIZER"), Some("mailto:sav@duret-elec.example"));
    assert_eq!(event.get_location(), Some("12 rue de la Mairie, 74000 Annecy"));
    assert!(event.get_summary().unwrap().contains("Problème de tableau électrique"));
    assert!(event.get_description().unwrap().contains(&visit().link));
}

#[test]
fn a_cancellation_names_the_same_entry() {
    let text = write(
        &duret(),
        &visit(),
        Method::Cancel,
        Some("pierre.dupont@courrier.example"),
        at("2026-11-23T08:00:00Z"),
    );
    let (calendar, event) = parsed(&text);
    assert_eq!(calendar.property_value("METHOD"), Some("CANCEL"));
    assert_eq!(event.get_uid(), Some("abc@rdv.duret-elec.example"));
    assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
}

#[test]
fn lines_are_as_short_and_ended_as_the_standard_wants() {
    let text = write(
        &duret(),
        &visit(),
        Method::Request,
        Some("pierre.dupont@courrier.example"),
        at("2026-11-23T08:00:00Z"),
    );
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text:?}");
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
    }
}

#[test]
fn a_name_cannot_add_a_property() {
    let company =
        Company { name: "Duret\r\nX-EVIL:1, \"Fils\"; et Cie".to_owned(), email: None, ..duret() };
    let visit = Visit { address: "1 rue; du Test, 74000\nX-EVIL:1".to_owned(), ..visit() };
    let text = write(
        &company,
        &visit,
        Method::Request,
        Some("pierre.dupont@courrier.example"),
        at("2026-11-23T08:00:00Z"),
    );
    assert!(!text.lines().any(|line| line.starts_with("X-EVIL")), "{text}");
    let (_, event) = parsed(&text);
    assert_eq!(
        event.property_value("ORGANIZER"),
        Some("mailto:rendez-vous@rdv.duret-elec.example")
    );
}
