//! What the motive of a call leads to: a service, the danger it may mean, and when who can come.

use chrono::{DateTime, TimeDelta, Utc};

use super::call_form_fields::{CallForm, slot_value};
use crate::{
    app::App,
    catalog::{self, Service, triage, triage::Danger},
    customers,
    scheduling::{self, Offer, Search},
    staff::{self, StaffMember},
    travel::{self, Commune},
    values::{PostalAddress, french, text::fold},
    web::Result,
};

/// How many slots are proposed at first: as many as one remembers while speaking.
const FIRST_SLOTS: usize = 3;

/// How many "others" shows.
const MORE_SLOTS: usize = 18;

/// How many services a motive may mean before the whole list is the better choice.
const LIKELY_SERVICES: usize = 4;

/// What danger asks for before anything else (domain.md §5.2).
const MAKE_SAFE: &str = "DANGER";

/// Nobody can be on the road sooner, except for danger.
const NOTICE: TimeDelta = TimeDelta::hours(1);

const HORIZONS: &[TimeDelta] = &[TimeDelta::days(14), TimeDelta::days(60)];

/// Danger is never offered a slot next Tuesday (product.md D1).
const DANGER_HORIZONS: &[TimeDelta] = &[TimeDelta::hours(24)];

/// The part of the form that follows from the motive.
#[derive(Debug)]
pub(super) struct Proposals {
    /// Those that the motive may mean, the likeliest first; all of them where it means none.
    pub(super) services: Vec<Service>,
    /// Whether the motive named any of them.
    pub(super) is_recognised: bool,
    pub(super) chosen: Option<Service>,
    pub(super) danger: Option<Danger>,
    pub(super) slots: Vec<SlotChoice>,
    pub(super) has_more: bool,
}

impl Proposals {
    /// Of the danger, or nothing.
    pub(super) fn danger_name(&self) -> &'static str {
        self.danger.map_or("", Danger::name)
    }

    pub(super) fn is_chosen(&self, service: &Service) -> bool {
        self.chosen.as_ref().is_some_and(|chosen| chosen.id == service.id)
    }
}

#[derive(Debug)]
pub(super) struct SlotChoice {
    pub(super) value: String,
    /// `Mar. 24 nov.`
    pub(super) day: String,
    /// `entre 8 h et 10 h`
    pub(super) window: String,
    pub(super) technician: String,
    /// `+8 min de route`, where the way is known.
    pub(super) reason: String,
    /// The key that chooses it; none beyond the first three.
    pub(super) key: String,
    pub(super) is_checked: bool,
}

pub(super) async fn propose(app: &App, form: &CallForm, now: DateTime<Utc>) -> Result<Proposals> {
    let all = catalog::active(&app.db).await?;
    let danger = danger_of(form);
    let in_danger = all.iter().filter(|service| danger.is_some() && service.code == MAKE_SAFE);
    let likely: Vec<Service> = in_danger
        .chain(
            catalog::matching(&all, &fold(&form.motif))
                .into_iter()
                .filter(|service| danger.is_none() || service.code != MAKE_SAFE),
        )
        .take(LIKELY_SERVICES)
        .cloned()
        .collect();
    let is_recognised = !likely.is_empty();
    // A choice stands as long as the motive that it was made for.
    let kept = if form.motif_lu == form.motif { form.prestation.parse().ok() } else { None };
    let chosen = all.iter().find(|service| Some(service.id) == kept).or(likely.first()).cloned();
    let (slots, has_more) = match &chosen {
        Some(service) => slots(app, form, service, danger.is_some(), now).await?,
        None => (Vec::new(), false),
    };
    let services = if is_recognised { likely } else { all };
    Ok(Proposals { services, is_recognised, chosen, danger, slots, has_more })
}

/// The danger that the words of a call speak of.
pub(super) fn danger_of(form: &CallForm) -> Option<Danger> {
    triage::danger_in(&form.note).or_else(|| triage::danger_in(&form.motif))
}

async fn slots(
    app: &App,
    form: &CallForm,
    service: &Service,
    is_urgent: bool,
    now: DateTime<Utc>,
) -> Result<(Vec<SlotChoice>, bool)> {
    let (from, horizons) =
        if is_urgent { (now, DANGER_HORIZONS) } else { (now + NOTICE, HORIZONS) };
    let place = place(app, form).await?;
    let mut offers = Vec::new();
    for horizon in horizons {
        let search = Search { service, place, from, until: now + *horizon, moving: None };
        scheduling::learn_ways(app, search, now).await?;
        offers = scheduling::offers(&app.db, search, now).await?;
        if offers.len() >= FIRST_SLOTS {
            break;
        }
    }
    if !is_urgent && place.is_some() {
        offers = scheduling::ranked(offers, scheduling::due(service.priority, now));
    }
    let technicians = staff::active_technicians(&app.db).await?;
    let count = offers.len();
    let shown = choose(&offers, form);
    let slots: Vec<SlotChoice> = shown
        .into_iter()
        .enumerate()
        .map(|(at, offer)| SlotChoice {
            reason: place
                .map_or_else(String::new, |_| french::added_driving(offer.added.num_minutes())),
            ..slot_choice(offer, &technicians, at, &form.creneau)
        })
        .collect();
    let has_more = form.autres.is_empty() && slots.len() < count;
    Ok((slots, has_more))
}

/// The commune of the address that is chosen or typed so far.
async fn place(app: &App, form: &CallForm) -> Result<Option<Commune>> {
    if let (Ok(site), Ok(customer)) = (form.lieu.parse(), form.client.parse()) {
        let site = customers::site(&app.db, customer, site).await?;
        return Ok(
            site.and_then(|site| travel::locate(site.postcode.as_deref(), site.city.as_deref()))
        );
    }
    let address = PostalAddress::parse_one_line(&form.adresse);
    Ok(travel::locate(address.postcode.as_deref(), address.city.as_deref()))
}

/// The first three at different times; with "others", the first of all. What was chosen before stays in sight.
fn choose<'a>(offers: &'a [Offer], form: &CallForm) -> Vec<&'a Offer> {
    let mut shown: Vec<&Offer> = Vec::new();
    for offer in offers {
        let is_new_time = shown.iter().all(|earlier| earlier.window != offer.window);
        if !form.autres.is_empty() && shown.len() < MORE_SLOTS
            || is_new_time && shown.len() < FIRST_SLOTS
        {
            shown.push(offer);
        }
    }
    let chosen = offers
        .iter()
        .find(|offer| slot_value(offer.slot.technician, offer.slot.starts_at) == form.creneau);
    if let Some(chosen) = chosen.filter(|chosen| !shown.contains(chosen)) {
        shown.push(chosen);
    }
    shown
}

fn slot_choice(offer: &Offer, technicians: &[StaffMember], at: usize, chosen: &str) -> SlotChoice {
    let technician = technicians.iter().find(|technician| technician.id == offer.slot.technician);
    let value = slot_value(offer.slot.technician, offer.slot.starts_at);
    SlotChoice {
        is_checked: value == chosen,
        value,
        day: french::capitalised(&french::day_short(offer.window.start)),
        window: french::window(offer.window.start, offer.window.end),
        technician: technician
            .map_or_else(String::new, |technician| technician.first_name().to_owned()),
        reason: String::new(),
        key: if at < FIRST_SLOTS { (at + 1).to_string() } else { String::new() },
    }
}
