-- Two accounts that are one customer: what a merge moved, changed and removed, so that it can be undone whole.

create table customer_merges (
    id            bigint generated always as identity primary key,
    -- Neither refers to customers: the absorbed one is gone, and the survivor may be absorbed later.
    survivor_id   bigint      not null,
    absorbed_id   bigint      not null,
    -- As they were called before.
    survivor_name text        not null,
    absorbed_name text        not null,
    staff_id      bigint      references staff (id),
    merged_at     timestamptz not null,
    undone_at     timestamptz,
    undone_by     bigint      references staff (id),

    constraint customer_merges_two_customers check (survivor_id <> absorbed_id)
);
-- Who is absorbed is gone, and cannot be absorbed again before the undo.
create unique index customer_merges_absorbed_key on customer_merges (absorbed_id) where undone_at is null;
create index customer_merges_survivor_idx on customer_merges (survivor_id, id);
create index customer_merges_merged_at_idx on customer_merges (merged_at, id);

-- One row that a merge touched. Kept as long as the merge can be undone.
create table customer_merge_rows (
    merge_id   bigint not null references customer_merges (id) on delete cascade,
    table_name text   not null,
    -- The row's id; of proposals and verdicts, which have none, the other customer's.
    row_id     bigint not null,
    change     text   not null,
    -- The row before and after, or only what changed of it: null where the change says all.
    before     jsonb,
    after      jsonb,

    constraint customer_merge_rows_pkey         primary key (merge_id, table_name, change, row_id),
    -- 'moved': from the absorbed customer to the survivor. 'site': turned to the survivor's own site at
    -- the same address.
    constraint customer_merge_rows_change_known check (change in ('moved', 'changed', 'removed', 'added', 'site'))
);

-- The decisions, the latest first.
create index match_verdicts_decided_at_idx on match_verdicts (decided_at, customer_a, customer_b);

-- Removing a customer or a site asks each of these whether it is still referred to.
create index sms_replies_customer_id_idx on sms_replies (customer_id);
create index tickets_site_id_idx on tickets (site_id);
create index appointments_site_id_idx on appointments (site_id);
create index equipment_site_id_idx on equipment (site_id);
create index phones_contact_id_idx on phones (contact_id);
create index emails_contact_id_idx on emails (contact_id);
