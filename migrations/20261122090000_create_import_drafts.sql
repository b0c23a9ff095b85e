-- Files that somebody chose to import and has not confirmed yet.

create table import_drafts (
    id         bigint generated always as identity primary key,
    -- Nobody else sees or confirms it.
    staff_id   bigint      not null references staff (id) on delete cascade,
    file_name  text        not null,
    content    bytea       not null,
    -- Forgotten after a day; see src/legacy/queries_history.rs.
    created_at timestamptz not null
);
