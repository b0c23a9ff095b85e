-- Two clocks, an owner and a dated next action for every open request, so that what is due next can be listed and told.

-- What is promised for each priority (domain.md §5.3), in minutes of the office's time or of the calendar's.
create table ticket_targets (
    priority           text primary key,
    response_minutes   integer not null,
    -- Null where the date is agreed on with the customer.
    resolution_minutes integer,
    clock              text    not null,

    constraint ticket_targets_priority_known check (priority in ('p0', 'p1', 'p2', 'p3', 'p4')),
    constraint ticket_targets_clock_known    check (clock in ('business', 'calendar')),
    constraint ticket_targets_ahead          check (response_minutes >= 0 and resolution_minutes > 0)
);
insert into ticket_targets (priority, response_minutes, resolution_minutes, clock) values
    ('p0', 0, 240, 'calendar'),
    ('p1', 15, 240, 'business'),
    ('p2', 60, 480, 'business'),
    ('p3', 240, 1440, 'business'),
    ('p4', 480, null, 'business');

alter table tickets
    drop constraint tickets_source_known,
    add constraint tickets_source_known
        check (source in ('phone', 'portal', 'field', 'office', 'email', 'promise', 'follow_up')),
    -- What will be done next, and by when.
    add column next_action        text,
    add column next_action_at     timestamptz,
    -- Each clock: when it runs out, when most of it is used up, and when it was stopped for good.
    add column response_due_at    timestamptz,
    add column response_warn_at   timestamptz,
    add column responded_at       timestamptz,
    add column resolution_due_at  timestamptz,
    add column resolution_warn_at timestamptz,
    add column resolved_at        timestamptz,
    -- Since when both clocks stand still, and why.
    add column paused_at          timestamptz,
    add column pause_reason       text,
    add column reopened_at        timestamptz[] not null default '{}',
    -- Whether the work is done for nothing, and the last day that is covered.
    add column under_warranty     boolean not null default false,
    add column warranty_ends_on   date,
    -- The danger that was spoken of; 'none' where it was asked about and there was none.
    add column triage             text,
    add column updated_by         bigint references staff (id),
    -- For which instants somebody was told that time is short, and that it is over.
    add column warned_for         timestamptz,
    add column breach_told_for    timestamptz,
    add constraint tickets_paused_with_reason  check ((paused_at is null) = (pause_reason is null)),
    add constraint tickets_pause_reason_known  check (pause_reason in ('customer', 'part', 'access')),
    add constraint tickets_triage_known
        check (triage in ('none', 'decharge', 'feu', 'brule', 'eau', 'cable')),
    add constraint tickets_paused_while_open
        check (paused_at is null or status in ('open', 'planned', 'in_progress'));

