-- Customers also come from the follow-up sheet and from Outlook; each import knows which kind of file it was.

alter table imports add column kind text;
update imports set kind = source || '-clients';
alter table imports alter column kind set not null;
alter table imports add constraint imports_kind_known check (kind in (
    'mde-clients', 'mde-chantiers', 'sage-clients', 'sage-devis',
    'relances', 'outlook-contacts', 'outlook-agenda', 'planning'
));
-- The kind says it all.
alter table imports drop column source;

alter table source_records drop constraint source_records_source_known;
alter table source_records
    add constraint source_records_source_known check (source in ('mde', 'sage', 'relances', 'outlook'));
