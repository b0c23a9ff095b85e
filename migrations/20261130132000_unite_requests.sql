-- Two requests of one customer made one: what was on the other is on the kept one, and whatever comes later for the other too.

alter table tickets
    add column merged_into bigint references tickets (id),
    add constraint tickets_merged_elsewhere check (merged_into <> id),
    add constraint tickets_merged_closed    check (merged_into is null or status = 'closed');
create index tickets_merged_into_idx on tickets (merged_into) where merged_into is not null;

-- What names a request that was united with another is put on the other. It waits for a uniting under way.
create function follow_united_request() returns trigger language plpgsql as $$
declare
    kept bigint;
begin
    select merged_into into kept from tickets where id = new.ticket_id for key share;
    if kept is not null then
        new.ticket_id := kept;
    end if;
    return new;
end
$$;

create trigger promises_follow_united before insert or update of ticket_id on promises
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger appointments_follow_united before insert or update of ticket_id on appointments
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger calls_follow_united before insert or update of ticket_id on calls
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger messages_follow_united before insert or update of ticket_id on messages
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger mails_follow_united before insert or update of ticket_id on mails
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger events_follow_united before insert or update of ticket_id on events
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger ticket_notes_follow_united before insert or update of ticket_id on ticket_notes
    for each row when (new.ticket_id is not null) execute function follow_united_request();
create trigger ticket_drafts_follow_united before insert or update of ticket_id on ticket_drafts
    for each row when (new.ticket_id is not null) execute function follow_united_request();
