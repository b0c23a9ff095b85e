//! Where work is done and letters go: an address read from one line, and the key that tells whether two are one.

mod commune;
mod one_line;
mod street;

pub use self::commune::commune_key;
pub use self::street::{StreetKey, street_key};

/// A French postal address, as people wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PostalAddress {
    /// Number and street; empty where only a town is known.
    pub street: String,
    /// Building, residence, floor.
    pub complement: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
}

impl PostalAddress {
    /// Reads `12 rue de la Mairie, Bât. B, 74000 Annecy`, with the postcode anywhere or missing.
    ///
    /// Without a postcode the town is what follows the last comma.
    pub fn parse_one_line(text: &str) -> Self {
        one_line::read(text)
    }

    /// `12 rue de la Mairie, Bât. B, 74000 Annecy`
    pub fn one_line(&self) -> String {
        let town = [self.postcode.as_deref(), self.city.as_deref()];
        let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
        [Some(self.street.as_str()), self.complement.as_deref(), Some(town.as_str())]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub fn is_empty(&self) -> bool {
        self.one_line().is_empty()
    }

    /// See [`address_key`].
    pub fn key(&self) -> String {
        address_key(&self.street, self.postcode.as_deref(), self.city.as_deref())
    }
}

/// Equal for two writings of one address: `12b|rue mairie|annecy` (number, street, commune; domain.md §2.1, §2.2).
///
/// The complement is not part of it. A part that is not known is empty; without a town the postcode stands for it.
pub fn address_key(street: &str, postcode: Option<&str>, city: Option<&str>) -> String {
    let StreetKey { number, street } = street_key(street);
    let postcode = postcode.map(str::trim).unwrap_or_default();
    let commune = commune_key(city.unwrap_or_default(), postcode);
    let commune = if commune.is_empty() { postcode } else { &commune };
    format!("{number}|{street}|{commune}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        PostalAddress::parse_one_line(text).key()
    }

    #[test]
    fn two_writings_of_one_address_have_one_key() {
        for (one, other) in [
            ("12 rue de la Mairie, 74000 Annecy", "12 Rue Mairie 74000 ANNECY"),
            ("12 bis avenue de Genève, Annecy", "12bis av. de Geneve, 74000 Annecy"),
            ("167 avenue d'Albigny, CORDON", "167, Ave d’Albigny, 74700 Cordon"),
            ("40, R du Semnoz, 74000 ANNECY CEDEX", "40 rue du Semnoz, Annecy"),
            ("25 RUE SOMMEILLER, Pringy", "25 r. Sommeiller, 74370 Annecy"),
            ("15 RUE SAINT-FRANCOIS DE SALES, Annecy", "15 R. St François de Sales, Annecy"),
            ("77 rue du Général de Gaulle, ANNECY", "77 R Gal De Gaulle, annecy"),
            (
                "3 place de l'Église, Saint-Julien-en-Genevois",
                "3 pl. de l’eglise, 74160 ST JULIEN EN GENEVOIS",
            ),
        ] {
            assert_eq!(key(one), key(other), "{one} / {other}");
        }
    }

    #[test]
    fn neighbours_have_different_keys() {
        assert_ne!(key("12 avenue de Genève, Annecy"), key("14 avenue de Genève, Annecy"));
        assert_ne!(key("12 avenue de Genève, Annecy"), key("12 bis avenue de Genève, Annecy"));
        assert_ne!(key("12 rue des Alpes, Annecy"), key("12 avenue des Alpes, Annecy"));
        assert_ne!(key("12 rue des Alpes, Poisy"), key("12 rue des Alpes, Annecy"));
    }

    #[test]
    fn a_key_without_town_falls_back_on_the_postcode() {
        assert_eq!(address_key("12 rue Carnot", Some("74100"), None), "12|rue carnot|74100");
        assert_eq!(address_key("", None, None), "||");
    }

    #[test]
    fn an_address_is_written_on_one_line() {
        let address = PostalAddress::parse_one_line("12 rue Carnot,  Bât. B, 74000  Annecy");
        assert_eq!(address.one_line(), "12 rue Carnot, Bât. B, 74000 Annecy");
        assert!(PostalAddress::default().is_empty());
    }
}
