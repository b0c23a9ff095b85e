//! The rules of `src/lib.rs` that the compiler does not check.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What starts things may use its like: `main` starts them all.
const EDGES: [&str; 2] = ["cli", "main"];

/// From the ground up. A module uses only those in rows before its own.
const LAYERS: [&[&str]; 18] = [
    &["clock", "pictures", "values"],
    &["announcements", "db", "private_database"],
    &["config"],
    &["business_time", "warranties"],
    &["company", "delivery"],
    &["travel"],
    &["app"],
    &["abuse", "staff", "timeline"],
    &["catalog", "customers", "equipment", "promises", "quotes", "worksites"],
    &["matching", "messages"],
    &["scheduling"],
    &["legacy", "tickets"],
    &["agendas", "appointments", "maintenance", "postits", "replies"],
    &["calls", "relays"],
    &["day"],
    &["history", "mails", "merging", "telephony"],
    &["exports"],
    &["cli", "demo", "jobs", "main", "volume", "web"],
];

#[test]
fn modules_use_only_what_is_below_them() {
    let layer_of = |module: &str| LAYERS.iter().position(|row| row.contains(&module));
    for (file, text) in sources() {
        let module = file.iter().nth(1).unwrap().to_str().unwrap().trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let layer =
            layer_of(module).unwrap_or_else(|| panic!("{module} has no place in the layers"));
        for used in modules_named_in(&text).filter(|used| *used != module) {
            let is_below =
                layer_of(used).is_none_or(|used| used < layer || EDGES.contains(&module));
            assert!(is_below, "{} uses crate::{used}, which is above it", file.display());
        }
    }
}

/// The `a` and the `b` of `crate::a::…` and of `use crate::{a::…, b}`.
fn modules_named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::")
        .skip(1)
        .flat_map(|after| after.strip_prefix('{').map_or_else(|| vec![after], items))
        .filter_map(|path| {
            path.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next()
        })
}

/// Splits `a::{b, c}, d} and so on` at its outermost commas, until its closing brace.
fn items(group: &str) -> Vec<&str> {
    let (mut items, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    items
}

#[test]
fn sql_is_in_features_and_not_in_pages_or_jobs() {
    for (file, text) in sources() {
        let is_edge = file.starts_with("src/web") || file.starts_with("src/jobs");
        assert!(!(is_edge && text.contains("sqlx::query")), "{} has SQL", file.display());
    }
}

#[test]
fn no_file_has_more_than_three_hundred_lines() {
    let written = ["src", "tests", "templates", "static/css", "static/js", "tools", "benches"];
    for folder in written {
        for (file, text) in
            files_in(Path::new(folder), &["rs", "html", "txt", "css", "js", "mjs", "sh"])
        {
            if file.components().any(|part| part.as_os_str() == "node_modules") {
                continue;
            }
            let lines = text.lines().count();
            assert!(lines <= 300, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn every_template_is_used() {
    let code: String = sources().into_iter().map(|(_, text)| text).collect();
    let templates = files_in(Path::new("templates"), &["html", "txt"]);
    let all: String = code + &templates.iter().map(|(_, text)| text.as_str()).collect::<String>();
    for (file, _) in templates {
        let name = file.strip_prefix("templates").unwrap().to_str().unwrap();
        assert!(all.contains(&format!("\"{name}\"")), "nothing uses templates/{name}");
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    files_in(Path::new("src"), &["rs"])
}

fn files_in(folder: &Path, endings: &[&str]) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<(PathBuf, String)>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, endings, found);
            } else if path
                .extension()
                .is_some_and(|ending| endings.iter().any(|known| ending == *known))
            {
                found.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, endings, &mut found);
    found
}
