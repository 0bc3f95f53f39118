//! The integration tests, as one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod attacks;
mod changes;
#[cfg(feature = "ballista")]
mod cluster;
mod common;
mod engines;
mod functions;
mod hostile;
mod impact;
mod names;
mod population;
mod rows;
mod rows_laws;
mod tables;
mod written;
