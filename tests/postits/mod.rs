//! Post-its: the corpus, and what the box does with what was read.

mod capture;
mod corpus;
