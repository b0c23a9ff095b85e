-- The follow-up sheet keeps its state, and what old plannings say waits for somebody to confirm it.

-- Whose it is when records change home; null where somebody else than an import wrote the row.
alter table worksites add column client_code text;
alter table quotes add column client_code text;

-- One line of the sheet "Relances": read only here.
create table follow_ups (
    id           bigint generated always as identity primary key,
    -- Its line in the sheet, as in source_records.
    external_id  text        not null,
    customer_id  bigint      not null references customers (id),
    subject      text        not null,
    -- Null where the sheet says it in words.
    chased_on    date,
    -- As typed: '28/10/2025', 'semaine 42', '?'.
    chased       text        not null,
    status       text        not null,
    is_open      boolean     not null,
    remark       text        not null,
    fingerprint  bytea       not null,
    import_id    bigint      not null references imports (id),
    imported_at  timestamptz not null,

    constraint follow_ups_row_key unique (external_id)
);
create index follow_ups_customer_id_idx on follow_ups (customer_id);
create index follow_ups_list_idx on follow_ups (is_open, id);

-- One entry of an agenda, or one half day of a planning: never an appointment by itself.
create table unconfirmed_visits (
    id           bigint generated always as identity primary key,
    kind         text        not null,
    -- What makes an entry the same one in a newer file.
    external_id  text        not null,
    -- As the file or its title says it.
    technician   text,
    day          date        not null,
    starts_at    time,
    ends_at      time,
    -- As typed: 'Mme Diallo?', 'RDV', '???'.
    label        text        not null,
    place        text,
    note         text,
    -- Only where it is certain.
    customer_id  bigint      references customers (id) on delete set null,
    -- What does not fit, in French.
    warning      text,
    state        text        not null default 'open',
    settled_by   bigint      references staff (id),
    settled_at   timestamptz,
    line         integer     not null,
    raw          jsonb       not null,
    fingerprint  bytea       not null,
    import_id    bigint      not null references imports (id),
    imported_at  timestamptz not null,

    constraint unconfirmed_visits_row_key     unique (kind, external_id),
    constraint unconfirmed_visits_kind_known  check (kind in ('outlook-agenda', 'planning')),
    constraint unconfirmed_visits_state_known check (state in ('open', 'done', 'ignored'))
);
create index unconfirmed_visits_list_idx on unconfirmed_visits (state, day, id);
create index unconfirmed_visits_customer_id_idx on unconfirmed_visits (customer_id);
