//! The models and impact reports of scoreshift as SQL on DataFusion.
//!
//! A [`Lineage`](scoreshift::Lineage) becomes [`Functions`]: every release a function that scores a row, and every two
//! releases functions that say how far the row moves between them and why. Rows become the model's own input by [`Rows`]:
//! with [`Serde`], whatever serde can read. [`Functions::impact`] makes the report of a population. With the feature
//! `ballista`, `Cluster` does the same on many machines.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use datafusion::prelude::SessionContext;
//! use scoreshift::{Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version};
//! use scoreshift_datafusion::{Functions, Serde};
//!
//! #[derive(Clone, serde::Deserialize)]
//! struct Page { seconds: f64, images: Option<u32> }
//!
//! /// 100 for a page that loads at once, falling with each second.
//! #[derive(Clone)]
//! struct Speed { lost: f64 }
//!
//! impl ScoringModel for Speed {
//!     type Input = Page;
//!
//!     fn id(&self) -> ModelId { ModelId::new("speed", Version::new(1, 0, 0)) }
//!     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
//!
//!     fn evaluate<T: Trace>(&self, page: &Page, t: T) -> Result<Term<T>, EvalError> {
//!         let images = f64::from(page.images.unwrap_or(0));
//!         let lost = t.parameter("lost", self.lost) * t.input("seconds", page.seconds) + t.input("images", images);
//!         Ok((100.0 - lost).at_least(0.0))
//!     }
//! }
//!
//! let lineage = Lineage::starting_with(Speed { lost: 20.0 })
//!     .probes([Page { seconds: 1.5, images: Some(2) }])
//!     .release("2.0.0")
//!     .change(Change::new("stricter").sentence("A second of waiting costs more."), |speed| speed.lost = 25.0)
//!     .build()?;
//!
//! let ctx = SessionContext::new();
//! Functions::new("speed", lineage, Serde::<Page>::new())?.register(&ctx)?;
//! let scored = ctx
//!     .sql("SELECT speed_1_0_0(seconds => s) AS before, speed_1_0_0_2_0_0_delta(s, 3) AS moved FROM (VALUES (1.5)) AS p (s)")
//!     .await?;
//! assert_eq!(scored.to_string().await?, "\
//! +--------+----------+
//! | before | moved    |
//! +--------+----------+
//! | 70.0   | -7500000 |
//! +--------+----------+");
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[cfg(feature = "ballista")]
mod cluster;
mod error;
mod functions;
mod impact;
mod rows;

#[cfg(feature = "ballista")]
pub use cluster::Cluster;
pub use error::{ColumnProblem, FunctionsError};
pub use functions::Functions;
pub use impact::{ColumnKind, ImpactQuery, ImpactQueryError, SubjectPart};
pub use rows::{InfluenceRows, Reader, RowError, RowProblem, Rows, Serde};

/// The README's code is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
