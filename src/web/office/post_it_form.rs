//! The capture box: what was typed, what was understood, and what a person corrected of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::times;
use crate::{
    app::App,
    business_time::local,
    customers,
    postits::{self, Calendar, Candidate, Colleague, LookedUp, Moment, Reading, Who},
    values::{StaffId, french},
    web::Result,
};

/// As the box sends it. The fields are those of a reading until somebody corrects one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CaptureForm {
    pub(super) texte: String,
    /// The text whose reading the fields below show; empty before the first.
    pub(super) lu: String,
    pub(super) cle: String,
    pub(super) retour: String,
    pub(super) quoi: String,
    pub(super) jour: String,
    pub(super) heure: String,
    pub(super) client: String,
    /// Another customer, looked for by name or number.
    pub(super) qui: String,
    pub(super) pour: String,
}

/// A post-it, read and perhaps corrected.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) form: CaptureForm,
    /// The text in pieces, each with what it was understood as.
    pub(super) pieces: Vec<(String, &'static str)>,
    pub(super) candidates: Vec<Candidate>,
    /// Whom to choose between, or who is not known; a sentence.
    pub(super) about: String,
    pub(super) colleagues: Vec<Colleague>,
    /// `jeudi 26 novembre, avant 10 h`
    pub(super) when: String,
    pub(super) warnings: Vec<String>,
    pub(super) reading: Reading,
    pub(super) found: LookedUp,
    /// From the fields, if they say when.
    pub(super) moment: Option<Moment>,
}

/// What a reading makes of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fields {
    quoi: String,
    jour: String,
    heure: String,
    client: String,
    pour: String,
}

/// Reads the text; keeps of the fields what a person corrected.
pub(super) async fn preview(
    app: &App,
    mut form: CaptureForm,
    me: StaffId,
    now: DateTime<Utc>,
) -> Result<Preview> {
    let mut db = app.db.acquire().await?;
    let calendar = postits::calendar(&mut *db, local::today(now)).await?;
    let colleagues = postits::colleagues(&mut *db).await?;
    let read = |text: &str| postits::read(text, local::to_local(now), &calendar, &colleagues);
    let mut reading = read(&form.texte);
    let mut found = postits::look_up(&mut db, &form.texte, &mut reading).await?;
    let derived = fields(&form.texte, &reading, &found, me);
    let before = if form.lu.is_empty() || form.lu == form.texte {
        derived.clone()
    } else {
        let mut reading = read(&form.lu);
        let found = postits::look_up(&mut db, &form.lu, &mut reading).await?;
        fields(&form.lu, &reading, &found, me)
    };
    let is_first = form.lu.is_empty();
    let keep = |typed: &mut String, before: &str, derived: &str| {
        if is_first || typed.trim() == before {
            derived.clone_into(typed);
        }
    };
    keep(&mut form.quoi, &before.quoi, &derived.quoi);
    keep(&mut form.jour, &before.jour, &derived.jour);
    keep(&mut form.heure, &before.heure, &derived.heure);
    keep(&mut form.client, &before.client, &derived.client);
    keep(&mut form.pour, &before.pour, &derived.pour);
    form.lu.clone_from(&form.texte);
    drop(db);
    if !form.qui.trim().is_empty() {
        look_for(app, &form.qui, &mut found).await?;
        if let Who::One(one) = &found.who {
            form.client = one.id.to_string();
        }
    }
    let (candidates, about) = offered(&found.who);
    let moment = moment(&form, &derived, &reading, &calendar, now);
    Ok(Preview {
        pieces: pieces(&form.texte, &reading),
        when: moment.as_ref().map(|moment| when(moment, now)).unwrap_or_default(),
        warnings: moment.iter().flat_map(|moment| moment.warnings.clone()).collect(),
        candidates,
        about,
        colleagues,
        reading,
        found,
        moment,
        form,
    })
}

impl Preview {
    pub(super) fn is_for(&self, id: StaffId) -> bool {
        self.form.pour == id.to_string()
    }

    pub(super) fn is_about(&self, candidate: &Candidate) -> bool {
        self.form.client == candidate.id.to_string()
    }

    /// Whether the hour was not said, and the end of the day is meant.
    pub(super) fn is_all_day(&self) -> bool {
        self.form.heure.is_empty() && self.moment.is_some()
    }
}

/// Somebody else than was read: looked for as in the search box.
async fn look_for(app: &App, qui: &str, found: &mut LookedUp) -> Result<()> {
    const OFFERED: usize = 8;
    let hits = customers::search::search(&app.db, qui, 0, OFFERED).await?;
    let more = hits.more;
    let candidates: Vec<Candidate> = hits
        .customers
        .into_iter()
        .map(|hit| Candidate { id: hit.id, name: hit.name, contact: None, site: hit.site })
        .collect();
    found.who = match candidates.len() {
        0 => Who::Unknown(qui.trim().to_owned()),
        1 => candidates.into_iter().next().map_or(Who::Nobody, Who::One),
        _ => Who::Several { candidates, more },
    };
    Ok(())
}

