//! Every spelling of a number that a telephone system may send, from the webhook to the card.

use std::collections::HashSet;

use relais::{
    calls::{self, Caller},
    staff::Role,
    values::CallId,
};
use serde_json::json;
use sqlx::PgPool;

use crate::support::{SignedIn, TestApp};

/// One row: what is sent, and what must come out of it.
fn cases() -> Vec<(String, String)> {
    let table = include_str!("../../data/phone_cases.tsv");
    let rows = table.lines().skip(1).map(|line| line.split('\t'));
    rows.map(|mut row| (unescaped(row.next().unwrap()), row.next().unwrap().to_owned())).collect()
}

/// `\u00a0` and the like.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(4);
        plain.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        plain.push_str(rest);
    }
    plain
}

/// Rings, and returns the call.
async fn ring(test: &TestApp, from: &str, call_id: &str) -> CallId {
    let payload = json!({ "event": "newCall", "from": from, "direction": "in", "callId": call_id });
    test.post_json("/webhooks/cti/cti-token", &payload).await.assert_status(200);
    sqlx::query_scalar("select id from calls where provider_call_id = $1")
        .bind(call_id)
        .fetch_one(&test.app.db)
        .await
        .unwrap()
}

async fn hang_up(test: &TestApp, who: &SignedIn, call: CallId, call_id: &str) {
    let payload = json!({ "event": "hangup", "callId": call_id });
    test.post_json("/webhooks/cti/cti-token", &payload).await.assert_status(200);
    test.post_as(who, &format!("/appels/{call}/plus-tard"), &[]).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn every_spelling_of_the_table_is_recognised_when_it_rings(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let mut known = HashSet::new();
    let cases = cases();
    assert!(cases.len() >= 106, "{}", cases.len());
    for (_, expected) in &cases {
        if let Some(number) = expected.split(' ').next().filter(|word| word.starts_with('+'))
            && known.insert(number.to_owned())
        {
            test.customer(&format!("Client {number}"), Some(number), None).await;
        }
    }
    for (row, (sent, expected)) in cases.iter().enumerate() {
        let name = format!("row-{row}");
        let id = ring(&test, sent, &name).await;
        let call = calls::find(&test.app.db, id).await.unwrap().unwrap();
        let caller = calls::recognise(&test.app.db, &call).await.unwrap();
        let card = test.get_htmx(&claire, "/appels/carte").await;
        card.assert_status(200);
        let mut words = expected.split(' ');
        match (words.next().unwrap(), words.next()) {
            (number, _) if number.starts_with('+') => {
                assert!(matches!(caller, Caller::Customer(_)), "{sent:?}: {caller:?}");
                card.assert_shows(&format!("Client {number}"));
            }
            // Two numbers in one field: nobody is guessed.
            ("MULTI", _) => assert!(matches!(caller, Caller::Numberless), "{sent:?}: {caller:?}"),
            ("SHORT", Some(digits)) => {
                assert!(
                    matches!(&caller, Caller::Short(short) if short == digits),
                    "{sent:?}: {caller:?}"
                );
                card.assert_shows(&format!("Numéro court {digits}"));
            }
            ("ERR", Some("hidden" | "empty")) => {
                assert!(matches!(caller, Caller::Hidden), "{sent:?}: {caller:?}");
                card.assert_shows("Numéro masqué");
            }
            ("ERR", _) => {
                assert!(matches!(caller, Caller::Numberless), "{sent:?}: {caller:?}");
                card.assert_shows("Numéro illisible");
            }
            (other, _) => panic!("{other:?} is no expectation"),
        }
        hang_up(&test, &claire, id, &name).await;
    }
}

/// product.md: however the office typed it and however the telephone sends it.
#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_sixteen_combinations_of_four_spellings_are_recognised_when_it_rings(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let spelt = |last: usize| {
        [
            format!("06 39 98 12 3{last}"),
            format!("06.39.98.12.3{last}"),
            format!("+33 6 39 98 12 3{last}"),
            format!("003363998123{last}"),
        ]
    };
    for (typed_as, typed) in (0..4).map(|way| (way, spelt(way)[way].clone())) {
        let name = ["Martin", "Durand", "Petit", "Moreau"][typed_as];
        let home = test.customer(name, None, None).await;
        relais::customers::add_phones(
            &test.app.db,
            home.customer,
            &typed,
            None,
            claire.staff,
            test.now(),
        )
        .await
        .unwrap();
        for (sent_as, sent) in spelt(typed_as).iter().enumerate() {
            let call_id = format!("{typed_as}-{sent_as}");
            let id = ring(&test, sent, &call_id).await;
            test.get_htmx(&claire, "/appels/carte").await.assert_shows(name);
            hang_up(&test, &claire, id, &call_id).await;
        }
    }
}
