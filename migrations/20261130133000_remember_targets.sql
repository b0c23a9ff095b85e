-- Who changed what is promised for a priority, when, from what to what.

create table ticket_target_changes (
    id                bigint generated always as identity primary key,
    at                timestamptz not null,
    staff_id          bigint      not null references staff (id),
    priority          text        not null references ticket_targets (priority),
    response_before   integer     not null,
    response_after    integer     not null,
    -- Null where the date is agreed on with the customer.
    resolution_before integer,
    resolution_after  integer,

    constraint ticket_target_changes_real
        check (response_before <> response_after or resolution_before is distinct from resolution_after)
);
