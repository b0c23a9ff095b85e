-- The outbox: every e-mail and SMS that we mean to send and what became of it; and the record of what happened.

create table messages (
    id             bigint generated always as identity primary key,
    kind           text        not null,
    channel        text        not null,
    customer_id    bigint      references customers (id),
    appointment_id bigint      references appointments (id),
    recipient      text        not null,
    subject        text,
    body           text        not null,
    -- The calendar entry that an e-mail carries, and its METHOD.
    ics            text,
    ics_method     text,
    -- Says what the message is for, as 'reminder_day:42:3'. Queueing the same thing twice keeps the first.
    dedup_key      text        not null,
    -- Stable through retries: in the Message-ID, and the gateway's reference.
    reference      text        not null,
    created_at     timestamptz not null,
    send_after     timestamptz not null,
    -- After this it is worth nothing: a reminder after the visit.
    expires_at     timestamptz,
    attempts       integer     not null default 0,
    -- Whoever holds the message works on it until then; afterwards it is free again.
    locked_until   timestamptz,
    -- The relay or gateway accepted it.
    sent_at        timestamptz,
    provider_id    text,
    -- A receipt said so.
    delivered_at   timestamptz,
    -- We gave up, for last_error.
    failed_at      timestamptz,
    -- What it announces is no longer so: never sent.
    withdrawn_at   timestamptz,
    last_error     text,

    constraint messages_channel_known   check (channel in ('email', 'sms')),
    constraint messages_kind_known      check (kind in ('confirmation', 'move', 'cancellation', 'reminder_day',
                                                        'reminder_hours', 'on_the_way')),
    constraint messages_dedup_key_key   unique (dedup_key),
    constraint messages_reference_key   unique (reference),
    constraint messages_one_outcome     check (num_nonnulls(sent_at, withdrawn_at) <= 1),
    constraint messages_ics_has_method  check ((ics is null) = (ics_method is null))
);
create index messages_due_idx on messages (send_after, id)
    where sent_at is null and failed_at is null and withdrawn_at is null;
create index messages_created_at_idx on messages (created_at, id);
create index messages_appointment_id_idx on messages (appointment_id);
create index messages_customer_id_idx on messages (customer_id, created_at);
create index messages_provider_id_idx on messages (provider_id);

-- Who did what when. Append-only.
create table events (
    id             bigint generated always as identity primary key,
    at             timestamptz not null,
    -- Null where nobody did it: a customer on the portal, the passing of time.
    staff_id       bigint      references staff (id),
    kind           text        not null,
    customer_id    bigint      references customers (id),
    ticket_id      bigint      references tickets (id),
    appointment_id bigint      references appointments (id),
    call_id        bigint      references calls (id),
    -- One plain French sentence.
    text           text        not null
);
create index events_customer_id_idx on events (customer_id, at, id);
create index events_ticket_id_idx on events (ticket_id, at);
