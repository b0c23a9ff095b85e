-- What telephone systems say, event by event, so that a call is what all its events say together; and which systems are listened to.

create table call_events (
    id               bigint generated always as identity primary key,
    provider         text        not null,
    provider_call_id text        not null,
    kind             text        not null,
    direction        text        not null,
    from_raw         text        not null default '',
    to_raw           text        not null default '',
    -- Whom it is about, as the system knows them: an e-mail address or an extension.
    agent            text        not null default '',
    -- As the system says, or when we heard of it where it does not say.
    happened_at      timestamptz not null,
    received_at      timestamptz not null,

    -- However often and in whatever order it is told.
    constraint call_events_key             unique (provider, provider_call_id, kind, agent),
    constraint call_events_direction_known check (direction in ('in', 'out')),
    constraint call_events_kind_known
        check (kind in ('ringing', 'answered', 'ring_ended', 'missed', 'voicemail', 'hung_up', 'hung_up_answered'))
);
create index call_events_received_at_idx on call_events (received_at);
-- Rings that stopped, whose calls are settled a moment later.
create index call_events_ring_ended_idx on call_events (received_at) where kind = 'ring_ended';

-- Who took the call by the telephone's word; `handled_by` is the same until a person says otherwise.
alter table calls add column answered_by bigint references staff (id);
alter table calls add column has_voicemail boolean not null default false;
-- The log of a number: a call that was opened twice, and calls that wait for somebody to say who it was.
create index calls_number_idx on calls (from_e164, started_at) where from_e164 is not null;

create table telephone_systems (
    provider            text        primary key,
    -- Its silence is told, and it is connected to where that is up to us.
    enabled             boolean     not null default false,
    -- What it signs or signs in with.
    secret              text        not null default '',
    -- Where it is reached, for those that we call: an address, or host:port.
    address             text        not null default '',
    login               text        not null default '',
    -- So many hours of the office's time without a word are strange.
    silence_after_hours integer     not null default 8,
    changed_at          timestamptz not null,
    last_event_at       timestamptz,
    -- The last poll or sign of life that worked, for those that we call.
    last_contact_at     timestamptz,
    failing_since       timestamptz,
    failure             text        not null default '',

    constraint telephone_systems_provider_known check (provider in ('cti', '3cx', 'ovh', 'ringover', 'aircall', 'asterisk', 'simulator')),
    constraint telephone_systems_silence_sane   check (silence_after_hours between 1 and 80)
);

-- The company's own numbers (E.164): who calls from them is one of us.
create table own_numbers (
    number text primary key,

    constraint own_numbers_not_blank check (btrim(number) <> '')
);

create table telephone_extensions (
    extension text   primary key,
    -- Null: an extension without a person, such as the workshop's.
    staff_id  bigint references staff (id) on delete set null,

    constraint telephone_extensions_not_blank check (btrim(extension) <> '')
);

create index promises_call_id_idx on promises (call_id) where call_id is not null;
