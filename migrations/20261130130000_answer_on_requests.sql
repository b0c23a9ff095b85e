-- What the office answers on a request, what it notes there for itself, and what somebody is still typing.

alter table messages
    -- Who of ours wrote it; null where Relais did.
    add column written_by bigint references staff (id),
    drop constraint messages_kind_known,
    add constraint messages_kind_known
        check (kind in ('confirmation', 'move', 'cancellation', 'reminder_day', 'reminder_hours', 'on_the_way', 'acknowledgement',
                        'answer')),
    add constraint messages_answer_written check ((kind = 'answer') = (written_by is not null));

create table ticket_notes (
    id          bigint generated always as identity primary key,
    ticket_id   bigint      not null references tickets (id),
    staff_id    bigint      not null references staff (id),
    body        text        not null,
    -- The same form sent twice notes it once.
    request_key text        not null,
    at          timestamptz not null,

    constraint ticket_notes_said            check (btrim(body) <> ''),
    constraint ticket_notes_request_key_key unique (request_key)
);
create index ticket_notes_ticket_id_idx on ticket_notes (ticket_id, at);

-- One for each person and request: kept while it is typed, gone when it is sent.
create table ticket_drafts (
    staff_id   bigint      not null references staff (id),
    ticket_id  bigint      not null references tickets (id),
    kind       text        not null,
    -- As the form has it, 'email:…' or 'sms:…'; empty for a note.
    recipient  text        not null default '',
    body       text        not null,
    updated_at timestamptz not null,

    constraint ticket_drafts_key        primary key (staff_id, ticket_id),
    constraint ticket_drafts_kind_known check (kind in ('answer', 'note')),
    constraint ticket_drafts_said       check (body <> '')
);
create index ticket_drafts_ticket_id_idx on ticket_drafts (ticket_id);
