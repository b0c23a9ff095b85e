//! Two requests of one customer made one: nothing that was on the other is left behind, nor comes to it later.

use relais::{
    catalog::Priority,
    mails,
    promises::{self, Kind, NewPromise},
    replies::{self, Draft, Sort, Writing},
    tickets::{self, Pair, Source, UniteError},
    values::TicketId,
};
use sqlx::PgPool;

use super::{Office, office};
use crate::support::{factory::Home, instant};

/// Two requests of Dupont: the kept one and the other, with one of everything on the other.
async fn two(office: &Office) -> (String, (TicketId, String)) {
    let (test, now) = (&office.test, office.test.now());
    let db = &test.app.db;
    let (_, kept) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let raw = "From: Pierre <pierre.dupont@laposte.example>\r\nSubject: Tableau\r\nMessage-ID: <t-1@laposte.example>\r\n\r\nAlors ?\r\n";
    let gaetan = test.technician("Gaëtan Morel").await;
    let visit = test.appointment(gaetan, office.home, instant("2026-11-24T08:00:00Z")).await;
    let details = relais::appointments::find(db, visit).await.unwrap().unwrap();
    let number = details.ticket_number;
    let id = office.details(&number).await.id;
    let call = "insert into calls (provider, provider_call_id, direction, state, started_at, ticket_id, customer_id) \
                values ('manual', 'k', 'in', 'ended', now(), $1, $2)";
    sqlx::query(call).bind(id.0).bind(office.home.customer.0).execute(db).await.unwrap();
    let mut connection = db.acquire().await.unwrap();
    let promise = NewPromise {
        kind: Kind::Ticket,
        what: "Rappeler".to_owned(),
        customer: Some(office.home.customer),
        call: None,
        ticket: Some(id),
        owner: None,
        due_at: now,
        created_by: None,
    };
    promises::create(&mut connection, &promise, now).await.unwrap();
    drop(connection);
    mails::receive(db, "sav", 1, raw.as_bytes(), now, now).await.unwrap();
    for sql in [
        "update mails set ticket_id = $1, state = 'filed'",
        "insert into mails (mailbox, uid_validity, uid, fingerprint, size_bytes, received_at, taken_at, state, proposed_id) \
         values ('sav', 1, 2, 'x', 1, now(), now(), 'asking', $1)",
    ] {
        sqlx::query(sql).bind(id.0).execute(db).await.unwrap();
    }
    let writing = |body, key| Writing { ticket: id, body, staff: office.claire, request_key: key };
    replies::note(db, writing("Le gardien a la clé.", "n"), now).await.unwrap();
    let to = "email:pierre.dupont@laposte.example";
    replies::answer(db, writing("Nous passons.", "a"), to, now).await.unwrap();
    let draft = Draft {
        sort: Sort::Note,
        recipient: String::new(),
        body: "À suivre".into(),
        updated_at: now,
    };
    replies::keep_draft(db, id, office.sofia, &draft, "d").await.unwrap();
    (kept, (id, number))
}

async fn unite(office: &Office, kept: &str, absorbed: &str) -> Result<(), UniteError> {
    let seen = office.details(kept).await.version;
    let version: i32 = sqlx::query_scalar("select version from tickets where number = $1")
        .bind(absorbed)
        .fetch_one(&office.test.app.db)
        .await
        .unwrap();
    let pair = Pair { kept: (kept, seen), absorbed: (absorbed, version) };
    tickets::unite(&office.test.app.db, pair, office.claire, office.test.now()).await
}

