-- Finds customers and sites by words: as they are written, as they begin, as they sound, and with a slip.
--
-- A million names are made of some ten thousand words. What was typed is looked up among the words, which is quick
-- however it is compared; whole words then lead to customers by an index.

-- The words of a folded text, in their order.
create function words_of(folded text) returns text[]
language sql immutable parallel safe strict
return array_remove(regexp_split_to_array(folded, '[^[:alnum:]]+'), '');

-- How a folded word sounds in French, roughly: equal for lefevre and lefebvre, fillipe and philippe, moreau and morot,
-- dupont and dupond; not for dumont, martin and martinez, francois and francoise (domain.md §2.5). Capitals are sounds
-- that French writes with several letters. Words with a digit in them are their own sound.
create function french_sound(word text) returns text
language plpgsql immutable parallel safe strict as $$
declare
    sound text := word;
begin
    if word !~ '^[a-z]{2,40}$' then
        return word;
    end if;
    sound := replace(replace(replace(replace(sound, 'ph', 'f'), 'bv', 'v'), 'qu', 'k'), 'ck', 'k');
    sound := regexp_replace(sound, 'chr', 'kr', 'g');
    sound := regexp_replace(sound, '(sch|sh|ch)', 'X', 'g');
    sound := regexp_replace(sound, 'c(?=[eiy])', 's', 'g');
    sound := regexp_replace(sound, 'g(?=[eiy])', 'j', 'g');
    sound := translate(sound, 'cqywzh', 'kkivs');
    sound := regexp_replace(sound, '(.)\1+', '\1', 'g');
    -- Ends that are heard as é, then consonants that are not heard.
    sound := regexp_replace(sound, '(er|et|es|ei|ai|ait|ais|ef)$', 'E');
    sound := regexp_replace(sound, '(e?au|o)l?[dtxps]+$', 'o');
    sound := regexp_replace(sound, '[dtxsp]+$', '');
    sound := regexp_replace(sound, 'e?au', 'o', 'g');
    sound := regexp_replace(sound, 'ou', 'U', 'g');
    sound := regexp_replace(sound, '(ai|ei|i|u)[nm](?![aeiouEUnm])', 'I', 'g');
    sound := regexp_replace(sound, '[ae][nm](?![aeiouEUnm])', 'A', 'g');
    sound := regexp_replace(sound, 'o[nm](?![aeiouEUnm])', 'O', 'g');
    sound := regexp_replace(sound, '(ai|ei)', 'e', 'g');
    sound := translate(sound, 'x', 's');
    sound := regexp_replace(sound, '(?<=.)e$', '');
    return case when length(sound) < 2 then word else sound end;
end
$$;

-- Every word that stands or stood in a name or an address. Written by the triggers below. A word may stand here twice,
-- when two learnt it at once: nobody waits for anybody, and it does no harm.
create table search_words (
    field text not null,
    word  text not null,
    sound text not null,

    constraint search_words_field_known check (field in ('name', 'address'))
);
create index search_words_word_idx on search_words (field, word text_pattern_ops);
create index search_words_sound_idx on search_words (field, sound);
create index search_words_trgm_idx on search_words using gin (word gin_trgm_ops);

create function learn_names() returns trigger language plpgsql as $$
begin
    insert into search_words (field, word, sound)
    select 'name', word, french_sound(word)
    from (select distinct unnest(words_of(folded_name)) as word from learnt) as new
    where not exists (select from search_words as known where known.field = 'name' and known.word = new.word);
    return null;
end
$$;

create function learn_addresses() returns trigger language plpgsql as $$
begin
    insert into search_words (field, word, sound)
    select 'address', word, french_sound(word)
    from (select distinct unnest(words_of(folded_address)) as word from learnt) as new
    where not exists (select from search_words as known where known.field = 'address' and known.word = new.word);
    return null;
end
$$;

insert into search_words (field, word, sound)
select 'name', word, french_sound(word)
from (select distinct unnest(words_of(folded_name)) as word from customers) as known;

insert into search_words (field, word, sound)
select 'address', word, french_sound(word)
from (select distinct unnest(words_of(folded_address)) as word from sites) as known;

create trigger customers_teach_words after insert on customers
    referencing new table as learnt for each statement execute function learn_names();
create trigger customers_teach_new_words after update on customers
    referencing new table as learnt for each statement execute function learn_names();
create trigger sites_teach_words after insert on sites
    referencing new table as learnt for each statement execute function learn_addresses();
create trigger sites_teach_new_words after update on sites
    referencing new table as learnt for each statement execute function learn_addresses();

create index customers_words_idx on customers using gin (words_of(folded_name));
create index sites_words_idx on sites using gin (words_of(folded_address));

-- What they did is done by words now, at a fraction of their size.
drop index customers_folded_name_trgm_idx;
drop index sites_folded_address_trgm_idx;

-- Requests, quotes, worksites and the codes of other programs, by the beginning of their number.
create index tickets_number_idx on tickets (number text_pattern_ops);
create index quotes_number_idx on quotes (upper(external_id) text_pattern_ops);
create index worksites_number_idx on worksites (upper(external_id) text_pattern_ops);
create index source_records_code_idx on source_records (upper(external_id) text_pattern_ops);

analyze search_words;
analyze customers;
analyze sites;
