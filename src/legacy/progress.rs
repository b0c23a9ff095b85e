//! How far an import is, told to whoever waits for it.

use tokio::sync::watch;

/// What is being done with a file, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Step {
    /// For a worker, or for the end of another import.
    #[default]
    Waiting,
    Reading,
    Matching,
    Writing,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Reading, Self::Matching, Self::Writing];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Reading => "reading",
            Self::Matching => "matching",
            Self::Writing => "writing",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "en attente",
            Self::Reading => "lecture",
            Self::Matching => "rapprochement",
            Self::Writing => "écriture",
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub step: Step,
    /// Rows of the file, once they are read.
    pub rows: Option<usize>,
}

/// Where an import tells how far it is. It speaks at once, whatever its transaction has written.
#[derive(Debug)]
pub struct Teller(watch::Sender<Progress>);

impl Teller {
    pub fn new() -> (Self, watch::Receiver<Progress>) {
        let (sender, receiver) = watch::channel(Progress::default());
        (Self(sender), receiver)
    }

    /// Of an import that nobody waits for.
    pub(super) fn unheard() -> Self {
        Self::new().0
    }

    pub(super) fn say(&self, step: Step) {
        self.0.send_modify(|progress| progress.step = step);
    }

    pub(super) fn say_rows(&self, rows: usize) {
        self.0.send_modify(|progress| progress.rows = Some(rows));
    }
}
