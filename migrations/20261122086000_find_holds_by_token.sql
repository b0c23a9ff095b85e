-- A hold is found by its holder's token, and a token holds one slot.

create unique index appointments_hold_key on appointments (hold_hash) where hold_hash is not null;
