//! Numbers, plurals, lists and names.

use super::{NARROW_NBSP, NBSP};

/// The word that goes with a number: 0 and 1 are singular in French.
pub fn plural<'a>(number: impl Into<i64>, one: &'a str, many: &'a str) -> &'a str {
    if number.into().unsigned_abs() < 2 { one } else { many }
}

/// `0 appel`, `1 appel`, `1 234 appels`
pub fn count(number: impl Into<i64>, one: &str, many: &str) -> String {
    let number = number.into();
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}{NBSP}{}", grouped(number.unsigned_abs()), plural(number, one, many))
}

/// Thousands apart, by narrow no-break spaces: `1 234 567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            shown.push_str(NARROW_NBSP);
        }
        shown.push(digit);
    }
    shown
}

/// `Gaëtan`, `Gaëtan et Lucas`, `Gaëtan, Lucas et Sofia`
pub fn list_and<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} et {last}", others.join(", ")),
    }
}

/// `640 o`, `12 ko`, `3,4 Mo`, as file managers count.
pub fn file_size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes}{NBSP}o"),
        1_000..1_000_000 => format!("{}{NBSP}ko", (bytes + 500) / 1_000),
        _ => {
            let tenths = (bytes + 50_000) / 100_000;
            format!("{},{}{NBSP}Mo", tenths / 10, tenths % 10)
        }
    }
}

/// Of the first and the last word of a name: `GD` for `Gaëtan Duret`.
pub fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

/// With its first letter in upper case, to begin a line: `Mardi 24 novembre`.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nought_is_singular() {
        assert_eq!(count(0, "appel", "appels"), "0\u{a0}appel");
        assert_eq!(count(1, "appel", "appels"), "1\u{a0}appel");
        assert_eq!(count(2, "appel", "appels"), "2\u{a0}appels");
        assert_eq!(count(-1234, "euro", "euros"), "-1\u{202f}234\u{a0}euros");
        assert_eq!(plural(0_i32, "cheval", "chevaux"), "cheval");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
    }

    #[test]
    fn the_last_of_a_list_comes_after_et() {
        assert_eq!(list_and::<&str>(&[]), "");
        assert_eq!(list_and(&["Gaëtan"]), "Gaëtan");
        assert_eq!(list_and(&["Gaëtan", "Lucas", "Sofia"]), "Gaëtan, Lucas et Sofia");
    }

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        assert_eq!(initials("Gaëtan Duret"), "GD");
        assert_eq!(initials("Éléonore de la Tour-Martin"), "ÉM");
        assert_eq!(initials("sofia"), "S");
        assert_eq!(initials(" "), "");
        assert_eq!(capitalised("été"), "Été");
    }
}
