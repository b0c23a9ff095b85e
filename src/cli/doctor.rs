//! `relais doctor`.

use std::{fs, time::Duration};

use anyhow::{Context, ensure};
use clap::Args;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use relais::{config::Config, db};
use tokio::{net::TcpStream, time::timeout};

use super::{app::routing, configure, database::with_database_as_it_is};

/// How long a server that is well takes to greet us, at the most.
const PATIENCE: Duration = Duration::from_secs(10);

/// Check settings, storage, database, mail and SMS; say what is wrong and how to mend it.
#[derive(Args)]
pub(super) struct Arguments {}

/// Fails if a check did, after all of them have said what they found.
pub(super) async fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    println!("ok     settings: links begin with {}", config.public_url);
    println!(
        "       the telephone system calls {}/webhooks/cti/{}",
        config.public_url, config.cti_token
    );
    println!(
        "       receipts of texts come to {}/webhooks/sms/generic/{}",
        config.public_url, config.sms_token
    );

    let findings = [
        ("storage", storage(&config)),
        ("database", database(&config).await),
        ("mail", mail(&config).await),
        ("mailbox", mailbox(&config).await),
        ("SMS", sms(&config).await),
        ("driving times", driving_times(&config).await),
    ];
    for (what, finding) in &findings {
        match finding {
            Ok(found) => println!("ok     {what}: {found}"),
            Err(error) => println!("WRONG  {what}: {error:#}"),
        }
    }
    let wrong = findings.iter().filter(|(_, finding)| finding.is_err()).count();
    ensure!(wrong == 0, "checks that failed: {wrong}");
    Ok(())
}

fn storage(config: &Config) -> anyhow::Result<String> {
    let probe = config.data_dir.join("doctor.probe");
    fs::write(&probe, "written by relais doctor\n")
        .and_then(|()| fs::remove_file(&probe))
        .with_context(|| {
            format!("give us the right to write in DATA_DIR, {}", config.data_dir.display())
        })?;
    Ok(format!("{} can be written", config.data_dir.display()))
}

async fn database(config: &Config) -> anyhow::Result<String> {
    with_database_as_it_is(config, async |db| {
        db::check(&db).await.context("run `relais migrate`, and look whether its disk is full")
    })
    .await?;
    Ok("answers, takes a write, and has the newest schema".to_owned())
}

async fn mail(config: &Config) -> anyhow::Result<String> {
    let Some(mail) = &config.mail else {
        return Ok("no server (SMTP_URL is not set): e-mails wait in the outbox".to_owned());
    };
    let server: AsyncSmtpTransport<Tokio1Executor> =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(mail.smtp_url.as_str())
            .context("SMTP_URL")?
            .timeout(Some(PATIENCE))
            .build();
    let advice = "the server does not take us in: check host, port, name and password in SMTP_URL";
    ensure!(server.test_connection().await.context(advice)?, advice);
    Ok("the server takes us in".to_owned())
}

async fn mailbox(config: &Config) -> anyhow::Result<String> {
    let Some(mailbox) = super::app::mailbox(config)? else {
        return Ok("none (IMAP_URL is not set): no e-mail becomes a request".to_owned());
    };
    let advice = "check host, port, name, password and folder in IMAP_URL";
    mailbox.open().await.context(advice)?.close().await;
    Ok(format!("{} opens", mailbox.name()))
}

async fn sms(config: &Config) -> anyhow::Result<String> {
    let Some(url) = &config.sms_url else {
        return Ok("no gateway (SMS_URL is not set): texts wait in the outbox".to_owned());
    };
    let addresses = url.socket_addrs(|| None).context("the host in SMS_URL is not known")?;
    timeout(PATIENCE, TcpStream::connect(&*addresses))
        .await
        .map_err(anyhow::Error::from)
        .and_then(|connected| Ok(connected?))
        .context("the gateway does not answer: check host and port in SMS_URL")?;
    Ok("the gateway answers".to_owned())
}

/// Asks for a way that everybody in Annecy knows.
async fn driving_times(config: &Config) -> anyhow::Result<String> {
    let Some(service) = routing(config)? else {
        return Ok(
            "none is set (OSRM_URL, VALHALLA_URL): our own map of the roads serves".to_owned()
        );
    };
    let (annecy, thones) = ((45.899, 6.129), (45.881, 6.326));
    let told = service.seconds(&[annecy], &[thones]).await;
    let told = told.map_err(|error| {
        anyhow::anyhow!(
            "the routing service does not answer ({error}): check OSRM_URL or VALHALLA_URL; \
             until then our own map of the roads serves"
        )
    })?;
    let seconds = told.first().and_then(|row| row.first()).copied().flatten();
    let seconds = seconds.context("the routing service knows no road from Annecy to Thônes")?;
    Ok(format!("the routing service answers: Annecy to Thônes in {} min", seconds / 60))
}
