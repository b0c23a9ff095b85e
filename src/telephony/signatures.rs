//! Is it really from the telephone system? Every comparison takes the same time for every answer.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq as _;

use super::payload::{text, time, time_of};

/// A signed message that is older, or so far ahead, is refused: somebody may have kept it.
pub const REPLAY_WINDOW: TimeDelta = TimeDelta::minutes(5);

/// Why a message is not believed. For the log; whoever sent it learns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    #[error("it is not signed")]
    Unsigned,
    #[error("its signature is wrong")]
    WrongSignature,
    #[error("it was signed too long ago, or in the future")]
    OutOfTime,
    #[error("it was signed for another address")]
    OtherAddress,
    #[error("its secret is not set up here")]
    NoSecret,
}

/// A secret that is shown as it is: Aircall's token, a bearer token.
pub fn check_token(secret: &str, shown: Option<&str>) -> Result<(), Forged> {
    if secret.is_empty() {
        return Err(Forged::NoSecret);
    }
    let shown = shown.ok_or(Forged::Unsigned)?;
    if bool::from(shown.as_bytes().ct_eq(secret.as_bytes())) {
        Ok(())
    } else {
        Err(Forged::WrongSignature)
    }
}

/// What Ringover signed, version 3: method, address, body and time, by HMAC-SHA256 in base64.
#[derive(Clone, Copy, Debug)]
pub struct SignedV3<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub body: &'a [u8],
    pub timestamp: &'a str,
    pub signature: &'a str,
}

pub fn check_ringover_v3(
    secret: &str,
    signed: SignedV3<'_>,
    now: DateTime<Utc>,
) -> Result<(), Forged> {
    if secret.is_empty() {
        return Err(Forged::NoSecret);
    }
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| Forged::NoSecret)?;
    let mac = mac
        .chain_update(signed.method)
        .chain_update(signed.url)
        .chain_update(signed.body)
        .chain_update(signed.timestamp);
    let shown =
        BASE64.decode(signed.signature.trim().as_bytes()).map_err(|_| Forged::WrongSignature)?;
    mac.verify_slice(&shown).map_err(|_| Forged::WrongSignature)?;
    in_time(time_of(signed.timestamp).ok_or(Forged::OutOfTime)?, now)
}

/// Version 1: a JSON web token (HS512) that holds the address and the message. The message that it
/// holds is the one that is believed, whatever the body says.
pub fn check_ringover_v1(
    secret: &str,
    token: &str,
    url: &str,
    now: DateTime<Utc>,
) -> Result<Value, Forged> {
    if secret.is_empty() {
        return Err(Forged::NoSecret);
    }
    let (signed, signature) = token.trim().rsplit_once('.').ok_or(Forged::WrongSignature)?;
    let (head, claims) = signed.split_once('.').ok_or(Forged::WrongSignature)?;
    let shown = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| Forged::WrongSignature)?;
    let mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).map_err(|_| Forged::NoSecret)?;
    mac.chain_update(signed).verify_slice(&shown).map_err(|_| Forged::WrongSignature)?;
    let json = |part: &str| -> Option<Value> {
        serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()
    };
    let head = json(head).ok_or(Forged::WrongSignature)?;
    if text(&head, "alg").as_deref() != Some("HS512") {
        return Err(Forged::WrongSignature);
    }
    let claims = json(claims).ok_or(Forged::WrongSignature)?;
    if text(&claims, "url").is_some_and(|signed| signed != url) {
        return Err(Forged::OtherAddress);
    }
    let message = match claims.get("payload") {
        Some(Value::String(message)) => serde_json::from_str(message).ok(),
        Some(message @ Value::Object(_)) => Some(message.clone()),
        _ => None,
    };
    let message: Value = message.ok_or(Forged::WrongSignature)?;
    // When it was signed, or at least when it happened.
    let at = time(&claims, "iat").or_else(|| time(&message, "timestamp"));
    in_time(at.ok_or(Forged::OutOfTime)?, now)?;
    Ok(message)
}

fn in_time(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Forged> {
    if (now - at).abs() <= REPLAY_WINDOW { Ok(()) } else { Err(Forged::OutOfTime) }
}
