-- A row that was not taken keeps its cells, so that it can be mended in a spreadsheet and imported again.

-- Of the file, in its order; null of imports from before.
alter table imports add column headers text[];
alter table import_rejections add column cells jsonb;
