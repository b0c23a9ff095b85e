//! `relais serve`.

use std::{
    io::{self, Write as _},
    process,
};

use anyhow::{Context, ensure};
use clap::Args;
use relais::{
    config::Config,
    demo, jobs,
    web::{self, serve::Limits},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{app::app, configure, database::with_database};

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
        ensure!(
            config.listen.ip().is_loopback() || !demo::is_demo(&db).await?,
            "LISTEN is {}: this database is the demo office's, whose passwords everybody knows; take \
             another DATA_DIR or DATABASE_URL, or close those accounts",
            config.listen
        );
        let app = app(&config, db)?;
        if config.demo {
            demo::fill_if_empty(&app, app.clock.now()).await.context("the demo office")?;
        }
        let jobs = jobs::start(&app);
        // Nobody may be reading, and the office works all the same.
        if let Err(error) = writeln!(io::stdout(), "{}", welcome(&config)) {
            warn!(%error, "nobody reads the standard output");
        }
        let serving =
            web::serve::serve(listener, web::router(app.clone()), Limits::default(), stop.clone());
        let listening = app.announcements.clone().listen(app.db.clone(), stop.clone());
        tokio::join!(serving, listening);
        jobs.stop().await;
        Ok(())
    })
    .await?;
    info!("stopped");
    Ok(())
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
    let mut welcome = format!(
        "Relais serves {url}\n\n  office        {url}/\n  technicians   {url}/terrain\n  \
         customers     {url}/rdv\n",
    );
    if config.demo {
        // Elsewhere it would stand in the journal; `relais doctor` shows it.
        welcome += &["  telephone     ", url, "/webhooks/cti/", &config.cti_token, "\n"].concat();
        welcome += &["\nSign in with the password ", demo::PASSWORD, " as\n\n"].concat();
        let lines = demo::SIGN_INS.map(|(email, what)| format!("  {email:<25} {what}\n"));
        welcome += &lines.concat();
    }
    welcome + "\nCtrl-C stops it."
}
