//! The map. Each module may use those below it, and none above; `tests/structure.rs` checks it.
//!
//! ```text
//! web   jobs                       the edges: a request, or the passing of time, starts something
//! demo                             a believable office to try
//! tickets                          requests, from every door
//! appointments                     hold, book, move, cancel; ICS
//! calls                            one call from ring to outcome
//! legacy                           the old office's files
//! customers catalog scheduling     whom we serve, with what, when we can come
//! messages staff timeline          the outbox; who works here; what happened
//! business_time                    working hours, holidays, daylight saving: pure arithmetic
//! app   delivery                   what the business runs on
//! clock config db private_database values    the ground
//! ```

// Lets `sqlx.toml` name our types in one way for this crate and for its tests.
extern crate self as relais;

pub mod announcements;
pub mod app;
pub mod appointments;
pub mod business_time;
pub mod calls;
pub mod catalog;
pub mod clock;
pub mod company;
pub mod config;
pub mod customers;
pub mod day;
pub mod db;
pub mod delivery;
pub mod demo;
pub mod history;
pub mod jobs;
pub mod legacy;
pub mod messages;
pub mod private_database;
pub mod promises;
pub mod scheduling;
pub mod staff;
pub mod tickets;
pub mod timeline;
pub mod values;
pub mod volume;
pub mod web;
