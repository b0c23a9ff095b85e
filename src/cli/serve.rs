//! `relais serve`.

use std::{io, process, sync::Arc};

use anyhow::{Context, anyhow};
use clap::Args;
use relais::{
    announcements::Announcements,
    app::{App, Settings},
    clock::Clock,
    config::Config,
    delivery::{Mailer, Texter},
    web::{self, serve::Limits},
};
use sqlx::PgPool;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::{configure, database::with_database};

/// As a shell tells that a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Bring the database up to date, then serve.
#[derive(Args, Default)]
pub(super) struct Arguments {
    /// Fill an empty database with the demo office; listens on the loopback interface only.
    #[arg(long)]
    demo: bool,
}

/// Ends at SIGTERM or Ctrl-C, when requests and jobs under way are done; at once at the second.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut config = configure(arguments.demo)?;
    let stop = stop_at_signal().context("signals cannot be received")?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("LISTEN: {} cannot be opened", config.listen))?;
    config.listening_on(listener.local_addr()?);
    with_database(&config, async |db| {
        let app = app(&config, db)?;
        println!("{}", welcome(&config));
        let serving =
            web::serve::serve(listener, web::router(app.clone()), Limits::default(), stop.clone());
        let listening = app.announcements.clone().listen(app.db.clone(), stop.clone());
        tokio::join!(serving, listening);
        Ok(())
    })
    .await?;
    info!("stopped");
    Ok(())
}

fn app(config: &Config, db: PgPool) -> anyhow::Result<App> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("another TLS provider is in use"))?;
    let mailer = config
        .mail
        .as_ref()
        .map(|mail| Mailer::smtp(mail.smtp_url.as_str(), &mail.from))
        .transpose()?;
    let texter = config.sms_url.as_ref().map(|url| Texter::gateway(url.as_str())).transpose()?;
    let settings = Settings {
        public_url: config.public_url.clone(),
        secret_key: config.secret_key.as_bytes().to_vec(),
        cti_token: config.cti_token.clone(),
        sms_token: config.sms_token.clone(),
        metrics_token: config.metrics_token.clone(),
        demo: config.demo,
    };
    Ok(App {
        db,
        clock: Clock::System,
        settings: Arc::new(settings),
        mailer,
        texter,
        announcements: Announcements::default(),
    })
}

fn stop_at_signal() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if told.is_cancelled() {
                process::exit(INTERRUPTED);
            }
            info!("stopping when what is under way is done");
            told.cancel();
        }
    });
    Ok(stop)
}

fn welcome(config: &Config) -> String {
    let url = &config.public_url;
    let addresses = format!(
        "Relais serves {url}\n\n  office        {url}/\n  technicians   {url}/terrain\n  customers     {url}/rdv\n"
    );
    let sign_ins = if config.demo {
        "\nSign in with the password relais-demo as\n\n  bureau@demo.example       office\n  \
         technicien@demo.example   technician\n  direction@demo.example    manager\n"
    } else {
        ""
    };
    format!("{addresses}{sign_ins}\nCtrl-C stops it.")
}
