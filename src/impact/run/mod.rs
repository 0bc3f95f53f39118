//! How it is found out: what is asked, who is scored, and the run over them.

pub(super) mod prepared;
pub(super) mod read;
pub(super) mod study;
pub(super) mod subject;
pub(super) mod tally;
pub(super) mod why;
