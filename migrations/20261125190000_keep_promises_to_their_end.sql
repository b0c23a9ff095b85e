-- Promises from every source, put off with a reason, told to those who can still keep them, taken over and given back; none is ever deleted.

-- Two presses of one button made two promises of one call: the later one is closed with these words.
update promises later
set kept_at = later.created_at, outcome = 'Notée deux fois'
where kind = 'callback' and kept_at is null and call_id is not null
  and exists (select from promises first
              where first.call_id = later.call_id and first.kind = 'callback' and first.kept_at is null and first.id < later.id);
create unique index promises_callback_key on promises (call_id) where kind = 'callback' and kept_at is null;

alter table promises
    drop constraint promises_kind_known,
    add constraint promises_kind_known
        check (kind in ('callback', 'missed_call', 'undelivered', 'portal_callback', 'danger', 'post_it', 'ticket', 'follow_up')),
    -- Too early is a broken promise too: "entre 14 et 16 h".
    add column not_before timestamptz,
    -- The post-it as it was typed.
    add column typed text,
    -- Whom to dial, in E.164, where a post-it says so.
    add column phone text,
    -- Set by the form that made it: the same form sent twice promises once.
    add column request_key text,
    -- Who was told: 0 nobody, 1 its owner before it is due, 2 the manager since it is late. Back to 0 when it is put off.
    add column escalation smallint not null default 0,
    add constraint promises_request_key       unique (request_key),
    add constraint promises_not_before_due    check (not_before <= due_at),
    add constraint promises_phone_e164        check (phone ~ '^\+[1-9][0-9]{3,14}$'),
    add constraint promises_escalation_known  check (escalation between 0 and 2);

create index promises_owner_idx on promises (owner_id, due_at) where kept_at is null;
create index promises_pressing_idx on promises ((kind <> 'danger'), due_at, id) where kept_at is null;
create index promises_to_tell_idx on promises (due_at) where kept_at is null and escalation < 2;
create index promises_kept_idx on promises (kept_at, id) where kept_at is not null;
create index promises_ticket_id_idx on promises (ticket_id) where ticket_id is not null;

create function promises_stay() returns trigger language plpgsql as $$
begin
    raise exception 'a promise is kept, never deleted' using errcode = 'restrict_violation', constraint = 'promises_stay';
end
$$;
create trigger promises_stay before delete on promises for each row execute function promises_stay();

-- What happened to a promise between its making and its end.
create table promise_events (
    id         bigint generated always as identity primary key,
    promise_id bigint      not null references promises (id),
    at         timestamptz not null,
    -- Null where the passing of time did it.
    staff_id   bigint      references staff (id),
    kind       text        not null,
    reason     text,
    due_from   timestamptz,
    due_to     timestamptz,
    owner_from bigint      references staff (id),
    owner_to   bigint      references staff (id),

    constraint promise_events_kind_known
        check (kind in ('put_off', 'assigned', 'taken_over', 'given_back', 'told_soon', 'told_late', 'reopened')),
    constraint promise_events_put_off_said_why
        check (kind <> 'put_off' or (reason is not null and btrim(reason) <> '' and due_to is not null))
);
create index promise_events_promise_id_idx on promise_events (promise_id, id);

-- Who is told of a promise before or after it is due; once for each time it is due.
create table promise_notices (
    id         bigint generated always as identity primary key,
    promise_id bigint      not null references promises (id),
    staff_id   bigint      not null references staff (id),
    stage      text        not null,
    due_at     timestamptz not null,
    at         timestamptz not null,
    seen_at    timestamptz,

    constraint promise_notices_stage_known check (stage in ('soon', 'late')),
    constraint promise_notices_key         unique (promise_id, staff_id, stage, due_at)
);
create index promise_notices_unseen_idx on promise_notices (staff_id, at) where seen_at is null;

-- Somebody keeps the promises and requests of somebody absent, until these are given back.
create table relays (
    id            bigint generated always as identity primary key,
    absent_id     bigint      not null references staff (id),
    by_id         bigint      not null references staff (id),
    taken_at      timestamptz not null,
    -- When the absent one returns, where that is known: then the rest is given back by itself.
    until         timestamptz,
    given_back_at timestamptz,

    constraint relays_of_someone_else check (absent_id <> by_id)
);
create unique index relays_open_key on relays (absent_id, by_id) where given_back_at is null;
create index relays_until_idx on relays (until) where given_back_at is null;

create table relay_items (
    relay_id   bigint not null references relays (id),
    promise_id bigint references promises (id),
    ticket_id  bigint references tickets (id),

    constraint relay_items_one_thing   check (num_nonnulls(promise_id, ticket_id) = 1),
    constraint relay_items_promise_key unique (relay_id, promise_id),
    constraint relay_items_ticket_key  unique (relay_id, ticket_id)
);
create index tickets_owner_idx on tickets (owner_id, created_at) where status in ('open', 'planned', 'in_progress');
