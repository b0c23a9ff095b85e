-- The way of one request: a call or a visit to the portal, a ticket, an appointment, and what was promised.

-- Lets a GiST index compare plain bigints, which the exclusion constraint needs.
create extension if not exists btree_gist;

-- The last ticket number of each month, as in SAV-2611-041.
create table ticket_counters (
    month text primary key,
    last  integer not null
);

create table tickets (
    id          bigint generated always as identity primary key,
    number      text        not null,
    customer_id bigint      not null references customers (id),
    site_id     bigint      references sites (id),
    service_id  bigint      references services (id),
    -- The door it came through.
    source      text        not null,
    subject     text        not null,
    description text        not null default '',
    priority    text        not null,
    status      text        not null default 'open',
    owner_id    bigint      references staff (id),
    created_by  bigint      references staff (id),
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    closed_at   timestamptz,
    version     integer     not null default 1,

    constraint tickets_number_key     unique (number),
    constraint tickets_source_known   check (source in ('phone', 'portal', 'field', 'office')),
    constraint tickets_priority_known check (priority in ('p0', 'p1', 'p2', 'p3', 'p4')),
    constraint tickets_status_known   check (status in ('open', 'planned', 'in_progress', 'done', 'closed')),
    constraint tickets_closed_dated   check ((status = 'closed') = (closed_at is not null))
);
create index tickets_customer_id_idx on tickets (customer_id, created_at);
create index tickets_open_idx on tickets (created_at) where status <> 'closed';
create index tickets_created_at_idx on tickets (created_at);

create table calls (
    id               bigint generated always as identity primary key,
    -- 'cti' for the generic webhook, 'link' for an opened address, 'office' for a call noted by hand.
    provider         text        not null,
    -- The PBX's own name for the call; made up where it has none.
    provider_call_id text        not null,
    direction        text        not null default 'in',
    -- As the PBX wrote it.
    from_raw         text        not null default '',
    -- Null where the number is hidden, short or unreadable.
    from_e164        text,
    to_raw           text        not null default '',
    state            text        not null,
    customer_id      bigint      references customers (id),
    ticket_id        bigint      references tickets (id),
    -- Who took it up on the screen.
    handled_by       bigint      references staff (id),
    note             text        not null default '',
    -- How it ended for the customer; null while it is open in Ma journée.
    outcome          text,
    outcome_note     text        not null default '',
    passed_to        bigint      references staff (id),
    started_at       timestamptz not null,
    answered_at      timestamptz,
    ended_at         timestamptz,
    closed_at        timestamptz,
    version          integer     not null default 1,

    constraint calls_provider_key     unique (provider, provider_call_id),
    constraint calls_direction_known  check (direction in ('in', 'out')),
    constraint calls_state_known      check (state in ('ringing', 'answered', 'missed', 'ended')),
    constraint calls_outcome_known    check (outcome in ('settled', 'appointment', 'callback', 'passed_on')),
    constraint calls_outcome_dated    check ((outcome is null) = (closed_at is null)),
    constraint calls_passed_to_someone check (outcome <> 'passed_on' or passed_to is not null),
    constraint calls_settled_said_how check (outcome <> 'settled' or btrim(outcome_note) <> '')
);
create index calls_open_idx on calls (started_at) where outcome is null;
create index calls_customer_id_idx on calls (customer_id, started_at);
create index calls_started_at_idx on calls (started_at);

-- Something owed to somebody at a stated time.
create table promises (
    id          bigint generated always as identity primary key,
    kind        text        not null default 'callback',
    what        text        not null,
    customer_id bigint      references customers (id),
    call_id     bigint      references calls (id),
    ticket_id   bigint      references tickets (id),
    owner_id    bigint      references staff (id),
    due_at      timestamptz not null,
    created_by  bigint      references staff (id),
    created_at  timestamptz not null,
    kept_at     timestamptz,
    kept_by     bigint      references staff (id),
    -- What became of it; a promise never ends without.
    outcome     text,

    constraint promises_kind_known     check (kind in ('callback', 'missed_call', 'undelivered', 'portal_callback')),
    constraint promises_what_not_blank check (btrim(what) <> ''),
    constraint promises_end_with_words check ((kept_at is null) = (outcome is null) and btrim(outcome) <> '')
);
create index promises_open_idx on promises (due_at) where kept_at is null;
create index promises_customer_id_idx on promises (customer_id, created_at);
-- One promise for one missed call, however often the PBX says so.
create unique index promises_missed_call_key on promises (call_id) where kind = 'missed_call';

create table appointments (
    id               bigint generated always as identity primary key,
    technician_id    bigint      not null references staff (id),
    service_id       bigint      not null references services (id),
    status           text        not null,
    -- Half-open: the visit covers starts_at, and ends just before ends_at.
    starts_at        timestamptz not null,
    ends_at          timestamptz not null,
    -- The technician's time is taken until then: the visit and its buffer.
    blocked_until    timestamptz not null,
    -- What the customer was told: somebody comes between these.
    window_starts_at timestamptz not null,
    window_ends_at   timestamptz not null,
    -- All four are null only in a hold.
    ticket_id        bigint      references tickets (id),
    customer_id      bigint      references customers (id),
    site_id          bigint      references sites (id),
    -- iCalendar UID, for ever the same.
    uid              text,
    -- iCalendar SEQUENCE: how often it was moved or cancelled.
    sequence         integer     not null default 0,
    -- SHA-256 of the token in the customer's link.
    token_hash       bytea,
    -- A hold: until when, and SHA-256 of its holder's token.
    held_until       timestamptz,
    hold_hash        bytea,
    source           text        not null,
    -- Set by the form that booked it: the same form sent twice books once.
    request_key      text,
    created_by       bigint      references staff (id),
    created_at       timestamptz not null,
    cancelled_at     timestamptz,
    cancel_reason    text,
    en_route_at      timestamptz,
    started_at       timestamptz,
    finished_at      timestamptz,
    version          integer     not null default 1,

    constraint appointments_status_known
        check (status in ('held', 'booked', 'en_route', 'started', 'done', 'cancelled', 'no_show')),
    constraint appointments_source_known    check (source in ('office', 'portal', 'demo')),
    constraint appointments_end_after_start check (ends_at > starts_at and blocked_until >= ends_at),
    constraint appointments_window_in_order check (window_ends_at > window_starts_at),
    constraint appointments_hold_expires    check ((status = 'held') = (held_until is not null)),
    constraint appointments_complete_unless_held
        check (status = 'held' or (ticket_id is not null and customer_id is not null and site_id is not null
                                   and uid is not null and token_hash is not null)),
    constraint appointments_cancelled_dated check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint appointments_uid_key         unique (uid),
    constraint appointments_token_key       unique (token_hash),
    constraint appointments_request_key     unique (request_key),

    -- A technician is in one place at a time. Of two requests that race for the same
    -- slot one wins, whatever the program does.
    constraint appointments_no_double_booking
        exclude using gist (
            technician_id with =,
            tstzrange(starts_at, blocked_until, '[)') with &&
        ) where (status <> 'cancelled')
);
create index appointments_starts_at_idx on appointments (starts_at);
create index appointments_technician_idx on appointments (technician_id, starts_at);
create index appointments_customer_id_idx on appointments (customer_id, starts_at);
create index appointments_ticket_id_idx on appointments (ticket_id);
create index appointments_held_until_idx on appointments (held_until) where status = 'held';
