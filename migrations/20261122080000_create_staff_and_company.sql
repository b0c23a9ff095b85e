-- Who works here, how they sign in, and what the company is called.

create table company (
    -- One company per database.
    id              boolean primary key default true,
    name            text not null,
    -- As customers should read and dial it.
    phone           text not null,
    email           text,
    address         text,
    -- Alphanumeric SMS sender: see domain.md §4.2.
    sms_sender      text not null,
    -- How long a person may undo before what they did is told to the customer.
    undo_seconds    integer not null default 8,

    constraint company_single_row         check (id),
    constraint company_sms_sender_allowed check (sms_sender ~ '^[A-Za-z0-9]{3,11}$' and sms_sender ~ '[A-Za-z]'),
    constraint company_undo_reasonable    check (undo_seconds between 0 and 120)
);

create table staff (
    id            bigint generated always as identity primary key,
    name          text        not null,
    -- Lower case: two spellings of one address are one account.
    email         text        not null,
    role          text        not null,
    -- E.164; to recognise a technician who calls.
    phone         text,
    -- What they do, as shown under their name on the board.
    trade         text,
    -- Argon2id in PHC format.
    password_hash text        not null,
    active        boolean     not null default true,
    created_at    timestamptz not null,

    constraint staff_name_not_blank   check (btrim(name) <> ''),
    constraint staff_email_lower_case check (email = lower(email)),
    constraint staff_email_key        unique (email),
    constraint staff_role_known       check (role in ('office', 'technician', 'manager')),
    constraint staff_phone_e164       check (phone ~ '^\+[1-9][0-9]{3,14}$')
);

create table sessions (
    -- SHA-256 of the cookie's token: who reads the table cannot sign in.
    token_hash bytea primary key,
    staff_id   bigint      not null references staff (id) on delete cascade,
    device     text        not null,
    -- Asked for at sign-in: a session that stays when the browser closes.
    remembered boolean     not null,
    created_at timestamptz not null,
    seen_at    timestamptz not null,
    -- Said on the next page of this session, once.
    flash      jsonb,

    constraint sessions_token_hash_is_sha256 check (octet_length(token_hash) = 32)
);
create index sessions_staff_id_idx on sessions (staff_id);

-- Failed sign-ins, to slow guessing down; see src/staff/throttle.rs.
create table sign_in_failures (
    id      bigint generated always as identity primary key,
    -- The e-mail address that was tried, lower case, whether it exists or not.
    account text        not null,
    address text        not null,
    at      timestamptz not null
);
create index sign_in_failures_account_idx on sign_in_failures (account, at);
create index sign_in_failures_address_idx on sign_in_failures (address, at);
