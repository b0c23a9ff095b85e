-- An import of a hundred thousand rows is written in two thirds of the time.

-- The rows that one statement made are noted by one row. Notes of before, one for each row, stay as they are.
alter table import_changes
    alter column row_id drop not null,
    add column row_ids      bigint[],
    -- In the same order: of each row as it was made.
    add column after_hashes bigint[],
    add constraint import_changes_one_or_many check ((row_id is null) = (row_ids is not null)),
    add constraint import_changes_hashes check ((row_ids is null) = (after_hashes is null));
-- Numbers that hardly get shorter are not worth the time.
alter table import_changes alter column row_ids set storage external, alter column after_hashes set storage external;

-- What each import did to each row, however it was noted.
create view import_row_changes as
select import_id, seq, table_name, row_id, before, after_hash
from import_changes
where row_ids is null
union all
select import_id, seq, table_name, made.row_id, null, made.after_hash::text
from import_changes
cross join unnest(row_ids, after_hashes) as made (row_id, after_hash)
where row_ids is not null;

create or replace function note_import_change() returns trigger language plpgsql set enable_nestloop = off as $$
declare
    import bigint := nullif(current_setting('relais.import', true), '')::bigint;
begin
    if import is null then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into import_changes (import_id, table_name, row_ids, after_hashes)
        select import, tg_table_name, array_agg(n.id), array_agg(hash_record_extended(n, 0))
        from new_rows n
        having count(*) > 0;
    elsif tg_op = 'UPDATE' then
        insert into import_changes (import_id, table_name, row_id, before, after_hash)
        select import, tg_table_name, o.id, to_jsonb(o), hash_record_extended(n, 0)::text
        from old_rows o join new_rows n on n.id = o.id;
    else
        insert into import_changes (import_id, table_name, row_id, before)
        select import, tg_table_name, o.id, to_jsonb(o) from old_rows o;
    end if;
    return null;
end
$$;

create or replace function undo_import(import bigint, kept bigint[]) returns integer language plpgsql as $$
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
    from import_row_changes
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
               and is_as_left(t, u.after_hash) and not coalesce(t.customer_id = any($1), false) %2$s',
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
               and is_as_left(t, u.after_hash)',
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

-- The same words as before. Most texts are plain, and are taken apart without a regular expression.
create or replace function words_of(folded text) returns text[]
language sql immutable parallel safe
return array_remove(
    case when left(folded, 500) ~ '[^a-z0-9 ,''.-]'
        then regexp_split_to_array(left(folded, 500), '[^[:alnum:]]+')
        else string_to_array(translate(left(folded, 500), ',''.-', '    '), ' ')
    end, '');

-- How much may wait to be sorted in is said by who writes: 64 kB to every session (db.rs), so that searches have little to
-- read; more to an import, which sorts it in at its end.
alter index customers_word_vector_idx reset (gin_pending_list_limit);
alter index sites_word_vector_idx reset (gin_pending_list_limit);
alter index contacts_word_vector_idx reset (gin_pending_list_limit);
alter index phones_e164_trgm_idx reset (gin_pending_list_limit);
alter index search_words_trgm_idx reset (gin_pending_list_limit);
