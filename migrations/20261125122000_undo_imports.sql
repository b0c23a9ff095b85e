-- An import keeps what each row was before it, so that it can be undone as a whole for seven days.

alter table imports
    add column undone_at      timestamptz,
    add column undone_by      bigint references staff (id),
    -- Rows that the office changed since, and that therefore stayed.
    add column undo_kept_rows integer,
    -- Customers that the import made and with whom something happened since.
    add column undo_kept      bigint[] not null default '{}';

create table import_changes (
    import_id  bigint not null references imports (id) on delete cascade,
    seq        bigint generated always as identity,
    table_name text   not null,
    row_id     bigint not null,
    -- Null of a row that the import made.
    before     jsonb,
    -- Of the row as the import left it; null of one that it deleted.
    after_hash text,

    constraint import_changes_pkey primary key (import_id, seq)
);

-- Notes what an import does. `relais.import` holds its number while its transaction runs, and nothing else does.
create function note_import_change() returns trigger language plpgsql as $$
declare
    import bigint := nullif(current_setting('relais.import', true), '')::bigint;
begin
    if import is null then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into import_changes (import_id, table_name, row_id, after_hash)
        select import, tg_table_name, n.id, md5(to_jsonb(n)::text) from new_rows n;
    elsif tg_op = 'UPDATE' then
        insert into import_changes (import_id, table_name, row_id, before, after_hash)
        select import, tg_table_name, o.id, to_jsonb(o), md5(to_jsonb(n)::text)
        from old_rows o join new_rows n on n.id = o.id;
    else
        insert into import_changes (import_id, table_name, row_id, before)
        select import, tg_table_name, o.id, to_jsonb(o) from old_rows o;
    end if;
    return null;
end
$$;

do $$
declare
    tab text;
begin
    foreach tab in array array['customers', 'phones', 'emails', 'sites', 'source_records', 'worksites', 'quotes',
                               'follow_ups', 'unconfirmed_visits'] loop
        execute format(
            'create trigger %1$s_note_insert after insert on %1$s referencing new table as new_rows
             for each statement execute function note_import_change()', tab);
        execute format(
            'create trigger %1$s_note_update after update on %1$s referencing old table as old_rows new table as new_rows
             for each statement execute function note_import_change()', tab);
        execute format(
            'create trigger %1$s_note_delete after delete on %1$s referencing old table as old_rows
             for each statement execute function note_import_change()', tab);
    end loop;
end
$$;

-- Gives the rows back as they were, and returns how many stayed because they are not as the import left them.
-- `kept`: customers that must stay, with all that is theirs.
create function undo_import(import bigint, kept bigint[]) returns integer language plpgsql as $$
declare
    tables constant text[] := array['customers', 'phones', 'emails', 'sites', 'source_records', 'worksites',
                                    'quotes', 'follow_ups', 'unconfirmed_visits'];
    tab text;
    done integer;
    wanted integer;
    stayed integer := 0;
    names text;
    guard text;
begin
    create temporary table undo_rows on commit drop as
    select table_name, row_id,
           (array_agg(before order by seq))[1] as before,
           (array_agg(after_hash order by seq desc))[1] as after_hash
    from import_changes
    where import_id = import
    group by table_name, row_id;
    -- Made and deleted by the same import: nothing to do.
    delete from undo_rows where before is null and after_hash is null;

    -- What it made goes, but for customers: others may still point to them.
    foreach tab in array tables[2:] loop
        guard := case tab when 'sites' then
            'and not exists (select from tickets where site_id = t.id)
             and not exists (select from appointments where site_id = t.id)' else '' end;
        execute format(
            'delete from %1$I t using undo_rows u
             where u.table_name = %1$L and u.row_id = t.id and u.before is null
               and md5(to_jsonb(t)::text) = u.after_hash and not coalesce(t.customer_id = any($1), false) %2$s',
            tab, guard) using kept;
        get diagnostics done = row_count;
        select count(*) into wanted from undo_rows where table_name = tab and before is null;
        stayed := stayed + wanted - done;
    end loop;

    -- What it deleted comes back, and what it changed is as before.
    foreach tab in array tables loop
        select string_agg(quote_ident(attname), ', ' order by attnum) into names
        from pg_attribute
        where attrelid = tab::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'id';
        execute format(
            'insert into %1$I (id, %2$s) overriding system value
             select r.id, %3$s from undo_rows u, jsonb_populate_record(null::%1$I, u.before) r
             where u.table_name = %1$L and u.after_hash is null
             on conflict do nothing',
            tab, names, regexp_replace(names, '(^|, )', '\1r.', 'g'));
        get diagnostics done = row_count;
        select count(*) into wanted from undo_rows where table_name = tab and after_hash is null;
        stayed := stayed + wanted - done;
        execute format(
            'update %1$I t set (%2$s) = (select %3$s from jsonb_populate_record(null::%1$I, u.before) r)
             from undo_rows u
             where u.table_name = %1$L and u.row_id = t.id and u.before is not null
               and md5(to_jsonb(t)::text) = u.after_hash',
            tab, names, regexp_replace(names, '(^|, )', '\1r.', 'g'));
        get diagnostics done = row_count;
        select count(*) into wanted from undo_rows
        where table_name = tab and before is not null and after_hash is not null;
        stayed := stayed + wanted - done;
    end loop;

    delete from customers t using undo_rows u
    where u.table_name = 'customers' and u.row_id = t.id and u.before is null and not t.id = any(kept);
    delete from import_changes where import_id = import;
    drop table undo_rows;
    return stayed;
end
$$;
