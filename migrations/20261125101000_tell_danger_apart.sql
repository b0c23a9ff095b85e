-- A danger told on the portal is a promise of its own kind, and what was asked for twice is owed once.

alter table promises
    drop constraint promises_kind_known,
    add constraint promises_kind_known
        check (kind in ('callback', 'missed_call', 'undelivered', 'portal_callback', 'danger'));

-- Two presses of one button, or the same form from the back button: the words name whom to call about what.
create unique index promises_asked_once_key on promises (kind, md5(what))
    where kept_at is null and kind in ('portal_callback', 'danger');
