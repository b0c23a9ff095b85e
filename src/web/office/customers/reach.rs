//! Numbers, addresses and sites that the office adds to a customer or takes away.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};

use super::{
    super::shell::Shell,
    show::{self, ShowQuery, Typed},
};
use crate::{
    app::App,
    customers, db,
    values::{
        CustomerId, EmailAddress, EmailId, PhoneId, PhoneReading, PostalAddress, ReadPhoneError,
        SiteId, read_phones,
        text::{clean_line, clean_text},
    },
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        page::show_again,
    },
};

pub(super) async fn add_phones(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<CustomerId>,
    Now(now): Now,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let is_number = match read_phones(&typed.telephone) {
        PhoneReading::One(_) | PhoneReading::Many(_) => Ok(()),
        PhoneReading::Short(digits) => Err(ReadPhoneError::ShortNumber(digits)),
        PhoneReading::Err(error) => Err(error),
    };
    errors.check("telephone", is_number);
    let label = errors.check("libelle", clean_line(&typed.libelle));
    let Some(label) = label.filter(|_| errors.is_empty()) else {
        return refuse(&app, shell, id, errors, typed, now).await;
    };
    find(&app, id).await?;
    let label = Some(label.as_str()).filter(|label| !label.is_empty());
    let added =
        customers::add_phones(&app.db, id, typed.telephone.trim(), label, staff.id, now).await?;
    let said = match added {
        0 => "Ce numéro est déjà sur la fiche.",
        1 => "Téléphone ajouté.",
        _ => "Téléphones ajoutés.",
    };
    done(&app, &staff, id, said).await
}

pub(super) async fn add_email(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<CustomerId>,
    Now(now): Now,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let Some(email) = errors.check("email", EmailAddress::parse(&typed.email)) else {
        return refuse(&app, shell, id, errors, typed, now).await;
    };
    find(&app, id).await?;
    let mut tx = db::begin(&app.db).await?;
    let is_new = customers::add_email(&mut tx, id, &email, staff.id, now).await?;
    tx.commit().await?;
    done(
        &app,
        &staff,
        id,
        if is_new { "E-mail ajouté." } else { "Cet e-mail est déjà sur la fiche." },
    )
    .await
}

pub(super) async fn add_site(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<CustomerId>,
    Now(now): Now,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let address = errors.check("adresse", clean_line(&typed.adresse));
    let address =
        address.and_then(|line| errors.check("adresse", required(&line, "Indiquez l’adresse.")));
    let access = errors.check("acces", clean_text(&typed.acces));
    let (Some(address), Some(access)) = (address, access) else {
        return refuse(&app, shell, id, errors, typed, now).await;
    };
    find(&app, id).await?;
    let address = PostalAddress::parse_one_line(&address);
    let access = Some(access.as_str()).filter(|access| !access.is_empty());
    let mut tx = db::begin(&app.db).await?;
    customers::add_site(&mut tx, id, &address, access, Some(staff.id), now).await?;
    tx.commit().await?;
    done(&app, &staff, id, "Lieu d’intervention ajouté.").await
}

pub(super) async fn change_site(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path((id, site)): Path<(CustomerId, SiteId)>,
    Now(now): Now,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let Some(access) = errors.check("acces", clean_text(&typed.acces)) else {
        return refuse(&app, shell, id, errors, typed, now).await;
    };
    let access = Some(access.as_str()).filter(|access| !access.is_empty());
    if !customers::change_access_note(&app.db, id, site, access, staff.id, now).await? {
        return Err(Error::NotFound);
    }
    done(&app, &staff, id, "Accès enregistré.").await
}

pub(super) async fn remove_phone(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((id, phone)): Path<(CustomerId, PhoneId)>,
    Now(now): Now,
) -> Result<Response> {
    let removed = customers::remove_phone(&app.db, id, phone, staff.id, now).await?;
    done(
        &app,
        &staff,
        id,
        if removed {
            "Téléphone retiré."
        } else {
            "Ce téléphone n’était plus sur la fiche."
        },
    )
    .await
}

pub(super) async fn remove_email(
    State(app): State<App>,
    staff: CurrentStaff,
    Path((id, email)): Path<(CustomerId, EmailId)>,
    Now(now): Now,
) -> Result<Response> {
    let removed = customers::remove_email(&app.db, id, email, staff.id, now).await?;
    done(
        &app,
        &staff,
        id,
        if removed { "E-mail retiré." } else { "Cet e-mail n’était plus sur la fiche." },
    )
    .await
}

async fn find(app: &App, id: CustomerId) -> Result<()> {
    customers::find(&app.db, id).await?.map(|_| ()).ok_or(Error::NotFound)
}

pub(super) async fn refuse(
    app: &App,
    shell: Shell,
    id: CustomerId,
    errors: FieldErrors,
    typed: Typed,
    now: DateTime<Utc>,
) -> Result<Response> {
    let page = show::load(app, shell, id, &ShowQuery::default(), now).await?;
    Ok(show_again(page.with_mistakes(errors, typed)))
}

pub(super) async fn done(
    app: &App,
    staff: &CurrentStaff,
    id: CustomerId,
    said: &str,
) -> Result<Response> {
    Flash::say(said).keep(app, staff).await?;
    Ok(Redirect::to(&format!("/clients/{id}")).into_response())
}
