//! Which addresses are somebody's out in the world, and which lead into a house: our own, or its provider's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is for special purposes by the IANA's registry (RFC 6890), as network and length of its prefix.
const SPECIAL_V4: [([u8; 4], u32); 16] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    // Behind a provider's own translation (RFC 6598).
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    // Where clouds tell a machine its secrets.
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast, and all that is reserved after it.
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// Within `2000::/3`, which is all of IPv6 that is routed in the world.
const SPECIAL_V6: [([u16; 2], u32); 4] = [
    // Teredo, ORCHID, benchmarks.
    ([0x2001, 0], 23),
    ([0x2001, 0x0db8], 32),
    // 6to4, which has an IPv4 address inside.
    ([0x2002, 0], 16),
    ([0x3fff, 0], 20),
];

/// Whether an address is reached in the world outside, and by no trick inside.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !SPECIAL_V4.iter().any(|(network, length)| {
        same_prefix(address.to_bits(), u32::from_be_bytes(*network), *length)
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inside) = v4_inside(address) {
        return is_public_v4(inside);
    }
    let [first, second, ..] = address.segments();
    let head = (u32::from(first) << 16) | u32::from(second);
    let is_routed = first & 0xe000 == 0x2000;
    is_routed
        && !SPECIAL_V6.iter().any(|([a, b], length)| {
            same_prefix(head, (u32::from(*a) << 16) | u32::from(*b), *length)
        })
}

/// The address that a mapped (RFC 4291 §2.5.5.2) or a translated one (RFC 6052) stands for.
fn v4_inside(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let translated = match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    };
    address.to_ipv4_mapped().or(translated)
}

fn same_prefix(one: u32, other: u32, length: u32) -> bool {
    (one ^ other) >> (32 - length) == 0
}
