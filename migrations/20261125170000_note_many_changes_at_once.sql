-- An import updates a hundred thousand rows in one statement: the plan that was kept from a statement of three compared each old
-- row with each new one.
alter function note_import_change() set enable_nestloop = off;
alter function learn_names() set enable_nestloop = off;
alter function learn_addresses() set enable_nestloop = off;
alter function note_detachment() set enable_nestloop = off;
