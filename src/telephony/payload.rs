//! Fields of what telephone systems send, whatever their types.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::values::text::strip_line;

/// No field of a telephone system is longer than this; the rest of one that is, is left out.
const LONGEST_FIELD: usize = 200;

/// What was sent is not what this system sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub &'static str);

/// The text at a path such as `data.user.email`; numbers as they are written. None where it is blank.
pub(super) fn text(value: &Value, path: &str) -> Option<String> {
    text_of(path.split('.').try_fold(value, |value, key| value.get(key))?)
}

/// A list, as of the users that a call rings at, counts by its first item.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => tidy(text),
        Value::Number(number) => tidy(&number.to_string()),
        Value::Array(items) => text_of(items.first()?),
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

/// On one line, without signs that the database refuses, and not longer than a name or a number is.
pub(super) fn tidy(text: &str) -> Option<String> {
    let line = strip_line(text);
    (!line.is_empty()).then(|| line.chars().take(LONGEST_FIELD).collect())
}

/// An instant as seconds since 1970 (with a fraction, or as a text), or as RFC 3339. None for nonsense.
pub(super) fn time(value: &Value, path: &str) -> Option<DateTime<Utc>> {
    time_of(&text(value, path)?)
}

/// As [`time`]. Milliseconds and nanoseconds are told from seconds by their size.
pub(super) fn time_of(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok().filter(|number| *number > 0)?;
    let micros = match whole.ilog10() {
        0..=10 => {
            let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
            whole.checked_mul(1_000_000)?.checked_add(digits.parse::<i64>().ok()?)?
        }
        11..=13 => whole.checked_mul(1_000)?,
        14..=16 => whole,
        _ => whole / 1_000,
    };
    DateTime::from_timestamp_micros(micros)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_read_in_whatever_unit() {
        let expected: DateTime<Utc> = "2026-11-23T08:00:00.250Z".parse().unwrap();
        for written in [
            "1795420800.250",
            "1795420800250",
            "1795420800250000",
            "1795420800250000000",
            "2026-11-23T09:00:00.250+01:00",
        ] {
            assert_eq!(time_of(written), Some(expected), "{written}");
        }
        for nonsense in ["", "0", "-5", "soon", "999999999999999999999999", "1e400"] {
            assert_eq!(time_of(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn absurdly_long_fields_are_cut() {
        let sent = json!({ "data": { "from": "9".repeat(100_000) } });
        assert_eq!(text(&sent, "data.from").unwrap().len(), LONGEST_FIELD);
        assert_eq!(text(&sent, "data.from.deeper"), None);
    }
}
