-- Customers who may be one person, and what the old programs know of them beside their card: worksites, quotes, equipment.

-- What the comparison of records says. Written anew by each matching: derived, never edited.
create table match_proposals (
    customer_a  bigint           not null references customers (id) on delete cascade,
    customer_b  bigint           not null references customers (id) on delete cascade,
    -- 'same': one customer filed twice; 'household': two people who share a home.
    relation    text             not null,
    -- That they are one customer, 0 to 1.
    probability double precision not null,
    -- Bits of evidence, the sum of the reasons and of the prior (domain.md §2.6).
    weight      double precision not null,
    -- [{"what": "phone", "bits": 11.4, "words": "même numéro, 06 39 98 12 34"}, …]
    reasons     jsonb            not null,
    proposed_at timestamptz      not null,

    constraint match_proposals_pkey              primary key (customer_a, customer_b),
    constraint match_proposals_lower_id_first    check (customer_a < customer_b),
    constraint match_proposals_relation_known    check (relation in ('same', 'household')),
    constraint match_proposals_probability_range check (probability between 0 and 1)
);
create index match_proposals_customer_b_idx on match_proposals (customer_b);
create index match_proposals_weight_idx on match_proposals (relation, weight desc);

-- What a person decided of two customers: never proposed again, and never linked by an import.
create table match_verdicts (
    customer_a bigint      not null references customers (id) on delete cascade,
    customer_b bigint      not null references customers (id) on delete cascade,
    verdict    text        not null,
    staff_id   bigint      references staff (id),
    decided_at timestamptz not null,

    constraint match_verdicts_pkey           primary key (customer_a, customer_b),
    constraint match_verdicts_lower_id_first check (customer_a < customer_b),
    constraint match_verdicts_verdict_known  check (verdict in ('different', 'household'))
);
create index match_verdicts_customer_b_idx on match_verdicts (customer_b);

-- Why a record was tied to a customer who is known by another record; null for the first of a customer.
-- The shape is that of match_proposals.reasons.
alter table source_records add column link_reasons jsonb;

-- One worksite (chantier) of the ERP: read only here.
create table worksites (
    id             bigint generated always as identity primary key,
    source         text        not null,
    -- Its code in that source: 'CH00001'.
    external_id    text        not null,
    customer_id    bigint      not null references customers (id),
    label          text        not null,
    -- As the file has it, on one line.
    address        text,
    started_on     date,
    ended_on       date,
    -- As the file says it: 'Réceptionné', 'En cours', 'Terminé', 'Annulé'.
    status         text        not null,
    -- The day of the réception, from which warranties run (domain.md §4.6); null before it.
    received_on    date,
    amount_cents   bigint,
    raw            jsonb       not null,
    fingerprint    bytea       not null,
    import_id      bigint      not null references imports (id),
    imported_at    timestamptz not null,

    constraint worksites_row_key unique (source, external_id)
);
create index worksites_customer_id_idx on worksites (customer_id, started_on desc);

-- One quote (devis) of Sage: read only here.
create table quotes (
    id                bigint generated always as identity primary key,
    source            text        not null,
    -- Its number in that source: 'DE00001'.
    external_id       text        not null,
    customer_id       bigint      not null references customers (id),
    quoted_on         date,
    subject           text        not null,
    total_net_cents   bigint,
    -- Hundredths of a percent: 5,5 % is 550.
    vat_rate          integer,
    total_gross_cents bigint,
    -- As the file says it: 'En attente', 'Accepté', 'Refusé', 'Facturé'.
    status            text        not null,
    valid_until       date,
    raw               jsonb       not null,
    fingerprint       bytea       not null,
    import_id         bigint      not null references imports (id),
    imported_at       timestamptz not null,

    constraint quotes_row_key unique (source, external_id)
);
create index quotes_customer_id_idx on quotes (customer_id, quoted_on desc);

-- What is installed at a site.
create table equipment (
    id           bigint generated always as identity primary key,
    customer_id  bigint      not null references customers (id) on delete cascade,
    site_id      bigint      references sites (id) on delete set null,
    label        text        not null,
    brand        text,
    model        text,
    serial       text,
    -- The day of the réception (domain.md §4.6); with `received_is_estimated` where only an invoice tells it.
    received_on  date,
    received_is_estimated boolean not null default false,
    -- 'building': a new or wholly renovated installation; 'replacement': a device in an existing home,
    -- to which the ten- and two-year warranties do not apply (Cass. 3e civ., 21 March 2024, 22-18.694).
    work         text        not null default 'replacement',
    note         text,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    version      integer     not null default 1,

    constraint equipment_label_not_blank check (btrim(label) <> ''),
    constraint equipment_work_known      check (work in ('building', 'replacement'))
);
create index equipment_customer_id_idx on equipment (customer_id);
