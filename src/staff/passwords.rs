//! Passwords, of which we keep only a hash.

use std::sync::LazyLock;

use anyhow::Context as _;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Shorter is guessed (OWASP ASVS 5.0, 6.2.1).
const SHORTEST: usize = 10;

/// Longer costs time to hash and helps nobody.
const LONGEST: usize = 256;

/// Each hash takes 19 MiB and a core: no more at once than a small machine can bear.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| {
    Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))
});

/// Why a password is not taken. Shown to the person who chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("Choisissez un mot de passe d’au moins {SHORTEST} caractères ; une phrase convient.")]
    TooShort,
    #[error("Choisissez un mot de passe d’au plus {LONGEST} caractères.")]
    TooLong,
    #[error("Ce mot de passe est trop facile à deviner. Choisissez plusieurs mots sans rapport.")]
    TooCommon,
}

/// What people choose first and attackers try first.
const COMMON: [&str; 12] = [
    "motdepasse",
    "password",
    "azerty",
    "qwerty",
    "123456",
    "electricite",
    "bienvenue",
    "soleil",
    "admin",
    "relais2026",
    "iloveyou",
    "jetaime",
];

pub fn check_strength(password: &str) -> Result<(), WeakPassword> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(WeakPassword::TooShort);
    }
    if length > LONGEST {
        return Err(WeakPassword::TooLong);
    }
    let letters: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let rest = COMMON.iter().fold(letters, |rest, common| rest.replace(common, ""));
    let mut distinct: Vec<char> = rest.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 4 { Err(WeakPassword::TooCommon) } else { Ok(()) }
}

/// Hashes a password with Argon2id (19 MiB, 2 passes: OWASP's parameters) and a new salt, into the PHC string format.
///
/// It takes some tens of milliseconds of CPU, so it runs off the async threads.
pub async fn hash(password: String) -> anyhow::Result<String> {
    let _turn = AT_ONCE.acquire().await?;
    spawn_blocking(move || {
        let hash = Argon2::default().hash_password(password.as_bytes())?;
        Ok(hash.to_string())
    })
    .await?
}

/// Whether `password` is the one that `hash` was made from.
pub async fn verify(password: String, hash: String) -> anyhow::Result<bool> {
    let _turn = AT_ONCE.acquire().await?;
    spawn_blocking(move || {
        let hash =
            PasswordHash::new(&hash).context("a stored password hash is not in PHC format")?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?
}

/// Takes as long as [`verify`], for an account that does not exist: the time of the answer must not say so.
pub async fn verify_nobody(password: String) -> anyhow::Result<()> {
    static NOBODY: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    let hash = NOBODY.get_or_try_init(|| hash("nobody has this password".to_owned())).await?;
    verify(password, hash.clone()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_matches() {
        let hash = hash("correct horse".to_owned()).await.unwrap();
        assert!(verify("correct horse".to_owned(), hash.clone()).await.unwrap());
        assert!(!verify("correct house".to_owned(), hash).await.unwrap());
    }

    #[test]
    fn what_is_tried_first_is_not_taken() {
        assert_eq!(check_strength("court"), Err(WeakPassword::TooShort));
        assert_eq!(check_strength("motdepasse12"), Err(WeakPassword::TooCommon));
        assert_eq!(check_strength("aaaaaaaaaaaaaa"), Err(WeakPassword::TooCommon));
        assert_eq!(check_strength(&"abcdefgh".repeat(40)), Err(WeakPassword::TooLong));
        assert_eq!(check_strength("tournevis lac marmotte"), Ok(()));
        assert_eq!(check_strength("relais-demo"), Ok(()));
    }
}
