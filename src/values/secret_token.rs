//! Secrets that stand for a session, a link or a hold; only their hashes are stored.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// 160 random bits. Written as 32 lower-case letters and digits (base32, RFC 4648 §6) in cookies and links.
///
/// It has no `Display` and its `Debug` tells nothing, so that it does not end in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToken([u8; 20]);

impl SecretToken {
    pub fn generate() -> Self {
        Self(rand::random())
    }

    /// A secret made elsewhere, as by HMAC; `None` unless it has 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// `None` for what we cannot have made.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.trim().to_ascii_uppercase().as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What the holder is given, once.
    pub fn reveal(&self) -> String {
        BASE32_NOPAD.encode(&self.0).to_ascii_lowercase()
    }

    /// SHA-256: what is stored. Such a long secret needs no salt and no slow hash.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// [`Self::hash`] as a `bytea` parameter.
    pub fn hash_vec(&self) -> Vec<u8> {
        self.hash().to_vec()
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_link() {
        let token = SecretToken::generate();
        let text = token.reveal();
        assert_eq!(text.len(), 32);
        assert!(text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert_eq!(SecretToken::parse(&text), Some(token.clone()));
        assert_eq!(SecretToken::parse(&text.to_uppercase()).unwrap().hash(), token.hash());
    }

    #[test]
    fn two_tokens_differ() {
        assert_ne!(SecretToken::generate(), SecretToken::generate());
    }

    #[test]
    fn what_is_no_token_is_not_looked_up() {
        for text in ["", "abc", "é", &"a".repeat(31), &"a".repeat(40), &"1".repeat(32)] {
            assert_eq!(SecretToken::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_log_does_not_betray_it() {
        let token = SecretToken::generate();
        assert!(!format!("{token:?}").contains(&token.reveal()));
    }
}
