//! Whatever belongs to two customers: a merge loses none of it, and its undo puts all of it back.

use std::collections::BTreeSet;

use relais::{merging, staff::Role, values::CustomerId};
use sqlx::PgPool;

use super::random_data::{Chance, everything, fill};
use crate::support::TestApp;

async fn random_office(db: PgPool, seed: u64) -> (TestApp, relais::values::StaffId) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    fill(&test.app.db, seed, 5).await;
    (test, staff)
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn every_table_that_names_a_customer_a_site_or_a_contact_is_known_to_the_merge(db: PgPool) {
    let found = sqlx::query!(
        r#"
        select c.conrelid::regclass::text as "table_name!", c.confrelid::regclass::text as "named!", a.attname::text as "column!"
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid::regclass::text in ('customers', 'sites', 'contacts')
        "#
    );
    let mut owned = BTreeSet::new();
    for key in found.fetch_all(&db).await.unwrap() {
        let (table, column) = (key.table_name.as_str(), key.column.as_str());
        let is_known = match (key.named.as_str(), table) {
            ("customers", "match_proposals" | "match_verdicts") => true,
            ("customers", _) => {
                owned.insert(key.table_name.clone());
                column == "customer_id" && merging::OWNED_TABLES.contains(&table)
            }
            ("sites", _) => column == "site_id" && merging::TABLES_AT_SITES.contains(&table),
            // They move with their contact, and never lose it: contacts are not folded.
            (_, _) => column == "contact_id" && ["phones", "emails"].contains(&table),
        };
        assert!(
            is_known,
            "a merge would forget {table}.{column}: see src/merging/queries_moving.rs"
        );
    }
    assert_eq!(owned, merging::OWNED_TABLES.map(str::to_owned).into());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_undone_merge_leaves_no_trace_in_any_row(db: PgPool) {
    let (test, staff) = random_office(db, 0).await;
    for seed in 1..=25 {
        clear(&test.app.db).await;
        fill(&test.app.db, seed, 5).await;
        let mut chance = Chance::new(seed);
        let (a, b) = two_of(&test.app.db, &mut chance).await;
        let before = everything(&test.app.db).await;
        let (merge, survivor) = test.merge(a, b, staff).await.unwrap();
        assert_eq!(survivor, a.min(b));
        assert_ne!(everything(&test.app.db).await, before, "seed {seed}: nothing was merged");
        merging::undo(&test.app.db, merge, staff, test.now()).await.unwrap();
        let after = everything(&test.app.db).await;
        for (table, rows) in &before {
            assert_eq!(&after[table], rows, "seed {seed}: {table} is not as it was");
        }
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn merges_of_merged_customers_are_undone_in_reverse_order(db: PgPool) {
    let (test, staff) = random_office(db, 77).await;
    let ids = ids(&test.app.db).await;
    let mut states = vec![everything(&test.app.db).await];
    let mut merges = Vec::new();
    for (a, b) in [(ids[2], ids[4]), (ids[1], ids[2]), (ids[1], ids[3]), (ids[0], ids[1])] {
        merges.push(test.merge(a, b, staff).await.unwrap().0);
        states.push(everything(&test.app.db).await);
    }
    let early = merging::undo(&test.app.db, merges[0], staff, test.now()).await;
    assert!(early.unwrap_err().to_string().starts_with("Annulez d’abord la fusion"));
    states.pop();
    for merge in merges.into_iter().rev() {
        merging::undo(&test.app.db, merge, staff, test.now()).await.unwrap();
        assert_eq!(everything(&test.app.db).await, states.pop().unwrap());
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_merge_loses_no_row_and_keeps_every_number_address_and_note(db: PgPool) {
    let (test, staff) = random_office(db, 5).await;
    let known = |db: PgPool| async move {
        sqlx::query_scalar!(
            r#"
            select distinct what as "what!" from (
                select coalesce(e164, typed) as what from phones union all select address from emails
                union all select address_key from sites
                union all select unnest(string_to_array(access_note, E'\n')) from sites
                union all select unnest(string_to_array(pinned_note, E'\n')) from customers
            ) known where what is not null order by 1
            "#
        )
        .fetch_all(&db)
        .await
        .unwrap()
    };
    let ids = ids(&test.app.db).await;
    let (before, words) = (everything(&test.app.db).await, known(test.app.db.clone()).await);
    test.merge(ids[0], ids[1], staff).await.unwrap();
    let after = everything(&test.app.db).await;
    for table in
        merging::OWNED_TABLES.iter().filter(|table| !["phones", "emails", "sites"].contains(table))
    {
        assert_eq!(after[*table].len(), before[*table].len(), "{table}");
    }
    assert_eq!(known(test.app.db.clone()).await, words);
}

async fn clear(db: &PgPool) {
    sqlx::raw_sql(
        "truncate customers, imports, match_proposals, match_verdicts restart identity cascade",
    )
    .execute(db)
    .await
    .unwrap();
}

async fn ids(db: &PgPool) -> Vec<CustomerId> {
    sqlx::query_scalar!("select id from customers order by id").fetch_all(db).await.unwrap()
}

async fn two_of(db: &PgPool, chance: &mut Chance) -> (CustomerId, CustomerId) {
    let ids = ids(db).await;
    let at = usize::try_from(chance.below(4)).unwrap();
    (ids[at + 1], ids[at])
}
