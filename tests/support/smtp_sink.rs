//! A real mail server on loopback: it speaks SMTP, keeps what it accepts, and refuses as it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use relais::delivery::Mailer;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// An accepted e-mail, as it came over the wire.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    /// Headers and body, CRLF between lines.
    pub data: String,
}

/// What the server does with one message.
#[derive(Clone, Debug)]
pub enum Mood {
    Accept,
    /// Answers the recipient with this line: `450 4.2.0 Greylisted`.
    Refuse(&'static str),
    /// Takes the message, and hangs up before it says so.
    AcceptAndHangUp,
    /// Says nothing to the recipient until it is told to.
    WaitFor(Arc<Notify>),
}

#[derive(Clone, Debug)]
pub struct SmtpSink {
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    /// Told whenever somebody names a recipient.
    pub asked: Arc<Notify>,
}

impl SmtpSink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            mails: Arc::default(),
            moods: Arc::default(),
            asked: Arc::default(),
        };
        let server = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                // A client that hangs up is no error of this server's.
                tokio::spawn(async move { server.converse(stream).await.ok() });
            }
        });
        sink
    }

    pub fn mailer(&self) -> Mailer {
        Mailer::smtp(&self.url, "Relais <sav@duret-elec.example>").unwrap()
    }

    /// For the next messages, one each; afterwards it accepts.
    pub fn be(&self, moods: impl IntoIterator<Item = Mood>) {
        self.moods.lock().unwrap().extend(moods);
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 sink.example ESMTP\r\n").await?;
        let (mut to, mut mood) = (String::new(), Mood::Accept);
        while let Some(line) = lines.next_line().await? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-sink.example\r\n250 8BITMIME",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    mood = self.moods.lock().unwrap().pop_front().unwrap_or(Mood::Accept);
                    self.asked.notify_one();
                    match &mood {
                        Mood::Refuse(answer) => answer,
                        Mood::WaitFor(signal) => {
                            signal.notified().await;
                            "250 OK"
                        }
                        Mood::Accept | Mood::AcceptAndHangUp => "250 OK",
                    }
                }
                "DATA" => {
                    writer.write_all(b"354 Go ahead\r\n").await?;
                    let mut data = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        data.push_str(line.strip_prefix('.').unwrap_or(&line));
                        data.push_str("\r\n");
                    }
                    self.mails.lock().unwrap().push(Mail { to: to.clone(), data });
                    if matches!(mood, Mood::AcceptAndHangUp) {
                        return Ok(());
                    }
                    "250 Queued"
                }
                "QUIT" => return writer.write_all(b"221 Bye\r\n").await,
                _ => "250 OK",
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }
}

impl Mail {
    /// The value of a header, unfolded.
    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        let head = self.data.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let line = head
            .lines()
            .find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
        let line = line.unwrap_or_else(|| panic!("no {name} in:\n{head}"));
        line.split_once(':').unwrap().1.trim().to_owned()
    }

    /// The decoded parts of this MIME type: the whole of each Content-Type, and the text.
    pub fn parts(&self, mime: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for part in self.data.split("\r\n--") {
            let Some((head, body)) = part.split_once("\r\n\r\n") else { continue };
            let head = head.replace("\r\n ", " ");
            let value = |name: &str| {
                let line = head.lines().find(|line| line.to_lowercase().starts_with(name))?;
                Some(line.split_once(':')?.1.trim().to_owned())
            };
            let Some(content_type) = value("content-type") else { continue };
            if content_type.starts_with(mime) {
                found.push((
                    content_type,
                    decode(body, value("content-transfer-encoding").as_deref()),
                ));
            }
        }
        found
    }
}

fn decode(body: &str, encoding: Option<&str>) -> String {
    match encoding {
        Some("base64") => {
            let digits: String = body.split_whitespace().collect();
            String::from_utf8(data_encoding::BASE64.decode(digits.as_bytes()).unwrap()).unwrap()
        }
        Some("quoted-printable") => {
            let text = body.replace("=\r\n", "");
            let mut bytes = Vec::new();
            let mut rest = text.as_bytes();
            while let Some((first, after)) = rest.split_first() {
                if *first == b'=' {
                    bytes.push(data_encoding::HEXUPPER_PERMISSIVE.decode(&after[..2]).unwrap()[0]);
                    rest = &after[2..];
                } else {
                    bytes.push(*first);
                    rest = after;
                }
            }
            String::from_utf8(bytes).unwrap()
        }
        _ => body.to_owned(),
    }
}
