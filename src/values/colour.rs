//! A colour that a company chooses, made fit to be read.

use std::fmt;

/// Red, green and blue, sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// What text needs (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

/// How much of the colour is in the ground of what is chosen, in parts of 255.
const TINT: u8 = 26;

impl Colour {
    pub const WHITE: Self = Self([255; 3]);
    /// What pages are written on: `--paper`, by day and by night.
    const PAPER: Self = Self([0xf6, 0xf5, 0xf1]);
    const NIGHT: Self = Self([0x1a, 0x21, 0x2b]);

    /// `#1b4fa8`, with or without the `#`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let all = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = all.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// From 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The same, or as little darker as white letters on it and it on its own tint need.
    #[must_use]
    pub fn for_day(self) -> Self {
        self.until_readable([0; 3], |colour| {
            [Self::WHITE, Self::PAPER, colour.tint()]
                .into_iter()
                .all(|ground| colour.contrast(ground) >= READABLE)
        })
    }

    /// The same, or as little lighter as it needs on a dark page.
    #[must_use]
    pub fn for_night(self) -> Self {
        self.until_readable([255; 3], |colour| {
            colour.contrast(Self::NIGHT) >= READABLE
                && colour.contrast(colour.night_tint()) >= READABLE
        })
    }

    /// The ground of what is chosen, by day.
    #[must_use]
    pub fn tint(self) -> Self {
        Self::WHITE.mixed(self, TINT)
    }

    /// And by night.
    #[must_use]
    pub fn night_tint(self) -> Self {
        Self::NIGHT.mixed(self, TINT)
    }

    /// What is pressed.
    #[must_use]
    pub fn darker(self) -> Self {
        self.mixed(Self([0; 3]), 64)
    }

    fn until_readable(self, towards: [u8; 3], is_readable: impl Fn(Self) -> bool) -> Self {
        let mut colours = (0..=u8::MAX).map(|part| self.mixed(Self(towards), part));
        colours.find(|colour| is_readable(*colour)).unwrap_or(Self(towards))
    }

    /// With so many parts of 255 of another.
    fn mixed(self, other: Self, parts: u8) -> Self {
        let mix = |one: u8, two: u8| {
            let (one, two, parts) = (u32::from(one), u32::from(two), u32::from(parts));
            u8::try_from((one * (255 - parts) + two * parts + 127) / 255).unwrap_or(u8::MAX)
        };
        let ([r, g, b], [or, og, ob]) = (self.0, other.0);
        Self([mix(r, or), mix(g, og), mix(b, ob)])
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

/// `#1b4fa8`
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_chosen_can_be_read_by_day_and_by_night() {
        let steps = [0_u8, 51, 102, 153, 204, 255];
        for red in steps {
            for green in steps {
                for blue in steps {
                    let chosen = Colour([red, green, blue]);
                    let (day, night) = (chosen.for_day(), chosen.for_night());
                    assert!(day.contrast(Colour::WHITE) >= READABLE, "{chosen} {day}");
                    assert!(day.contrast(Colour::PAPER) >= READABLE, "{chosen} {day}");
                    assert!(day.contrast(day.tint()) >= READABLE, "{chosen} {day}");
                    assert!(night.contrast(Colour::NIGHT) >= READABLE, "{chosen} {night}");
                }
            }
        }
    }

    #[test]
    fn what_can_be_read_already_is_left_alone() {
        let blue = Colour::parse("#1B4FA8").unwrap();
        assert_eq!(blue.for_day(), blue);
        assert_eq!(blue.to_string(), "#1b4fa8");
        assert!((Colour::WHITE.contrast(Colour([0; 3])) - 21.0).abs() < 0.001);
        assert_ne!(Colour::parse("ffd400").unwrap().for_day().to_string(), "#ffd400");
        for text in ["", "red", "#12345", "#12345g", "#1234567", "é12345"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
