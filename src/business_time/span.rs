//! Stretches of time that contain their first instant and not their last.

use chrono::{DateTime, TimeDelta, Utc};

/// `[start, end)`, as the database's `tstzrange`. It is empty when it ends no later than it starts,
/// and an empty span overlaps nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

impl Span {
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start, end }
    }

    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Elapsed time, which is what a wall clock shows except when it jumps; never negative.
    pub fn duration(&self) -> TimeDelta {
        (self.end - self.start).max(TimeDelta::zero())
    }

    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether all of `other` lies in this span.
    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Spans that only touch do not overlap.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.intersection(other).is_some()
    }

    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let common = Self::new(self.start.max(other.start), self.end.min(other.end));
        (!common.is_empty()).then_some(common)
    }
}

/// The same time as ascending spans with gaps between them; spans that touch become one, empty ones go.
pub fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    spans.dedup_by(|next, kept| {
        let joined = next.start <= kept.end;
        if joined {
            kept.end = kept.end.max(next.end);
        }
        joined
    });
    spans
}

/// What remains of `spans` without `taken`. Both are as [`merge`] returns them, and so is the answer.
pub fn subtract(spans: &[Span], taken: &[Span]) -> Vec<Span> {
    let mut rest = Vec::with_capacity(spans.len());
    for span in spans {
        let mut start = span.start;
        let first = taken.partition_point(|hole| hole.end <= span.start);
        for hole in taken[first..].iter().take_while(|hole| hole.start < span.end) {
            rest.push(Span::new(start, hole.start));
            start = hole.end;
        }
        rest.push(Span::new(start, span.end));
    }
    rest.retain(|span| !span.is_empty());
    rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(start: i64, end: i64) -> Span {
        let minute = |n| DateTime::UNIX_EPOCH + TimeDelta::minutes(n);
        Span::new(minute(start), minute(end))
    }

    #[test]
    fn a_visit_may_start_when_another_ends() {
        assert!(!span(0, 60).overlaps(&span(60, 120)));
        assert!(span(0, 61).overlaps(&span(60, 120)));
        assert!(span(0, 60).contains(span(0, 60).start));
        assert!(!span(0, 60).contains(span(0, 60).end));
    }

    #[test]
    fn an_empty_span_overlaps_nothing() {
        assert!(!span(30, 30).overlaps(&span(0, 60)));
        assert!(!span(40, 20).overlaps(&span(0, 60)));
        assert_eq!(span(40, 20).duration(), TimeDelta::zero());
    }

    #[test]
    fn spans_that_touch_become_one() {
        let merged =
            merge(vec![span(30, 60), span(90, 90), span(0, 30), span(100, 110), span(40, 50)]);
        assert_eq!(merged, [span(0, 60), span(100, 110)]);
    }

    #[test]
    fn what_is_taken_leaves_the_rest() {
        let day = [span(0, 240), span(360, 600)];
        let taken = [span(-30, 30), span(60, 90), span(200, 400), span(600, 700)];
        assert_eq!(subtract(&day, &taken), [span(30, 60), span(90, 200), span(400, 600)]);
        assert_eq!(subtract(&day, &[]), day);
    }

    fn spans() -> impl Strategy<Value = Vec<Span>> {
        prop::collection::vec((0..200_i64, 0..40_i64), 0..8).prop_map(|pairs| {
            pairs.into_iter().map(|(start, long)| span(start, start + long)).collect()
        })
    }

    proptest! {
        #[test]
        fn every_minute_is_counted_once(a in spans(), b in spans()) {
            let (free, taken) = (merge(a.clone()), merge(b.clone()));
            let rest = subtract(&free, &taken);
            prop_assert!(rest.windows(2).all(|pair| pair[0].end < pair[1].start));
            for n in 0..250 {
                let minute = span(n, n).start;
                let within = |spans: &[Span]| spans.iter().filter(|s| s.contains(minute)).count();
                prop_assert_eq!(within(&free), usize::from(within(&a) > 0));
                prop_assert_eq!(within(&rest), usize::from(within(&a) > 0 && within(&b) == 0));
            }
        }
    }
}
