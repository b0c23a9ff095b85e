-- Finds the people of organisations by the words of their names, as a post-it says them.

-- As values::text::fold does for French letters; what it does beyond them no contact's name needs.
create function folded_french(name text) returns text
language sql immutable parallel safe
return translate(replace(replace(lower(name), 'œ', 'oe'), 'æ', 'ae'), 'àâäáãåçéèêëíîïìñóôöòõúùûüÿý-’''', 'aaaaaaceeeeiiiinooooouuuuyy   ');

create index contacts_word_vector_idx on contacts using gin (word_vector(folded_french(name))) with (gin_pending_list_limit = 64);
