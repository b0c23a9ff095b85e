//! Customers with a little of everything, made by chance; and all that the database holds, to compare.

use std::{collections::BTreeMap, fmt::Write as _};

use sqlx::{AssertSqlSafe, PgPool};

/// A small generator of numbers: the same seed, the same data.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn text(&mut self, of: &[&str]) -> String {
        match of[usize::try_from(self.below(of.len() as u64)).unwrap()] {
            "" => "null".to_owned(),
            text => format!("'{text}'"),
        }
    }
}

/// Adds customers 1 to `customers`, each with random rows of every table that belongs to one.
/// Staff 1 and service 1 must be there.
pub async fn fill(db: &PgPool, seed: u64, customers: u64) {
    let mut chance = Chance::new(seed);
    let mut sql = String::from(
        "insert into imports (kind, file_name, started_at) values ('mde-clients', 'x.csv', '2026-01-01');",
    );
    for _ in 1..=customers {
        let note = chance.text(&["", "Code 12B", "Chien"]);
        let first = chance.text(&["", "P.", "Pierre"]);
        let civility = chance.text(&["", "M."]);
        write!(sql, "insert into customers (civility, first_name, last_name, name, folded_name, pinned_note, created_at, updated_at, version)
             values ({civility}, {first}, 'Dupont', 'Dupont', 'dupont', {note}, '2026-01-01', '2026-02-0{}', {});",
            1 + chance.below(9),
            1 + chance.below(9),
        ).unwrap();
    }
    for id in 1..=customers {
        rows_of(&mut sql, &mut chance, id);
    }
    for a in 1..=customers {
        for b in a + 1..=customers {
            if chance.below(2) == 0 {
                write!(sql, "insert into match_proposals values ({a}, {b}, 'same', 0.9{}, 3.25, '[{{\"bits\": 1.5}}]', '2026-03-01');",
                    chance.below(9)
                ).unwrap();
            }
            if chance.below(3) == 0 {
                let verdict = chance.text(&["different", "household"]);
                write!(
                    sql,
                    "insert into match_verdicts values ({a}, {b}, {verdict}, 1, '2026-03-02');"
                )
                .unwrap();
            }
        }
    }
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.unwrap();
}

