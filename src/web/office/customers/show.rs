//! One customer on one page: who they are, what is under way, what happened.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    super::shell::Shell,
    moments::{self, Entry},
    warranty_chips::{self, WarrantyChip},
};
use crate::{
    app::App,
    business_time::local,
    calls::{self, Dossier},
    customers::{self, Origins, Site, SourceRecord},
    equipment::{self, Equipment},
    history::{self, Filter, History, Moment},
    legacy::{self, FollowUp, FollowUpFilter},
    maintenance::{self, OfCustomer, WorkingDays},
    merging::{self, Detachment, HouseholdMember, OpenProposal, PastMerge},
    promises::Promise,
    values::{CustomerId, PhoneNumber, SecretToken, french},
    web::{
        Error, Result,
        extract::Now,
        forms::{FieldErrors, query_value},
        page::{Page, wants_fragment},
    },
};

#[derive(Template)]
#[template(path = "office/customers/show.html")]
pub(super) struct CustomerPage {
    shell: Shell,
    dossier: Dossier,
    records: Vec<SourceRecord>,
    origins: Origins,
    equipment: Vec<Equipment>,
    contracts: Vec<OfCustomer>,
    days: WorkingDays,
    /// What they are to be chased for, as the imported sheet says.
    follow_ups: Vec<FollowUp>,
    /// Who may be the same customer, who shares their home, and who became part of them.
    lookalikes: Vec<OpenProposal>,
    household: Vec<HouseholdMember>,
    merges: Vec<PastMerge>,
    /// Records that left for a customer of their own, and the one that this customer was made of.
    detachments: Vec<Detachment>,
    /// Whether a record can leave: something else speaks of the customer.
    can_detach: bool,
    history: History,
    /// The word for the part of the history that is shown.
    fil: &'static str,
    now: DateTime<Utc>,
    /// Of the small forms, and what was typed in them.
    errors: FieldErrors,
    typed: Typed,
    /// Makes the call that is noted from here one, however often the button is pressed.
    request_key: String,
}

/// What was typed in the small forms of the page, when one of them comes back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) telephone: String,
    pub(super) libelle: String,
    pub(super) email: String,
    pub(super) adresse: String,
    pub(super) acces: String,
    pub(super) note: String,
    /// Of the customer, when the note was written.
    pub(super) version: i32,
}

/// More of the history, for htmx to put at its end.
#[derive(Template)]
#[template(path = "office/customers/moments.html")]
struct Moments {
    history: History,
    customer: CustomerId,
    fil: &'static str,
    now: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct ShowQuery {
    fil: String,
    avant: Option<DateTime<Utc>>,
}

/// Those that ended stand last.
const SHOWN_CONTRACTS: i64 = 10;

/// The others are on their own page.
const SHOWN_FOLLOW_UPS: i64 = 5;

/// The parts of the history, with their words in the address and on the screen, and their keys.
const PARTS: [(&str, &str, &str, Filter); 9] = [
    ("", "Tout", "1", Filter::All),
    ("appels", "Appels", "2", Filter::Calls),
    ("demandes", "Demandes", "3", Filter::Tickets),
    ("chantiers", "Chantiers", "4", Filter::Worksites),
    ("devis", "Devis", "5", Filter::Quotes),
    ("messages", "Messages", "6", Filter::Messages),
    ("rendez-vous", "Rendez-vous", "", Filter::Appointments),
    ("relances", "Relances", "", Filter::FollowUps),
    ("modifications", "Modifications", "", Filter::Changes),
];

pub(super) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Path(id): Path<CustomerId>,
    Query(query): Query<ShowQuery>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    if wants_fragment(&headers) && query.avant.is_some() {
        let (fil, filter) = part(&query.fil);
        let history = history::of_customer(&app.db, id, filter, query.avant).await?;
        return Ok(Page(Moments { history, customer: id, fil, now }).into_response());
    }
    match load(&app, shell, id, &query, now).await {
        Ok(page) => Ok(Page(page).into_response()),
        // Whoever was merged is found under the other's number.
        Err(Error::NotFound) => {
            let survivor = merging::survivor_of(&app.db, id).await?.ok_or(Error::NotFound)?;
            Ok(Redirect::to(&format!("/clients/{survivor}")).into_response())
        }
        Err(error) => Err(error),
    }
}

