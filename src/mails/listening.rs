//! Reading the mailbox for as long as the program runs: one process of all that share the database, connected
//! again whenever the connection fails.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{
    Mail,
    queries::{self, Origin},
    queries_watch, reading,
    taking::{self, Care, Ours},
};
use crate::{
    app::App,
    company,
    delivery::{Listed, Mailbox, OpenMailbox},
};

/// The first pause after a failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The server tells us at once of what comes; one that does not is asked all the same, within the minute.
const LONGEST_WAIT: Duration = Duration::from_secs(50);

/// Whoever reads the mailbox has it for itself so long, and says again in a third of it that it does: when its
/// process dies, another goes on within the minute.
const LEASE: TimeDelta = TimeDelta::seconds(45);
const RENEW: Duration = Duration::from_secs(15);

/// A larger mail is not fetched whole, in bytes: a phone's photos, twenty of them, are smaller.
const LARGEST_MAIL: u32 = 30 * 1024 * 1024;

/// As much is fetched of those.
const BEGINNING: u32 = 256 * 1024;

/// Reads the mailbox until `shutdown`; returns at once where none is set.
pub async fn listen(app: App, shutdown: CancellationToken) {
    let Some(mailbox) = app.mailbox.clone() else { return };
    let reader = BASE32_NOPAD.encode(&rand::random::<[u8; 10]>()).to_lowercase();
    shutdown.run_until_cancelled(Box::pin(read_on(&app, &mailbox, &reader))).await;
    if let Err(error) = queries_watch::release(&app.db, &mailbox.name(), &reader).await {
        warn!(%error, "the mailbox stays ours until the lease is over");
    }
}

/// Takes what is new, and returns how many mails that were.
pub async fn take_new(app: &App, mailbox: &Mailbox) -> anyhow::Result<usize> {
    let outcome = async {
        let mut open = mailbox.open().await?;
        let taken = take_all(app, mailbox, &mut open).await?;
        open.close().await;
        Ok(taken)
    };
    let outcome = outcome.await;
    note(app, mailbox, &outcome).await;
    outcome
}

async fn read_on(app: &App, mailbox: &Mailbox, reader: &str) {
    let mut pause = FIRST_PAUSE;
    loop {
        match lease(app, mailbox, reader).await {
            Ok(true) => {
                let mut has_worked = false;
                let outcome = tokio::select! {
                    outcome = converse(app, mailbox, &mut has_worked) => outcome,
                    () = keep_lease(app, mailbox, reader) => Ok(0),
                };
                note(app, mailbox, &outcome).await;
                if has_worked {
                    pause = FIRST_PAUSE;
                }
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Ok(false) => sleep(RENEW).await,
            Err(error) => {
                warn!(%error, "the mailbox cannot be reserved");
                sleep(RENEW).await;
            }
        }
    }
}

/// Takes what is new, waits for more, and so on until something fails.
async fn converse(app: &App, mailbox: &Mailbox, has_worked: &mut bool) -> anyhow::Result<usize> {
    let mut open = mailbox.open().await?;
    loop {
        take_all(app, mailbox, &mut open).await?;
        queries_watch::note_contact(&app.db, &mailbox.name(), app.clock.now()).await?;
        *has_worked = true;
        open = open.wait(LONGEST_WAIT).await?;
    }
}

async fn lease(app: &App, mailbox: &Mailbox, reader: &str) -> sqlx::Result<bool> {
    let now = app.clock.now();
    queries_watch::lease(&app.db, &mailbox.name(), reader, now + LEASE, now).await
}

/// Returns when the lease is lost.
async fn keep_lease(app: &App, mailbox: &Mailbox, reader: &str) {
    loop {
        sleep(RENEW).await;
        match lease(app, mailbox, reader).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                warn!(%error, "the mailbox cannot be kept");
                return;
            }
        }
    }
}

