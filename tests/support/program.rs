//! The program itself, as a process of its own, asked over HTTP.

use std::process::Stdio;

use reqwest::{Client, Response, header, redirect};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

pub struct Program {
    child: Child,
    pub door: Door,
}

/// Where it is asked; it outlives the program.
#[derive(Clone, Debug)]
pub struct Door {
    pub url: String,
    client: Client,
}

impl Program {
    /// Serves the test's database on a free port, with these settings beside the usual.
    pub async fn start(db: &PgPool, folder: &TempDir, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_relais"))
            .arg("serve")
            .env_clear()
            .current_dir(folder)
            .env("DATA_DIR", folder.path())
            .env("DATABASE_URL", address_of(db))
            .env("LISTEN", "127.0.0.1:0")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            let line =
                lines.next_line().await.unwrap().expect("the program ended before it served");
            if let Some(url) = line.strip_prefix("Relais serves ") {
                break url.to_owned();
            }
        };
        // Somebody must read on, or the program would wait for its own words to be heard.
        tokio::spawn(
            async move { while lines.next_line().await.is_ok_and(|line| line.is_some()) {} },
        );
        relais::delivery::use_tls();
        let client =
            Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { child, door: Door { url, client } }
    }

    /// As a power cut: nothing is finished, nothing is said.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

impl Door {
    /// Submits a form, signed in or not. An error says that no answer came.
    pub async fn post(
        &self,
        path: &str,
        cookie: Option<&str>,
        fields: &[(&str, &str)],
    ) -> reqwest::Result<Response> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = self
            .client
            .post(format!("{}{path}", self.url))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request.send().await
    }
}

/// Where a redirection leads; none where it is no redirection.
pub fn location_of(response: &Response) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?;
    Some(location.to_str().unwrap().to_owned())
}

/// The address of the test's database.
pub fn address_of(db: &PgPool) -> String {
    let options = db.connect_options();
    let mut url = url::Url::parse("postgres://localhost").unwrap();
    url.set_path(options.get_database().unwrap());
    let host =
        options.get_socket().map_or(options.get_host().into(), |path| path.to_string_lossy());
    url.query_pairs_mut().append_pair("host", &host).append_pair("user", options.get_username());
    url.into()
}
