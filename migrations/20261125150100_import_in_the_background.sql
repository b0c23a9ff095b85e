-- A chosen file is previewed and imported by a worker, while the office sees how far it is.

alter table import_drafts
    -- What a worker has to do with it; null while a person looks at it.
    add column asked_for   text,
    add column asked_at    timestamptz,
    -- How far the worker is.
    add column step        text        not null default 'waiting',
    -- Rows of the file, once they are read.
    add column step_rows   integer,
    -- The worker says again and again that it lives; after that instant another takes the file.
    add column lease_until timestamptz,
    add column attempts    integer     not null default 0,
    add column finished_at timestamptz,
    -- What would happen, as a dry run told.
    add column preview     jsonb,
    -- What became of it: the import, or why there is none.
    add column import_id   bigint      references imports (id) on delete set null,
    add column refusal     text,
    -- Only as long as somebody may still import it.
    alter column content drop not null,

    add constraint import_drafts_asked_for_known check (asked_for in ('preview', 'import')),
    add constraint import_drafts_asked_at        check ((asked_for is null) = (asked_at is null)),
    add constraint import_drafts_step_known      check (step in ('waiting', 'reading', 'matching', 'writing')),
    add constraint import_drafts_content_waits   check (content is not null or finished_at is not null);
create index import_drafts_due_idx on import_drafts (asked_at) where asked_for is not null and finished_at is null;
