//! What others wrote is what we chose: `static/vendor/VENDOR.toml` against the files.

use std::{collections::BTreeSet, fs, path::Path};

use data_encoding::BASE64;
use sha2::{Digest as _, Sha384};

const FOLDER: &str = "static/vendor";

#[test]
fn every_vendored_file_is_the_one_we_chose() {
    for entry in entries() {
        let file = fs::read(Path::new(FOLDER).join(&entry.path)).unwrap();
        assert_eq!(BASE64.encode(&Sha384::digest(&file)), entry.sha384, "{}", entry.path);
    }
}

#[test]
fn every_vendored_file_is_listed_with_its_licence() {
    let listed: BTreeSet<String> = entries().into_iter().map(|entry| entry.path).collect();
    let ours = ["VENDOR.toml", "LICENSES.txt"];
    let found: BTreeSet<String> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| !ours.contains(&name.as_str()))
        .collect();
    assert_eq!(found, listed);

    let licences = fs::read_to_string(Path::new(FOLDER).join("LICENSES.txt")).unwrap();
    for path in listed {
        assert!(licences.contains(&format!("({path}")), "{path} has no licence");
    }
}

struct Entry {
    path: String,
    sha384: String,
}

fn entries() -> Vec<Entry> {
    let text = fs::read_to_string(Path::new(FOLDER).join("VENDOR.toml")).unwrap();
    text.split("[[file]]")
        .skip(1)
        .map(|entry| Entry { path: value_of("path", entry), sha384: value_of("sha384", entry) })
        .collect()
}

fn value_of(key: &str, entry: &str) -> String {
    let line = entry.lines().find(|line| line.starts_with(&format!("{key} = \"")));
    line.and_then(|line| line.split('"').nth(1)).unwrap().to_owned()
}
