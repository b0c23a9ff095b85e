-- The watched folder: which files are still growing, and which contents were dealt with.

create table watched_files (
    name    text        primary key,
    size    bigint      not null,
    seen_at timestamptz not null
);

create table imported_files (
    -- SHA-256 of the content: once is enough, whatever its name.
    content_hash bytea       primary key,
    file_name    text        not null,
    -- Null of a file that was refused.
    import_id    bigint      references imports (id) on delete set null,
    imported_at  timestamptz not null
);
