//! What happened to a promise, from its making to its end.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::queries;
use crate::values::{PromiseId, french};

/// One thing that happened to a promise.
#[derive(Clone, Debug)]
pub struct Happening {
    pub at: DateTime<Utc>,
    pub text: String,
}

impl Happening {
    /// `mar. 24 nov., 14 h`
    pub fn moment(&self) -> String {
        french::day_and_time(self.at)
    }
}

/// The story of a promise, the first thing first; empty for none.
pub async fn story(db: impl PgExecutor<'_> + Copy, id: PromiseId) -> sqlx::Result<Vec<Happening>> {
    let Some(ends) = queries::ends(db, id).await? else { return Ok(Vec::new()) };
    let by = |name: Option<String>| name.map_or_else(String::new, |name| format!(" par {name}"));
    let typed =
        ends.typed.map_or_else(String::new, |typed| format!("\u{a0}: «\u{a0}{typed}\u{a0}»"));
    let mut story = vec![Happening {
        at: ends.created_at,
        text: format!("Noté{}{typed}", by(ends.created_by_name)),
    }];
    for row in queries::happenings(db, id).await? {
        let text = match row.kind.as_str() {
            "put_off" => format!(
                "Reporté{} au {}\u{a0}: {}",
                by(row.staff_name),
                row.due_to.map(french::day_and_time).unwrap_or_default(),
                row.reason.unwrap_or_default()
            ),
            "assigned" => format!(
                "Confié{} à {}",
                by(row.staff_name),
                row.owner_to_name.unwrap_or_else(|| "qui sera libre".to_owned())
            ),
            "taken_over" => format!(
                "Relais pris par {} pour {}",
                row.owner_to_name.unwrap_or_default(),
                row.owner_from_name.unwrap_or_default()
            ),
            "given_back" => format!("Rendu à {}", row.owner_to_name.unwrap_or_default()),
            "told_soon" => "Rappelé avant l’heure promise".to_owned(),
            "told_late" => "En retard\u{a0}: signalé à la direction et aux collègues".to_owned(),
            _ => format!(
                "Rouvert{} (il avait été noté\u{a0}: {})",
                by(row.staff_name),
                row.reason.unwrap_or_default()
            ),
        };
        story.push(Happening { at: row.at, text });
    }
    if let (Some(at), Some(outcome)) = (ends.kept_at, ends.outcome) {
        story.push(Happening {
            at,
            text: format!("Tenu{}\u{a0}: {outcome}", by(ends.kept_by_name)),
        });
    }
    Ok(story)
}
