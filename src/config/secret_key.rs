//! The key that signs links, and the secrets made from it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    process,
};

use anyhow::{Context, ensure};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// As many characters as 128 random bits need in base64; what we make has 256 bits in hexadecimal.
const SHORTEST_KEY: usize = 22;
/// 160 bits, which are 32 characters of base32.
const TOKEN_BYTES: usize = 20;

/// A secret text of at least 128 random bits.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    pub fn new(text: &str) -> anyhow::Result<Self> {
        ensure!(
            text.len() >= SHORTEST_KEY,
            "SECRET_KEY is too short: it needs at least {SHORTEST_KEY} random characters, \
             for example from: openssl rand -hex 32"
        );
        Ok(Self(text.to_owned()))
    }

    /// The key in `secret_key` of the data folder, made at the first start.
    pub(super) fn kept_in(data_dir: &Path) -> anyhow::Result<Self> {
        let path = data_dir.join("secret_key");
        let at = || format!("the secret key {}", path.display());
        if !path.try_exists().with_context(at)? {
            make(&path).with_context(at)?;
        }
        let mode = fs::metadata(&path).with_context(at)?.permissions().mode();
        ensure!(
            matches!(mode & 0o777, 0o600 | 0o400),
            "the secret key can be read by others: chmod 600 {}",
            path.display()
        );
        Self::new(fs::read_to_string(&path).with_context(at)?.trim()).with_context(at)
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// A secret for an address: the same for the same purpose, and no way back to the key.
    #[expect(clippy::missing_panics_doc, reason = "HMAC takes a key of any length")]
    pub fn token(&self, purpose: &str) -> String {
        let mut hmac = Hmac::<Sha256>::new_from_slice(self.as_bytes())
            .expect("HMAC takes a key of any length");
        hmac.update(format!("token:{purpose}").as_bytes());
        BASE32_NOPAD.encode(&hmac.finalize().into_bytes()[..TOKEN_BYTES]).to_lowercase()
    }
}

/// Writes a new key whole or not at all; of two processes that start at once, the first wins.
fn make(path: &Path) -> io::Result<()> {
    let unfinished = path.with_extension(process::id().to_string());
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    writeln!(file, "{}", HEXLOWER.encode(&rand::random::<[u8; 32]>()))?;
    file.sync_all()?;
    let linked = match fs::hard_link(&unfinished, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    fs::remove_file(&unfinished)?;
    linked
}
