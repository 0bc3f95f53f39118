//! What is being counted, before it is a report.

use crate::impact::{
    Impact, ImpactError,
    report::{
        assignment::{BinAssignment, Scores},
        group::Scored,
        mover::Input,
    },
};

/// So many subjects are counted at once.
const AT_ONCE: usize = 64;

/// A part of a population while it is being counted; made by [`PreparedStudy::tally`](crate::impact::PreparedStudy::tally).
///
/// For engines that go over the population themselves, such as a database: each of its workers has a tally,
/// [adds](crate::impact::PreparedStudy::add) its subjects, and hands on the [finished](Self::finish) part as
/// JSON, or with feature `binary` as bytes, which are [merged](Impact::merge) into the report wherever they arrive.
///
/// # Examples
///
/// ```
/// use scoreshift::{impact::Impact, influence::{self, Network, Profile}};
///
/// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
/// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(0)?)];
/// let study = influence::lineage().impact("1.0.0", "2.0.0")?.by_change();
///
/// // On each of two machines …
/// let ready = study.prepare()?;
/// let mut parts = Vec::new();
/// for mine in [&people[..1], &people[1..]] {
///     let mut tally = ready.tally();
///     for person in mine {
///         ready.add(&mut tally, person)?;
///     }
///     parts.push(serde_json::to_string(&tally.finish())?);
/// }
/// // … and where the parts come together.
/// let mut impact: Impact = serde_json::from_str(&parts[0])?;
/// impact.merge(serde_json::from_str(&parts[1])?)?;
/// assert_eq!(impact, study.run(&people)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tally {
    pub(in crate::impact) part: Impact,
    /// The subjects that are yet to be counted.
    newer: Vec<Scores>,
    /// Room for where they are.
    assignments: Vec<BinAssignment>,
}

impl Tally {
    #[inline]
    pub(in crate::impact) fn add(
        &mut self,
        scored: &Scored<'_>,
        segments: &[(&str, &str)],
        input: &impl Fn() -> Input,
    ) -> Result<(), ImpactError> {
        self.part.meet(scored, segments, input)?;
        self.newer.push(*scored.scores);
        if self.newer.len() >= AT_ONCE {
            self.count();
        }
        Ok(())
    }

    fn count(&mut self) {
        if self.newer.is_empty() {
            return;
        }
        // All of them, and then table by table: so a processor works on several at a time.
        let heading = &self.part.heading;
        let assignments = self.newer.drain(..);
        let assignments = assignments.map(|scores| BinAssignment::of(heading, scores));
        self.assignments.extend(assignments);
        self.part.count_met(&self.assignments);
        self.assignments.clear();
    }

    /// Takes in what another worker counted.
    ///
    /// # Errors
    ///
    /// As [`Impact::merge`].
    pub fn merge(&mut self, mut other: Self) -> Result<(), ImpactError> {
        self.count();
        other.count();
        self.part.absorb(other.part)
    }

    /// About how many bytes of memory it takes: the tables of each group and, in exact mode, the scores one by one. What is
    /// kept of movers and failures, which does not grow with the population, is left out.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.part.memory()
    }

    /// The report of what was counted, with the explanations of those that moved most, where they were asked for.
    #[must_use]
    pub fn finish(mut self) -> Impact {
        self.count();
        self.part.finished()
    }
}

/// A part that was finished and sent, so that others are merged with it.
impl From<Impact> for Tally {
    fn from(part: Impact) -> Self {
        Self {
            part,
            newer: Vec::new(),
            assignments: Vec::new(),
        }
    }
}
