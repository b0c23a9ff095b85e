-- What a customer says and shows on the page of their appointment.

alter table promises
    drop constraint promises_kind_known,
    add constraint promises_kind_known
        check (kind in ('callback', 'missed_call', 'undelivered', 'portal_callback', 'danger', 'post_it', 'ticket', 'follow_up', 'mail',
                        'portal_message'));

-- Drawn anew when they came in: JPEG, upright, no larger than a screen.
create table portal_photos (
    id             bigint generated always as identity primary key,
    appointment_id bigint      not null references appointments (id) on delete cascade,
    -- SHA-256 of the file as it was sent: the same sent twice is kept once.
    file_hash      bytea       not null,
    picture        bytea       not null,
    sent_at        timestamptz not null,

    constraint portal_photos_once_key unique (appointment_id, file_hash)
);
