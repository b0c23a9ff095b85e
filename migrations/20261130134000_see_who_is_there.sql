-- Who looks at a request right now, and who writes there; forgotten when they say nothing for a while.

create table ticket_presence (
    ticket_id     bigint      not null references tickets (id),
    staff_id      bigint      not null references staff (id),
    here_until    timestamptz not null,
    -- What they write: an answer or a note; null where they only read.
    writes        text,
    writing_until timestamptz,

    constraint ticket_presence_key          primary key (ticket_id, staff_id),
    constraint ticket_presence_writes_known check (writes in ('answer', 'note')),
    constraint ticket_presence_writes_until check ((writes is null) = (writing_until is null))
);
create index ticket_presence_staff_id_idx on ticket_presence (staff_id, here_until);
