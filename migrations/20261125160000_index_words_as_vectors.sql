-- Finds any number of words by one condition on one index: text search vectors are smaller than arrays of words, quicker to
-- write, and a word that is looked for is read once.

-- The words of a folded text. Not strict, so that PostgreSQL can write it out where it is used: an insert costs half. No word
-- is longer than a vector can hold.
create or replace function words_of(folded text) returns text[]
language sql immutable parallel safe
return array_remove(regexp_split_to_array(left(folded, 500), '[^[:alnum:]]+'), '');

create function word_vector(folded text) returns tsvector
language sql immutable parallel safe
return array_to_tsvector(words_of(folded));

-- What waits to be sorted in is read by every search: 64 kB of it cost an import no more than the usual 4 MB, and a search a
-- tenth.
create index customers_word_vector_idx on customers using gin (word_vector(folded_name)) with (gin_pending_list_limit = 64);
create index sites_word_vector_idx on sites using gin (word_vector(folded_address)) with (gin_pending_list_limit = 64);
alter index phones_e164_trgm_idx set (gin_pending_list_limit = 64);
alter index search_words_trgm_idx set (gin_pending_list_limit = 64);

drop index customers_words_idx;
drop index sites_words_idx;
