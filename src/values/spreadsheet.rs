//! Text on its way into a spreadsheet.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe in front
/// (OWASP, CSV injection). Telephone numbers in E.164 stay as they are: a plus sign and digits compute nothing.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let begins_a_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let is_number = cell
        .strip_prefix(['+', '-'])
        .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    if begins_a_formula && !is_number {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
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
    }
}
