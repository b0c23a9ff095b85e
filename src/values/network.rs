//! From where somebody visits, as far as it tells one household from another.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// An IPv4 address, or a /64 of IPv6: a household has a whole one, so that one address of it is not one visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    V4(Ipv4Addr),
    /// The first four groups.
    V6([u16; 4]),
}

impl Network {
    pub fn of(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(v4) => Kind::V4(v4),
            IpAddr::V6(v6) => {
                let [one, two, three, four, ..] = v6.segments();
                v6.to_ipv4_mapped().map_or(Kind::V6([one, two, three, four]), Kind::V4)
            }
        })
    }

    /// An address, or a network as it is written here.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        text.strip_suffix("/64").unwrap_or(text).parse().ok().map(Self::of)
    }
}

/// `203.0.113.7`, `2001:db8:1:2::/64`
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::V4(v4) => v4.fmt(f),
            Kind::V6([one, two, three, four]) => {
                write!(f, "{}/64", Ipv6Addr::new(one, two, three, four, 0, 0, 0, 0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_network() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::7"), of("2001:db8:1:2:ff::1"));
        assert_ne!(of("2001:db8:1:2::7"), of("2001:db8:1:3::7"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn a_network_comes_back_from_its_text() {
        for (typed, written) in [
            ("203.0.113.7", "203.0.113.7"),
            (" 2001:db8:1:2:ff::1 ", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ] {
            let network = Network::parse(typed).unwrap();
            assert_eq!(network.to_string(), written);
            assert_eq!(Network::parse(written), Some(network));
        }
        for text in ["", "203.0.113", "203.0.113.0/24", "06 39 98 12 34", "a@b.example"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
