-- Contracts of maintenance, and the visit that each makes due: one ahead of time, never two.

create table maintenance_contracts (
    id           bigint generated always as identity primary key,
    customer_id  bigint      not null references customers (id),
    -- Null where the undoing of an import took the address away.
    site_id      bigint      references sites (id) on delete set null,
    equipment_id bigint      references equipment (id) on delete set null,
    service_id   bigint      not null references services (id),
    -- An RRULE of RFC 5545; its DTSTART is first_on.
    rule         text        not null,
    first_on     date        not null,
    -- The last day that it covers; null where it goes on.
    last_on      date,
    -- How long before its day a visit is to be placed.
    lead_days    integer     not null,
    notes        text        not null default '',
    state        text        not null default 'active',
    end_reason   text,
    -- The day of the rule whose visit comes next or is under way; null once it is ended.
    due_on       date,
    -- By how many days the office put off this one visit.
    moved_days   integer     not null default 0,
    request_key  text        not null,
    created_by   bigint      references staff (id),
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    version      integer     not null default 1,
    -- When it is wanted, before it is moved off holidays and closed days.
    wanted_on    date        generated always as (due_on + moved_days) stored,
    -- From when on it is to be placed.
    make_on      date        generated always as (due_on + moved_days - lead_days) stored,

    constraint maintenance_contracts_rule_said    check (rule like 'FREQ=%'),
    constraint maintenance_contracts_in_order     check (last_on >= first_on),
    constraint maintenance_contracts_lead_sane    check (lead_days between 0 and 366),
    constraint maintenance_contracts_state_known  check (state in ('active', 'suspended', 'ended')),
    constraint maintenance_contracts_end_reasoned check ((state = 'ended') = (coalesce(btrim(end_reason), '') <> '')),
    constraint maintenance_contracts_due_unless_ended check ((state = 'ended') = (due_on is null)),
    constraint maintenance_contracts_request_key  unique (request_key)
);
create index maintenance_contracts_wanted_on_idx on maintenance_contracts (wanted_on, id) where state = 'active';
create index maintenance_contracts_make_on_idx on maintenance_contracts (make_on, id) where state = 'active';
create index maintenance_contracts_suspended_idx on maintenance_contracts (wanted_on, id) where state = 'suspended';
create index maintenance_contracts_ended_idx on maintenance_contracts (id) where state = 'ended';
create index maintenance_contracts_customer_id_idx on maintenance_contracts (customer_id, id);
create index maintenance_contracts_site_id_idx on maintenance_contracts (site_id);
create index maintenance_contracts_equipment_id_idx on maintenance_contracts (equipment_id) where equipment_id is not null;

-- A visit that was made due, as a request for the office to place.
create table maintenance_visits (
    id            bigint generated always as identity primary key,
    contract_id   bigint      not null references maintenance_contracts (id),
    -- The day of the rule.
    due_on        date        not null,
    -- The working day that it was asked for.
    planned_on    date        not null,
    -- Why that is another day, in words; null where it is the day of the rule.
    moved_because text,
    ticket_id     bigint      not null references tickets (id),
    made_at       timestamptz not null,
    -- When its request was done or closed.
    ended_at      timestamptz,

    constraint maintenance_visits_ticket_key unique (ticket_id),
    -- However many processes look at once.
    constraint maintenance_visits_due_key    unique (contract_id, due_on)
);
create unique index maintenance_visits_open_key on maintenance_visits (contract_id) where ended_at is null;

-- Who changed what of a contract.
create table maintenance_changes (
    id          bigint generated always as identity primary key,
    contract_id bigint      not null references maintenance_contracts (id),
    at          timestamptz not null,
    -- Null where time did it.
    staff_id    bigint      references staff (id),
    text        text        not null
);
create index maintenance_changes_contract_id_idx on maintenance_changes (contract_id, id);

alter table tickets
    drop constraint tickets_source_known,
    add constraint tickets_source_known
        check (source in ('phone', 'portal', 'field', 'office', 'email', 'promise', 'follow_up', 'maintenance')),
    -- The day around which the visit is wanted, where one was agreed on beforehand.
    add column wanted_on date;
