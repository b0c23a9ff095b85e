//! The page of one call: the form, what it leads to, and the customer beside it.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{
    call_card::how_many,
    call_form_fields::CallForm,
    call_proposals::{Proposals, propose},
    shell::Shell,
};
use crate::{
    app::App,
    appointments::{self, TicketAppointment},
    calls::{self, Call, Caller, Dossier},
    customers::search::{self, CustomerHit},
    messages::Channel,
    promises::{self, Promise},
    staff::{self, StaffMember},
    values::{StaffId, french},
    web::{Result, forms::FieldErrors},
};

#[derive(Template)]
#[template(path = "office/calls/show.html")]
pub(super) struct CallPage {
    pub(super) shell: Shell,
    pub(super) call: Call,
    pub(super) caller: Caller,
    pub(super) dossier: Option<Dossier>,
    pub(super) found: Vec<CustomerHit>,
    pub(super) form: CallForm,
    pub(super) errors: FieldErrors,
    pub(super) proposals: Proposals,
    pub(super) callbacks: Vec<CallbackChoice>,
    pub(super) colleagues: Vec<StaffMember>,
    /// The first slot takes the focus.
    pub(super) leads_on: bool,
    /// Of the request that the call made, as they stand now.
    pub(super) visits: Vec<TicketAppointment>,
    /// What is still owed because of this call.
    pub(super) owed: Vec<Promise>,
    pub(super) now: DateTime<Utc>,
}

impl CallPage {
    /// What was typed here while somebody else concluded the call.
    fn unsaved(&self) -> Option<String> {
        let (note, motive) = (self.form.note.trim(), self.form.motif.trim());
        let words: Vec<&str> = [motive, note]
            .into_iter()
            .filter(|words| !words.is_empty() && !self.call.note.contains(words))
            .collect();
        (!words.is_empty()).then(|| words.join("\n"))
    }
}

/// The part of [`CallPage`] that follows from the motive.
#[derive(Template)]
#[template(path = "office/calls/next.html")]
pub(super) struct CallNext {
    pub(super) call: Call,
    pub(super) form: CallForm,
    pub(super) errors: FieldErrors,
    pub(super) proposals: Proposals,
    pub(super) callbacks: Vec<CallbackChoice>,
    pub(super) colleagues: Vec<StaffMember>,
    pub(super) leads_on: bool,
}

pub(super) struct CallbackChoice {
    pub(super) value: String,
    pub(super) label: String,
}

/// Everything that the page of a call says; the form keeps what was typed.
pub(super) async fn page(
    app: &App,
    shell: Shell,
    call: Call,
    mut form: CallForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<CallPage> {
    let caller = match (form.customer(), form.client.as_str()) {
        (Some(chosen), _) => Caller::Customer(chosen),
        (None, "") => calls::recognise(&app.db, &call).await?,
        (None, _) => Caller::Numberless,
    };
    let dossier = match caller {
        Caller::Customer(customer) => calls::dossier(&app.db, customer, now).await?,
        _ => None,
    };
    if let Some(dossier) = &dossier {
        form.client = dossier.customer.id.to_string();
        if let (true, true, Some(first)) =
            (form.lieu.is_empty(), form.adresse.is_empty(), dossier.sites.first())
        {
            form.lieu = first.id.to_string();
        }
    }
    let found = match form.q.trim() {
        "" => Vec::new(),
        typed => search::search(&app.db, typed, 0, SEARCH_RESULTS).await?.customers,
    };
    let proposals = propose(app, &form, now).await?;
    let colleagues = colleagues(app, shell.staff_id).await?;
    let (mut visits, mut owed) = (Vec::new(), Vec::new());
    if !call.is_open() {
        owed = promises::open_of_call(&app.db, call.id).await?;
        if let Some(ticket) = call.ticket_id {
            visits = appointments::of_ticket(&app.db, ticket).await?;
        }
    }
    let (callbacks, leads_on) = (callbacks(now), form.etape == "creneaux");
    Ok(CallPage {
        shell,
        call,
        caller,
        dossier,
        found,
        form,
        errors,
        proposals,
        callbacks,
        colleagues,
        leads_on,
        visits,
        owed,
        now,
    })
}

/// As many as fit beside the form.
const SEARCH_RESULTS: usize = 8;

pub(super) async fn colleagues(app: &App, me: StaffId) -> Result<Vec<StaffMember>> {
    let everyone = staff::everyone(&app.db).await?;
    Ok(everyone.into_iter().filter(|one| one.active && one.id != me).collect())
}

pub(super) fn callbacks(now: DateTime<Utc>) -> Vec<CallbackChoice> {
    let choice = |at: DateTime<Utc>| CallbackChoice {
        value: at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        label: format!("{} avant {}", french::relative_day(at, now), french::time(at)),
    };
    promises::proposals(now).into_iter().map(choice).collect()
}