/// How many rows of each table name this request, of every table that can.
async fn named(office: &Office, id: TicketId) -> Vec<(String, i64)> {
    let db = &office.test.app.db;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select c.conrelid::regclass::text, a.attname::text from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.confrelid = 'tickets'::regclass order by 1, 2",
    )
    .fetch_all(db)
    .await
    .unwrap();
    let mut found = Vec::new();
    for (table, column) in columns {
        let sql = format!("select count(*) from {table} where {column} = {id}");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(db).await.unwrap();
        if count > 0 {
            found.push((format!("{table}.{column}"), count));
        }
    }
    found
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nothing_is_left_on_a_request_that_was_united_with_another(db: PgPool) {
    let office = office(db).await;
    let (kept, (id, number)) = two(&office).await;
    let before = named(&office, id).await;
    assert!(before.len() >= 9, "one of everything is on it: {before:?}");
    unite(&office, &kept, &number).await.unwrap();
    assert_eq!(named(&office, id).await, []);
    let stays = office.details(&kept).await;
    for (place, count) in before {
        let moved = named(&office, stays.id).await;
        let there = moved.iter().find(|(name, _)| *name == place).map_or(0, |(_, count)| *count);
        assert!(
            there >= count || place == "ticket_notices.ticket_id",
            "{place}: {there} of {count}"
        );
    }
    assert_eq!(stays.status, tickets::Status::Planned, "its visit is this one's now");
    assert_eq!(stays.priority, Priority::P2, "the more pressing of both");

    let claire = office.test.session_of(office.claire).await;
    let old = office.test.get_as(&claire, &format!("/demandes/{number}")).await;
    assert_eq!(old.location.as_deref(), Some(format!("/demandes/{kept}").as_str()));
    let page = office.test.get_as(&claire, &format!("/demandes/{kept}")).await;
    page.assert_shows(&format!("réunie avec {kept}"));
    page.assert_shows("Nous passons.");
    page.assert_shows("Le gardien a la clé.");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_comes_later_for_the_old_number_lands_on_the_kept_request(db: PgPool) {
    let office = office(db).await;
    let (kept, (id, number)) = two(&office).await;
    unite(&office, &kept, &number).await.unwrap();
    let (db, now) = (&office.test.app.db, office.test.now());
    let raw = format!(
        "From: Pierre <pierre.dupont@laposte.example>\r\nSubject: Re: [{number}] Tableau\r\nMessage-ID: <t-9@laposte.example>\r\n\r\nMerci.\r\n"
    );
    mails::receive(db, "sav", 9, raw.as_bytes(), now, now).await.unwrap().unwrap();
    let (on, evidence): (String, String) = sqlx::query_as(
        "select t.number, m.evidence from mails m join tickets t on t.id = m.ticket_id where m.uid = 9",
    )
    .fetch_one(db)
    .await
    .unwrap();
    assert_eq!((on, evidence.as_str()), (kept.clone(), "token"));
    // Whoever still has the old page open writes on the kept one.
    let writing = Writing { ticket: id, body: "Vu.", staff: office.claire, request_key: "later" };
    replies::note(db, writing, now).await.unwrap();
    assert_eq!(named(&office, id).await, []);
    tickets::reopen(db, id, office.claire, now).await.unwrap();
    let merged: bool =
        sqlx::query_scalar("select merged_into is not null from tickets where id = $1")
            .bind(id.0)
            .fetch_one(db)
            .await
            .unwrap();
    assert!(merged, "it is not opened again");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_requests_of_two_customers_stay_two_and_so_do_changed_ones(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (_, kept) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let home: Home = office.test.customer("Blanc Léa", None, None).await;
    let stranger = office.test.ticket(home).await;
    let other: String = sqlx::query_scalar("select number from tickets where id = $1")
        .bind(stranger.0)
        .fetch_one(&office.test.app.db)
        .await
        .unwrap();
    let refused = unite(&office, &kept, &other).await;
    assert!(matches!(refused, Err(UniteError::OtherCustomer)), "{refused:?}");
    let refused = unite(&office, &kept, &kept).await;
    assert!(matches!(refused, Err(UniteError::Same)), "{refused:?}");

    let (_, third) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let version = office.details(&kept).await.version.to_string();
    let stale = format!("{third}:99");
    let fields = [("version", version.as_str()), ("autre", &stale)];
    let page = format!("/demandes/{kept}/reunion");
    let reply = office.test.post_as(&claire, &page, &fields).await;
    reply.assert_status(409);
    reply.assert_shows("a changé entre-temps");
    let fields = [("version", version.as_str()), ("autre", other.as_str())];
    office.test.post_as(&claire, &page, &fields).await.assert_status(422);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_three_who_unite_the_same_requests_at_once_one_does(db: PgPool) {
    let office = office(db).await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await.1);
    }
    let [a, b, c] = [&numbers[0], &numbers[1], &numbers[2]];
    let version = office.details(a).await.version;
    let one = |kept, absorbed| {
        let pair = Pair { kept: (kept, version), absorbed: (absorbed, version) };
        tickets::unite(&office.test.app.db, pair, office.claire, office.test.now())
    };
    let done = tokio::join!(one(a, b), one(b, a), one(c, b));
    let done = [done.0, done.1, done.2];
    assert_eq!(done.iter().filter(|it| it.is_ok()).count(), 1, "{done:?}");
    assert!(
        done.iter().all(|it| matches!(it, Ok(()) | Err(UniteError::Stale))),
        "the others see what stands: {done:?}"
    );
    let merged: i64 =
        sqlx::query_scalar("select count(*) from tickets where merged_into is not null")
            .fetch_one(&office.test.app.db)
            .await
            .unwrap();
    assert_eq!(merged, 1);
}
