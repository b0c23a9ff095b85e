-- Who put a call's card aside on their own screens; everybody else still sees it.

create table call_dismissals (
    call_id  bigint      not null references calls (id) on delete cascade,
    staff_id bigint      not null references staff (id) on delete cascade,
    at       timestamptz not null,

    constraint call_dismissals_pkey primary key (call_id, staff_id)
);
