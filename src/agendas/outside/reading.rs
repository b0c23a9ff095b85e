//! From the text of an agenda (RFC 5545) to the times at which it is busy.

use std::collections::{BTreeSet, HashMap};

use chrono::Datelike as _;
use icalendar::parser::{Component, unfold};

use super::{event::Event, moments::Moment, recurrence};
use crate::business_time::{Span, merge};

/// More than these are no person's agenda.
const MOST_EVENTS: usize = 20_000;
const MOST_SERIES: usize = 2_000;
/// Nothing that began before is reckoned on.
const EARLIEST_YEAR: i32 = 1970;

/// What an agenda says about a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// Ascending, with gaps between them.
    pub spans: Vec<Span>,
    /// Before those that meet were made one.
    pub events: usize,
    /// What was read with doubt, in French.
    pub remark: String,
}

/// Why nothing is taken from a text, as the office reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAgenda {
    #[error("Ce qui est publié à cette adresse n’est pas un agenda au format iCalendar (.ics).")]
    OtherText,
    #[error("L’agenda est arrivé incomplet.")]
    Cut,
    #[error("L’agenda a trop d’événements pour être celui d’une personne.")]
    TooMany,
}

/// When the agenda is busy within `horizon`.
pub fn read(text: &[u8], horizon: Span) -> Result<Busy, NoAgenda> {
    let text = String::from_utf8_lossy(text);
    let text = unfold(&text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let is =
        |line: Option<&&str>, what: &str| line.is_some_and(|line| line.eq_ignore_ascii_case(what));
    if !is(lines.first(), "BEGIN:VCALENDAR") {
        return Err(NoAgenda::OtherText);
    }
    if !is(lines.last(), "END:VCALENDAR") {
        return Err(NoAgenda::Cut);
    }
    let mut doubts = Doubts::default();
    let mut events = Vec::new();
    for block in event_blocks(&lines) {
        let component = Component::try_from(block.as_str());
        match component.ok().as_ref().and_then(|it| Event::read(it, &mut doubts.zones)) {
            Some(event) if event.start.wall().year() >= EARLIEST_YEAR => events.push(event),
            _ => doubts.unread += 1,
        }
    }
    let spans = busy(&events, horizon, &mut doubts)?;
    Ok(Busy { events: spans.len(), spans: merge(spans), remark: doubts.in_words() })
}

/// The lines of each event, without the alarms and whatever else is inside.
fn event_blocks(lines: &[&str]) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    let mut inside = 0_usize;
    for line in lines {
        let upper = line.to_ascii_uppercase();
        match &mut block {
            None if upper == "BEGIN:VEVENT" => {
                block = Some("BEGIN:VEVENT\n".to_owned());
                inside = 0;
            }
            Some(_) if upper == "END:VEVENT" => {
                if let Some(whole) = block.take() {
                    blocks.push(whole + "END:VEVENT\n");
                }
            }
            Some(_) if upper.starts_with("BEGIN:") => inside += 1,
            Some(_) if upper.starts_with("END:") => inside = inside.saturating_sub(1),
            Some(whole) if inside == 0 => {
                whole.push_str(line);
                whole.push('\n');
            }
            None | Some(_) => {}
        }
    }
    blocks
}

fn busy(events: &[Event], horizon: Span, doubts: &mut Doubts) -> Result<Vec<Span>, NoAgenda> {
    if events.iter().filter(|event| !event.rules.is_empty()).count() > MOST_SERIES {
        return Err(NoAgenda::TooMany);
    }
    let mut replaced: HashMap<&str, Vec<Moment>> = HashMap::new();
    for event in events {
        if let Some(start) = event.replaces {
            replaced.entry(&event.uid).or_default().push(start);
        }
    }
    let mut spans = Vec::new();
    for event in events.iter().filter(|event| event.is_busy) {
        let starts = if event.replaces.is_some() {
            vec![event.start]
        } else if let Ok(starts) = recurrence::starts(event, horizon) {
            starts
        } else {
            doubts.unfollowed += 1;
            vec![event.start]
        };
        let replaced = match event.replaces {
            None => replaced.get(event.uid.as_str()).map(Vec::as_slice).unwrap_or_default(),
            Some(_) => &[],
        };
        let standing =
            starts.into_iter().filter(|start| !replaced.iter().any(|it| start.is_named_by(*it)));
        spans.extend(standing.filter_map(|start| event.span_from(start).intersection(&horizon)));
        if spans.len() > MOST_EVENTS {
            return Err(NoAgenda::TooMany);
        }
    }
    Ok(spans)
}

/// What the office should know of a reading that was not without doubt.
#[derive(Default)]
struct Doubts {
    zones: BTreeSet<String>,
    unread: usize,
    unfollowed: usize,
}

impl Doubts {
    fn in_words(&self) -> String {
        let mut words = Vec::new();
        if let Some(zone) = self.zones.first() {
            let zone: String = zone.chars().filter(|c| !c.is_control()).take(60).collect();
            words.push(format!(
                "Fuseau horaire inconnu («\u{a0}{zone}\u{a0}»)\u{a0}: ces heures sont lues comme celles de Paris."
            ));
        }
        if self.unread > 0 {
            words.push(format!("Événements illisibles, laissés de côté\u{a0}: {}.", self.unread));
        }
        if self.unfollowed > 0 {
            words.push(format!(
                "Répétitions illisibles, dont seule la première date est prise\u{a0}: {}.",
                self.unfollowed
            ));
        }
        words.join(" ")
    }
}
