//! Work on many things by all cores, in order.

use std::{num::NonZero, thread};

/// Fewer things than this are not worth a thread.
const WORTH_IT: usize = 2_000;

/// `f` of each part of the items, on as many threads as there are cores; the answers in the order of the parts.
pub fn in_parts<T: Sync, R: Send>(items: &[T], f: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if cores == 1 || items.len() < WORTH_IT {
        return f(items);
    }
    let f = &f;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(items.len().div_ceil(cores))
            .map(|part| scope.spawn(move || f(part)))
            .collect();
        let answers = parts.into_iter().map(|part| match part.join() {
            Ok(answers) => answers,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        let mut all = Vec::new();
        for mut answers in answers {
            all.append(&mut answers);
        }
        all
    })
}