-- Those that stand: whoever made or holds them, else the first of the office, sees to them today.
update tickets t
set owner_id = coalesce(
        (select id from staff where id = t.owner_id and role <> 'technician'),
        (select id from staff where id = t.created_by and role <> 'technician' and active),
        (select id from staff where active
         order by array_position(array['office', 'manager', 'technician'], role), id limit 1)),
    next_action = case status when 'open' then 'Proposer un rendez-vous' else 'S’assurer que le rendez-vous est fait' end,
    next_action_at = coalesce(
        (select min(ends_at) from appointments a
         where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')),
        now())
where status in ('open', 'planned', 'in_progress');
update tickets set responded_at = created_at
where source in ('phone', 'office') or status <> 'open';
update tickets set resolved_at = coalesce(closed_at, updated_at) where status in ('done', 'closed');

alter table tickets
    add constraint tickets_open_followed
        check (status not in ('open', 'planned', 'in_progress')
               or (owner_id is not null and next_action_at is not null and coalesce(btrim(next_action), '') <> '')),
    -- The next thing owed: what lists sort by.
    add column due_at timestamptz generated always as (
        case when status in ('open', 'planned', 'in_progress') then
            least(next_action_at,
                  case when paused_at is not null then null
                       when responded_at is null then least(response_due_at, resolution_due_at)
                       else resolution_due_at end) end) stored,
    -- When its owner is told.
    add column warn_at timestamptz generated always as (
        case when status in ('open', 'planned', 'in_progress') then
            least(next_action_at,
                  case when paused_at is not null then null
                       when responded_at is null then least(response_warn_at, resolution_warn_at)
                       else resolution_warn_at end) end) stored,
    -- When a clock runs out, and the manager is told.
    add column breach_at timestamptz generated always as (
        case when status in ('open', 'planned', 'in_progress') and paused_at is null then
            case when responded_at is null then least(response_due_at, resolution_due_at)
                 else resolution_due_at end end) stored;

-- Of a million requests nearly all are closed: each list reads only those that are open, in its order.
drop index tickets_open_idx;
drop index tickets_owner_idx;
create index tickets_due_idx on tickets (due_at, id) where status in ('open', 'planned', 'in_progress');
create index tickets_owner_due_idx on tickets (owner_id, due_at, id) where status in ('open', 'planned', 'in_progress');
create index tickets_status_due_idx on tickets (status, due_at, id) where status in ('open', 'planned', 'in_progress');
create index tickets_priority_due_idx on tickets (priority, due_at, id) where status in ('open', 'planned', 'in_progress');
create index tickets_waiting_idx on tickets (pause_reason, due_at, id)
    where status in ('open', 'planned', 'in_progress') and paused_at is not null;
create index tickets_warranty_idx on tickets (due_at, id)
    where status in ('open', 'planned', 'in_progress') and under_warranty;
create index tickets_ended_idx on tickets (id) where status in ('done', 'closed');
create index tickets_done_idx on tickets (id) where status = 'done';
create index tickets_to_warn_idx on tickets (warn_at)
    where status in ('open', 'planned', 'in_progress') and warned_for is distinct from warn_at;
create index tickets_to_breach_idx on tickets (breach_at)
    where status in ('open', 'planned', 'in_progress') and breach_told_for is distinct from breach_at;
create index tickets_unclocked_idx on tickets (id)
    where status in ('open', 'planned', 'in_progress') and response_due_at is null;
create index calls_ticket_id_idx on calls (ticket_id) where ticket_id is not null;

-- When the clocks of a request stood still, and why.
create table ticket_pauses (
    id         bigint generated always as identity primary key,
    ticket_id  bigint      not null references tickets (id),
    reason     text        not null,
    note       text        not null default '',
    started_at timestamptz not null,
    started_by bigint      references staff (id),
    ended_at   timestamptz,
    -- Null where an appointment, or the end of the request, ended it.
    ended_by   bigint      references staff (id),

    constraint ticket_pauses_reason_known check (reason in ('customer', 'part', 'access')),
    constraint ticket_pauses_in_order     check (ended_at >= started_at)
);
create unique index ticket_pauses_open_key on ticket_pauses (ticket_id) where ended_at is null;
create index ticket_pauses_ticket_id_idx on ticket_pauses (ticket_id, started_at);

-- Who is told of a request before or after its time runs out; once for each such time.
create table ticket_notices (
    id        bigint generated always as identity primary key,
    ticket_id bigint      not null references tickets (id),
    staff_id  bigint      not null references staff (id),
    stage     text        not null,
    due_at    timestamptz not null,
    at        timestamptz not null,
    seen_at   timestamptz,

    constraint ticket_notices_stage_known check (stage in ('soon', 'late')),
    constraint ticket_notices_key         unique (ticket_id, staff_id, stage, due_at)
);
create index ticket_notices_unseen_idx on ticket_notices (staff_id, at) where seen_at is null;

-- A list that somebody saved under a name: its filter as the address of the list has it.
create table ticket_views (
    id         bigint generated always as identity primary key,
    staff_id   bigint      not null references staff (id),
    name       text        not null,
    filter     text        not null,
    created_at timestamptz not null,

    constraint ticket_views_named check (btrim(name) <> '' and length(name) <= 40)
);
create unique index ticket_views_name_key on ticket_views (staff_id, lower(name));
