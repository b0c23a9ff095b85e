//! One telephone system: its secret, where it is, and how long it may be silent.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::is_called_by_us;
use crate::{
    app::App,
    calls::Provider,
    telephony::{self, System, SystemSettings},
    values::text::clean_line,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SystemForm {
    actif: String,
    adresse: String,
    identifiant: String,
    /// Empty: the one that is there stays.
    secret: String,
    silence: String,
}

#[derive(Template)]
#[template(path = "office/settings/telephony/system.html")]
struct SystemPage {
    shell: Shell,
    provider: Provider,
    has_secret: bool,
    form: SystemForm,
    errors: FieldErrors,
    /// What the system posts to; with our token.
    webhook: String,
}

impl SystemPage {
    fn new(
        app: &App,
        shell: Shell,
        system: &System,
        form: SystemForm,
        errors: FieldErrors,
    ) -> Self {
        let token = &app.settings.cti_token;
        let path = match system.provider {
            Provider::Cti => format!("/webhooks/cti/{token}"),
            provider => format!("/webhooks/telephony/{}/{token}", provider.as_str()),
        };
        Self {
            shell,
            provider: system.provider,
            has_secret: !system.settings.secret.is_empty(),
            form,
            errors,
            webhook: format!("{}{path}", app.settings.public_url),
        }
    }

    fn is_called_by_us(&self) -> bool {
        is_called_by_us(self.provider)
    }

    fn switch_label(&self) -> &'static str {
        if self.provider == Provider::Cti {
            "Avertir s’il se tait"
        } else {
            "Recevoir ses appels"
        }
    }

    /// What the secret is called where it is found.
    fn secret_label(&self) -> Option<(&'static str, &'static str)> {
        match self.provider {
            Provider::Cti | Provider::Simulator => None,
            Provider::ThreeCx => Some((
                "Jeton de 3CX",
                "Facultatif : celui que le modèle présente, en plus de l’adresse.",
            )),
            Provider::Ovh => Some((
                "Jeton d’événements",
                "eventToken du groupe de facturation ou de la ligne, dans l’API d’OVHcloud.",
            )),
            Provider::Ringover => Some((
                "Clé de signature",
                "Tableau de bord Ringover, page Webhooks : celle de la rubrique Appels.",
            )),
            Provider::Aircall => Some((
                "Jeton du webhook",
                "Tableau de bord Aircall, page de l’intégration Webhook.",
            )),
            Provider::Asterisk => {
                Some(("Mot de passe", "Celui de manager.conf, avec le droit de lire « call »."))
            }
        }
    }
}

fn known(provider: &str) -> Result<Provider> {
    Provider::parse(provider)
        .filter(|provider| *provider != Provider::Simulator)
        .ok_or(Error::NotFound)
}

pub(super) async fn edit(
    State(app): State<App>,
    shell: Shell,
    Path(provider): Path<String>,
) -> Result<Response> {
    let system = telephony::system(&app.db, known(&provider)?).await?;
    let form = SystemForm {
        actif: if system.settings.enabled { "oui".to_owned() } else { String::new() },
        adresse: system.settings.address.clone(),
        identifiant: system.settings.login.clone(),
        secret: String::new(),
        silence: system.settings.silence_after_hours.to_string(),
    };
    let page = SystemPage::new(&app, shell, &system, form, FieldErrors::default());
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Path(provider): Path<String>,
    Now(now): Now,
    Form(form): Form<SystemForm>,
) -> Result<Response> {
    let system = telephony::system(&app.db, known(&provider)?).await?;
    let settings = match form.parse(&system) {
        Ok(settings) => settings,
        Err(errors) => {
            return Ok(show_again(SystemPage::new(&app, shell, &system, form, errors)));
        }
    };
    telephony::save(&app.db, system.provider, &settings, now).await?;
    Flash::say(format!("{} enregistré.", system.provider.label())).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/telephonie").into_response())
}

impl SystemForm {
    fn parse(&self, before: &System) -> std::result::Result<SystemSettings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let enabled = !self.actif.is_empty();
        let address = errors.check("adresse", clean_line(&self.adresse)).unwrap_or_default();
        let login = errors.check("identifiant", clean_line(&self.identifiant)).unwrap_or_default();
        let typed = errors.check("secret", clean_line(&self.secret)).unwrap_or_default();
        let secret = if typed.is_empty() { before.settings.secret.clone() } else { typed };
        let hours = self.silence.trim().parse().ok().filter(|hours| (1..=80).contains(hours));
        let hours = errors.check("silence", hours.ok_or("De 1 à 80 heures."));
        let needs_secret =
            !matches!(before.provider, Provider::Cti | Provider::ThreeCx | Provider::Simulator);
        if enabled && needs_secret && secret.is_empty() {
            errors.add("secret", "Collez-le ici : sans lui, personne ne peut être cru.");
        }
        if enabled && before.provider == Provider::Asterisk && address.is_empty() {
            errors.add("adresse", "Indiquez où répond Asterisk, par exemple 192.168.1.10:5038.");
        }
        if !address.is_empty()
            && before.provider == Provider::Ovh
            && !(address.starts_with("https://") || address.starts_with("http://127.0.0.1"))
        {
            errors.add("adresse", "Une adresse qui commence par https://, ou rien.");
        }
        match hours {
            Some(silence_after_hours) if errors.is_empty() => {
                Ok(SystemSettings { enabled, secret, address, login, silence_after_hours })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "office/settings/telephony/threecx.xml", escape = "html")]
struct ThreeCxTemplate {
    url: String,
}

/// The file that 3CX imports under Settings, CRM integration.
pub(super) async fn threecx_template(State(app): State<App>) -> Result<Response> {
    let url =
        format!("{}/webhooks/telephony/3cx/{}", app.settings.public_url, app.settings.cti_token);
    let file = ThreeCxTemplate { url }.render().map_err(anyhow::Error::from)?;
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"relais-3cx.xml\""),
    ];
    Ok((headers, file).into_response())
}