/// The page as it is when nothing was typed in its forms.
pub(super) async fn load(
    app: &App,
    shell: Shell,
    id: CustomerId,
    query: &ShowQuery,
    now: DateTime<Utc>,
) -> Result<CustomerPage> {
    let dossier = calls::dossier(&app.db, id, now).await?.ok_or(Error::NotFound)?;
    let (fil, filter) = part(&query.fil);
    let history = history::of_customer(&app.db, id, filter, query.avant).await?;
    let open = FollowUpFilter { is_open: Some(true), customer: Some(id), after: None };
    let today = local::today(now);
    let mut db = app.db.acquire().await?;
    let contracts = maintenance::of_customer(&mut *db, id, SHOWN_CONTRACTS).await?;
    let wanted = contracts.iter().filter_map(|contract| contract.wanted_on).max();
    let records = customers::source_records(&mut *db, id).await?;
    Ok(CustomerPage {
        shell,
        origins: Origins::of(&records),
        can_detach: records.len() > 1 || !legacy::is_imported(&mut *db, id).await?,
        detachments: merging::detachments_of(&mut *db, id).await?,
        records,
        days: WorkingDays::load(&mut *db, today, wanted.unwrap_or(today)).await?,
        contracts,
        equipment: equipment::of_customer(&mut *db, id).await?,
        lookalikes: merging::open_proposals_of(&mut *db, id).await?,
        household: merging::households_of(&mut *db, id).await?,
        merges: merging::past_merges(&mut *db, Some(id), None, 3).await?,
        follow_ups: legacy::follow_ups(&mut *db, &open, SHOWN_FOLLOW_UPS).await?,
        history,
        dossier,
        fil,
        now,
        errors: FieldErrors::default(),
        typed: Typed::default(),
        request_key: SecretToken::generate().reveal(),
    })
}

fn part(word: &str) -> (&'static str, Filter) {
    PARTS
        .into_iter()
        .find(|(name, ..)| *name == word)
        .map_or(("", Filter::All), |(name, _, _, filter)| (name, filter))
}

impl CustomerPage {
    /// The same page, because of what was typed in one of its forms.
    pub(super) fn with_mistakes(self, errors: FieldErrors, typed: Typed) -> Self {
        Self { errors, typed, ..self }
    }

    /// For templates: whether one of the form's fields has a mistake, so that the form stays open.
    fn is_refused(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.errors.has(field))
    }

    fn lookalikes_counted(&self) -> String {
        let number = i64::try_from(self.lookalikes.len()).unwrap_or(i64::MAX);
        french::count(number, "fiche semblable", "fiches semblables")
    }

    /// The number that a call is noted for.
    fn first_number(&self) -> Option<String> {
        self.dossier
            .phones
            .iter()
            .find_map(|phone| phone.number.as_ref())
            .map(|number| number.as_str().to_owned())
    }

    fn first_mobile(&self) -> Option<&str> {
        let numbers = self.dossier.phones.iter().filter_map(|phone| phone.number.as_ref());
        numbers.filter(|number| number.can_receive_sms()).map(PhoneNumber::as_str).next()
    }

    /// What stands in the note's field.
    fn note_typed(&self) -> &str {
        if self.errors.has("note") {
            return &self.typed.note;
        }
        self.dossier.customer.pinned_note.as_deref().unwrap_or_default()
    }

    fn site_of(&self, item: &Equipment) -> Option<&Site> {
        self.dossier.sites.iter().find(|site| Some(site.id) == item.description.site_id)
    }

    fn warranties(&self, item: &Equipment) -> Vec<WarrantyChip> {
        warranty_chips::chips(&item.description.warranties(), local::today(self.now))
    }

    /// When somebody comes next for a contract, in words.
    fn next_visit(&self, contract: &OfCustomer) -> Option<String> {
        let planned = self.days.from(contract.wanted_on?);
        let day = french::relative_day(planned.on, self.now);
        Some(match planned.because {
            Some(because) => format!("{day}, décalée\u{a0}: {because}"),
            None => day,
        })
    }

    fn entry(&self, moment: &Moment) -> Entry {
        moments::entry(moment, self.now)
    }

    fn rest(&self) -> Option<String> {
        rest(self.dossier.customer.id, self.fil, &self.history)
    }

    fn is_late(&self, promise: &Promise) -> bool {
        promise.due_at < self.now
    }

    fn due(&self, promise: &Promise) -> String {
        format!(
            "{} {}",
            french::relative_day(promise.due_at, self.now),
            french::time(promise.due_at)
        )
    }
}

impl Moments {
    fn entry(&self, moment: &Moment) -> Entry {
        moments::entry(moment, self.now)
    }

    fn rest(&self) -> Option<String> {
        rest(self.customer, self.fil, &self.history)
    }
}

/// Where the history goes on after what is shown.
fn rest(customer: CustomerId, fil: &str, history: &History) -> Option<String> {
    let before = history.next?.to_rfc3339();
    Some(format!("/clients/{customer}?fil={fil}&avant={}", query_value(&before)))
}
