//! The parts of the running program, as the settings say.

use std::sync::Arc;

use relais::{
    announcements::Announcements,
    app::{App, Settings},
    clock::Clock,
    config::Config,
    delivery::{Mailbox, Mailer, PublicWeb, RoutingService, Texter},
};
use sqlx::PgPool;

pub(super) fn app(config: &Config, db: PgPool) -> anyhow::Result<App> {
    let mailer = config
        .mail
        .as_ref()
        .map(|mail| Mailer::smtp(mail.smtp_url.as_str(), &mail.from))
        .transpose()?;
    let mailbox = mailbox(config)?;
    let texter = config.sms_url.as_ref().map(|url| Texter::gateway(url.as_str())).transpose()?;
    let routing = routing(config)?;
    let settings = Settings {
        public_url: config.public_url.clone(),
        secret_key: config.secret_key.as_bytes().to_vec(),
        cti_token: config.cti_token.clone(),
        sms_token: config.sms_token.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        trusted_visitors: config.trusted_visitors.clone(),
        metrics_token: config.metrics_token.clone(),
        longest_answer: config.longest_answer,
        import_dir: config.import_dir.clone(),
        demo: config.demo,
    };
    Ok(App {
        db,
        clock: Clock::System,
        settings: Arc::new(settings),
        mailer,
        mailbox,
        texter,
        routing,
        public_web: PublicWeb::with_inside(config.inside_agendas.clone()),
        announcements: Announcements::default(),
    })
}

/// The mailbox, where one is set.
pub(super) fn mailbox(config: &Config) -> anyhow::Result<Option<Mailbox>> {
    let incoming = config.incoming_mail.as_ref();
    incoming.map(|mail| Mailbox::imap(&mail.imap_url, mail.ca_file.as_deref())).transpose()
}

/// The routing service, where one is set.
pub(super) fn routing(config: &Config) -> anyhow::Result<Option<RoutingService>> {
    Ok(match (&config.osrm_url, &config.valhalla_url) {
        (Some(url), _) => Some(RoutingService::osrm(url.as_str())?),
        (None, Some(url)) => Some(RoutingService::valhalla(url.as_str())?),
        (None, None) => None,
    })
}
