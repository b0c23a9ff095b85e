-- Words ready to be sent, with blanks that each request fills.

create table canned_words (
    id         bigint generated always as identity primary key,
    name       text        not null,
    body       text        not null,
    -- What is sent with « Clore et remercier ».
    closes     boolean     not null default false,
    version    integer     not null default 1,
    updated_at timestamptz not null,
    updated_by bigint      references staff (id),

    constraint canned_words_named check (btrim(name) <> '' and length(name) <= 60),
    constraint canned_words_said  check (btrim(body) <> '')
);
create unique index canned_words_name_key on canned_words (lower(name));
create unique index canned_words_closes_key on canned_words (closes) where closes;

insert into canned_words (name, body, closes, updated_at) values
    ('Bien reçu, nous revenons vers vous',
     E'Bonjour {civilite_nom},\n\nNous avons bien reçu votre demande {numero}. Nous revenons vers vous avec une date dès que possible.', false, now()),
    ('Demander une photo',
     E'Bonjour {civilite_nom},\n\nPour préparer notre passage, pouvez-vous nous envoyer une photo de l’appareil en panne et une de votre tableau électrique, en répondant à ce message\u202f? Ne démontez rien.',
     false, now()),
    ('Rappeler le rendez-vous',
     E'Bonjour {civilite_nom},\n\n{technicien} passe chez vous {rendez_vous}. Si ce moment ne vous convient plus, répondez à ce message ou appelez-nous au {telephone}.', false, now()),
    ('Clore et remercier',
     E'Bonjour {civilite_nom},\n\nVotre demande {numero} est terminée. Merci de votre confiance. S’il reste quelque chose, répondez simplement à ce message\u00a0: nous la rouvrons.\n\n{entreprise}',
     true, now());
