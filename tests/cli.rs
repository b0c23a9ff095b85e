//! The command line, run as a person or a script runs it.

use std::process::{Command, Output};

use sqlx::PgPool;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::support::program::address_of;

/// The program with a data folder of its own, and none of the variables of who runs the tests.
fn relais(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
    command.env_clear().current_dir(folder).env("DATA_DIR", folder.path()).args(arguments);
    command
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[sqlx::test(migrations = false)]
async fn two_migrations_at_once_are_safe(db: PgPool) {
    let folder = TempDir::new().unwrap();
    let mut migrate = relais(&folder, &["migrate"]);
    migrate.env("DATABASE_URL", address_of(&db));
    let mut twin = relais(&folder, &["migrate"]);
    twin.env("DATABASE_URL", address_of(&db));

    let (one, other) = tokio::join!(
        spawn_blocking(move || migrate.output().unwrap()),
        spawn_blocking(move || twin.output().unwrap())
    );
    let (one, other) = (one.unwrap(), other.unwrap());

    assert!(one.status.success(), "{}", words(&one));
    assert!(other.status.success(), "{}", words(&other));
    relais::db::check(&db).await.unwrap();
}

#[sqlx::test(migrations = false)]
async fn the_doctor_says_what_is_wrong_and_how_to_mend_it(db: PgPool) {
    let folder = TempDir::new().unwrap();
    let mut doctor = relais(&folder, &["doctor"]);
    doctor.env("DATABASE_URL", address_of(&db));

    let found = spawn_blocking(move || doctor.output().unwrap()).await.unwrap();

    assert!(!found.status.success());
    assert!(words(&found).contains("WRONG  database: run `relais migrate`"), "{}", words(&found));
    assert!(words(&found).contains("ok     storage"), "{}", words(&found));
}

#[test]
fn a_wrong_setting_ends_the_program_with_its_name() {
    let folder = TempDir::new().unwrap();
    let refused = relais(&folder, &[]).env("LISTEN", "everywhere").output().unwrap();

    assert!(!refused.status.success());
    assert!(words(&refused).starts_with("relais: LISTEN is not an address"), "{}", words(&refused));
}

#[test]
fn a_file_of_settings_is_read_and_the_environment_wins() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join(".env"), "LISTEN=everywhere\nSMS_URL=nowhere\n").unwrap();
    let refused = relais(&folder, &["serve"]).env("LISTEN", "127.0.0.1:0").output().unwrap();

    assert!(words(&refused).starts_with("relais: SMS_URL"), "{}", words(&refused));
}
