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

create index customers_word_vector_idx on customers using gin (word_vector(folded_name));
create index sites_word_vector_idx on sites using gin (word_vector(folded_address));

drop index customers_words_idx;
drop index sites_words_idx;