fn rows_of(sql: &mut String, chance: &mut Chance, id: u64) {
    let latest = |table: &str| format!("(select max(id) from {table} where customer_id = {id})");
    let (site, ticket, visit, call, contact) = (
        latest("sites"),
        latest("tickets"),
        latest("appointments"),
        latest("calls"),
        latest("contacts"),
    );
    for at in 0..=chance.below(3) {
        let unique = format!("{id}-{at}");
        let note = chance.text(&["", "Digicode 1234", "Sonner"]);
        let label = chance.text(&["", "Bureau", "Maison"]);
        let optional_contact = if chance.below(2) == 0 { contact.as_str() } else { "null" };
        let key = chance.below(4);
        write!(sql, "insert into contacts (customer_id, name, created_at) values ({id}, 'Mme Durand', '2026-01-0{}');
             insert into sites (customer_id, label, street, folded_address, address_key, access_note, created_at)
             values ({id}, {label}, '{key} rue', '{key} rue', 'key {key}', {note}, '2026-01-01') on conflict do nothing;
             insert into phones (customer_id, contact_id, typed, e164, label, created_at)
             values ({id}, {optional_contact}, '{key}', '+3363998000{key}', {label}, '2026-01-01') on conflict do nothing;
             insert into phones (customer_id, typed, created_at) values ({id}, 'poste {key}', '2026-01-01');
             insert into emails (customer_id, contact_id, address, created_at)
             values ({id}, {optional_contact}, 'p{key}@laposte.example', '2026-01-01') on conflict do nothing;
             insert into source_records (source, external_id, customer_id, line, raw, fingerprint, imported_at, import_id)
             values ('sage', '{unique}', {id}, 2, '{{\"Nom\": \"Dupont\"}}', '\\x00ff', '2026-01-01', 1);
             insert into tickets (number, customer_id, site_id, source, subject, priority, owner_id, next_action, next_action_at,
                                  created_at, updated_at)
             values ('{unique}', {id}, {site}, 'office', 'Tableau', 'p2', 1, 'Rappeler', '2026-02-02', '2026-02-01', '2026-02-01');
             insert into calls (provider, provider_call_id, state, customer_id, ticket_id, started_at)
             values ('cti', '{unique}', 'ended', {id}, {ticket}, '2026-02-01');
             insert into promises (what, customer_id, call_id, ticket_id, due_at, created_at)
             values ('Rappeler', {id}, {call}, {ticket}, '2026-02-02', '2026-02-01');
             insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until,
                 window_starts_at, window_ends_at, ticket_id, customer_id, site_id, uid, token_hash, source, created_at)
             values (1, 1, 'done', '2026-04-01'::timestamptz + interval '1 day' * {}, '2026-04-01'::timestamptz + interval '1 day' * {} + interval '1 hour',
                 '2026-04-01'::timestamptz + interval '1 day' * {} + interval '1 hour', '2026-04-01', '2026-04-02', {ticket}, {id}, {site}, 'u{unique}', 'h{unique}', 'office', '2026-02-01');
             insert into messages (kind, channel, customer_id, appointment_id, recipient, body, dedup_key, reference, created_at, send_after)
             values ('confirmation', 'sms', {id}, {visit}, '+33639980001', 'Bonjour', '{unique}', '{unique}', '2026-02-01', '2026-02-01');
             insert into events (at, kind, customer_id, ticket_id, call_id, text) values ('2026-02-01', 'x', {id}, {ticket}, {call}, 'Appel');
             insert into sms_replies (sender, recipient, body, customer_id, received_at) values ('1', '2', 'Oui', {id}, '2026-02-01');
             insert into mailboxes (name, watched_since) values ('sav', '2026-01-01') on conflict do nothing;
             insert into mails (mailbox, uid_validity, uid, fingerprint, size_bytes, received_at, taken_at, state, customer_id, ticket_id)
             values ('sav', 1, {}, 'm{unique}', 1, '2026-02-01', '2026-02-01', 'filed', {id}, {ticket});
             insert into worksites (source, external_id, customer_id, label, status, raw, fingerprint, import_id, imported_at)
             values ('mde', '{unique}', {id}, 'Toiture', 'Terminé', '{{}}', '\\x01', 1, '2026-01-01');
             insert into quotes (source, external_id, customer_id, subject, status, raw, fingerprint, import_id, imported_at)
             values ('sage', '{unique}', {id}, 'Borne', 'Accepté', '{{}}', '\\x01', 1, '2026-01-01');
             insert into equipment (customer_id, site_id, label, created_at, updated_at) values ({id}, {site}, 'Chaudière', '2026-01-01', '2026-01-01');
             insert into maintenance_contracts (customer_id, site_id, service_id, rule, first_on, lead_days, due_on, request_key,
                                                created_at, updated_at)
             values ({id}, {site}, 1, 'FREQ=WEEKLY', '2026-01-01', 28, '2026-05-01', '{unique}', '2026-01-01', '2026-01-01');",
            1 + chance.below(9), id * 10 + at, id * 10 + at, id * 10 + at, id * 10 + at,
        ).unwrap();
    }
}

/// Every row of every table, as text. Left out is what must tell of a merge for ever: `customer_merges`,
/// `customer_merge_rows` and the events `customers_merged` and `customers_parted`.
pub async fn everything(db: &PgPool) -> BTreeMap<String, Vec<String>> {
    let tables = sqlx::query_scalar!(
        r#"
        select tablename::text as "name!" from pg_tables
        where schemaname = 'public' and tablename not in ('_sqlx_migrations', 'customer_merges', 'customer_merge_rows',
                                -- A dictionary that is made from the cards, and only learns.
                                'search_words')
        "#
    );
    let mut all = BTreeMap::new();
    for table in tables.fetch_all(db).await.unwrap() {
        let rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(format!(
            "select r from (select to_jsonb(t)::text as r from {table} t) rows
             where r not like '%\"customers_merged\"%' and r not like '%\"customers_parted\"%' order by r"
        )));
        all.insert(table, rows.fetch_all(db).await.unwrap());
    }
    all
}
