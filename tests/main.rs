//! One test program, so that the whole of it links once. It is laid out as `src` is.

#![expect(clippy::unwrap_used, reason = "a test tells what is wrong by failing")]

mod office;
mod portal;
mod structure;
mod support;
