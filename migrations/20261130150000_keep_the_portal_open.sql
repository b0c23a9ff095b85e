-- What keeps the portal open for everybody: how much one visitor may do, proofs of work, and who is kept out.

-- One row for each thing that somebody does and each name they do it under: a network, a number, an e-mail address. What
-- is used up comes back with time, so one instant says all. Deleted when nothing is used up any more.
create table portal_allowances (
    act        text        not null,
    subject    text        not null,
    -- Everything is given back by then.
    used_until timestamptz not null,
    -- How often more was asked for than there was.
    refused    integer     not null default 0,

    constraint portal_allowances_pkey primary key (act, subject)
);
create index portal_allowances_used_until_idx on portal_allowances (used_until);
create index portal_allowances_refused_idx on portal_allowances (refused desc, subject, act) where refused > 0;

-- Proofs of work that were shown: each opens once. SHA-256 of the task.
create table portal_proofs (
    task_hash  bytea       primary key,
    expires_at timestamptz not null
);
create index portal_proofs_expires_at_idx on portal_proofs (expires_at);

-- Who may not use the portal, until when, and why. Never deleted: it says who kept whom out.
create table portal_blocks (
    id         bigint generated always as identity primary key,
    -- An IPv4 address, a /64 of IPv6, a number in E.164 or an e-mail address in small letters: see src/abuse/subject.rs.
    subject    text        not null,
    reason     text        not null,
    ends_at    timestamptz not null,
    created_by bigint      not null references staff (id),
    created_at timestamptz not null,
    lifted_at  timestamptz,
    lifted_by  bigint      references staff (id),

    constraint portal_blocks_subject_filled check (btrim(subject) <> ''),
    constraint portal_blocks_reason_filled  check (btrim(reason) <> ''),
    constraint portal_blocks_ends_later     check (ends_at > created_at)
);
create unique index portal_blocks_subject_key on portal_blocks (subject) where lifted_at is null;
