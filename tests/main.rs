//! One test program, so that the whole of it links once. It is laid out as `src` is.

#![expect(clippy::unwrap_used, reason = "a test tells what is wrong by failing")]

mod assets;
mod cli;
mod config;
mod crash;
mod hostile_files;
mod imports_whole;
mod jobs;
mod legacy;
mod machine;
mod mails;
mod maintenance;
mod merging;
mod offers;
mod office;
mod outside_agendas;
mod portal;
mod postits;
mod private_database;
mod promises;
mod public_web;
mod races;
mod races_many;
mod routes;
mod routing;
mod serve;
mod structure;
mod support;
mod technician;
mod tickets;
mod vendor;
mod volume;
