//! Text on its way into a spreadsheet.

use std::borrow::Cow;

/// What a formula begins with.
const FORMULAS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front
/// (OWASP, CSV injection). Telephone numbers in E.164 stay as they are: a plus sign and digits compute nothing.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let begins_a_formula = cell.starts_with(FORMULAS);
    let is_number = cell
        .strip_prefix(['+', '-'])
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    if begins_a_formula && !is_number {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell again as it was before it was made harmless.
pub fn typed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULAS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_only_text() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("+33639981234"), "+33639981234");
        assert_eq!(harmless("+33639981234 | =1"), "'+33639981234 | =1");
        assert_eq!(harmless("Dupont"), "Dupont");
        assert_eq!(harmless("-"), "-");
        for cell in ["=1", "+33 6", "l'eau", "'cité'", "Dupont"] {
            assert_eq!(typed(&harmless(cell)), cell);
        }
    }
}
