//! Warranties as chips: the word, the date, and green, amber or grey.

use chrono::NaiveDate;

use crate::{
    values::french,
    warranties::{Standing, Warranty},
};

/// One warranty, as the page shows it.
#[derive(Clone, Debug)]
pub(super) struct WarrantyChip {
    /// The chip's look.
    pub(super) class: &'static str,
    /// `Biennale jusqu’au 15/05/2027`
    pub(super) text: String,
}

pub(super) fn chips(warranties: &[Warranty], today: NaiveDate) -> Vec<WarrantyChip> {
    warranties.iter().map(|warranty| chip(*warranty, today)).collect()
}

fn chip(warranty: Warranty, today: NaiveDate) -> WarrantyChip {
    let date = french::date_numeric(warranty.ends_on);
    let cover = warranty.cover.label();
    let (class, text) = match warranty.standing(today) {
        Standing::Running => ("chip-done", format!("{cover} jusqu’au {date}")),
        Standing::EndsSoon => ("chip-soon", format!("{cover} se termine le {date}")),
        Standing::Ended => ("", format!("{cover} terminée le {date}")),
    };
    let estimated = if warranty.is_estimated { ", date estimée" } else { "" };
    // « Parfait achèvement » is the one that is no « elle ».
    let text = text.replace("achèvement terminée", "achèvement terminé");
    WarrantyChip { class, text: format!("{text}{estimated}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warranties::{self, Work};

    #[test]
    fn a_chip_says_what_covers_until_when() {
        let today = "2026-11-25".parse().unwrap();
        let received = "2025-01-20".parse().unwrap();
        let chips = chips(&warranties::of(Work::Building, received, true), today);
        let said: Vec<_> = chips.iter().map(|chip| (chip.class, chip.text.as_str())).collect();
        assert_eq!(
            said,
            [
                ("", "Parfait achèvement terminé le 20/01/2026, date estimée"),
                ("chip-soon", "Biennale se termine le 20/01/2027, date estimée"),
                ("chip-done", "Décennale jusqu’au 20/01/2035, date estimée"),
            ]
        );
    }
}
