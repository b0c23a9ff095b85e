//! Background jobs: what the passing of time sets off.
//!
//! A job is a sweep. It looks in the database for work that is due, does it, and may run
//! again at any moment, or twice at once in two processes, without harm.

mod delete_expired;
mod deliver_messages;
mod import_files;
mod locate_visits;
mod make_maintenance;
mod offer_earlier;
mod read_agendas;
mod send_reminders;
mod settle_calls;
mod settle_messages;
mod watch_imports;
mod watch_promises;
mod watch_tickets;

use std::{future::Future, time::Duration};

use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Interval, MissedTickBehavior},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{Instrument as _, error, info, info_span, warn};

use crate::{
    announcements::{Announcement, Topic},
    app::App,
    mails, telephony,
};

pub use delete_expired::DeleteExpired;
pub use deliver_messages::{DeliverEmails, DeliverTexts};
pub use import_files::ImportFiles;
pub use locate_visits::LocateVisits;
pub use make_maintenance::MakeMaintenance;
pub use offer_earlier::OfferEarlier;
pub use read_agendas::ReadAgendas;
pub use send_reminders::SendReminders;
pub use settle_calls::SettleCalls;
pub use settle_messages::SettleMessages;
pub use watch_imports::WatchImports;
pub use watch_promises::WatchPromises;
pub use watch_tickets::WatchTickets;

/// The longest that a stop waits.
const LONGEST_STOP: Duration = Duration::from_secs(25);

pub trait Job: 'static {
    /// As it appears in logs.
    const NAME: &'static str;

    /// How long to wait between runs.
    const EVERY: Duration;

    /// How many run side by side, so that one that waits for a slow server holds up no other.
    const WORKERS: usize = 1;

    /// News that starts a run before its time.
    const WOKEN_BY: Option<Topic> = None;

    /// Does all the work that is due, and returns how many things it did.
    fn run(app: App) -> impl Future<Output = anyhow::Result<usize>> + Send;
}

/// The running jobs.
#[derive(Debug)]
pub struct Jobs {
    tasks: TaskTracker,
    shutdown: CancellationToken,
}

/// Starts every job. This is the list of them.
pub fn start(app: &App) -> Jobs {
    let jobs = Jobs { tasks: TaskTracker::new(), shutdown: CancellationToken::new() };
    jobs.spawn::<DeliverEmails>(app);
    jobs.spawn::<DeliverTexts>(app);
    jobs.spawn::<SettleMessages>(app);
    jobs.spawn::<SendReminders>(app);
    jobs.spawn::<DeleteExpired>(app);
    jobs.spawn::<WatchImports>(app);
    jobs.spawn::<ImportFiles>(app);
    jobs.spawn::<LocateVisits>(app);
    jobs.spawn::<OfferEarlier>(app);
    jobs.spawn::<ReadAgendas>(app);
    jobs.spawn::<MakeMaintenance>(app);
    jobs.spawn::<SettleCalls>(app);
    jobs.spawn::<WatchPromises>(app);
    jobs.spawn::<WatchTickets>(app);
    jobs.tasks.spawn(telephony::listen(app.clone(), jobs.shutdown.clone()));
    jobs.tasks.spawn(mails::listen(app.clone(), jobs.shutdown.clone()));
    jobs.tasks.close();
    jobs
}

impl Jobs {
    /// Lets the runs under way finish, and starts no others. What takes too long is left behind: every
    /// job can be cut off at any point, and goes on at the next start.
    pub async fn stop(self) {
        self.shutdown.cancel();
        if tokio::time::timeout(LONGEST_STOP, self.tasks.wait()).await.is_err() {
            warn!("jobs were cut off: they did not end within {} s", LONGEST_STOP.as_secs());
        }
    }

    fn spawn<J: Job>(&self, app: &App) {
        for _ in 0..J::WORKERS {
            let (app, shutdown) = (app.clone(), self.shutdown.clone());
            self.tasks.spawn(async move {
                let mut ticks = tokio::time::interval(J::EVERY);
                ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
                let mut news = J::WOKEN_BY.map(|topic| (topic, app.announcements.subscribe()));
                while shutdown
                    .run_until_cancelled(next_run(&mut ticks, news.as_mut()))
                    .await
                    .is_some()
                {
                    run_once::<J>(&app).await;
                }
            });
        }
    }
}

/// Waits for the next run: its time has come, or there is news.
async fn next_run(ticks: &mut Interval, news: Option<&mut (Topic, Receiver<Announcement>)>) {
    let Some((topic, receiver)) = news else {
        ticks.tick().await;
        return;
    };
    tokio::select! {
        _ = ticks.tick() => {}
        () = heard(*topic, receiver) => {
            // One run serves all that came until now.
            *receiver = receiver.resubscribe();
        }
    }
}

async fn heard(topic: Topic, receiver: &mut Receiver<Announcement>) {
    loop {
        match receiver.recv().await {
            Ok(announcement) if announcement.topic != topic => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            // Nobody speaks any more: the ticks go on.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Runs a job once. Its failure, or even its panic, is logged and ends nothing else.
async fn run_once<J: Job>(app: &App) {
    let span = info_span!("job", job.name = J::NAME);
    let run = J::run(app.clone()).instrument(span.clone());
    let outcome = tokio::spawn(run).await;
    let _entered = span.enter();
    match outcome {
        Ok(Ok(0)) => {}
        Ok(Ok(count)) => info!(job.count = count, "job did {count}"),
        Ok(Err(error)) => error!(error = format!("{error:#}"), "job failed"),
        Err(error) => error!(%error, "job panicked"),
    }
}