fn fields(text: &str, reading: &Reading, found: &LookedUp, me: StaffId) -> Fields {
    Fields {
        quoi: what(text, reading),
        jour: reading.days.map(|days| days.last.to_string()).unwrap_or_default(),
        heure: match (reading.hours, reading.days) {
            (Some(hours), _) => hours.by.format("%H:%M").to_string(),
            (None, Some(days)) if days.before => "08:00".to_owned(),
            _ => String::new(),
        },
        client: match &found.who {
            Who::One(one) => one.id.to_string(),
            _ => String::new(),
        },
        pour: reading.colleague.unwrap_or(me).to_string(),
    }
}

/// The text without its day, hour and colleague: what is left to do.
fn what(text: &str, reading: &Reading) -> String {
    use postits::Meaning::{Colleague, Day, Hour};
    let mut left = String::new();
    let mut at = 0;
    for part in reading.parts.iter().filter(|part| matches!(part.meaning, Day | Hour | Colleague)) {
        left.push_str(text.get(at..part.range.start).unwrap_or_default());
        left.push(' ');
        at = at.max(part.range.end);
    }
    left.push_str(text.get(at..).unwrap_or_default());
    let words: Vec<&str> = left.split_whitespace().collect();
    let tidy = words.join(" ").replace(" ,", ",");
    let tidy = tidy.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '-' | '.' | '@' | ' '));
    // Nothing but a day was typed: better all of it than nothing.
    french::capitalised(if tidy.is_empty() { text.trim() } else { tidy })
}

fn pieces(text: &str, reading: &Reading) -> Vec<(String, &'static str)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for part in &reading.parts {
        if part.range.start > at {
            pieces.push((text.get(at..part.range.start).unwrap_or_default().to_owned(), ""));
        }
        if part.range.end > at {
            let from = part.range.start.max(at);
            pieces.push((
                text.get(from..part.range.end).unwrap_or_default().to_owned(),
                part.meaning.label(),
            ));
            at = part.range.end;
        }
    }
    pieces.push((text.get(at..).unwrap_or_default().to_owned(), ""));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

fn offered(who: &Who) -> (Vec<Candidate>, String) {
    match who {
        Who::Nobody => (Vec::new(), String::new()),
        Who::One(one) => (vec![one.clone()], String::new()),
        Who::Several { candidates, more } => (
            candidates.clone(),
            if *more {
                "Plusieurs clients portent ce nom\u{a0}: ajoutez la commune ou le prénom."
                    .to_owned()
            } else {
                "Plusieurs clients portent ce nom\u{a0}: lequel\u{202f}?".to_owned()
            },
        ),
        Who::Unknown(name) => (
            Vec::new(),
            format!(
                "«\u{a0}{name}\u{a0}» n’est pas dans la base\u{a0}: la promesse sera notée sans fiche client."
            ),
        ),
    }
}

/// When the fields say; a span as it was read keeps its beginning.
fn moment(
    form: &CaptureForm,
    derived: &Fields,
    reading: &Reading,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Option<Moment> {
    let is_as_read = form.jour == derived.jour && form.heure == derived.heure;
    if let Some(days) = reading.days.filter(|_| is_as_read) {
        return Some(postits::moment(days, reading.hours, calendar, now));
    }
    let day: NaiveDate = form.jour.trim().parse().ok()?;
    let hours = match times::read_time(&form.heure) {
        Some(by) => Some(postits::Hours { from: None, by }),
        None if form.heure.trim().is_empty() => None,
        None => return None,
    };
    let days = postits::Days { first: day, last: day, before: false };
    Some(postits::moment(days, hours, calendar, now))
}

/// `jeudi 26 novembre, avant 10 h`; `du lundi 30 novembre au vendredi 4 décembre, avant 18 h`
fn when(moment: &Moment, now: DateTime<Utc>) -> String {
    let (due, from) = (moment.due_at, moment.not_before);
    let same_day = from.is_none_or(|from| local::today(from) == local::today(due));
    match from {
        Some(from) if same_day => {
            format!(
                "{}, entre {} et {}",
                french::relative_day(due, now),
                french::time(from),
                french::time(due)
            )
        }
        Some(from) => format!(
            "du {} au {}, avant {}",
            french::day_without_year(from),
            french::day_without_year(due),
            french::time(due)
        ),
        None => {
            let day = french::day_without_year(due);
            format!("{day}, avant {}", french::time(due))
        }
    }
}
