//! What a merge does to the rows of the absorbed customer, table by table; each statement notes what it did.

use sqlx::PgConnection;

use crate::values::{CustomerId, MergeId};

/// Who becomes part of whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) merge: MergeId,
    pub(super) survivor: CustomerId,
    pub(super) absorbed: CustomerId,
}

/// The tables whose rows belong to a customer, each with an `id` and a `customer_id`.
///
/// Contacts and sites come first: what refers to them follows. A test reads the catalogue and fails
/// when a table is missing here.
macro_rules! with_owned_tables {
    ($then:ident) => {
        $then! {
            "contacts", "sites", "phones", "emails", "source_records", "tickets", "calls", "promises",
            "appointments", "messages", "events", "sms_replies", "worksites", "quotes", "equipment", "follow_ups",
            "unconfirmed_visits", "return_rows", "mails", "maintenance_contracts"
        }
    };
}
pub(super) use with_owned_tables;

macro_rules! names {
    ($($table:literal),*) => { [$($table),*] };
}

/// See the macro `with_owned_tables`.
pub const OWNED_TABLES: [&str; 20] = with_owned_tables!(names);

/// The tables whose rows name a site, and follow when it is folded into another.
pub const TABLES_AT_SITES: [&str; 4] =
    ["tickets", "appointments", "equipment", "maintenance_contracts"];

/// Removes what the survivor has too, after filling the survivor's blanks from it; then moves the rest.
pub(super) async fn move_rows(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    fold_phones(db, pair).await?;
    fold_emails(db, pair).await?;
    fold_sites(db, pair).await?;
    move_owned(db, pair).await
}

async fn move_owned(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    macro_rules! move_all {
        ($($table:literal),*) => {$(
            sqlx::query!(
                "with moved as (update " + $table + " set customer_id = $2 where customer_id = $3 returning id)
                 insert into customer_merge_rows (merge_id, table_name, row_id, change)
                 select $1, '" + $table + "', id, 'moved' from moved",
                pair.merge as _,
                pair.survivor as _,
                pair.absorbed as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    with_owned_tables!(move_all);
    Ok(())
}

/// `k` is kept, `o` is the same row before, `d` is the absorbed customer's twin of it.
macro_rules! fold {
    ($db:ident, $pair:ident, $table:literal, fill $filled:literal, where $twins:literal) => {
        sqlx::query!(
            "with changed as (
                 update " + $table + " k set " + $filled + "
                 from " + $table + " d, " + $table + " o
                 where k.customer_id = $2 and d.customer_id = $3 and o.id = k.id and " + $twins + "
                 returning k.id, to_jsonb(o) as before, to_jsonb(k) as after
             )
             insert into customer_merge_rows (merge_id, table_name, row_id, change, before, after)
             select $1, '" + $table + "', id, 'changed', before, after from changed where before <> after",
            $pair.merge as _,
            $pair.survivor as _,
            $pair.absorbed as _,
        )
        .execute(&mut *$db)
        .await?;
        sqlx::query!(
            "insert into customer_merge_rows (merge_id, table_name, row_id, change, before)
             select $1, '" + $table + "', d.id, 'removed', to_jsonb(d)
             from " + $table + " d
             where d.customer_id = $3 and exists (select from " + $table + " k where k.customer_id = $2 and " + $twins + ")",
            $pair.merge as _,
            $pair.survivor as _,
            $pair.absorbed as _,
        )
        .execute(&mut *$db)
        .await?;
    };
}

macro_rules! delete_removed {
    ($db:ident, $pair:ident, $table:literal) => {
        sqlx::query!(
            "delete from "
                + $table
                + " using customer_merge_rows r
             where r.merge_id = $1 and r.table_name = '"
                + $table
                + "' and r.change = 'removed' and r.row_id = "
                + $table
                + ".id",
            $pair.merge as _,
        )
        .execute(&mut *$db)
        .await?;
    };
}

async fn fold_phones(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    fold!(
        db, pair, "phones",
        fill "label = coalesce(k.label, d.label), contact_id = coalesce(k.contact_id, d.contact_id)",
        where "coalesce(k.e164, k.typed) = coalesce(d.e164, d.typed)"
    );
    delete_removed!(db, pair, "phones");
    Ok(())
}

async fn fold_emails(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    fold!(
        db, pair, "emails",
        fill "contact_id = coalesce(k.contact_id, d.contact_id)",
        where "k.address = d.address"
    );
    delete_removed!(db, pair, "emails");
    Ok(())
}

/// Two access notes become one, for neither a code nor a dog may be lost.
async fn fold_sites(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    fold!(
        db, pair, "sites",
        fill "label = coalesce(k.label, d.label), complement = coalesce(k.complement, d.complement),
              postcode = coalesce(k.postcode, d.postcode), city = coalesce(k.city, d.city),
              access_note = case when k.access_note <> d.access_note then k.access_note || E'\\n' || d.access_note
                                 else coalesce(k.access_note, d.access_note) end",
        where "k.address_key = d.address_key"
    );
    macro_rules! turn {
        ($($table:literal),*) => {$(
            sqlx::query!(
                "with turned as (
                     update " + $table + " t set site_id = k.id
                     from sites d join sites k on k.customer_id = $2 and k.address_key = d.address_key
                     where d.customer_id = $3 and t.site_id = d.id
                     returning t.id, d.id as before, k.id as after
                 )
                 insert into customer_merge_rows (merge_id, table_name, row_id, change, before, after)
                 select $1, '" + $table + "', id, 'site', to_jsonb(before), to_jsonb(after) from turned",
                pair.merge as _,
                pair.survivor as _,
                pair.absorbed as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    turn!("tickets", "appointments", "equipment", "maintenance_contracts");
    delete_removed!(db, pair, "sites");
    Ok(())
}

/// What was found or decided of the absorbed customer and a third one is now about the survivor.
pub(super) async fn move_findings(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    macro_rules! move_pairs {
        ($($table:literal with $columns:literal from $values:literal),*) => {$(
            sqlx::query!(
                "with removed as (
                     delete from " + $table + " m where m.customer_a = $3 or m.customer_b = $3 returning m.*
                 ), noted as (
                     insert into customer_merge_rows (merge_id, table_name, row_id, change, before)
                     select $1, '" + $table + "', m.customer_a + m.customer_b - $3, 'removed', to_jsonb(m) from removed m
                 ), added as (
                     insert into " + $table + " as n (customer_a, customer_b, " + $columns + ")
                     select least($2, other), greatest($2, other), " + $values + "
                     from removed m, lateral (select m.customer_a + m.customer_b - $3 as other) o
                     where other <> $2
                     on conflict do nothing
                     returning n.customer_a, n.customer_b, to_jsonb(n) as after
                 )
                 insert into customer_merge_rows (merge_id, table_name, row_id, change, after)
                 select $1, '" + $table + "', customer_a + customer_b - $2, 'added', after from added",
                pair.merge as _,
                pair.survivor.0,
                pair.absorbed.0,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    move_pairs!(
        "match_proposals" with "relation, probability, weight, reasons, proposed_at"
            from "m.relation, m.probability, m.weight, m.reasons, m.proposed_at",
        "match_verdicts" with "verdict, staff_id, decided_at" from "m.verdict, m.staff_id, m.decided_at"
    );
    Ok(())
}
