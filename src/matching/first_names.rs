//! Whose first name it is, a man's or a woman's: those that hardly anybody of the other sex bears in France, folded.
//! Names of both (Claude, Camille, Dominique) are in neither list: of them nothing is said.

const MEN: &str = "\
    adrien alain albert alexandre alexis alfred andre antoine antonio armand arnaud arthur \
    auguste aurelien baptiste benjamin benoit bernard bertrand bruno cedric charles christian \
    christophe clement cyril damien daniel david denis didier dylan edmond edouard emile \
    emmanuel enzo eric ernest etienne eugene fabien fabrice felix fernand florent florian \
    francis franck francois frederic gabriel gaston gautier georges gerald gerard germain \
    gilbert gilles gregory guillaume gustave guy henri herve honore hubert hugo hugues jacques \
    jean jeremy jerome joel jose joseph jules julien kevin laurent leon lionel loic louis luc \
    lucas lucien ludovic manuel marc marcel martin mathieu mathis matthieu maurice maxime \
    michael michel mickael mohamed nicolas noel olivier oscar pascal patrice patrick paul \
    philippe pierre quentin raoul raphael raymond regis rene richard robert roger roland \
    romain samuel sebastien serge simon stephane sylvain theo theodore thibault thierry thomas \
    tristan valentin victor vincent william xavier yann yves yvon";

const WOMEN: &str = "\
    adele adelaide agathe agnes alexandra alice aline amandine amelie anais andree anne annie \
    anouk arlette astrid audrey aurelie aurore beatrice benedicte bernadette brigitte carole \
    caroline catherine cecile celia celina celine chantal charlotte chloe christelle \
    christiane christine claire clara claudine clemence colette corinne danielle delphine \
    denise diane edith elisabeth elise elodie emilie emma emmanuelle estelle eva evelyne \
    fabienne fanny florence francine francoise frederique genevieve georgette germaine ginette \
    gisele helene henriette huguette ines irene isabelle jacqueline jeanne jeannine jennifer \
    jessica joelle josephine josette josiane julia julie juliette karine laetitia laura laure \
    laurence lea liliane louise lucie lucienne lydie madeleine manon marcelle margaux margot \
    marguerite marianne marie marine marion marthe martine mathilde melanie michele michelle \
    mireille monique muriel myriam nadine natacha nathalie nicole noemi odette oceane odile \
    pascale patricia paulette pauline penelope raymonde renee rolande sabine sabrina sandra \
    sandrine sarah simone solange sonia sophie stephanie susanne suzanne sylvie therese \
    valentine valerie veronique victoire virginie viviane yolande yvette yvonne zoe";

/// None where nothing is said. Of several names the first says it: Jean-Marie is a man, Marie-Jean a woman.
pub(super) fn is_mans_name(folded: &str) -> Option<bool> {
    let first = folded.split(' ').next()?;
    let is_in = |names: &str| names.split(' ').any(|name| name == first);
    if is_in(MEN) {
        Some(true)
    } else if is_in(WOMEN) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_both_sexes_says_nothing() {
        assert_eq!(is_mans_name("jean marie"), Some(true));
        assert_eq!(is_mans_name("christine"), Some(false));
        assert_eq!(is_mans_name("dominique"), None);
        let [men, women] = [MEN, WOMEN].map(|names| names.split(' ').collect::<Vec<_>>());
        assert!(men.iter().all(|name| !women.contains(name)));
        assert!(men.iter().chain(&women).all(|name| crate::values::text::fold(name) == **name));
    }
}
