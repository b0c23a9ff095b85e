-- A record that is somebody else's leaves its customer for one of its own, and can be given back.

create table detachments (
    id            bigint generated always as identity primary key,
    -- Neither refers to customers: both may be merged later.
    customer_id   bigint      not null,
    detached_id   bigint      not null,
    -- As they were called when it was done.
    customer_name text        not null,
    detached_name text        not null,
    source        text        not null,
    external_id   text        not null,
    staff_id      bigint      references staff (id),
    detached_at   timestamptz not null,
    undone_at     timestamptz,
    undone_by     bigint      references staff (id),

    constraint detachments_two_customers check (customer_id <> detached_id)
);
create index detachments_customer_id_idx on detachments (customer_id, id);
create index detachments_detached_id_idx on detachments (detached_id, id);

-- One row that it touched, before and after. Kept as long as it can be undone.
create table detachment_rows (
    -- Noted before the number is given its row.
    detachment_id bigint not null references detachments (id) on delete cascade deferrable initially deferred,
    seq           bigint generated always as identity,
    table_name    text   not null,
    row_id        bigint not null,
    -- Null of a row that was made, and of one that went.
    before        jsonb,
    after         jsonb,

    constraint detachment_rows_pkey primary key (detachment_id, seq)
);

-- `relais.detachment` holds its number while rows change hands, and nothing else does.
create function note_detachment() returns trigger language plpgsql as $$
declare
    detachment bigint := nullif(current_setting('relais.detachment', true), '')::bigint;
begin
    if detachment is null then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into detachment_rows (detachment_id, table_name, row_id, after)
        select detachment, tg_table_name, n.id, to_jsonb(n) from new_rows n;
    elsif tg_op = 'UPDATE' then
        insert into detachment_rows (detachment_id, table_name, row_id, before, after)
        select detachment, tg_table_name, o.id, to_jsonb(o), to_jsonb(n)
        from old_rows o join new_rows n on n.id = o.id;
    else
        insert into detachment_rows (detachment_id, table_name, row_id, before)
        select detachment, tg_table_name, o.id, to_jsonb(o) from old_rows o;
    end if;
    return null;
end
$$;

do $$
declare
    tab text;
begin
    foreach tab in array array['customers', 'phones', 'emails', 'sites', 'source_records', 'worksites', 'quotes',
                               'follow_ups', 'return_rows'] loop
        execute format(
            'create trigger %1$s_detached_insert after insert on %1$s referencing new table as new_rows
             for each statement execute function note_detachment()', tab);
        execute format(
            'create trigger %1$s_detached_update after update on %1$s referencing old table as old_rows new table as new_rows
             for each statement execute function note_detachment()', tab);
        execute format(
            'create trigger %1$s_detached_delete after delete on %1$s referencing old table as old_rows
             for each statement execute function note_detachment()', tab);
    end loop;
end
$$;

-- Gives every row back as it was, or says false and changes nothing: where one of them is not as it was left, or
-- something happened with the customer who was made. `owned`: the tables whose rows belong to a customer.
create function undo_detachment(detachment bigint, owned text[]) returns boolean language plpgsql as $$
declare
    tables constant text[] := array['customers', 'source_records', 'worksites', 'quotes', 'follow_ups', 'return_rows',
                                    'phones', 'emails', 'sites'];
    kept constant bigint := (select customer_id from detachments where id = detachment);
    made constant bigint := (select detached_id from detachments where id = detachment);
    tab text;
    is_other boolean;
    names text;
begin
    create temporary table detached_rows on commit drop as
    select table_name, row_id,
           (array_agg(before order by seq))[1] as before,
           (array_agg(after order by seq desc))[1] as after
    from detachment_rows
    where detachment_id = detachment
    group by table_name, row_id;
    if not exists (select from detached_rows) then
        return false;
    end if;

    foreach tab in array tables loop
        execute format(
            'select exists (select from detached_rows r left join %1$I t on t.id = r.row_id
                            where r.table_name = %1$L and to_jsonb(t) is distinct from r.after)', tab) into is_other;
        if is_other then
            return false;
        end if;
    end loop;
    foreach tab in array array_remove(owned, 'events') loop
        execute format(
            'select exists (select from %1$I t where t.customer_id = $1 and not exists
                 (select from detached_rows r where r.table_name = %1$L and r.row_id = t.id))', tab)
        into is_other using made;
        if is_other then
            return false;
        end if;
    end loop;
    if exists (select from events where customer_id = made and kind <> 'record_detached')
       or exists (select from match_verdicts
                  where made in (customer_a, customer_b) and kept not in (customer_a, customer_b)) then
        return false;
    end if;

    -- What was told of the one is told of the other.
    update events set customer_id = kept where customer_id = made;
    foreach tab in array tables loop
        select string_agg(quote_ident(attname), ', ' order by attnum) into names
        from pg_attribute
        where attrelid = tab::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'id';
        execute format(
            'update %1$I t set (%2$s) = (select %3$s from jsonb_populate_record(null::%1$I, r.before) o)
             from detached_rows r
             where r.table_name = %1$L and r.row_id = t.id and r.before is not null and r.after is not null',
            tab, names, regexp_replace(names, '(^|, )', '\1o.', 'g'));
        execute format(
            'insert into %1$I (id, %2$s) overriding system value
             select o.id, %3$s from detached_rows r, jsonb_populate_record(null::%1$I, r.before) o
             where r.table_name = %1$L and r.after is null and r.before is not null
             on conflict do nothing',
            tab, names, regexp_replace(names, '(^|, )', '\1o.', 'g'));
    end loop;
    -- With the phones, e-mails and sites that it was given, and the verdict.
    delete from sites where customer_id = made;
    delete from customers where id = made;
    drop table detached_rows;
    return true;
end
$$;
