//! The communes of France: which one an address is in, and where it lies.

use std::{
    collections::HashMap,
    io::Read as _,
    sync::{LazyLock, OnceLock},
};

use crate::values::commune_key;

/// The list: see `data/README.md` for its sources and licences.
const LIST: &[u8] = include_bytes!("data/communes.tsv.gz");

/// A commune by its INSEE code as a number. Corsica's letters are two departments that do not exist: 2A is 96, 2B is 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Commune(pub i32);

impl Commune {
    /// What is stored for an address that was looked for and lies in no commune we know.
    pub const NOWHERE: Self = Self(0);

    pub(super) fn from_insee(code: &str) -> Option<Self> {
        let code = match code.split_at_checked(2)? {
            ("2A", rest) => format!("96{rest}"),
            ("2B", rest) => format!("99{rest}"),
            _ => code.to_owned(),
        };
        code.parse().ok().map(Self)
    }
}

pub(super) struct Entry {
    pub(super) commune: Commune,
    name: &'static str,
    postcodes: &'static str,
    /// Latitude and longitude in degrees, WGS 84.
    position: Option<(f64, f64)>,
    former: &'static str,
}

impl Entry {
    /// With its postcode: another department's Pringy is not Annecy's.
    fn key(&self) -> String {
        commune_key(self.name, self.postcodes.get(..5).unwrap_or("00000"))
    }
}

pub(super) struct Gazetteer {
    /// By code.
    entries: Vec<Entry>,
    by_postcode: HashMap<&'static str, Vec<usize>>,
}

pub(super) static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut text = String::new();
    // Ours, and read by a test: a damaged one would be found before it is shipped.
    let read = flate2::read::GzDecoder::new(LIST).read_to_string(&mut text);
    Gazetteer::read(if read.is_ok() { text.leak() } else { "" })
});

impl Gazetteer {
    fn read(text: &'static str) -> Self {
        let mut entries: Vec<Entry> = text.lines().filter_map(entry).collect();
        entries.sort_unstable_by_key(|entry| entry.commune);
        let mut by_postcode: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            for postcode in entry.postcodes.split(' ').filter(|postcode| !postcode.is_empty()) {
                by_postcode.entry(postcode).or_default().push(at);
            }
        }
        Self { entries, by_postcode }
    }

    fn find(&self, commune: Commune) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&commune, |entry| entry.commune).ok()?;
        self.entries.get(at)
    }

    pub(super) fn position(&self, commune: Commune) -> Option<(f64, f64)> {
        self.find(commune)?.position
    }
}

fn entry(line: &'static str) -> Option<Entry> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let commune = Commune::from_insee(next()?)?;
    let (name, postcodes) = (next()?, next()?);
    let (latitude, longitude) = (next()?.parse().ok(), next()?.parse().ok());
    let former = next().unwrap_or_default();
    Some(Entry { commune, name, postcodes, position: latitude.zip(longitude), former })
}

/// The commune of an address, as far as its postcode and town say.
///
/// A town wins over a mistyped postcode of the same department; a postcode alone is enough where one commune
/// has it, or where none of several is named: then the first of them, which lies beside the others.
pub fn locate(postcode: Option<&str>, city: Option<&str>) -> Option<Commune> {
    let postcode = postcode.unwrap_or_default().trim();
    let key = commune_key(city.unwrap_or_default(), postcode);
    let there = GAZETTEER.by_postcode.get(postcode).map_or(&[][..], Vec::as_slice);
    let named = |at: &&usize| is_named(&GAZETTEER.entries[**at], &key);
    if let Some(at) = there.iter().find(named) {
        return Some(GAZETTEER.entries[*at].commune);
    }
    let elsewhere = if key.is_empty() { &[][..] } else { by_name(&key) };
    let department = postcode.get(..2).unwrap_or_default();
    let near: Vec<&Entry> = elsewhere
        .iter()
        .map(|at| &GAZETTEER.entries[*at])
        .filter(|entry| department.is_empty() || entry.postcodes.starts_with(department))
        .collect();
    match (near.as_slice(), there) {
        ([only], _) => Some(only.commune),
        (_, [first, ..]) => Some(GAZETTEER.entries[*first].commune),
        _ => None,
    }
}

pub fn name_of(commune: Commune) -> Option<&'static str> {
    GAZETTEER.find(commune).map(|entry| entry.name)
}

/// `74000 Annecy` or `Annecy`, as somebody types it; none where it is unknown or there are several.
pub fn locate_typed(typed: &str) -> Option<Commune> {
    let is_postcode = |word: &&str| word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = typed.split_whitespace().collect();
    let postcode = words.iter().find(|word| is_postcode(word)).copied();
    let city: Vec<&str> = words.into_iter().filter(|word| !is_postcode(word)).collect();
    locate(postcode, Some(&city.join(" ")))
}

fn is_named(entry: &Entry, key: &str) -> bool {
    !key.is_empty()
        && (entry.key() == key
            || entry.former.split('|').any(|name| !name.is_empty() && commune_key(name, "") == key))
}

/// Only addresses without a good postcode need it, and it takes a moment to make.
fn by_name(key: &str) -> &'static [usize] {
    static NAMES: OnceLock<HashMap<String, Vec<usize>>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in GAZETTEER.entries.iter().enumerate() {
            names.entry(entry.key()).or_default().push(at);
        }
        names
    });
    names.get(key).map_or(&[][..], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(postcode: &str, city: &str) -> Option<&'static str> {
        locate(Some(postcode), Some(city)).and_then(name_of)
    }

    #[test]
    fn an_address_is_in_the_commune_it_names() {
        assert_eq!(place("74000", "Annecy"), Some("Annecy"));
        assert_eq!(place("74940", "ANNECY-LE-VIEUX"), Some("Annecy"));
        assert_eq!(place("74410", "Duingt"), Some("Duingt"));
        assert_eq!(place("74210", "DOUSSARD CEDEX"), Some("Doussard"));
        assert_eq!(place("20000", "Ajaccio"), Some("Ajaccio"));
    }

    #[test]
    fn a_town_with_a_wrong_or_missing_postcode_is_found_by_its_name() {
        assert_eq!(place("74999", "Thônes"), Some("Thônes"));
        assert_eq!(place("", "La Clusaz"), Some("La Clusaz"));
        assert_eq!(place("74000", ""), Some("Annecy"));
    }

    #[test]
    fn what_is_nowhere_is_not_guessed() {
        assert_eq!(place("", "Trifouillis-les-Oies"), None);
        assert_eq!(place("", ""), None);
        assert_eq!(place("", "Saint-Paul"), None, "there are several");
    }
}
