-- Many contracts of maintenance changed at once: who did what with how many.

create table maintenance_batches (
    id          bigint generated always as identity primary key,
    staff_id    bigint      not null references staff (id),
    at          timestamptz not null,
    -- In words.
    what        text        not null,
    done        integer     not null default 0,
    -- How many stayed as they were.
    left_out    integer     not null default 0,
    request_key text        not null,

    -- The same press does it once.
    constraint maintenance_batches_request_key unique (request_key)
);

alter table maintenance_changes
    add column batch_id bigint references maintenance_batches (id);
