//! The map. Each module may use those below it, and none above; `tests/structure.rs` checks it.
//!
//! ```text
//! web   jobs   demo   volume       the edges: a request, or the passing of time, starts something
//! exports                          tables out
//! history   mails                  all that happened with one customer; what customers write
//! merging   telephony              two accounts made one, and parted; what telephone systems say
//! day                              what the day holds, and what would be forgotten
//! calls   relays                   one call from ring to outcome; taking over from somebody absent
//! appointments   postits   agendas hold, book, move, cancel; what one writes on a post-it; what calendars follow
//! maintenance   replies            what we come for again and again; what the office writes on a request
//! tickets   legacy                 requests, from every door; the old office's files
//! scheduling                       when we can come
//! messages   matching              the outbox; are these two records one customer?
//! customers   catalog   promises   whom we serve, with what; what is owed
//! equipment   worksites   quotes   what is installed; what the old programs know of past work
//! staff   timeline   abuse         who works here; who did what when; what one visitor may do
//! app                              what every request and job may use
//! travel                           from one commune to another
//! company   delivery               whom Relais serves; the ways out of the building and in
//! business_time   warranties       working hours, holidays, daylight saving; how long work is covered: pure arithmetic
//! config                           the settings
//! announcements   db   private_database
//! clock   pictures   values         the ground
//! ```

// Lets `sqlx.toml` name our types in one way for this crate and for its tests.
extern crate self as relais;

/// Memory that one thread takes and another gives back does not pile up.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod abuse;
pub mod agendas;
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
pub mod equipment;
pub mod exports;
pub mod history;
pub mod jobs;
pub mod legacy;
pub mod mails;
pub mod maintenance;
pub mod matching;
pub mod merging;
pub mod messages;
pub mod pictures;
pub mod postits;
pub mod private_database;
pub mod promises;
pub mod quotes;
pub mod relays;
pub mod replies;
pub mod scheduling;
pub mod staff;
pub mod telephony;
pub mod tickets;
pub mod timeline;
pub mod travel;
pub mod values;
pub mod volume;
pub mod warranties;
pub mod web;
pub mod worksites;
