//! What the undo of a merge does, table by table: what moved goes back, what was removed comes back.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::queries_moving::{Pair, with_owned_tables};

/// The absorbed customer again, with their old id.
pub(super) async fn bring_customer_back(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into customers overriding system value
        select o.* from customer_merge_rows r, jsonb_populate_record(null::customers, r.before) o
        where r.merge_id = $1 and r.table_name = 'customers' and r.change = 'removed'
        ",
        pair.merge as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Only what is still the survivor's: somebody may have moved it elsewhere since.
pub(super) async fn move_rows_back(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    macro_rules! move_back {
        ($($table:literal),*) => {$(
            sqlx::query!(
                "update " + $table + " t set customer_id = $3 from customer_merge_rows r
                 where r.merge_id = $1 and r.table_name = '" + $table + "' and r.change = 'moved'
                   and t.id = r.row_id and t.customer_id = $2",
                pair.merge as _,
                pair.survivor as _,
                pair.absorbed as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    with_owned_tables!(move_back);
    Ok(())
}

/// Phones, e-mails and sites that the survivor had too.
pub(super) async fn bring_rows_back(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    // A contact may be gone by now.
    macro_rules! bring_back {
        ($($table:literal as $row:literal),*) => {$(
            sqlx::query!(
                "insert into " + $table + " overriding system value
                 select o.* from customer_merge_rows r, jsonb_populate_record(null::" + $table + ", " + $row + ") o
                 where r.merge_id = $1 and r.table_name = '" + $table + "' and r.change = 'removed'
                 on conflict do nothing",
                pair.merge as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    bring_back!(
        "sites" as "r.before",
        "phones" as "r.before || jsonb_build_object('contact_id',
            (select c.id from contacts c where c.id = (r.before->>'contact_id')::bigint))",
        "emails" as "r.before || jsonb_build_object('contact_id',
            (select c.id from contacts c where c.id = (r.before->>'contact_id')::bigint))"
    );
    macro_rules! turn_back {
        ($($table:literal),*) => {$(
            sqlx::query!(
                "update " + $table + " t set site_id = (r.before #>> '{}')::bigint from customer_merge_rows r
                 where r.merge_id = $1 and r.table_name = '" + $table + "' and r.change = 'site'
                   and t.id = r.row_id and to_jsonb(t.site_id) = r.after
                   and exists (select from sites s where s.id = (r.before #>> '{}')::bigint)",
                pair.merge as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    turn_back!("tickets", "appointments", "equipment", "maintenance_contracts");
    Ok(())
}

/// What the merge changed in the survivor's own rows, column by column, unless somebody changed it since.
pub(super) async fn give_values_back(
    db: &mut PgConnection,
    pair: Pair,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    macro_rules! give_back {
        ($($table:literal: $columns:literal),*) => {$(
            sqlx::query!(
                "update " + $table + " t set " + $columns + "
                 from customer_merge_rows r, jsonb_populate_record(null::" + $table + ", r.before) o,
                      jsonb_populate_record(null::" + $table + ", r.after) n
                 where r.merge_id = $1 and r.table_name = '" + $table + "' and r.change = 'changed' and t.id = r.row_id",
                pair.merge as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    give_back!(
        "phones": "label = case when t.label is not distinct from n.label then o.label else t.label end,
                   contact_id = case when t.contact_id is not distinct from n.contact_id
                                     then (select c.id from contacts c where c.id = o.contact_id) else t.contact_id end",
        "emails": "contact_id = case when t.contact_id is not distinct from n.contact_id
                                     then (select c.id from contacts c where c.id = o.contact_id) else t.contact_id end",
        "sites": "label = case when t.label is not distinct from n.label then o.label else t.label end,
                  complement = case when t.complement is not distinct from n.complement then o.complement else t.complement end,
                  postcode = case when t.postcode is not distinct from n.postcode then o.postcode else t.postcode end,
                  city = case when t.city is not distinct from n.city then o.city else t.city end,
                  access_note = case when t.access_note is not distinct from n.access_note then o.access_note else t.access_note end"
    );
    // Untouched since, the card is again what it was, its version too: the merge left a wide gap between
    // the two, so that a form opened on the merged card never fits. A name is one thing.
    sqlx::query!(
        "
        update customers t
        set kind = case when named then o.kind else t.kind end,
            civility = case when named then o.civility else t.civility end,
            first_name = case when named then o.first_name else t.first_name end,
            last_name = case when named then o.last_name else t.last_name end,
            name = case when named then o.name else t.name end,
            folded_name = case when named then o.folded_name else t.folded_name end,
            pinned_note = case when t.pinned_note is not distinct from n.pinned_note then o.pinned_note else t.pinned_note end,
            updated_at = case when t.version = n.version then o.updated_at else $2 end,
            version = case when t.version = n.version then o.version else t.version + 1 end
        from customer_merge_rows r, jsonb_populate_record(null::customers, r.before) o,
             jsonb_populate_record(null::customers, r.after) n,
             lateral (select (t.kind, t.civility, t.first_name, t.last_name)
                             is not distinct from (n.kind, n.civility, n.first_name, n.last_name) as named
                      from customers t where t.id = r.row_id) same
        where r.merge_id = $1 and r.table_name = 'customers' and r.change = 'changed' and t.id = r.row_id
        ",
        pair.merge as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What came after the merge stays with the survivor, except where it hangs on something that went back.
pub(super) async fn let_newer_rows_follow(
    db: &mut PgConnection,
    pair: Pair,
    merged_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    macro_rules! follow {
        ($($table:literal since $at:literal by $key:literal of $owner:literal),*) => {$(
            sqlx::query!(
                "update " + $table + " t set customer_id = w.customer_id from " + $owner + " w
                 where t.customer_id = $1 and t." + $at + " > $3 and w.id = t." + $key + " and w.customer_id = $2",
                pair.survivor as _,
                pair.absorbed as _,
                merged_at,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    follow!(
        "appointments" since "created_at" by "ticket_id" of "tickets",
        "calls" since "started_at" by "ticket_id" of "tickets",
        "promises" since "created_at" by "ticket_id" of "tickets",
        "promises" since "created_at" by "call_id" of "calls",
        "messages" since "created_at" by "ticket_id" of "tickets",
        "messages" since "created_at" by "appointment_id" of "appointments",
        "events" since "at" by "ticket_id" of "tickets",
        "events" since "at" by "appointment_id" of "appointments",
        "events" since "at" by "call_id" of "calls"
    );
    Ok(())
}

/// Newer rows of one that are at a site of the other get a site of their own at that address.
pub(super) async fn part_sites(
    db: &mut PgConnection,
    pair: Pair,
    merged_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    macro_rules! part {
        ($($table:literal since $at:literal),*) => {$(
            sqlx::query!(
                "insert into sites (customer_id, label, street, complement, postcode, city, folded_address, address_key,
                                    access_note, created_at)
                 select distinct on (t.customer_id, s.address_key)
                        t.customer_id, s.label, s.street, s.complement, s.postcode, s.city, s.folded_address, s.address_key,
                        s.access_note, s.created_at
                 from " + $table + " t join sites s on s.id = t.site_id
                 where t.customer_id in ($1, $2) and s.customer_id in ($1, $2) and s.customer_id <> t.customer_id
                   and t." + $at + " > $3
                 on conflict do nothing",
                pair.survivor as _,
                pair.absorbed as _,
                merged_at,
            )
            .execute(&mut *db)
            .await?;
            sqlx::query!(
                "update " + $table + " t set site_id = k.id
                 from sites s, sites k
                 where s.id = t.site_id and k.customer_id = t.customer_id and k.address_key = s.address_key
                   and t.customer_id in ($1, $2) and s.customer_id in ($1, $2) and s.customer_id <> t.customer_id
                   and t." + $at + " > $3",
                pair.survivor as _,
                pair.absorbed as _,
                merged_at,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    part!("tickets" since "updated_at", "appointments" since "created_at", "equipment" since "updated_at",
          "maintenance_contracts" since "updated_at");
    Ok(())
}

/// Proposals and verdicts as they were, where both customers are there and nobody decided anew.
pub(super) async fn move_findings_back(db: &mut PgConnection, pair: Pair) -> sqlx::Result<()> {
    macro_rules! move_pairs_back {
        ($($table:literal),*) => {$(
            sqlx::query!(
                "delete from " + $table + " m using customer_merge_rows r
                 where r.merge_id = $1 and r.table_name = '" + $table + "' and r.change = 'added'
                   and m.customer_a = (r.after->>'customer_a')::bigint and m.customer_b = (r.after->>'customer_b')::bigint
                   and to_jsonb(m) = r.after",
                pair.merge as _,
            )
            .execute(&mut *db)
            .await?;
            sqlx::query!(
                "insert into " + $table + "
                 select o.* from customer_merge_rows r, jsonb_populate_record(null::" + $table + ", r.before) o
                 where r.merge_id = $1 and r.table_name = '" + $table + "' and r.change = 'removed'
                   and exists (select from customers c where c.id = o.customer_a)
                   and exists (select from customers c where c.id = o.customer_b)
                 on conflict do nothing",
                pair.merge as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    move_pairs_back!("match_proposals", "match_verdicts");
    Ok(())
}
