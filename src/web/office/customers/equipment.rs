//! What is installed at a customer's: adding it, changing it, taking it away.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use serde::Deserialize;

use super::super::shell::Shell;
use crate::{
    app::App,
    customers::{self, Customer, Site},
    equipment::{self, Description},
    values::{
        CustomerId, EquipmentId, SiteId,
        text::{clean_line, clean_text},
    },
    warranties::Work,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "office/customers/equipment_form.html")]
struct EquipmentPage {
    shell: Shell,
    customer: Customer,
    sites: Vec<Site>,
    /// None for a new one.
    id: Option<EquipmentId>,
    form: EquipmentForm,
    errors: FieldErrors,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EquipmentForm {
    appareil: String,
    marque: String,
    modele: String,
    serie: String,
    /// `2026-05-15`
    reception: String,
    estimee: bool,
    /// As [`Work::name`].
    travaux: String,
    lieu: String,
    note: String,
    version: i32,
}

impl EquipmentForm {
    fn of(known: &equipment::Equipment) -> Self {
        let of = known.description.clone();
        Self {
            appareil: of.label,
            marque: of.brand.unwrap_or_default(),
            modele: of.model.unwrap_or_default(),
            serie: of.serial.unwrap_or_default(),
            reception: of.received_on.map(|day| day.to_string()).unwrap_or_default(),
            estimee: of.received_is_estimated,
            travaux: of.work.name().to_owned(),
            lieu: of.site_id.map(|site| site.to_string()).unwrap_or_default(),
            note: of.note.unwrap_or_default(),
            version: known.version,
        }
    }

    /// For templates.
    fn is_at(&self, site: &Site) -> bool {
        self.lieu == site.id.to_string()
    }

    fn is_of(&self, work: Work) -> bool {
        Work::read(&self.travaux).unwrap_or(Work::Replacement) == work
    }

    fn parse(&self, sites: &[Site]) -> Result<Description, FieldErrors> {
        let mut errors = FieldErrors::default();
        let label = errors.check("appareil", clean_line(&self.appareil)).and_then(|line| {
            errors.check("appareil", required(&line, "Dites de quel appareil il s’agit."))
        });
        let mut line = |field, text: &str| {
            let line = errors.check(field, clean_line(text));
            line.filter(|line| !line.is_empty())
        };
        let (brand, model) = (line("marque", &self.marque), line("modele", &self.modele));
        let serial = line("serie", &self.serie);
        let note = errors.check("note", clean_text(&self.note)).filter(|note| !note.is_empty());
        let received_on = match self.reception.trim() {
            "" => None,
            day => errors.check("reception", read_day(day)),
        };
        let site_id: Option<SiteId> = self.lieu.parse().ok();
        if site_id.is_some_and(|id| !sites.iter().any(|site| site.id == id)) {
            errors.add("lieu", "Choisissez un lieu de ce client.");
        }
        match label {
            Some(label) if errors.is_empty() => Ok(Description {
                site_id,
                label,
                brand,
                model,
                serial,
                received_on,
                received_is_estimated: self.estimee && received_on.is_some(),
                work: Work::read(&self.travaux).unwrap_or(Work::Replacement),
                note,
            }),
            _ => Err(errors),
        }
    }
}

/// As a browser sends it, or as people write it.
fn read_day(text: &str) -> Result<NaiveDate, &'static str> {
    ["%Y-%m-%d", "%d/%m/%Y"]
        .into_iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
        .filter(|day| (1900..2200).contains(&chrono::Datelike::year(day)))
        .ok_or("Écrivez la date ainsi\u{a0}: 15/05/2026.")
}

pub(super) async fn new(
    State(app): State<App>,
    shell: Shell,
    Path(customer): Path<CustomerId>,
) -> Result<Response> {
    let sites = customers::sites(&app.db, customer).await?;
    let lieu = sites.first().map(|site| site.id.to_string()).unwrap_or_default();
    let form = EquipmentForm { lieu, ..EquipmentForm::default() };
    Ok(Page(page(&app, shell, customer, None, form, FieldErrors::default()).await?).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(customer): Path<CustomerId>,
    Now(now): Now,
    Form(form): Form<EquipmentForm>,
) -> Result<Response> {
    let sites = customers::sites(&app.db, customer).await?;
    let new = match form.parse(&sites) {
        Ok(new) => new,
        Err(errors) => {
            return Ok(show_again(page(&app, shell, customer, None, form, errors).await?));
        }
    };
    equipment::add(&app.db, customer, &new, staff.id, now).await?.ok_or(Error::NotFound)?;
    done(&app, &staff, customer, "Équipement ajouté.").await
}

pub(super) async fn edit(
    State(app): State<App>,
    shell: Shell,
    Path((customer, id)): Path<(CustomerId, EquipmentId)>,
) -> Result<Response> {
    let known = equipment::find(&app.db, customer, id).await?.ok_or(Error::NotFound)?;
    let form = EquipmentForm::of(&known);
    let page = page(&app, shell, customer, Some(id), form, FieldErrors::default()).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path((customer, id)): Path<(CustomerId, EquipmentId)>,
    Now(now): Now,
    Form(mut form): Form<EquipmentForm>,
) -> Result<Response> {
    let sites = customers::sites(&app.db, customer).await?;
    let new = match form.parse(&sites) {
        Ok(new) => new,
        Err(errors) => {
            return Ok(show_again(page(&app, shell, customer, Some(id), form, errors).await?));
        }
    };
    if equipment::change(&app.db, customer, id, form.version, &new, staff.id, now).await? {
        return done(&app, &staff, customer, "Équipement enregistré.").await;
    }
    let current = equipment::find(&app.db, customer, id).await?.ok_or(Error::NotFound)?;
    // Who saves again has read this.
    form.version = current.version;
    let said = format!(
        "Cet équipement a été modifié entre-temps\u{a0}: {} {}. Enregistrez pour écrire votre saisie à la place.",
        current.description.label,
        current.description.make()
    );
    let page = page(&app, shell, customer, Some(id), form, FieldErrors::one("", said)).await?;
    Ok((StatusCode::CONFLICT, Page(page)).into_response())
}

pub(super) async fn remove(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((customer, id)): Path<(CustomerId, EquipmentId)>,
    Now(now): Now,
) -> Result<Response> {
    let removed = equipment::remove(&app.db, customer, id, staff.id, now).await?;
    let said = if removed {
        "Équipement retiré."
    } else {
        "Cet équipement n’était plus sur la fiche."
    };
    done(&app, &staff, customer, said).await
}

async fn page(
    app: &App,
    shell: Shell,
    customer: CustomerId,
    id: Option<EquipmentId>,
    form: EquipmentForm,
    errors: FieldErrors,
) -> Result<EquipmentPage> {
    let sites = customers::sites(&app.db, customer).await?;
    let customer = customers::find(&app.db, customer).await?.ok_or(Error::NotFound)?;
    Ok(EquipmentPage { shell, customer, sites, id, form, errors })
}

async fn done(
    app: &App,
    staff: &CurrentStaff,
    customer: CustomerId,
    said: &str,
) -> Result<Response> {
    Flash::say(said).keep(app, staff).await?;
    Ok(Redirect::to(&format!("/clients/{customer}#equipements")).into_response())
}
