-- Agendas kept elsewhere (Outlook, Google), read from a published address: when they are busy, a technician is not free.
create table outside_agendas (
    id            bigint      generated always as identity primary key,
    technician_id bigint      not null references staff (id) on delete cascade,
    -- Whose agenda it is, in the office's words: "Outlook de Gaëtan".
    label         text        not null,
    -- Whoever knows it reads the agenda: never shown whole, never logged.
    address       text        not null,
    created_by    bigint      references staff (id),
    created_at    timestamptz not null,
    -- When to read next.
    due_at        timestamptz not null,
    -- Whoever reads has it alone until then.
    leased_until  timestamptz,
    -- The last good reading, with or without news.
    last_read_at  timestamptz,
    -- The last reading of the whole agenda: what comes again is reckoned so far ahead from then.
    expanded_at   timestamptz,
    -- What the server calls this version (RFC 9110 §8.8).
    etag          text,
    last_modified text,
    events        integer     not null default 0,
    -- What was read with doubt, in French.
    remark        text        not null default '',
    failing_since timestamptz,
    failure       text        not null default '',

    constraint outside_agendas_label_filled   check (label <> ''),
    constraint outside_agendas_events_counted check (events >= 0),
    constraint outside_agendas_address_key    unique (technician_id, address)
);
create index outside_agendas_due_at_idx on outside_agendas (due_at);

-- When an outside agenda is busy, merged; nothing of what it says is kept. A reading that fails leaves them as they are.
create table busy_times (
    agenda_id     bigint      not null references outside_agendas (id) on delete cascade,
    technician_id bigint      not null references staff (id) on delete cascade,
    starts_at     timestamptz not null,
    ends_at       timestamptz not null,

    constraint busy_times_pkey           primary key (agenda_id, starts_at),
    constraint busy_times_end_after_start check (ends_at > starts_at)
);
create index busy_times_technician_id_idx on busy_times (technician_id, ends_at) include (starts_at);
create index busy_times_ends_at_idx on busy_times (ends_at);
