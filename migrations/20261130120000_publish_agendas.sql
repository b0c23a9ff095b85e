-- Addresses under which a technician's agenda is read by Outlook, Google or a telephone: whoever knows one reads it, until
-- it is revoked.
create table agenda_feeds (
    id            bigint      generated always as identity primary key,
    technician_id bigint      not null references staff (id) on delete cascade,
    -- Where it is read: "Téléphone de Gaëtan".
    label         text        not null,
    -- The secret in the address is made of this and of our key, so that it can be shown again.
    name          text        not null,
    -- SHA-256 of that secret, by which the feed is found.
    token_hash    bytea       not null,
    created_by    bigint      references staff (id),
    created_at    timestamptz not null,
    last_read_at  timestamptz,
    revoked_at    timestamptz,

    constraint agenda_feeds_label_filled check (label <> ''),
    constraint agenda_feeds_token_key    unique (token_hash)
);
create unique index agenda_feeds_label_key on agenda_feeds (technician_id, label) where revoked_at is null;
