//! Sentences as one types them, half of them written by somebody who saw no rule: see `tests/data/postits/README.md`.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use relais::{
    db::MIGRATOR,
    postits::{self, Calendar, Colleague, Reading, Who},
    staff::Role,
    values::text::fold,
};
use sqlx::{PgConnection, PgPool};

use crate::support::TestApp;

/// Of each of people, day and hour.
const WANTED: f64 = 0.95;

const COLLEAGUES: [&str; 7] = [
    "Claire Martin",
    "Sofia Rossi",
    "Gaëtan Morel",
    "Karim Saïdi",
    "Hugo Lambert",
    "Sophie Bonnet",
    "Denis Duret",
];

struct Sentence {
    text: String,
    now: NaiveDateTime,
    expected: [String; 4],
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let path = format!("{}/tests/data/postits/{file}", env!("CARGO_MANIFEST_DIR"));
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn sentences(file: &str) -> Vec<Sentence> {
    rows(file)
        .into_iter()
        .map(|row| {
            let [text, now, who, day, hour, colleague] = row.as_slice() else {
                panic!("{file}: not six cells: {row:?}")
            };
            Sentence {
                text: text.clone(),
                now: NaiveDateTime::parse_from_str(now, "%Y-%m-%d %H:%M").unwrap(),
                expected: [who.clone(), day.clone(), hour.clone(), colleague.clone()],
            }
        })
        .collect()
}

async fn people(db: &mut PgConnection) {
    for row in rows("people.tsv") {
        let [kind, civility, first, last, name, city, phone, contact] = row.as_slice() else {
            panic!("not eight cells: {row:?}")
        };
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let id: i64 = sqlx::query_scalar(
            "insert into customers (kind, civility, first_name, last_name, name, folded_name, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, now(), now()) returning id",
        )
        .bind(kind)
        .bind(some(civility))
        .bind(some(first))
        .bind(last)
        .bind(name)
        .bind(fold(name))
        .fetch_one(&mut *db)
        .await
        .unwrap();
        sqlx::query(
            "insert into sites (customer_id, street, city, folded_address, address_key, created_at)
             values ($1, '1 rue des Tilleuls', $2, $3, $3, now())",
        )
        .bind(id)
        .bind(city)
        .bind(fold(&format!("1 rue des Tilleuls {city}")))
        .execute(&mut *db)
        .await
        .unwrap();
        sqlx::query(
            "insert into phones (customer_id, typed, e164, created_at) values ($1, $2, $2, now())",
        )
        .bind(id)
        .bind(phone)
        .execute(&mut *db)
        .await
        .unwrap();
        if let Some(contact) = some(contact) {
            sqlx::query(
                "insert into contacts (customer_id, name, created_at) values ($1, $2, now())",
            )
            .bind(id)
            .bind(contact)
            .execute(&mut *db)
            .await
            .unwrap();
        }
    }
}

fn hour(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// People, day, hour and colleague as the files write them.
fn written(reading: &Reading, who: &Who, colleagues: &[Colleague]) -> [String; 4] {
    let nothing = || "-".to_owned();
    let who = match who {
        Who::One(one) => one.name.clone(),
        Who::Several { candidates, .. } => {
            candidates.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(" / ")
        }
        Who::Unknown(_) => "?".to_owned(),
        Who::Nobody => reading.phone.as_ref().map_or_else(nothing, ToString::to_string),
    };
    let day = reading.days.map_or_else(nothing, |days| {
        if days.first == days.last {
            days.first.to_string()
        } else {
            format!("{}..{}", days.first, days.last)
        }
    });
    let hours = reading.hours.map_or_else(nothing, |hours| match hours.from {
        Some(from) => format!("{}-{}", hour(from), hour(hours.by)),
        None => hour(hours.by),
    });
    let colleague = reading.colleague.and_then(|id| colleagues.iter().find(|one| one.id == id));
    let colleague =
        colleague.and_then(|one| one.name.split(' ').next()).map_or_else(nothing, str::to_owned);
    [who, day, hours, colleague]
}

/// How many of people, day and hour are right, and a line for each wrong reading.
async fn score(
    db: &mut PgConnection,
    sentences: &[Sentence],
    colleagues: &[Colleague],
) -> ([usize; 3], Vec<String>) {
    let mut right = [0; 3];
    let mut wrong = Vec::new();
    for sentence in sentences {
        let mut reading =
            postits::read(&sentence.text, sentence.now, &Calendar::default(), colleagues);
        let found = postits::look_up(db, &sentence.text, &mut reading).await.unwrap();
        let read = written(&reading, &found.who, colleagues);
        let expected = &sentence.expected;
        let agrees = [
            read[0] == expected[0] && read[3] == expected[3],
            read[1] == expected[1],
            read[2] == expected[2],
        ];
        for (count, agrees) in right.iter_mut().zip(agrees) {
            *count += usize::from(agrees);
        }
        if agrees.contains(&false) {
            wrong.push(format!("{:?}: read {read:?}, meant {expected:?}", sentence.text));
        }
    }
    (right, wrong)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_one_types_on_a_post_it_is_understood(db: PgPool) {
    let test = TestApp::new(db);
    for name in COLLEAGUES {
        test.staff(name, Role::Office).await;
    }
    let mut db = test.app.db.acquire().await.unwrap();
    people(&mut db).await;
    let colleagues = postits::colleagues(&mut *db).await.unwrap();
    let mut fails = Vec::new();
    for file in ["written.tsv", "held_out.tsv"] {
        let sentences = sentences(file);
        if sentences.is_empty() {
            println!("{file}: not written yet");
            continue;
        }
        assert!(sentences.len() >= 100, "{file} has only {}", sentences.len());
        let (right, wrong) = score(&mut db, &sentences, &colleagues).await;
        let of = |count: usize| f64::from(u32::try_from(count).unwrap());
        let shares = right.map(|right| of(right) / of(sentences.len()));
        println!(
            "{file}: {} sentences; people {:.3}, day {:.3}, hour {:.3}",
            sentences.len(),
            shares[0],
            shares[1],
            shares[2]
        );
        for line in &wrong {
            println!("  {line}");
        }
        if shares.iter().any(|share| *share < WANTED) {
            fails.push(file);
        }
    }
    assert!(fails.is_empty(), "under {WANTED} in {fails:?}");
}

#[test]
fn any_text_has_a_reading() {
    let now = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(9, 0, 0).unwrap();
    for text in [
        "",
        " ",
        "12",
        "le",
        "99/99",
        "31/02",
        "31 février",
        "24h",
        "25h99",
        "99999999999999999999",
        "é\u{301}\u{301}",
        "demain demain demain",
        "@",
        "à",
        "m",
        "M.",
        "entre",
        "dans",
        "dans 0 jours",
        "29 février 2027",
        "semaine 53",
        "semaine 99",
    ] {
        let reading = postits::read(text, now, &Calendar::default(), &[]);
        for part in &reading.parts {
            assert!(text.get(part.range.clone()).is_some(), "{text:?}: {part:?}");
        }
    }
}
