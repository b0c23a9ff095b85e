//! The address of a list of requests: which view, or which filter, and where in it.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    catalog::Priority,
    tickets::{Cursor, Filter, PauseReason, Source, States, Status},
    values::{StaffId, TicketId},
    web::{Result, forms::read_form},
};

/// The view that is a filter of one's own.
const OWN: &str = "filtre";

/// A view that everybody has.
pub(super) struct View {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// What an empty one says.
    pub(super) nothing: &'static str,
}

const fn view(name: &'static str, label: &'static str, nothing: &'static str) -> View {
    View { name, label, nothing }
}

/// The first is what is shown unasked.
pub(super) const VIEWS: [View; 8] = [
    view("a-traiter", "À traiter (moi)", "Rien n’attend de votre part."),
    view("sans-technicien", "Sans technicien", "Tout est planifié."),
    view("retard", "En retard", "Rien n’est en retard."),
    view("attente", "En attente client", "Aucun client ne nous fait attendre."),
    view("garantie", "Sous garantie", "Aucune demande ouverte n’est sous garantie."),
    view("planifiees", "Planifiées", "Aucun rendez-vous n’est prévu."),
    view("terminees", "Terminées", "Aucune demande n’est encore terminée."),
    view("toutes", "Toutes", "Aucune demande ici pour l’instant."),
];

/// States, as the filter's form calls them.
pub(super) const STATES: [(&str, &str); 8] = [
    ("", "ouvertes"),
    ("a-planifier", "à planifier"),
    ("planifiees", "planifiées"),
    ("en-cours", "en cours"),
    ("faites", "faites"),
    ("closes", "closes"),
    ("terminees", "terminées"),
    ("toutes", "toutes"),
];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::office) struct Asked {
    vue: String,
    pub(super) etat: String,
    /// `moi`, or somebody's id.
    pub(super) qui: String,
    pub(super) priorite: String,
    pub(super) origine: String,
    pub(super) attente: String,
    pub(super) garantie: String,
    pub(super) retard: String,
    /// Where the page before ended.
    apres: String,
    /// The requests that the page shows already, by their ids: `12.15.17`.
    connues: String,
    /// Those that are chosen.
    pub(super) demande: Vec<TicketId>,
}

impl Asked {
    pub(in crate::web::office) fn read(query: Option<&str>) -> Result<Self> {
        read_form(query.unwrap_or_default().as_bytes())
    }

    /// The name of the view.
    pub(super) fn view(&self) -> &str {
        if self.is_own() {
            return OWN;
        }
        VIEWS.iter().map(|view| view.name).find(|name| *name == self.vue).unwrap_or(VIEWS[0].name)
    }

    pub(super) fn is_own(&self) -> bool {
        self.vue == OWN
    }

    pub(super) fn nothing(&self) -> &'static str {
        let view = VIEWS.iter().find(|view| view.name == self.view());
        view.map_or("Aucune demande ne correspond.", |view| view.nothing)
    }

    /// Which requests it is about, as `me` sees them now.
    pub(in crate::web::office) fn filter(&self, me: StaffId, now: DateTime<Utc>) -> Filter {
        match self.view() {
            OWN => self.own_filter(me, now),
            "sans-technicien" => Filter::unplanned(),
            "retard" => Filter::due_before(now),
            "attente" => Filter { waiting: Some(PauseReason::Customer), ..Filter::default() },
            "garantie" => Filter { under_warranty: true, ..Filter::default() },
            "planifiees" => Filter::only(Status::Planned),
            "terminees" => Filter::ended(),
            "toutes" => Filter::all(),
            _ => Filter { owner: Some(me), ..Filter::default() },
        }
    }

    fn own_filter(&self, me: StaffId, now: DateTime<Utc>) -> Filter {
        Filter {
            states: match self.etat.as_str() {
                "a-planifier" => States::Only(Status::Open),
                "planifiees" => States::Only(Status::Planned),
                "en-cours" => States::Only(Status::InProgress),
                "faites" => States::Only(Status::Done),
                "closes" => States::Only(Status::Closed),
                "terminees" => States::Ended,
                "toutes" => States::All,
                _ => States::Open,
            },
            owner: if self.qui == "moi" { Some(me) } else { self.qui.parse().ok() },
            priority: Priority::from_name(&self.priorite),
            source: Source::from_name(&self.origine),
            waiting: PauseReason::from_name(&self.attente),
            under_warranty: !self.garantie.is_empty(),
            due_before: (!self.retard.is_empty()).then_some(now),
        }
    }

    /// The filter alone, as a saved view keeps it.
    pub(super) fn own_query(&self) -> String {
        let fields = [
            ("etat", &self.etat),
            ("qui", &self.qui),
            ("priorite", &self.priorite),
            ("origine", &self.origine),
            ("attente", &self.attente),
            ("garantie", &self.garantie),
            ("retard", &self.retard),
        ];
        let said = fields.into_iter().filter(|(_, value)| !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish()
    }

    /// What follows the question mark on the first page.
    pub(super) fn query(&self) -> String {
        if self.is_own() {
            format!("vue={OWN}&{}", self.own_query())
        } else {
            format!("vue={}", self.view())
        }
    }

    /// The address of this page.
    pub(super) fn here(&self) -> String {
        match self.after() {
            Some(after) => self.page_after(after),
            None => self.first_page(),
        }
    }

    pub(super) fn first_page(&self) -> String {
        format!("/demandes?{}", self.query())
    }

    pub(super) fn page_after(&self, after: Cursor) -> String {
        format!("{}&apres={after}", self.first_page())
    }

    pub(super) fn after(&self) -> Option<Cursor> {
        self.apres.parse().ok()
    }

    /// None where the page asks anew.
    pub(super) fn known(&self) -> Option<Vec<TicketId>> {
        if self.connues.is_empty() {
            return None;
        }
        // A page shows no more than these.
        Some(self.connues.split('.').filter_map(|id| id.parse().ok()).take(100).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_of_ones_own_comes_back_from_its_address() {
        let asked =
            Asked::read(Some("vue=filtre&etat=a-planifier&qui=moi&priorite=p2&retard=oui&x=y"));
        let asked = asked.unwrap();
        assert_eq!(asked.own_query(), "etat=a-planifier&qui=moi&priorite=p2&retard=oui");
        let (me, now) = (StaffId(7), DateTime::UNIX_EPOCH);
        let expected = Filter {
            owner: Some(me),
            priority: Some(Priority::P2),
            due_before: Some(now),
            ..Filter::unplanned()
        };
        assert_eq!(asked.filter(me, now), expected);
        let again = Asked::read(asked.first_page().strip_prefix("/demandes?"));
        assert_eq!(again.unwrap().filter(me, now), expected);
    }

    #[test]
    fn what_is_unknown_is_the_first_view() {
        for query in [None, Some(""), Some("vue=nulle-part"), Some("etat=planifiees")] {
            assert_eq!(Asked::read(query).unwrap().view(), "a-traiter", "{query:?}");
        }
    }
}
