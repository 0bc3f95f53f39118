//! What a new version does to everybody.

mod backtest;
mod ranks;

pub use backtest::{
    Backtest, BacktestError, BacktestFailure, BacktestReport, Interval, RankAccuracy,
};
