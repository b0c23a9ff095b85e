-- What left for Sage and the ERP: each file as it was taken, and which customer's change is in which.

create table return_batches (
    id       bigint generated always as identity primary key,
    program  text        not null,
    -- 'changed': customers whom the program knows; 'new': those who have no code in it yet.
    kind     text        not null,
    staff_id bigint      references staff (id),
    made_at  timestamptz not null,
    rows     integer     not null,
    -- The file, byte for byte, to be fetched again.
    content  bytea       not null,

    constraint return_batches_program_known check (program in ('mde', 'sage')),
    constraint return_batches_kind_known    check (kind in ('changed', 'new')),
    constraint return_batches_not_empty     check (rows > 0)
);

create table return_rows (
    -- Null where nothing of the change fits the program's columns: looked at, and done with.
    batch_id    bigint      references return_batches (id) on delete cascade,
    program     text        not null,
    customer_id bigint      not null references customers (id) on delete cascade,
    -- The customer's code in that program; empty where it has none yet.
    external_id text        not null,
    made_at     timestamptz not null
);
create index return_rows_batch_id_idx on return_rows (batch_id);
create index return_rows_customer_id_idx on return_rows (customer_id, program, made_at);

-- Whose card was changed by hand, and when.
create index events_card_changes_idx on events (customer_id, at)
    where kind in ('customer_created', 'customer_changed', 'phone_added', 'phone_removed', 'email_added', 'email_removed',
                   'site_added');
