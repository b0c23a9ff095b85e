//! Asterisk: signing in to the manager interface, and reading its events.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpStream, tcp::OwnedReadHalf},
    time::timeout,
};

use super::Line;
use crate::telephony::{
    System,
    asterisk::{self, Block},
};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// After so long without a word we ask whether the other side is there, and wait as long for the answer.
const PING_AFTER: Duration = Duration::from_secs(20);

/// No block is longer.
const LONGEST_BLOCK: usize = 64 * 1024;

/// Where Asterisk listens, unless told.
const USUAL_PORT: u16 = 5038;

/// Listens until the connection fails.
pub(super) async fn listen(line: Line<'_>, system: System) -> anyhow::Result<()> {
    let settings = &system.settings;
    ensure!(!settings.address.is_empty(), "the address of Asterisk is not set");
    let address = if settings.address.contains(':') {
        settings.address.clone()
    } else {
        format!("{}:{USUAL_PORT}", settings.address)
    };
    let stream = timeout(CONNECT_WITHIN, TcpStream::connect(&address))
        .await
        .context("Asterisk does not answer")?
        .context("Asterisk cannot be reached")?;
    let (reader, mut writer) = stream.into_split();
    let mut blocks = Blocks { reader: BufReader::new(reader), pending: Vec::new() };
    let login = format!(
        "Action: Login\r\nActionID: login\r\nUsername: {}\r\nSecret: {}\r\nEvents: call,dialplan\r\n\r\n",
        one_line(&settings.login),
        one_line(&settings.secret),
    );
    writer.write_all(login.as_bytes()).await.context("Asterisk hung up")?;
    let mut signed_in = false;
    loop {
        let block = match timeout(PING_AFTER, blocks.next()).await {
            Ok(block) => block?,
            Err(_) if !signed_in => bail!("Asterisk does not answer the sign-in"),
            Err(_) => {
                writer.write_all(b"Action: Ping\r\n\r\n").await.context("Asterisk hung up")?;
                timeout(PING_AFTER, blocks.next()).await.context("Asterisk is silent")??
            }
        };
        if let Some(response) = block.get("response") {
            let is_login = block.get("actionid").is_some_and(|id| id == "login");
            ensure!(!is_login || response == "Success", "Asterisk refused the sign-in");
            signed_in |= is_login;
            line.works().await?;
        }
        let events = asterisk::read(&block, line.now());
        if !events.is_empty() {
            line.hear(events).await?;
        }
    }
}

/// What comes, block by block. Waiting for the next one may be given up and taken up again.
struct Blocks {
    reader: BufReader<OwnedReadHalf>,
    pending: Vec<u8>,
}

impl Blocks {
    /// The lines until an empty one.
    async fn next(&mut self) -> anyhow::Result<Block> {
        loop {
            let begins_at = self.pending.len();
            let mut reader = (&mut self.reader).take(LONGEST_BLOCK as u64);
            let read =
                reader.read_until(b'\n', &mut self.pending).await.context("Asterisk hung up")?;
            ensure!(read > 0, "Asterisk hung up");
            ensure!(self.pending.len() <= LONGEST_BLOCK, "Asterisk sends what is no block");
            let line = self.pending[begins_at..].trim_ascii();
            // The greeting is a line of its own, without a block.
            if line.starts_with(b"Asterisk Call Manager") {
                self.pending.clear();
            } else if line.is_empty() {
                let block = std::mem::take(&mut self.pending);
                let text = String::from_utf8_lossy(&block);
                if !text.trim().is_empty() {
                    return Ok(asterisk::block(text.lines()));
                }
            }
        }
    }
}

/// A name or a secret that held a line break would be an order of its own.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
