-- Whom we serve: one row for each real person or organisation, and how to reach and find them.

-- Finds parts of words, with typing mistakes.
create extension if not exists pg_trgm;

create table customers (
    id          bigint generated always as identity primary key,
    kind        text        not null default 'person',
    civility    text,
    first_name  text,
    -- A person's family name, or an organisation's whole name.
    last_name   text        not null,
    -- As it is shown: 'Dupont Pierre', 'Résidence Le Parc'.
    name        text        not null,
    -- values::text::fold of the name, for searching.
    folded_name text        not null,
    -- What everybody must know before they call or drive: a code, a dog.
    pinned_note text,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    version     integer     not null default 1,

    constraint customers_kind_known     check (kind in ('person', 'organisation')),
    constraint customers_name_not_blank check (btrim(name) <> '')
);
create index customers_folded_name_trgm_idx on customers using gin (folded_name gin_trgm_ops);
create index customers_folded_name_idx on customers (folded_name text_pattern_ops);

-- A person of an organisation.
create table contacts (
    id          bigint generated always as identity primary key,
    customer_id bigint      not null references customers (id) on delete cascade,
    name        text        not null,
    role        text,
    created_at  timestamptz not null,

    constraint contacts_name_not_blank check (btrim(name) <> '')
);
create index contacts_customer_id_idx on contacts (customer_id);

create table phones (
    id          bigint generated always as identity primary key,
    customer_id bigint      not null references customers (id) on delete cascade,
    contact_id  bigint      references contacts (id) on delete set null,
    -- As somebody wrote it.
    typed       text        not null,
    -- Null where no number could be read in it.
    e164        text,
    kind        text        not null default 'other',
    label       text,
    created_at  timestamptz not null,

    constraint phones_e164_form    check (e164 ~ '^\+[1-9][0-9]{3,14}$'),
    constraint phones_kind_known   check (kind in ('mobile', 'fixed', 'voip', 'toll_free', 'premium', 'm2m', 'other')),
    constraint phones_customer_key unique (customer_id, e164)
);
create index phones_e164_idx on phones (e164);
-- A PBX that drops or adds a prefix is still recognised by the last nine digits (domain.md §1.3).
create index phones_last_nine_idx on phones (right(e164, 9) text_pattern_ops);
create index phones_e164_trgm_idx on phones using gin (e164 gin_trgm_ops);

create table emails (
    id          bigint generated always as identity primary key,
    customer_id bigint      not null references customers (id) on delete cascade,
    contact_id  bigint      references contacts (id) on delete set null,
    address     text        not null,
    created_at  timestamptz not null,

    constraint emails_customer_key unique (customer_id, address),
    constraint emails_lower_case   check (address = lower(address))
);
create index emails_address_idx on emails (address text_pattern_ops);

-- Where work is done.
create table sites (
    id             bigint generated always as identity primary key,
    customer_id    bigint      not null references customers (id) on delete cascade,
    label          text,
    street         text        not null,
    complement     text,
    postcode       text,
    city           text,
    -- values::text::fold of the whole address, for searching.
    folded_address text        not null,
    -- values::address_key: equal for two writings of one address.
    address_key    text        not null,
    -- Codes, floors, dogs.
    access_note    text,
    created_at     timestamptz not null,

    constraint sites_customer_key unique (customer_id, address_key)
);
create index sites_folded_address_trgm_idx on sites using gin (folded_address gin_trgm_ops);

-- One run of one file through the importer.
create table imports (
    id          bigint generated always as identity primary key,
    source      text        not null,
    file_name   text        not null,
    staff_id    bigint      references staff (id),
    started_at  timestamptz not null,
    finished_at timestamptz,
    rows        integer     not null default 0,
    created     integer     not null default 0,
    updated     integer     not null default 0,
    linked      integer     not null default 0,
    unchanged   integer     not null default 0,

    constraint imports_source_known check (source in ('mde', 'sage'))
);

-- A row that was not taken, and why.
create table import_rejections (
    id        bigint generated always as identity primary key,
    import_id bigint  not null references imports (id) on delete cascade,
    line      integer not null,
    reason    text    not null,
    raw       text    not null
);
create index import_rejections_import_id_idx on import_rejections (import_id);

-- One row of one legacy source, kept whole, pointing to its customer.
create table source_records (
    id          bigint generated always as identity primary key,
    source      text        not null,
    -- The client's code in that source.
    external_id text        not null,
    customer_id bigint      not null references customers (id),
    line        integer     not null,
    raw         jsonb       not null,
    -- SHA-256 of the row, to see whether a newer file changed it.
    fingerprint bytea       not null,
    imported_at timestamptz not null,
    import_id   bigint      not null references imports (id),

    constraint source_records_source_known check (source in ('mde', 'sage')),
    constraint source_records_row_key      unique (source, external_id)
);
create index source_records_customer_id_idx on source_records (customer_id);
