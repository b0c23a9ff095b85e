-- The company's own colour, words and logo on the portal.

alter table company
    -- As #rrggbb; dark enough for white letters: see src/values/colour.rs. Null: the colour of Relais.
    add column portal_colour text,
    -- Under the first heading, and once a visit is confirmed; empty: ours.
    add column portal_welcome   text not null default '',
    add column portal_confirmed text not null default '',
    -- PNG, drawn anew; and the first letters of its SHA-256, by which browsers know it.
    add column logo      bytea,
    add column logo_hash text,
    add constraint company_portal_colour_form check (portal_colour ~ '^#[0-9a-f]{6}$'),
    add constraint company_logo_complete      check ((logo is null) = (logo_hash is null));
