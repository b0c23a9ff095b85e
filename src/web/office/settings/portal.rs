//! How the portal looks and speaks: the company's colour, words and logo.

use askama::Template;
use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::App,
    company::{self, Look},
    pictures,
    values::{Colour, text::clean_line},
    web::{
        Error, Result,
        extract::CurrentStaff,
        flash::Flash,
        forms::{FieldErrors, Form, optional},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

/// A sentence or two.
const LONGEST: usize = 240;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PortalForm {
    colour: String,
    welcome: String,
    confirmed: String,
}

#[derive(Template)]
#[template(path = "office/settings/portal.html")]
struct PortalPage {
    shell: Shell,
    form: PortalForm,
    logo: Option<String>,
    errors: FieldErrors,
}

pub(super) async fn edit(State(app): State<App>, shell: Shell) -> Result<Response> {
    let look = company::load(&app.db).await?.look;
    let form = PortalForm {
        colour: look.colour.map(|colour| colour.to_string()).unwrap_or_default(),
        welcome: look.welcome,
        confirmed: look.confirmed,
    };
    let page = PortalPage { shell, form, logo: look.logo, errors: FieldErrors::default() };
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<PortalForm>,
) -> Result<Response> {
    let company = company::load(&app.db).await?;
    let logo = company.look.logo.clone();
    let chosen = match form.parse() {
        Ok(look) => look,
        Err(errors) => return Ok(show_again(PortalPage { shell, form, logo, errors })),
    };
    let fit = chosen.colour.map(Colour::for_day);
    // There may be none yet.
    company::save(&app.db, &company).await?;
    company::save_look(&app.db, &Look { colour: fit, ..chosen.clone() }).await?;
    let words = match (chosen.colour, fit) {
        (Some(chosen), Some(fit)) if chosen != fit => format!(
            "Portail enregistré. Votre couleur était trop claire pour être lue\u{a0}: elle est assombrie en {fit}."
        ),
        _ => "Portail enregistré.".to_owned(),
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/portail").into_response())
}

pub(super) async fn set_logo(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    mut upload: Multipart,
) -> Result<Response> {
    let cut = |_| Error::Unreadable("the upload was cut");
    let mut file = Vec::new();
    while let Some(field) = upload.next_field().await.map_err(cut)? {
        if field.name() == Some("logo") {
            file = field.bytes().await.map_err(cut)?.to_vec();
        }
    }
    let drawn = tokio::task::spawn_blocking(move || pictures::logo(&file)).await;
    let Some(logo) = drawn.map_err(anyhow::Error::from)? else {
        let look = company::load(&app.db).await?.look;
        let form = PortalForm {
            colour: look.colour.map(|colour| colour.to_string()).unwrap_or_default(),
            welcome: look.welcome,
            confirmed: look.confirmed,
        };
        let errors = FieldErrors::one(
            "logo",
            "Choisissez une image PNG, JPEG ou WebP simple\u{a0}: un logo, pas une photo.",
        );
        return Ok(show_again(PortalPage { shell, form, logo: look.logo, errors }));
    };
    let company = company::load(&app.db).await?;
    company::save(&app.db, &company).await?;
    company::save_logo(&app.db, Some(&logo)).await?;
    Flash::say("Le logo est sur le portail.").keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/portail").into_response())
}

pub(super) async fn remove_logo(State(app): State<App>, staff: CurrentStaff) -> Result<Response> {
    company::save_logo(&app.db, None).await?;
    Flash::say("Le portail montre de nouveau votre nom sans logo.").keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/portail").into_response())
}

impl PortalForm {
    fn parse(&self) -> Result<Look, FieldErrors> {
        let mut errors = FieldErrors::default();
        let colour = match optional(&self.colour) {
            Some(typed) => errors
                .check(
                    "colour",
                    Colour::parse(&typed)
                        .ok_or("Écrivez la couleur en hexadécimal, par exemple #1b4fa8."),
                )
                .map(Some),
            None => Some(None),
        };
        let welcome = errors.check("welcome", read(&self.welcome));
        let confirmed = errors.check("confirmed", read(&self.confirmed));
        match (colour, welcome, confirmed) {
            (Some(colour), Some(welcome), Some(confirmed)) => {
                Ok(Look { colour, welcome, confirmed, logo: None })
            }
            _ => Err(errors),
        }
    }
}

fn read(typed: &str) -> Result<String, String> {
    let text = clean_line(typed).map_err(|error| error.to_string())?;
    if text.chars().count() > LONGEST {
        return Err(format!("Ce texte est trop long\u{a0}: {LONGEST}\u{a0}caractères au plus."));
    }
    Ok(text)
}
