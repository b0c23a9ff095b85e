//! Safety first: what is dangerous now, and what to do before anybody drives anywhere (domain.md §5.1).

use crate::values::text::fold;

/// A danger that must never be offered a slot next Tuesday, in the order it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    Shock,
    Fire,
    Burning,
    Water,
    TornCable,
}

impl Danger {
    pub const ALL: [Self; 5] =
        [Self::Shock, Self::Fire, Self::Burning, Self::Water, Self::TornCable];

    /// In forms and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shock => "decharge",
            Self::Fire => "feu",
            Self::Burning => "brule",
            Self::Water => "eau",
            Self::TornCable => "cable",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|danger| danger.name() == name)
    }

    /// As the person concerned would say it.
    pub fn answer(self) -> &'static str {
        match self {
            Self::Shock => "Quelqu’un a reçu une décharge ou est blessé",
            Self::Fire => "Il y a du feu, de la fumée ou des flammes",
            Self::Burning => "Odeur de brûlé, étincelles, prise ou tableau chaud",
            Self::Water => "De l’eau coule sur l’installation électrique",
            Self::TornCable => "Un câble est arraché, ou tout le quartier est coupé",
        }
    }

    /// What to do now, one step a line, the most urgent first.
    pub fn instructions(self) -> &'static [&'static str] {
        match self {
            Self::Shock => &[
                "Ne touchez pas la personne tant que le courant n’est pas coupé.",
                "Coupez le disjoncteur général si vous pouvez l’atteindre sans danger.",
                "Appelez le 15 ou le 112 (le 114 par SMS pour les personnes sourdes ou malentendantes).",
            ],
            Self::Fire => &[
                "Sortez et faites sortir tout le monde.",
                "Appelez le 18 ou le 112.",
                "N’utilisez jamais d’eau sur une installation électrique.",
            ],
            Self::Burning => &[
                "Coupez le disjoncteur général si vous pouvez l’atteindre sans danger.",
                "Ne remettez pas le courant et n’utilisez pas d’eau.",
                "Si vous voyez de la fumée ou des flammes : sortez et appelez le 18 ou le 112.",
            ],
            Self::Water => &[
                "Ne touchez ni au tableau ni aux appareils mouillés.",
                "Coupez le disjoncteur général seulement depuis un endroit sec.",
                "Sinon, appelez Enedis dépannage au 09 72 67 50 74, jour et nuit.",
            ],
            Self::TornCable => &[
                "Éloignez-vous du câble et ne laissez personne s’en approcher.",
                "Appelez Enedis dépannage au 09 72 67 50 74, jour et nuit.",
                "En cas de danger immédiat, appelez le 112.",
            ],
        }
    }
}

/// The danger that a note speaks of, for the red script beside the form.
pub fn danger_in(note: &str) -> Option<Danger> {
    const WORDS: [(Danger, &[&str]); 5] = [
        (Danger::Shock, &["decharge", "electrocut", "blesse", "chataigne"]),
        (Danger::Fire, &["feu ", "incendie", "flamme", "fumee"]),
        (Danger::Burning, &["brule", "etincelle", "gresille", "ca chauffe", "noirci", "fondu"]),
        (Danger::Water, &["inond", "degat des eaux", "eau sur", "fuite d'eau"]),
        (Danger::TornCable, &["cable arrache", "cable au sol", "fil par terre"]),
    ];
    let note = format!("{} ", fold(note));
    WORDS
        .into_iter()
        .find(|(_, words)| words.iter().any(|word| note.contains(word)))
        .map(|(danger, _)| danger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danger_is_heard_in_a_note() {
        assert_eq!(danger_in("Ça sent le brûlé au tableau"), Some(Danger::Burning));
        assert_eq!(danger_in("sa femme a pris une décharge"), Some(Danger::Shock));
        assert_eq!(danger_in("prise HS dans le salon"), None);
        assert_eq!(danger_in("détecteur de fumée à changer ? il y a le feu"), Some(Danger::Fire));
    }

    #[test]
    fn every_danger_says_whom_to_call() {
        for danger in Danger::ALL {
            assert!(danger.instructions().iter().any(|line| line.contains("ppelez")), "{danger:?}");
            assert_eq!(Danger::from_name(danger.name()), Some(danger));
        }
    }
}