async fn note(app: &App, mailbox: &Mailbox, outcome: &anyhow::Result<usize>) {
    let (name, now) = (mailbox.name(), app.clock.now());
    let noted = match outcome {
        Ok(_) => queries_watch::note_contact(&app.db, &name, now).await,
        Err(error) => {
            warn!(error = format!("{error:#}"), "the mailbox cannot be read");
            let words: String = format!("{error:#}").chars().take(300).collect();
            queries_watch::note_failure(&app.db, &name, &words, now).await
        }
    };
    if let Err(error) = noted {
        warn!(%error, "how the mailbox fares could not be noted");
    }
}

async fn take_all(app: &App, mailbox: &Mailbox, open: &mut OpenMailbox) -> anyhow::Result<usize> {
    let name = mailbox.name();
    let position =
        queries_watch::position(&app.db, &name, open.uid_validity, app.clock.now()).await?;
    let ours = ours(app, mailbox).await?;
    let mut taken = 0;
    for listed in open.listed_after(position.last_uid).await? {
        let origin = Origin {
            mailbox: &name,
            uid_validity: open.uid_validity,
            uid: listed.uid,
            size_bytes: listed.size_bytes,
            received_at: listed.received_at,
        };
        // Read by somebody before we came: it is in their hands.
        let is_theirs = listed.is_seen && listed.received_at < position.watched_since;
        let mail = if is_theirs { None } else { fetch(open, listed).await? };
        let Some(mail) = mail else {
            queries::advance(&app.db, origin, None).await?;
            continue;
        };
        taken += usize::from(take(app, origin, mail, &ours).await?);
    }
    if taken > 0 {
        info!(mails.count = taken, "took {taken} mails");
    }
    Ok(taken)
}

/// None where it is there no longer.
async fn fetch(open: &mut OpenMailbox, listed: Listed) -> anyhow::Result<Option<Mail>> {
    let whole_size = (listed.size_bytes > LARGEST_MAIL).then_some(listed.size_bytes);
    let first = whole_size.map(|_| BEGINNING);
    let Some(raw) = open.fetch(listed.uid, first).await? else { return Ok(None) };
    let raw = Arc::new(raw);
    let reading = tokio::task::spawn_blocking(move || reading::read(&raw, whole_size)).await;
    Ok(Some(reading.unwrap_or_else(|error| {
        warn!(%error, mail.uid = listed.uid, "a mail could not be read");
        reading::unreadable()
    })))
}

/// A mail that the database refuses is taken with less and less made of it: it is told, and holds up no other.
async fn take(app: &App, origin: Origin<'_>, mail: Mail, ours: &Ours) -> sqlx::Result<bool> {
    let now = app.clock.now();
    let (mut mail, mut nothing) = (mail, reading::unreadable());
    let mut refusal = None;
    for attempt in 0..3 {
        let (mail, care) = match attempt {
            0 => (&mut mail, Care::Whole),
            1 => (&mut mail, Care::Careful),
            _ => (&mut nothing, Care::Careful),
        };
        match taking::take(&app.db, origin, mail, ours, care, now).await {
            Err(sqlx::Error::Database(error)) if is_about_the_mail(error.code().as_deref()) => {
                warn!(%error, mail.uid = origin.uid, "a mail could not be written down so");
                refusal = Some(sqlx::Error::Database(error));
            }
            outcome => return Ok(outcome?.is_some()),
        }
    }
    refusal.map_or(Ok(false), Err)
}

/// Data exceptions and violated constraints (PostgreSQL, appendix A), not a server in trouble.
fn is_about_the_mail(code: Option<&str>) -> bool {
    code.is_some_and(|code| {
        code.starts_with("22") || code.starts_with("23") || code.starts_with("54")
    })
}

async fn ours(app: &App, mailbox: &Mailbox) -> sqlx::Result<Ours> {
    let mailer = app.mailer.as_ref().map(|mailer| mailer.address().to_lowercase());
    let company = company::load(&app.db).await?.email.map(|address| address.to_lowercase());
    Ok(Ours { senders: mailbox.address().into_iter().chain(mailer).collect(), company })
}
