//! Who may enter where: every route as nobody, technician, office and manager.

use std::{collections::BTreeMap, fs, path::Path};

use axum::{body::Body, http::Request};
use relais::staff::Role;
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp};

/// For whom a route is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Customers, and whoever is not signed in.
    Everybody,
    /// Programs, which show a token.
    Machines,
    Staff,
    Office,
    Manager,
    Technicians,
}

/// The file that a route stands in says for whom it is: the folder is the lock.
const SURFACES: [(&str, For); 11] = [
    ("src/web/office/", For::Office),
    ("src/web/technician/", For::Technicians),
    ("src/web/portal/", For::Everybody),
    ("src/web/machine/", For::Machines),
    ("src/web/account", For::Staff),
    ("src/web/live.rs", For::Staff),
    ("src/web/sign_in.rs", For::Everybody),
    ("src/web/style.rs", For::Everybody),
    ("src/web/assets.rs", For::Everybody),
    ("src/web/mod.rs", For::Everybody),
    ("src/web/serve.rs", For::Everybody),
];

/// What only the manager may open, inside the office's folder.
const MANAGERS: &str = "/reglages/equipe";

/// The id of nothing and of nobody.
const NOBODYS: &str = "999999";

/// One door: a path with its blanks filled in, and a method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Door {
    path: String,
    method: &'static str,
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn every_door_opens_to_those_it_is_for_and_to_nobody_else(db: PgPool) {
    let test = TestApp::new(db);
    let people = [
        (Role::Office, test.sign_in(Role::Office).await),
        (Role::Manager, test.sign_in(Role::Manager).await),
        (Role::Technician, test.sign_in(Role::Technician).await),
    ];
    let doors = doors();
    assert!(doors.len() > 60, "only {} doors were found in the sources", doors.len());
    for (door, whose) in doors {
        let nobody = knock(&test, &door, None).await;
        match whose {
            For::Everybody | For::Machines => {
                assert!(!asks_to_sign_in(&nobody), "{door:?} is open to all");
            }
            _ => assert!(asks_to_sign_in(&nobody), "{door:?} let nobody in: {}", nobody.status),
        }
        for (role, who) in &people {
            // A form that ends the session would lock the next door.
            if door.path.ends_with("/deconnexion") {
                continue;
            }
            let reply = knock(&test, &door, Some(who)).await;
            let refused =
                reply.status == 403 || asks_to_sign_in(&reply) || sends_home(&door, &reply);
            assert_eq!(!refused, is_for(whose, *role), "{door:?} as {role:?}: {}", reply.status);
            assert!(!reply.status.is_server_error(), "{door:?} as {role:?}: {}", reply.status);
        }
    }
}

fn is_for(whose: For, role: Role) -> bool {
    match whose {
        For::Everybody | For::Machines | For::Staff => true,
        For::Office => matches!(role, Role::Office | Role::Manager),
        For::Manager => role == Role::Manager,
        For::Technicians => role == Role::Technician,
    }
}

fn asks_to_sign_in(reply: &Reply) -> bool {
    let to_sign_in =
        reply.location.as_deref().is_some_and(|to| to.starts_with("/connexion?suite="));
    reply.status == 401 || (reply.status == 303 && to_sign_in)
}

/// Who opens the front door with the wrong key is shown to their own.
fn sends_home(door: &Door, reply: &Reply) -> bool {
    door.path == "/" && reply.location.as_deref() == Some("/terrain")
}

async fn knock(test: &TestApp, door: &Door, who: Option<&SignedIn>) -> Reply {
    let mut request = Request::builder().method(door.method).uri(&door.path);
    request = request.header("accept", "text/html").header("sec-fetch-site", "same-origin");
    if let Some(who) = who {
        request = request.header("cookie", &who.cookie);
    }
    if door.method != "GET" {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    if door.path == "/live" {
        return test.head_of(request.body(Body::empty()).unwrap()).await;
    }
    test.send(request.body(Body::empty()).unwrap()).await
}

/// Every route that the sources name, so that a new one cannot be forgotten here.
fn doors() -> BTreeMap<Door, For> {
    let mut doors = BTreeMap::new();
    read(Path::new("src/web"), &mut doors);
    doors
}

fn read(folder: &Path, doors: &mut BTreeMap<Door, For>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, doors);
            continue;
        }
        let file = path.to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for after in text.split(".route(").skip(1) {
            let whose = SURFACES.iter().find(|(start, _)| file.starts_with(start));
            let whose =
                whose.unwrap_or_else(|| panic!("{file} has routes and no place in SURFACES")).1;
            let pattern = after.trim_start().trim_start_matches('"').split('"').next().unwrap();
            let whose = if pattern.starts_with(MANAGERS) { For::Manager } else { whose };
            assert!(pattern.starts_with('/'), "{file} hides the path of a route: {pattern}");
            for method in methods(after) {
                doors.insert(Door { path: filled_in(pattern), method }, whose);
            }
        }
    }
}

/// The methods of the route that the text goes on with.
fn methods(after: &str) -> Vec<&'static str> {
    let mut depth = 1;
    let end = after.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    let route = &after[..end.map_or(after.len(), |(at, _)| at)];
    let known = [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")];
    let found: Vec<_> = known
        .into_iter()
        .filter(|(word, _)| route.contains(word))
        .map(|(_, method)| method)
        .collect();
    assert!(!found.is_empty(), "no method in {route}");
    found
}

/// `/clients/{id}` as `/clients/999999`: who opens a door must not change what is behind it.
fn filled_in(pattern: &str) -> String {
    let parts = pattern.split('/').map(|part| if part.contains('{') { NOBODYS } else { part });
    parts.collect::<Vec<_>>().join("/")
}
