-- What the reckoning of free time goes by, beside hours and absences: places, skills, limits and zones.

-- Communes are INSEE codes as numbers: see src/travel/communes.rs.

-- One row: what holds for everybody.
create table planning_rules (
    id                    boolean primary key default true,
    -- Customers book alone no sooner than this, and no farther ahead.
    online_notice_minutes integer not null default 120,
    online_horizon_days   integer not null default 60,
    -- So long a lunch is kept between these hours of the wall clock; 0 keeps none.
    lunch_minutes         integer not null default 45,
    lunch_from            time    not null default '11:30',
    lunch_until           time    not null default '14:30',

    constraint planning_rules_single_row   check (id),
    constraint planning_rules_notice_sane  check (online_notice_minutes between 0 and 20160),
    constraint planning_rules_horizon_sane check (online_horizon_days between 1 and 366),
    constraint planning_rules_lunch_fits   check (lunch_minutes between 0 and 180
                                                  and lunch_until >= lunch_from + make_interval(mins => lunch_minutes))
);

-- What limits one technician; without a row, nothing does.
create table technician_limits (
    staff_id    bigint primary key references staff (id) on delete cascade,
    -- Where the day begins and ends; null where it is not known.
    base        integer,
    most_visits integer,

    constraint technician_limits_visits_sane check (most_visits between 1 and 30)
);

-- Habilitations and skills: 'BR', 'IRVE'.
create table staff_skills (
    staff_id    bigint not null references staff (id) on delete cascade,
    skill       text   not null,
    -- The last day on which it holds; null: no end.
    valid_until date,

    constraint staff_skills_pkey     primary key (staff_id, skill),
    constraint staff_skills_in_caps  check (skill ~ '^[A-Z0-9]{1,12}$')
);

create table service_skills (
    service_id bigint not null references services (id) on delete cascade,
    skill      text   not null,

    constraint service_skills_pkey    primary key (service_id, skill),
    constraint service_skills_in_caps check (skill ~ '^[A-Z0-9]{1,12}$')
);

-- Where we go: so many minutes of driving around a commune. Without any zone, everywhere.
create table zones (
    id            bigint generated always as identity primary key,
    name          text    not null,
    commune       integer not null,
    reach_minutes integer not null,

    constraint zones_name_not_blank check (btrim(name) <> ''),
    constraint zones_name_key       unique (name),
    constraint zones_reach_sane     check (reach_minutes between 5 and 300)
);

-- Whose zones; a technician without any has them all.
create table staff_zones (
    staff_id bigint not null references staff (id) on delete cascade,
    zone_id  bigint not null references zones (id) on delete cascade,

    constraint staff_zones_pkey primary key (staff_id, zone_id)
);

-- Where it is, so that the way there and on can be reckoned; null: not looked for yet, 0: in no commune we know.
alter table appointments add column commune integer;

-- Two weeks of everybody's time are read at once: see src/scheduling/queries.rs.
create index appointments_time_idx on appointments (starts_at)
    include (technician_id, ends_at, blocked_until, status, held_until, commune);

-- A corrected address is looked for anew.
create function forget_commune() returns trigger language plpgsql as $$
begin
    update appointments set commune = null where site_id = new.id and ends_at > now() and commune is not null;
    return null;
end $$;
-- What is not looked for yet; the job that does so leaves few.
create index appointments_unlocated_idx on appointments (starts_at) where commune is null and site_id is not null;
create trigger sites_forget_commune after update of postcode, city on sites
    for each row when ((old.postcode, old.city) is distinct from (new.postcode, new.city))
    execute function forget_commune();

-- What a routing service told: see src/travel/known.rs.
create table travel_times (
    from_commune integer     not null,
    to_commune   integer     not null,
    seconds      integer     not null,
    told_at      timestamptz not null,

    constraint travel_times_pkey    primary key (from_commune, to_commune),
    constraint travel_times_positive check (seconds >= 0)
);
create index travel_times_to_commune_idx on travel_times (to_commune);
