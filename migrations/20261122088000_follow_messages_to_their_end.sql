-- Which state of an appointment a message speaks of, and what the SMS gateway tells us afterwards.

alter table messages
    -- The appointment's iCalendar SEQUENCE when the message was written: once that has changed, it is out of date.
    add column sequence integer;

create index messages_failed_idx on messages (id) where failed_at is not null;

-- What a gateway said of a text message. Kept until the message is known: a receipt may overtake the
-- gateway's own answer, from which we learn the name it gives the message.
create table sms_receipts (
    provider_id text        not null,
    status      text        not null,
    error       text,
    received_at timestamptz not null,

    -- The same receipt again says nothing new.
    constraint sms_receipts_key          primary key (provider_id, status),
    constraint sms_receipts_status_known check (status in ('delivered', 'failed'))
);
create index sms_receipts_received_at_idx on sms_receipts (received_at);

-- What customers answered.
create table sms_replies (
    id          bigint generated always as identity primary key,
    -- E.164 where it could be read, else as the gateway wrote it.
    sender      text        not null,
    recipient   text        not null,
    body        text        not null,
    -- Whom we last wrote to at that number.
    customer_id bigint      references customers (id),
    received_at timestamptz not null
);
create index sms_replies_sender_idx on sms_replies (sender, received_at);
create index messages_recipient_idx on messages (recipient, id);
