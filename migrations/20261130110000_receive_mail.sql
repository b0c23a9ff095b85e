-- What customers write: each e-mail of the watched mailbox, taken once, with what it answers and what it carries.

create table mailboxes (
    -- `sav@duret.example/INBOX`: another account or folder is another mailbox.
    name            text        primary key,
    -- UIDs mean something only under this value (RFC 3501 §2.3.1.1); null before the first look.
    uid_validity    bigint,
    -- Every mail up to this one has been taken.
    last_uid        bigint      not null default 0,
    -- Mails that somebody had read before then are theirs, not ours.
    watched_since   timestamptz not null,
    -- Whoever reads the mailbox has it for itself until then.
    reader          text,
    leased_until    timestamptz,
    last_contact_at timestamptz,
    last_mail_at    timestamptz,
    failing_since   timestamptz,
    failure         text        not null default ''
);

create table mail_settings (
    id           boolean primary key default true,
    -- Whether a new request that came by e-mail is acknowledged.
    acknowledges boolean not null default true,

    constraint mail_settings_only_row check (id)
);
insert into mail_settings default values;

create table mails (
    id           bigint generated always as identity primary key,
    mailbox      text        not null references mailboxes (name),
    uid_validity bigint      not null,
    uid          bigint      not null,
    -- SHA-256 of what makes it itself, so that a copy under another UID is known as one.
    fingerprint  bytea       not null,
    -- Without the angle brackets, as the sender's program wrote it.
    message_id   text,
    -- Lower case; null where there is none that could be answered.
    from_address text,
    from_name    text        not null default '',
    subject      text        not null default '',
    -- The whole text, quotations included.
    body         text        not null default '',
    -- What was left out, in French, one a line.
    remarks      text        not null default '',
    -- Why no person wrote it; null where one did.
    automatic    text,
    size_bytes   bigint      not null,
    -- As the sender says, where that can be read.
    sent_at      timestamptz,
    received_at  timestamptz not null,
    taken_at     timestamptz not null,
    -- Where it stands: on a request, waiting for a person to say where, or aside.
    state        text        not null,
    customer_id  bigint      references customers (id),
    ticket_id    bigint      references tickets (id),
    -- What spoke for that request.
    evidence     text,
    -- The request that a person may confirm.
    proposed_id  bigint      references tickets (id),
    -- Why a person is asked.
    question     text        not null default '',
    -- Who owes what about it.
    promise_id   bigint      references promises (id),
    version      integer     not null default 1,

    constraint mails_uid_key         unique (mailbox, uid_validity, uid),
    constraint mails_fingerprint_key unique (fingerprint),
    constraint mails_state_known     check (state in ('filed', 'asking', 'aside')),
    constraint mails_filed_somewhere check ((state = 'filed') = (ticket_id is not null)),
    constraint mails_evidence_known
        check (evidence in ('our_message', 'their_mail', 'token', 'sender', 'new', 'person')),
    constraint mails_automatic_known
        check (automatic in ('reply', 'generated', 'list', 'report', 'own'))
);
create index mails_ticket_id_idx on mails (ticket_id, received_at) where ticket_id is not null;
create index mails_customer_id_idx on mails (customer_id, received_at) where customer_id is not null;
create index mails_proposed_id_idx on mails (proposed_id) where proposed_id is not null;
create index mails_message_id_idx on mails (message_id) where message_id is not null;
create index mails_from_address_idx on mails (from_address, received_at);
create index mails_asking_idx on mails (id) where state = 'asking';
create index mails_aside_idx on mails (id) where state = 'aside';
create index mails_promise_id_idx on mails (promise_id) where promise_id is not null;

create table mail_attachments (
    mail_id  bigint  not null references mails (id) on delete cascade,
    position integer not null,
    name     text    not null,
    -- What its first bytes say, whatever the sender called it.
    kind     text    not null,
    size_bytes bigint not null,
    -- Null where it was too large to keep.
    content  bytea,
    -- Of a picture: the same picture, drawn anew.
    picture  bytea,

    constraint mail_attachments_key        primary key (mail_id, position),
    constraint mail_attachments_kind_known check (kind in ('jpeg', 'png', 'webp', 'pdf', 'other'))
);
alter table mail_attachments alter column content set storage external;
alter table mail_attachments alter column picture set storage external;

alter table messages
    -- What it is about, where there is no appointment.
    add column ticket_id bigint references tickets (id),
    -- The Message-ID of the mail that it answers.
    add column in_reply_to text,
    -- Names under which it left before it was sent anew: an answer may come to each.
    add column former_references text[] not null default '{}',
    drop constraint messages_kind_known,
    add constraint messages_kind_known
        check (kind in ('confirmation', 'move', 'cancellation', 'reminder_day', 'reminder_hours', 'on_the_way', 'acknowledgement'));
create index messages_ticket_id_idx on messages (ticket_id) where ticket_id is not null;
create index messages_former_references_idx on messages using gin (former_references) where former_references <> '{}';

alter table tickets
    drop constraint tickets_source_known,
    add constraint tickets_source_known check (source in ('phone', 'portal', 'field', 'office', 'email', 'promise', 'follow_up'));

alter table promises
    drop constraint promises_kind_known,
    add constraint promises_kind_known
        check (kind in ('callback', 'missed_call', 'undelivered', 'portal_callback', 'danger', 'post_it', 'ticket', 'follow_up', 'mail'));
