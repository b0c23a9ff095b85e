//! The people who work here, and how they sign in.

mod leaving;
pub mod passwords;
mod queries;
mod queries_account;
pub mod sessions;
pub mod throttle;

use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use crate::{clock::Clock, values::StaffId};

pub use leaving::{AccountError, change, change_own_password, deactivate, set_password};
pub use queries::{
    active_technicians, by_email, create, everyone, find, find_by_phone, set_active,
    set_password_hash, update,
};

/// What somebody may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Role {
    Office,
    Technician,
    Manager,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Office, Self::Technician, Self::Manager];

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Office => "Bureau",
            Self::Technician => "Technicien",
            Self::Manager => "Direction",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Technician => "technician",
            Self::Manager => "manager",
        }
    }

    /// Where their day begins.
    pub fn home(self) -> &'static str {
        match self {
            Self::Office | Self::Manager => "/",
            Self::Technician => "/terrain",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| format!("{name:?} is not one of office, technician, manager"))
    }
}

/// One colleague.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub id: StaffId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// E.164.
    pub phone: Option<String>,
    pub trade: Option<String>,
    pub active: bool,
}

impl StaffMember {
    pub fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }
}

/// What is needed to add a colleague. The e-mail address is lower case.
#[derive(Clone, Debug)]
pub struct NewStaff {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub phone: Option<String>,
    pub trade: Option<String>,
}

/// Why a colleague could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("Un compte utilise déjà cette adresse e-mail.")]
    EmailTaken,
    #[error("{0}")]
    Password(#[from] passwords::WeakPassword),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Hashing(#[from] anyhow::Error),
}

/// Adds a colleague, who can sign in at once.
pub async fn add(
    db: &PgPool,
    staff: &NewStaff,
    password: String,
    clock: &Clock,
) -> Result<StaffId, AddError> {
    passwords::check_strength(&password)?;
    let hash = passwords::hash(password).await?;
    queries::create(db, staff, &hash, clock.now()).await?.ok_or(AddError::EmailTaken)
}
