-- Words are learnt under a name that PL/pgSQL does not take for the changed row.

create or replace function learn_names() returns trigger language plpgsql as $$
begin
    insert into search_words (field, word, sound)
    select 'name', word, french_sound(word)
    from (select distinct unnest(words_of(folded_name)) as word from learnt) as fresh
    where not exists (select from search_words as known where known.field = 'name' and known.word = fresh.word);
    return null;
end
$$;

create or replace function learn_addresses() returns trigger language plpgsql as $$
begin
    insert into search_words (field, word, sound)
    select 'address', word, french_sound(word)
    from (select distinct unnest(words_of(folded_address)) as word from learnt) as fresh
    where not exists (select from search_words as known where known.field = 'address' and known.word = fresh.word);
    return null;
end
$$;

