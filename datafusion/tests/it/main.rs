//! The integration tests, as one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod common;
mod functions;
mod hostile;
mod names;
mod rows;
mod rows_laws;
