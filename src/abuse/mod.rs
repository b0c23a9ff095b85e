//! How much one visitor of the portal may do, so that nobody takes it from the others.
//!
//! Generous for a family or an office behind one address. Who does more than people do is asked for a
//! proof of work, which costs a telephone a second and a robot its day; who goes on is asked to wait. All of
//! it is kept in the database, since several processes serve one portal.

mod blocks;
mod limits;
mod proof;
mod queries;
mod queries_blocks;
mod subject;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{app::App, values::Network};

pub use blocks::{Block, BlockError, BlockPage, NewBlock, block, blocks, lift};
pub use limits::Act;
pub use proof::{Proof, Task};
pub use queries::{Slowed, slowed};
pub use subject::Subject;

use limits::Limit;

/// Who asks for something, under every name that we know them by.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub network: Network,
    /// What they typed: telephone numbers and e-mail addresses.
    pub names: Vec<Subject>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    /// Once this was worked out.
    Prove(Task),
    /// Not before this moment.
    Wait(DateTime<Utc>),
    /// Somebody of the office keeps them out.
    Blocked,
}

/// Judges one act, and counts it if it passes.
pub async fn admit(
    app: &App,
    act: Act,
    visitor: &Visitor,
    proof: Option<&Proof>,
    now: DateTime<Utc>,
) -> sqlx::Result<Verdict> {
    let network = Subject::Network(visitor.network);
    if act.can_be_blocked() {
        let mut names: Vec<String> = visitor.names.iter().map(Subject::key).collect();
        names.push(network.key());
        if queries_blocks::is_blocked(&app.db, &names, now).await? {
            return Ok(Verdict::Blocked);
        }
    }
    for (subject, limit) in
        visitor.names.iter().filter_map(|name| act.limit_of_name().map(|limit| (name, limit)))
    {
        if let Some(until) = queries::refusal(&app.db, act.name(), subject, limit, now).await? {
            return Ok(Verdict::Wait(until));
        }
    }
    let Some(beyond) = act.limit_with_proof() else {
        let refused = queries::refusal(&app.db, act.name(), &network, act.limit(), now).await?;
        return Ok(refused.map_or(Verdict::Pass, Verdict::Wait));
    };
    let is_proved = match proof {
        Some(proof) => proof::take(app, proof, visitor.network, now).await?,
        None => false,
    };
    if is_proved {
        let name = act.name_with_proof();
        let refused = queries::refusal(&app.db, name, &network, beyond, now).await?;
        return Ok(refused.map_or(Verdict::Pass, Verdict::Wait));
    }
    let refused = queries::refusal(&app.db, act.name(), &network, act.limit(), now).await?;
    Ok(refused.map_or(Verdict::Pass, |_| {
        Verdict::Prove(proof::task(&app.settings, visitor.network, now))
    }))
}

/// Counts a try at the last digits of a telephone number, or says from when another may be made. `link`
/// names the link that they would open.
pub async fn try_digits(
    db: &PgPool,
    link: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    queries::refusal(db, "digits_of_link", &Subject::Link(link.to_vec()), Limit::DIGITS, now).await
}

/// Forgets what is given back, and proofs that would not be taken any more.
pub async fn delete_old(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<u64> {
    Ok(queries::delete_given_back(db, now).await? + queries::delete_old_proofs(db, now).await?)
}
