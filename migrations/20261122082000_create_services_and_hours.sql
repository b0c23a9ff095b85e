-- What can be booked, and when the technicians can be planned.

create table services (
    id               bigint generated always as identity primary key,
    -- domain.md §5.2
    code             text    not null,
    -- As the office reads it: 'Problème de tableau électrique'.
    name             text    not null,
    -- Words that callers use for it, folded, to find it while typing.
    keywords         text    not null default '',
    duration_minutes integer not null,
    -- Kept free after the visit.
    buffer_minutes   integer not null default 0,
    priority         text    not null,
    -- What the customer should have ready.
    preparation      text,
    -- Said before the customer confirms.
    price_words      text,
    icon             text    not null default 'wrench',
    -- Whether customers may book it on the portal, and under which words.
    online           boolean not null default false,
    online_name      text,
    position         integer not null default 0,
    active           boolean not null default true,

    constraint services_code_key        unique (code),
    constraint services_name_not_blank  check (btrim(name) <> ''),
    constraint services_duration_sane   check (duration_minutes between 15 and 600),
    constraint services_buffer_sane     check (buffer_minutes between 0 and 240),
    constraint services_priority_known  check (priority in ('p0', 'p1', 'p2', 'p3', 'p4')),
    constraint services_online_is_named check (not online or online_name is not null)
);

create table working_hours (
    id          bigint generated always as identity primary key,
    staff_id    bigint  not null references staff (id) on delete cascade,
    -- ISO 8601: 1 is Monday.
    weekday     integer not null,
    -- Wall clock of Europe/Paris.
    starts      time    not null,
    ends        time    not null,
    valid_from  date,
    valid_until date,

    constraint working_hours_weekday_known   check (weekday between 1 and 7),
    constraint working_hours_end_after_start check (ends > starts),
    constraint working_hours_valid_in_order  check (valid_until >= valid_from)
);
create index working_hours_staff_id_idx on working_hours (staff_id);

create table absences (
    id         bigint generated always as identity primary key,
    staff_id   bigint      not null references staff (id) on delete cascade,
    starts_at  timestamptz not null,
    ends_at    timestamptz not null,
    reason     text        not null,
    created_by bigint      references staff (id),
    created_at timestamptz not null,

    constraint absences_end_after_start check (ends_at > starts_at)
);
create index absences_staff_id_idx on absences (staff_id, ends_at);

-- Days on which nobody comes, beside Sundays and public holidays.
create table closures (
    day    date primary key,
    reason text not null
);
