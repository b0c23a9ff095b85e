-- A request that is sent twice, by a double press or from a telephone that was out of reach, is written down once.

alter table tickets
    -- Set by the form that made it; null for what no form made.
    add column request_key text,
    add constraint tickets_request_key unique (request_key);

-- What became of a technician's own requests.
create index tickets_noted_by_idx on tickets (created_by, id) where source = 'field';
