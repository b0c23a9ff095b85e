//! HTTP: three faces over one business.

pub mod assets;
pub mod style;
