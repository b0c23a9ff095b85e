//! An office's files, made up from a seed: who is who is known, so that the matching can be judged.
//!
//! The kinds of corruption are those of domain.md §2.1 and §2.4: initials, capitals, abbreviated streets, addresses on
//! one line or in columns, former communes, numbers in any writing, missing fields, families, namesakes, companies.

use std::fmt::Write as _;

/// xorshift64*: the same files from the same seed, on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = u32::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32).unwrap_or(0);
        ((u64::from(high) * n as u64) >> 32) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const STARTS: [&str; 24] = [
    "Bar", "Ber", "Bou", "Car", "Cham", "Col", "Del", "Dur", "Fau", "Gar", "Gi", "Gran", "Lam",
    "Le", "Mal", "Mar", "Mon", "Pel", "Per", "Ros", "Sal", "Ta", "Val", "Vi",
];
const MIDDLES: [&str; 22] = [
    "b", "ch", "d", "f", "g", "l", "ll", "m", "n", "nn", "p", "r", "rr", "s", "ss", "t", "tt", "v",
    "gn", "br", "nd", "rt",
];
const ENDS: [&str; 20] = [
    "ard", "aud", "eau", "el", "er", "et", "ette", "ier", "in", "ine", "on", "ot", "ou", "y", "at",
    "as", "oux", "ange", "ec", "ois",
];
const FIRSTS: [(&str, bool); 32] = [
    ("Adrien", true),
    ("Bastien", true),
    ("Cyril", true),
    ("Damien", true),
    ("Edmond", true),
    ("Florian", true),
    ("Gaspard", true),
    ("Hector", true),
    ("Ivan", true),
    ("Julien", true),
    ("Kevin", true),
    ("Ludovic", true),
    ("Mathieu", true),
    ("Norbert", true),
    ("Octave", true),
    ("Pascal", true),
    ("Aurélie", false),
    ("Brigitte", false),
    ("Cécile", false),
    ("Delphine", false),
    ("Estelle", false),
    ("Fanny", false),
    ("Gisèle", false),
    ("Hélène", false),
    ("Irène", false),
    ("Justine", false),
    ("Karine", false),
    ("Léa", false),
    ("Mélanie", false),
    ("Nadine", false),
    ("Odile", false),
    ("Pauline", false),
];
const STREETS: [(&str, &str); 5] =
    [("rue", "R."), ("avenue", "Av."), ("chemin", "Ch."), ("route", "Rte"), ("impasse", "Imp.")];
const PLACES: [&str; 20] = [
    "des Acacias",
    "du Moulin",
    "de la Poste",
    "Victor Hugo",
    "des Vergers",
    "du Stade",
    "de la Fontaine",
    "Pasteur",
    "des Peupliers",
    "du Château",
    "de l'Europe",
    "Lamartine",
    "des Prés",
    "de la Forge",
    "du 8 Mai 1945",
    "des Roses",
    "de la Scierie",
    "Voltaire",
    "du Belvédère",
    "de la Plaine",
];
const TOWNS: [(&str, &str, &str); 8] = [
    ("Annecy", "Seynod", "74600"),
    ("Annecy", "Meythet", "74960"),
    ("Rumilly", "Rumilly", "74150"),
    ("Thonon-les-Bains", "Thonon-les-Bains", "74200"),
    ("Cluses", "Cluses", "74300"),
    ("Sallanches", "Sallanches", "74700"),
    ("Faverges-Seythenex", "Faverges-Seythenex", "74210"),
    ("Bonneville", "Bonneville", "74130"),
];
const TRADES: [&str; 6] = ["SARL", "SCI", "Boulangerie", "Garage", "Menuiserie", "Pharmacie"];

#[derive(Clone)]
struct Customer {
    family: String,
    first: &'static str,
    is_man: bool,
    trade: Option<&'static str>,
    number: usize,
    street: usize,
    place: &'static str,
    town: usize,
    landline: String,
    mobile: String,
    email: String,
}

