//! The settings: read from variables, refused with the name of the one that is wrong.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt, path::Path};

use relais::config::{Config, Variables};
use tempfile::{TempDir, tempdir};

/// The settings of a folder of its own, with these beside it.
fn read<const N: usize>(pairs: [(&str, &str); N], demo: bool) -> (TempDir, anyhow::Result<Config>) {
    let folder = tempdir().unwrap();
    let mut variables = Variables::from(pairs);
    variables.set("DATA_DIR", folder.path().to_str().unwrap());
    let config = Config::read(&variables, demo);
    (folder, config)
}

fn refusal<const N: usize>(pairs: [(&str, &str); N]) -> String {
    let (_folder, config) = read(pairs, false);
    format!("{:#}", config.err().expect("these settings are wrong"))
}

#[test]
fn without_settings_relais_serves_this_machine_from_a_database_of_its_own() {
    let (_folder, config) = read([], false);
    let config = config.unwrap();

    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert!(config.database.is_none());
    assert!(config.mail.is_none());
    assert!(config.sms_url.is_none());
    assert!(config.metrics_token.is_none());
}

#[test]
fn each_wrong_setting_is_refused_by_its_name() {
    for (name, value) in [
        ("DATABASE_URL", "mysql//nowhere"),
        ("LISTEN", "8080"),
        ("PUBLIC_URL", "relais.duret.example"),
        ("PUBLIC_URL", "https://duret.example/relais"),
        ("SECRET_KEY", "short"),
        ("SMTP_URL", "https://mail.duret.example"),
        ("IMAP_URL", "https://mail.duret.example"),
        ("SMTP_URL", "smtp://mail.duret.example"),
        ("MAIL_FROM", "the office"),
        ("SMS_URL", "gateway"),
        ("CTI_TOKEN", "guess-me"),
        ("SMS_TOKEN", "sixteen chars/or more"),
        ("METRICS_TOKEN", "x"),
        ("LONGEST_ANSWER", "0"),
        ("TRUSTED_VISITORS", "192.0.2.1, the office"),
    ] {
        let refusal = refusal([(name, value)]);
        let named = if (name, value) == ("SMTP_URL", "smtp://mail.duret.example") {
            "MAIL_FROM"
        } else {
            name
        };
        assert!(refusal.contains(named), "{name}={value}: {refusal}");
    }
}

#[test]
fn a_refusal_does_not_show_the_password_in_the_setting() {
    assert!(
        !refusal([("SMTP_URL", "smpt://relais:hunter2@mail.duret.example")]).contains("hunter2")
    );
}

#[test]
fn the_demo_office_is_for_this_machine_only() {
    let (_folder, config) = read([("LISTEN", "0.0.0.0:8080")], true);
    assert!(format!("{:#}", config.err().unwrap()).contains("LISTEN"));

    let (_folder, config) = read([("LISTEN", "[::1]:8080")], true);
    assert!(config.is_ok());
}

#[test]
fn the_secret_key_is_made_once_and_is_for_its_owner_alone() {
    let (folder, config) = read([], false);
    let path = folder.path().join("secret_key");
    let first = config.unwrap();
    let mut again = Variables::from([]);
    again.set("DATA_DIR", folder.path().to_str().unwrap());
    let second = Config::read(&again, false).unwrap();

    assert_eq!(first.secret_key.as_bytes(), second.secret_key.as_bytes());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(first.cti_token, second.cti_token);

    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(Config::read(&again, false).is_err(), "others could read it");
}

#[test]
fn tokens_differ_by_purpose_and_by_key() {
    let (_folder, one) = read([("SECRET_KEY", "0123456789abcdef0123456789abcdef")], false);
    let (_folder, other) = read([("SECRET_KEY", "fedcba9876543210fedcba9876543210")], false);
    let (one, other) = (one.unwrap(), other.unwrap());

    assert_ne!(one.cti_token, one.sms_token);
    assert_ne!(one.cti_token, other.cti_token);
    assert_eq!(one.cti_token.len(), 32);
}

#[test]
fn links_name_the_port_that_was_really_opened() {
    let (_folder, config) = read([("LISTEN", "127.0.0.1:0")], false);
    let mut config = config.unwrap();
    config.listening_on("127.0.0.1:4711".parse().unwrap());
    assert_eq!(config.public_url, "http://127.0.0.1:4711");

    let (_folder, config) = read([("PUBLIC_URL", "https://relais.duret.example/")], false);
    let mut config = config.unwrap();
    config.listening_on("127.0.0.1:4711".parse().unwrap());
    assert_eq!(config.public_url, "https://relais.duret.example");
}

#[test]
fn the_example_names_exactly_the_settings_that_are_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(root.join(".env.example")).unwrap();
    let named: BTreeSet<String> = example
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once('=')?.0.to_owned()))
        .collect();

    let sources = ["src/config/mod.rs", "src/config/variables.rs", "src/config/secret_key.rs"];
    let read: BTreeSet<String> = sources
        .iter()
        .flat_map(|path| {
            let source = fs::read_to_string(root.join(path)).unwrap();
            source.split('"').map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|text| text.len() > 3 && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        .collect();

    assert_eq!(named, read);
}
