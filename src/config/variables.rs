//! The variables, before they mean anything.

use std::{collections::HashMap, env, io, str::FromStr};

use anyhow::{Context, anyhow, bail, ensure};
use url::Url;

/// Below this a token could be guessed.
const SHORTEST_TOKEN: usize = 16;

/// Names and texts as given. An empty one counts as unset.
#[derive(Clone, Default)]
pub struct Variables(HashMap<String, String>);

impl Variables {
    /// Those of the environment, and for what it does not say those of `.env` in the working folder.
    pub fn from_environment() -> anyhow::Result<Self> {
        let mut values = HashMap::new();
        match dotenvy::from_path_iter(".env") {
            Ok(pairs) => {
                for pair in pairs {
                    let (name, value) = pair.context(".env cannot be read")?;
                    values.insert(name, value);
                }
            }
            Err(dotenvy::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context(".env cannot be read"),
        }
        for (name, value) in env::vars_os() {
            if let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) {
                values.insert(name, value);
            }
        }
        Ok(Self(values))
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// `expected` says what the text should have been, in the words of who has to mend it.
    pub(super) fn parsed<T: FromStr>(
        &self,
        name: &str,
        expected: &str,
    ) -> anyhow::Result<Option<T>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        // Neither the text nor the parser's complaint is shown: either may hold a password.
        let value = text.parse().map_err(|_| anyhow!("{name} is not {expected}"))?;
        Ok(Some(value))
    }

    /// An address with one of these schemes.
    pub(super) fn url(&self, name: &str, schemes: &[&str]) -> anyhow::Result<Option<Url>> {
        let expected = format!("an address that begins with {}://", schemes.join(":// or "));
        let Some(url) = self.parsed::<Url>(name, &expected)? else { return Ok(None) };
        if !schemes.contains(&url.scheme()) || !url.has_host() {
            bail!("{name} is not {expected}");
        }
        Ok(Some(url))
    }

    /// A secret that stands in an address or a header.
    pub(super) fn token(&self, name: &str) -> anyhow::Result<Option<String>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        ensure!(
            text.len() >= SHORTEST_TOKEN
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)),
            "{name} must be at least {SHORTEST_TOKEN} letters, digits or - _ . ~"
        );
        Ok(Some(text.to_owned()))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Variables {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }
}
