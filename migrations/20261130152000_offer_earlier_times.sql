-- Who waits for an earlier time, what became free, and to whom it was offered.

-- One appointment's customer wants to hear of earlier times.
create table earlier_wishes (
    appointment_id bigint      primary key references appointments (id) on delete cascade,
    wished_at      timestamptz not null
);
create index earlier_wishes_wished_at_idx on earlier_wishes (wished_at, appointment_id);

-- A technician's time that was taken and is no longer: a row until it is offered, or nobody wants it. Without a foreign
-- key, so that what frees it waits for nothing.
create table freed_times (
    id            bigint generated always as identity primary key,
    technician_id bigint      not null,
    starts_at     timestamptz not null,
    ends_at       timestamptz not null
);

create table earlier_offers (
    id               bigint generated always as identity primary key,
    appointment_id   bigint      not null references appointments (id) on delete cascade,
    -- Keeps the time; gone once it has run out or was taken.
    hold_id          bigint      references appointments (id) on delete set null,
    technician_id    bigint      not null references staff (id),
    starts_at        timestamptz not null,
    blocked_until    timestamptz not null,
    window_starts_at timestamptz not null,
    window_ends_at   timestamptz not null,
    offered_at       timestamptz not null,
    expires_at       timestamptz not null,
    ended_at         timestamptz,
    outcome          text,

    constraint earlier_offers_outcome_known check (outcome in ('taken', 'refused', 'expired', 'outdated')),
    constraint earlier_offers_ended_somehow check ((ended_at is null) = (outcome is null))
);
-- One at a time.
create unique index earlier_offers_open_key on earlier_offers (appointment_id) where ended_at is null;
create index earlier_offers_appointment_id_idx on earlier_offers (appointment_id, window_starts_at);
create index earlier_offers_hold_id_idx on earlier_offers (hold_id) where hold_id is not null;

-- Whoever frees time, by whatever door, while somebody waits.
create function note_freed_time() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'absences' then
        insert into freed_times (technician_id, starts_at, ends_at)
        select old.staff_id, old.starts_at, old.ends_at where exists (select from earlier_wishes);
    else
        insert into freed_times (technician_id, starts_at, ends_at)
        select old.technician_id, old.starts_at, old.blocked_until where exists (select from earlier_wishes);
    end if;
    return null;
end $$;
create trigger appointments_note_freed_time after update on appointments
    for each row when (old.status = 'booked'
                       and (new.status = 'cancelled'
                            or (old.technician_id, old.starts_at) is distinct from (new.technician_id, new.starts_at)))
    execute function note_freed_time();
create trigger absences_note_freed_time after delete on absences
    for each row execute function note_freed_time();

alter table messages
    drop constraint messages_kind_known,
    add constraint messages_kind_known
        check (kind in ('confirmation', 'move', 'cancellation', 'reminder_day', 'reminder_hours', 'on_the_way', 'acknowledgement',
                        'answer', 'earlier_slot'));
