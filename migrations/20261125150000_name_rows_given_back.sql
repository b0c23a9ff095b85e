-- What went back to a program follows its customer into a merge and out of it, row by row.

alter table return_rows add column id bigint generated always as identity primary key;
