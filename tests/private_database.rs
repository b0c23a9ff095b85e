//! The private database, with the real PostgreSQL of this machine: it outlives whatever happens to it.

use std::{
    fs,
    os::unix::{fs::MetadataExt, fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command},
};

use relais::private_database::PrivateDatabase;
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;

/// A data folder that is gone after the test, with what still runs in it.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        // The account that runs PostgreSQL for root must be able to pass.
        Self::with_mode(0o755)
    }

    fn with_mode(mode: u32) -> Self {
        let permissions = fs::Permissions::from_mode(mode);
        Self { folder: tempfile::Builder::new().permissions(permissions).tempdir().unwrap() }
    }

    fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    fn cluster(&self) -> PathBuf {
        self.data_dir().join("postgres")
    }

    fn lock_file(&self) -> PathBuf {
        self.cluster().join("data/postmaster.pid")
    }

    async fn start(&self) -> (PrivateDatabase, PgConnectOptions) {
        PrivateDatabase::start(self.data_dir()).await.unwrap()
    }

    /// As a crash of the machine would: nothing is written, nothing is closed.
    fn kill_server(&self) {
        let lock = fs::read_to_string(self.lock_file()).unwrap();
        kill(lock.lines().next().unwrap());
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if self.lock_file().exists() {
            self.kill_server();
        }
        if let Ok(elsewhere) = fs::read_link(self.cluster()) {
            fs::remove_dir_all(elsewhere).unwrap();
        }
    }
}

fn kill(process: &str) {
    assert!(Command::new("kill").args(["-9", process]).status().unwrap().success());
}

async fn run(connection: &mut PgConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

async fn note(options: &PgConnectOptions, sql: &'static str) {
    run(&mut options.connect().await.unwrap(), sql).await;
}

#[tokio::test]
async fn what_is_written_is_there_after_a_stop_and_a_start() {
    let office = Office::new();
    let (database, options) = office.start().await;
    note(
        &options,
        "create extension btree_gist; create extension pg_trgm; create extension unaccent",
    )
    .await;
    note(&options, "create table calls (id int)").await;
    database.stop().await.unwrap();
    assert!(options.connect().await.is_err(), "the server has stopped");

    let (database, options) = office.start().await;
    note(&options, "insert into calls values (1)").await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn nobody_else_reaches_it() {
    let office = Office::new();
    let (database, options) = office.start().await;

    let cluster = fs::metadata(office.cluster()).unwrap();
    assert_eq!(cluster.permissions().mode() & 0o777, 0o700);
    note(
        &options,
        "do $$ begin
            assert current_setting('listen_addresses') = '', 'a port is open';
            assert current_setting('data_checksums') = 'on', 'damage would go unseen';
            assert current_setting('server_encoding') = 'UTF8', 'names would not fit';
        end $$",
    )
    .await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn a_server_that_was_killed_recovers_what_was_committed() {
    let office = Office::new();
    let (database, options) = office.start().await;
    note(&options, "create table calls (id int)").await;
    office.kill_server();
    drop(database);

    let (database, options) = office.start().await;
    note(&options, "insert into calls values (1)").await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn the_server_of_a_program_that_was_killed_is_taken_over() {
    let office = Office::new();
    let (killed, options) = office.start().await;
    let mut session = options.connect().await.unwrap();
    drop(killed);

    let (database, _) = office.start().await;
    run(&mut session, "create table calls (id int)").await;
    database.stop().await.unwrap();

    assert!(options.connect().await.is_err(), "the killed program holds it no longer");
}

#[tokio::test]
async fn of_two_programs_the_last_one_stops_it() {
    let office = Office::new();
    let ((first, options), (second, _)) = tokio::join!(office.start(), office.start());

    first.stop().await.unwrap();
    note(&options, "create table calls (id int)").await;
    second.stop().await.unwrap();

    assert!(options.connect().await.is_err());
}

#[tokio::test]
async fn a_lock_file_whose_number_went_to_a_stranger_is_no_server() {
    let office = Office::new();
    let (database, options) = office.start().await;
    let lock = fs::read_to_string(office.lock_file()).unwrap();
    database.stop().await.unwrap();
    let stranger = Stranger::of_the_account_that_owns(&office.cluster());
    let number = lock.lines().next().unwrap();
    let stale = lock.replacen(number, &stranger.0.id().to_string(), 1);
    fs::write(office.lock_file(), &stale).unwrap();
    fs::write(office.cluster().join(".s.PGSQL.5432.lock"), &stale).unwrap();

    let (database, _) = office.start().await;
    note(&options, "create table calls (id int)").await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn an_interrupted_beginning_is_begun_again() {
    let office = Office::new();
    let (database, _) = office.start().await;
    database.stop().await.unwrap();
    // What an interruption in the middle of the making leaves.
    fs::rename(office.cluster().join("data"), office.cluster().join("data.new")).unwrap();
    fs::remove_file(office.cluster().join("data.new/global/pg_control")).unwrap();

    let (database, options) = office.start().await;
    note(&options, "create table calls (id int)").await;
    database.stop().await.unwrap();
}

#[tokio::test]
async fn a_folder_with_a_long_name_is_no_hindrance() {
    let office = Office::new();
    let deep = office.data_dir().join("société d’électricité générale ".repeat(3).trim());
    fs::create_dir(&deep).unwrap();

    let (database, options) = PrivateDatabase::start(&deep).await.unwrap();
    note(&options, "create table calls (id int)").await;
    let socket = options.get_socket().unwrap().to_owned();
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o700);
    database.stop().await.unwrap();
    fs::remove_dir(socket).unwrap();
}

#[tokio::test]
async fn root_keeps_it_where_the_account_that_runs_it_can_go() {
    let office = Office::with_mode(0o700);
    let (database, options) = office.start().await;
    note(&options, "create table calls (id int)").await;
    database.stop().await.unwrap();

    let by_root = fs::metadata(office.data_dir()).unwrap().uid() == 0;
    assert_eq!(fs::read_link(office.cluster()).is_ok(), by_root);
}

/// A living process, of the account that runs PostgreSQL, that is no PostgreSQL.
struct Stranger(Child);

impl Stranger {
    fn of_the_account_that_owns(folder: &Path) -> Self {
        let owner = fs::metadata(folder).unwrap();
        let mut command = Command::new("tail");
        command.args(["-f", "/dev/null"]);
        if owner.uid() != fs::metadata("/proc/self").unwrap().uid() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        Self(command.spawn().unwrap())
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
