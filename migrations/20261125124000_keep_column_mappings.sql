-- What the office said of the columns of a file whose headers nobody knows: kept for the next file of that kind.

create table import_profiles (
    id         bigint generated always as identity primary key,
    name       text        not null,
    kind       text        not null,
    -- As they stand in the file, in their order: they make the profile apply.
    headers    text[]      not null,
    -- What each of them holds, in the words of src/legacy/mapping.rs.
    fields     text[]      not null,
    staff_id   bigint      references staff (id),
    saved_at   timestamptz not null,

    constraint import_profiles_headers_key   unique (headers),
    constraint import_profiles_name_not_blank check (btrim(name) <> ''),
    constraint import_profiles_fields_fit    check (cardinality(headers) = cardinality(fields)),
    constraint import_profiles_kind_known
        check (kind in ('mde-clients', 'sage-clients', 'outlook-contacts', 'relances'))
);
