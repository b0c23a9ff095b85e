//! Changing what a colleague may do here, and closing the door behind one who leaves.

use sqlx::PgPool;

use super::{NewStaff, Role, passwords, queries, queries_account, sessions};
use crate::{db, values::StaffId};

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("Un compte utilise déjà cette adresse e-mail.")]
    EmailTaken,
    #[error(
        "Il doit rester au moins un compte de direction. Donnez d’abord ce rôle à quelqu’un d’autre."
    )]
    LastManager,
    #[error(
        "Vous ne pouvez pas fermer votre propre compte. Demandez-le à un autre compte de direction."
    )]
    Oneself,
    #[error("Ce n’est pas votre mot de passe actuel.")]
    WrongPassword,
    #[error("{0}")]
    Password(#[from] passwords::WeakPassword),
    #[error("Ce compte n’existe pas.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Hashing(#[from] anyhow::Error),
}

/// Changes name, address, role, telephone and trade. A role that opens less ends the sessions of the old one.
pub async fn change(db: &PgPool, id: StaffId, to: &NewStaff) -> Result<(), AccountError> {
    let mut tx = db::begin(db).await?;
    queries_account::lock_managers(&mut *tx).await?;
    let before = queries::find(&mut *tx, id).await?.ok_or(AccountError::NotFound)?;
    if before.role == Role::Manager && before.active && to.role != Role::Manager {
        refuse_last_manager(&mut tx).await?;
    }
    if !queries::update(&mut *tx, id, to).await? {
        return Err(AccountError::EmailTaken);
    }
    if before.role != to.role {
        sessions::close_all(&mut *tx, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Nobody can sign in with this account any more, and whoever is signed in is signed out.
pub async fn deactivate(db: &PgPool, id: StaffId, by: StaffId) -> Result<(), AccountError> {
    if id == by {
        return Err(AccountError::Oneself);
    }
    let mut tx = db::begin(db).await?;
    queries_account::lock_managers(&mut *tx).await?;
    let staff = queries::find(&mut *tx, id).await?.ok_or(AccountError::NotFound)?;
    if staff.role == Role::Manager && staff.active {
        refuse_last_manager(&mut tx).await?;
    }
    queries::set_active(&mut *tx, id, false).await?;
    sessions::close_all(&mut *tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives a colleague a new password, which signs them out everywhere.
pub async fn set_password(db: &PgPool, id: StaffId, password: String) -> Result<(), AccountError> {
    passwords::check_strength(&password)?;
    let hash = passwords::hash(password).await?;
    let mut tx = db::begin(db).await?;
    queries::set_password_hash(&mut *tx, id, &hash).await?;
    sessions::close_all(&mut *tx, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes one's own password: other devices are signed out, `current` stays.
pub async fn change_own_password(
    db: &PgPool,
    id: StaffId,
    old: String,
    new: String,
    current: &[u8],
) -> Result<(), AccountError> {
    let hash = queries_account::password_hash(db, id).await?.ok_or(AccountError::NotFound)?;
    if !passwords::verify(old, hash).await? {
        return Err(AccountError::WrongPassword);
    }
    passwords::check_strength(&new)?;
    let hash = passwords::hash(new).await?;
    let mut tx = db::begin(db).await?;
    queries::set_password_hash(&mut *tx, id, &hash).await?;
    queries_account::close_other_sessions(&mut *tx, id, current).await?;
    tx.commit().await?;
    Ok(())
}

async fn refuse_last_manager(db: &mut sqlx::PgConnection) -> Result<(), AccountError> {
    if queries_account::active_managers(db).await? <= 1 {
        Err(AccountError::LastManager)
    } else {
        Ok(())
    }
}
