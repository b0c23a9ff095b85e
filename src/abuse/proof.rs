//! A proof of work: a number that is found by trying many, and checked by trying one.
//!
//! The task is signed and not stored; the answer is taken once, in time, and from the network that was asked.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::queries;
use crate::{
    app::{App, Settings},
    values::{Network, SecretToken},
};

/// SHA-256 of task and answer begins with so many zero bits: 65 536 tries on average, a second on an old telephone.
pub const ZERO_BITS: u32 = 16;

/// Long enough for a slow telephone, and for a person who is called away.
const VALID: TimeDelta = TimeDelta::minutes(10);

/// `expiry.nonce.signature`: what the work is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task(pub String);

/// What a browser sends back.
#[derive(Clone, Debug)]
pub struct Proof {
    pub task: String,
    pub answer: String,
}

impl Task {
    /// For templates.
    pub fn zero_bits(&self) -> u32 {
        ZERO_BITS
    }
}

pub(super) fn task(settings: &Settings, network: Network, now: DateTime<Utc>) -> Task {
    let expiry = (now + VALID).timestamp();
    let nonce = SecretToken::generate().reveal();
    let signature = signature(settings, network, expiry, &nonce);
    Task(format!("{expiry}.{nonce}.{}", signature.reveal()))
}

/// Whether it opens: right, in time, and not taken before. It is taken by this.
pub(super) async fn take(
    app: &App,
    proof: &Proof,
    network: Network,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let Some(expires_at) = expiry(&app.settings, &proof.task, network) else { return Ok(false) };
    if expires_at <= now || !is_solved(proof) {
        return Ok(false);
    }
    let hash: [u8; 32] = Sha256::digest(&proof.task).into();
    queries::take_proof(&app.db, &hash, expires_at).await
}

/// None for a task that we did not set, or set for somebody else.
fn expiry(settings: &Settings, task: &str, network: Network) -> Option<DateTime<Utc>> {
    let mut parts = task.split('.');
    let (expiry, nonce, signed) = (parts.next()?, parts.next()?, parts.next()?);
    let expiry: i64 = expiry.parse().ok()?;
    let ours = signature(settings, network, expiry, nonce).reveal();
    let is_ours: bool = ours.as_bytes().ct_eq(signed.as_bytes()).into();
    (is_ours && parts.next().is_none()).then(|| DateTime::from_timestamp(expiry, 0)).flatten()
}

fn signature(settings: &Settings, network: Network, expiry: i64, nonce: &str) -> SecretToken {
    settings.secret_of("preuve", &format!("{expiry}.{nonce}.{network}"))
}

fn is_solved(proof: &Proof) -> bool {
    let digest = Sha256::digest(format!("{}:{}", proof.task, proof.answer));
    let (first, _) = digest.split_at(8);
    let first = first.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    first.leading_zeros() >= ZERO_BITS
}
