//! What people type in the search: drawn from the whole base, easy or not.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use sqlx::PgPool;

/// A page is asked for so many texts in turn.
const TEXTS: usize = 1000;

/// One customer, as somebody may remember them.
struct Person {
    number: String,
    last_name: String,
    first_name: String,
    street: String,
    postcode: String,
    city: String,
}

/// Kinds of searches, each with its texts.
pub(crate) type Typed = Vec<(&'static str, Vec<String>)>;

/// Drawn at random, the same each time, among customers `1..=customers`.
pub(crate) async fn draw(pool: &PgPool, customers: u64) -> anyhow::Result<Typed> {
    let mut random = StdRng::seed_from_u64(4);
    let people = draw_people(pool, customers, &mut random).await?;
    let mut of = |text: fn(&Person, &mut StdRng) -> String| -> Vec<String> {
        people.iter().map(|person| text(person, &mut random)).collect()
    };
    Ok(vec![
        ("search by number", of(|it, _| it.number.clone())),
        ("by part of a number", of(part_of_number)),
        ("by name", of(|it, _| it.name())),
        ("by name with a slip", of(|it, random| with_a_slip(&it.name(), random))),
        ("by address", of(address)),
        ("by name and town", of(|it, _| format!("{} {}", it.last_name, it.city))),
        ("by a common word", of(common_words)),
        ("while a name is typed", of(beginning)),
    ])
}

/// As many random ids as texts are wanted.
pub(crate) fn draw_ids(customers: u64, random: &mut StdRng) -> anyhow::Result<Vec<i64>> {
    let last = i64::try_from(customers)?;
    Ok((0..TEXTS).map(|_| random.random_range(1..=last)).collect())
}

async fn draw_people(
    pool: &PgPool,
    customers: u64,
    random: &mut StdRng,
) -> anyhow::Result<Vec<Person>> {
    let rows: Vec<(String, String, String, String, String, String)> = sqlx::query_as(
        "
        select e164, last_name, coalesce(first_name, ''), street, coalesce(postcode, ''), coalesce(city, '')
        from unnest($1::bigint[]) with ordinality as drawn (id, rank)
        join customers on customers.id = drawn.id
        join lateral (select e164 from phones where customer_id = drawn.id and e164 is not null limit 1) as p on true
        join lateral (select street, postcode, city from sites where customer_id = drawn.id limit 1) as s on true
        order by rank
        ",
    )
    .bind(draw_ids(customers, random)?)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(number, last_name, first_name, street, postcode, city)| Person {
            number,
            last_name,
            first_name,
            street,
            postcode,
            city,
        })
        .collect())
}

impl Person {
    fn name(&self) -> String {
        format!("{} {}", self.last_name, self.first_name)
    }

    /// `rue du Lac` of `12 rue du Lac`.
    fn street_without_number(&self) -> &str {
        self.street.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
    }
}

/// Four to seven digits that follow each other somewhere in it.
fn part_of_number(person: &Person, random: &mut StdRng) -> String {
    let digits: Vec<char> = person.number.chars().filter(char::is_ascii_digit).collect();
    let length = random.random_range(4..=7).min(digits.len());
    let start = random.random_range(0..=digits.len() - length);
    digits[start..start + length].iter().collect()
}

/// Whole with its town or its postcode, or only the words that tell something.
fn address(person: &Person, random: &mut StdRng) -> String {
    let Person { street, postcode, city, .. } = person;
    match random.random_range(0..4) {
        0 => format!("{street} {postcode}"),
        1 => {
            let number = street.split(' ').next().unwrap_or_default();
            let last = street.split(' ').next_back().unwrap_or_default();
            format!("{number} {last} {city}")
        }
        _ => format!("{street} {city}"),
    }
}

/// What hundreds or tens of thousands of customers have.
fn common_words(person: &Person, random: &mut StdRng) -> String {
    match random.random_range(0..5) {
        0 => person.first_name.clone(),
        1 => person.last_name.clone(),
        2 => person.city.clone(),
        3 => person.street_without_number().to_owned(),
        _ => format!("{} {}", person.street_without_number(), person.city),
    }
}

/// The first letters of a name, from two to seven.
fn beginning(person: &Person, random: &mut StdRng) -> String {
    let name = if random.random_bool(0.5) { &person.last_name } else { &person.first_name };
    name.chars().take(random.random_range(2..=7)).collect()
}

/// Two letters change places, one is missing, comes twice or is another, somewhere after the first.
fn with_a_slip(name: &str, random: &mut StdRng) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = loop {
        let at = random.random_range(1..letters.len());
        if letters[at].is_alphabetic() && letters[at - 1].is_alphabetic() {
            break at;
        }
    };
    match random.random_range(0..4) {
        0 => letters.swap(at - 1, at),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = char::from(random.random_range(b'a'..=b'z')),
    }
    letters.into_iter().collect()
}
