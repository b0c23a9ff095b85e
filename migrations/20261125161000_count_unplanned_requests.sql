-- Counts the requests that nobody has planned, as every office page does, without reading those that are planned.
create index tickets_unplanned_idx on tickets (created_at) where status = 'open';