/// The files, and for each row of each whose it is.
pub struct Office {
    pub mde: Vec<u8>,
    pub sage: Vec<u8>,
    pub outlook: Vec<u8>,
    /// Source, row, customer.
    pub truth: Vec<(&'static str, String, usize)>,
}

pub fn office(customers: usize, seed: u64) -> Office {
    let dice = &mut Dice::new(seed);
    let all = people(customers, dice);
    let mut truth = Vec::new();
    let mut mde = "Code client;Nom;Adresse;Tél;Email\n".to_owned();
    let mut sage =
        "Numéro;Intitulé;Adresse;Complément;Code postal;Ville;Téléphone;Portable;E-mail\n"
            .to_owned();
    let mut outlook = "Titre,Prénom,Nom,Société,Rue (bureau),Code postal (bureau),Ville (bureau),Téléphone (bureau),Tél. mobile,Adresse de messagerie,Notes\n".to_owned();
    let (mut m, mut s, mut o) = (0, 0, 1);
    for (id, c) in all.iter().enumerate() {
        let (town, former, postcode) = TOWNS[c.town];
        let (kind, short) = STREETS[c.street];
        for _ in 0..usize::from(dice.chance(90)) + usize::from(dice.chance(6)) {
            m += 1;
            let name = match c.trade {
                Some(trade) => format!("{trade} {}", c.family).to_uppercase(),
                None => format!("{} {}", c.family.to_uppercase(), c.first),
            };
            let town =
                if dice.chance(40) { format!("{postcode} {town}") } else { former.to_uppercase() };
            let phone = if dice.chance(60) { &c.mobile } else { &c.landline };
            let email = if dice.chance(30) { &c.email } else { "" };
            let _ = writeln!(
                mde,
                "M{m:06};{name};{} {kind} {}, {town};{};{email}",
                c.number,
                c.place,
                spaced(phone)
            );
            truth.push(("mde", format!("M{m:06}"), id));
        }
        for _ in 0..usize::from(dice.chance(90)) + usize::from(dice.chance(6)) {
            s += 1;
            let civility = if c.is_man { "M." } else { "Mme" };
            let name = match (c.trade, dice.below(10)) {
                (Some(trade), _) => format!("{trade} {}", c.family),
                (None, 0) => format!("{civility} {}", c.family),
                (None, 1..5) => format!("{} {}.", c.family, c.first.chars().next().unwrap_or('X')),
                (None, _) => format!("{} {}", c.family, c.first),
            };
            let street = if dice.chance(50) { short } else { kind };
            let comma = if dice.chance(20) { "," } else { "" };
            let (phone, mobile) = match dice.below(10) {
                0..3 => (c.landline.as_str(), ""),
                3..5 => (c.landline.as_str(), c.mobile.as_str()),
                _ => (c.mobile.as_str(), ""),
            };
            let email = if dice.chance(50) { &c.email } else { "" };
            let _ = writeln!(
                sage,
                "S{s:06};{name};{}{comma} {street} {};;{postcode};{};{phone};{mobile};{email}",
                c.number,
                c.place,
                former.to_uppercase()
            );
            truth.push(("sage", format!("S{s:06}"), id));
        }
        if dice.chance(60) {
            o += 1;
            let civility = if c.is_man { "M." } else { "Mme" };
            let company = c.trade.map(|trade| format!("{trade} {}", c.family)).unwrap_or_default();
            let (civility, first, family) = if c.trade.is_some() {
                ("", "", "")
            } else {
                (civility, c.first, c.family.as_str())
            };
            let street = if dice.chance(25) {
                format!("{} {kind} {}", c.number, c.place)
            } else {
                String::new()
            };
            let (phone, mobile) =
                if dice.chance(80) { ("", c.mobile.as_str()) } else { (c.landline.as_str(), "") };
            let email = if dice.chance(60) { &c.email } else { "" };
            let _ = writeln!(
                outlook,
                "{civility},{first},{family},{company},{street},{postcode},{town},{phone},{mobile},{email},"
            );
            truth.push(("outlook", o.to_string(), id));
        }
    }
    Office { mde: mde.into_bytes(), sage: sage.into_bytes(), outlook: outlook.into_bytes(), truth }
}

fn people(customers: usize, dice: &mut Dice) -> Vec<Customer> {
    let mut all: Vec<Customer> = Vec::with_capacity(customers);
    for id in 0..customers {
        let (first, is_man) = FIRSTS[dice.below(FIRSTS.len())];
        // Common names are far more common than rare ones.
        let start = dice.below(STARTS.len()).min(dice.below(STARTS.len()));
        let family = format!("{}{}{}", STARTS[start], dice.pick(&MIDDLES), dice.pick(&ENDS));
        let trade = dice.chance(12).then(|| dice.pick(&TRADES));
        let mut customer = Customer {
            family,
            first,
            is_man,
            trade,
            number: 1 + dice.below(180),
            street: dice.below(STREETS.len()),
            place: dice.pick(&PLACES),
            town: dice.below(TOWNS.len()),
            landline: format!("04{:08}", 20_000_000 + id),
            mobile: format!("06{:08}", 10_000_000 + id),
            email: String::new(),
        };
        // One in twenty shares the home, the family name and the landline of the one before.
        if let Some(before) = all.last().filter(|before| before.trade.is_none())
            && trade.is_none()
            && before.first != first
            && dice.chance(5)
        {
            let before = before.clone();
            customer =
                Customer { first, is_man, mobile: customer.mobile, email: String::new(), ..before };
        }
        let provider =
            dice.pick(&["un.example", "deux.example", "trois.example", "quatre.example"]);
        let (family, first) = (ascii(&customer.family), ascii(customer.first));
        customer.email = match dice.below(3) {
            0 => format!("{first}.{family}@{provider}"),
            1 => format!("{}.{family}@{provider}", &first[..1]),
            _ => format!("{first}{family}{}@{provider}", 50 + dice.below(50)),
        };
        all.push(customer);
    }
    all
}

fn ascii(name: &str) -> String {
    name.to_lowercase().replace(['é', 'è'], "e").chars().filter(char::is_ascii_alphabetic).collect()
}

fn spaced(phone: &str) -> String {
    phone
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair))
        .collect::<Vec<_>>()
        .join(" ")
}
