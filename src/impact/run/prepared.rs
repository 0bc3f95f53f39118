//! A study that is ready to measure subjects one by one.

use std::{cell::OnceCell, fmt, sync::Arc};

use super::{study::Keep, why::Changing};
use crate::{
    corpus::{NamedInput, Snapshots},
    formula::error::EvalError,
    id::ModelId,
    impact::{
        Impact, ImpactError, Measured, Questions, ReadError, Tally, Unscored,
        report::{
            assignment::Scores, explained::Explainer, failure::FailedAt, flow::Presence,
            group::Scored, heading::Heading, mass::millionths, mover::Input,
        },
    },
    model::{AnyModel, ScoringModel},
    path::{Path, printable},
    score::{self, ApportionError, Scale},
};

/// A study whose questions have been checked: it measures one subject after another.
///
/// For engines that go over the population themselves, such as a database: each of their workers [adds](Self::add) its
/// subjects to a [`Tally`], and the tallies are merged to a report.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Network, Profile};
///
/// let study = influence::lineage().impact("1.0.0", "2.0.0")?;
/// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
///
/// let ready = study.prepare()?;
/// let measured = ready.measure(&ann)?;
/// assert_eq!(measured.micro_after - measured.micro_before, measured.move_micro());
///
/// let mut tally = ready.tally();
/// ready.add(&mut tally, &("ann", &ann))?;
/// assert_eq!(tally.finish(), study.run([("ann", &ann)])?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PreparedStudy<I: ?Sized> {
    pub(in crate::impact) models: [AnyModel<I>; 2],
    pub(in crate::impact) heading: Arc<Heading>,
    pub(in crate::impact) changing: Option<Changing<I>>,
    /// Whether the first failure is an error.
    pub(in crate::impact) stops: bool,
    /// How the inputs of movers are kept, and where they are explained.
    pub(in crate::impact) keep: Option<Keep<I>>,
    pub(in crate::impact) explainer: Arc<Explainer<I>>,
}

/// Why a subject is not part of the figures.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotMeasured {
    /// One of the versions, or both, cannot score it.
    #[error("{reason}", reason = crate::path::prose(reason))]
    #[non_exhaustive]
    Unscored {
        /// Which version cannot, and for what reason.
        reason: String,
        /// Whether it loses a score, gains one, or has none before and after.
        unscored: Unscored,
        /// What is wrong, as [`EvalError::kind`](crate::EvalError::kind) calls it; `too_large` of a score that cannot be
        /// counted in millionths of a point. Of two reasons it is that of the version after.
        kind: &'static str,
        /// Where; the root where no place is to blame.
        place: Path,
    },
    /// It weighs nothing, or too much to be counted.
    #[error("its weight is {weight}, not a number from 0.000001 to 1e9")]
    #[non_exhaustive]
    Weight {
        /// Its weight.
        weight: f64,
    },
}

impl<I: ?Sized + 'static> PreparedStudy<I> {
    /// Nothing counted yet.
    ///
    /// # Examples
    ///
    /// See [`Tally`].
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally::from(Impact::empty(Arc::clone(&self.heading)))
    }

    /// Measures and counts a subject.
    ///
    /// # Errors
    ///
    /// [`ImpactError::TooManySegments`] and [`ImpactError::TooMuchWeight`]; and [`ImpactError::Subject`] where it cannot
    /// be scored and the study stops at failures.
    #[inline]
    pub fn add<S: NamedInput<I>>(&self, tally: &mut Tally, subject: &S) -> Result<(), ImpactError> {
        let key = subject.name();
        let segments = subject.segments();
        let weight = match weight(subject.weight()) {
            Ok(weight) => weight,
            Err(reason) => return self.fail(tally, key, &segments, &reason.to_string()),
        };
        let (was, is) = match subject.snapshots() {
            Snapshots::Same(input) => (input, input),
            Snapshots::Moved { before, after } => (before, after),
            Snapshots::Joined(input) => {
                return self.add_flow(tally, (key, weight), &segments, (Presence::Joined, input));
            }
            Snapshots::Left(input) => {
                return self.add_flow(tally, (key, weight), &segments, (Presence::Left, input));
            }
        };
        let measured = match self.measure_moved(was, is) {
            Ok(measured) => measured,
            Err(reason) => return self.unscored(tally, (key, weight), &segments, &reason),
        };
        let scored = Scored {
            key,
            scores: &Scores::new(weight, &measured),
            why: measured.why.as_ref(),
        };
        // One for all groups that the subject is in.
        let kept: OnceCell<Input> = OnceCell::new();
        let input = || {
            let new = || self.keep.map(|keep| keep([was, is], &self.explainer));
            kept.get_or_init(new).clone()
        };
        tally.add(&scored, &segments, &input)
    }

    /// Counts a subject that is there at one of the two times.
    fn add_flow(
        &self,
        tally: &mut Tally,
        (key, weight): (&str, u64),
        segments: &[(&str, &str)],
        (way, input): (Presence, &I),
    ) -> Result<(), ImpactError> {
        let [old, new] = &self.models;
        let [before, after] = self.heading.in_micro.origins;
        let (scored, origin) = match way {
            Presence::Joined => (counted(new.score(input)).map_err(Unmeasured::After), after),
            Presence::Left => (
                counted(old.score(input)).map_err(Unmeasured::Before),
                before,
            ),
        };
        match scored {
            Ok((_, micro)) => tally
                .part
                .flow((key, weight), segments, (way, micro - origin)),
            Err(fault) => {
                let mut error = self.not_measured(fault);
                if let NotMeasured::Unscored { unscored, .. } = &mut error {
                    // It has no score at the other time either.
                    *unscored = Unscored::Neither;
                }
                self.unscored(tally, (key, weight), segments, &error)
            }
        }
    }

    /// Counts a subject that one of the versions, or both, cannot score.
    #[cold]
    fn unscored(
        &self,
        tally: &mut Tally,
        (key, weight): (&str, u64),
        segments: &[(&str, &str)],
        error: &NotMeasured,
    ) -> Result<(), ImpactError> {
        self.fail(tally, key, segments, &error.to_string())?;
        match error {
            NotMeasured::Unscored {
                unscored,
                kind,
                place,
                ..
            } => {
                tally
                    .part
                    .unscored((*unscored, *kind, place), weight, segments);
                Ok(())
            }
            NotMeasured::Weight { .. } => Ok(()),
        }
    }

    /// Counts a subject that has no input to be scored, and why.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn fail(
        &self,
        tally: &mut Tally,
        key: &str,
        segments: &[(&str, &str)],
        reason: &str,
    ) -> Result<(), ImpactError> {
        if self.stops {
            return Err(ImpactError::Subject {
                key: printable(key),
                reason: reason.to_owned(),
            });
        }
        let at = FailedAt::Subject(key.to_owned());
        tally.part.fail(at, segments, || reason.to_owned())
    }

    /// As [`add`](Self::add), of what was read, where a line may be bad.
    pub(in crate::impact) fn add_read<S: NamedInput<I>>(
        &self,
        tally: &mut Tally,
        subject: Result<S, ReadError>,
    ) -> Result<(), ImpactError> {
        match subject {
            Ok(subject) => self.add(tally, &subject),
            Err(error) if self.stops => Err(ImpactError::Read(error)),
            Err(ReadError { line, problem }) => {
                tally.part.fail(FailedAt::Line(line), &[], || problem)
            }
        }
    }

    /// Scores a subject under both versions.
    ///
    /// # Errors
    ///
    /// [`NotMeasured`]: which version cannot score it, and why.
    #[inline]
    pub fn measure(&self, input: &I) -> Result<Measured, NotMeasured> {
        self.measure_moved(input, input)
    }

    /// Scores what a subject was under the version before, and what it is under the version after.
    ///
    /// # Errors
    ///
    /// As [`measure`](Self::measure).
    #[inline]
    pub fn measure_moved(&self, was: &I, is: &I) -> Result<Measured, NotMeasured> {
        let [old, new] = &self.models;
        let scored = match (counted(old.score(was)), counted(new.score(is))) {
            (Ok(before), Ok(after)) => Ok((before, after)),
            (Err(old), Err(new)) => Err(Unmeasured::Both(old, new)),
            (Err(old), Ok(_)) => Err(Unmeasured::Before(old)),
            (Ok(_), Err(new)) => Err(Unmeasured::After(new)),
        };
        let ((before, micro_before), (after, micro_after)) =
            scored.map_err(|fault| self.not_measured(fault))?;
        let why = self
            .changing
            .as_ref()
            .map(|changing| changing.why([was, is], (before, after), micro_after - micro_before));
        Ok(Measured {
            before,
            after,
            micro_before,
            micro_after,
            why,
        })
    }

    #[cold]
    fn not_measured(&self, fault: Unmeasured) -> NotMeasured {
        let (before, after) = (self.model_before().version(), self.model_after().version());
        let (unscored, reason, Fault { kind, place, .. }) = match fault {
            Unmeasured::Both(old, new) if old.text == new.text => {
                let reason = format!("{before} and {after} cannot score it: {}", new.text);
                (Unscored::Neither, reason, new)
            }
            Unmeasured::Both(old, new) => {
                let (was, is) = (&old.text, &new.text);
                let reason =
                    format!("{before} cannot score it: {was}; {after} cannot score it: {is}");
                (Unscored::Neither, reason, new)
            }
            Unmeasured::Before(old) => {
                let reason = format!("{before} cannot score it: {}", old.text);
                (Unscored::Gained, reason, old)
            }
            Unmeasured::After(new) => {
                let reason = format!("{after} cannot score it: {}", new.text);
                (Unscored::Lost, reason, new)
            }
        };
        NotMeasured::Unscored {
            reason,
            unscored,
            kind,
            place,
        }
    }

    /// The version before.
    #[must_use]
    pub fn model_before(&self) -> &ModelId {
        &self.heading.before.model
    }

    /// The version after.
    #[must_use]
    pub fn model_after(&self) -> &ModelId {
        &self.heading.after.model
    }

    /// The scales of the scores before and after.
    #[must_use]
    pub fn scales(&self) -> [Scale; 2] {
        self.heading.scales().map(Clone::clone)
    }

    /// What is asked, with the answers to what the study left open: its resolution and its bands.
    #[must_use]
    pub fn questions(&self) -> &Questions {
        &self.heading.questions
    }

    /// How many named changes are measured; none if the study was not asked [by change](crate::impact::Study::by_change).
    #[must_use]
    pub fn changes(&self) -> Option<usize> {
        self.heading.changes.as_ref().map(Vec::len)
    }
}

/// The weight of a subject in millionths of a subject, as they are counted.
#[inline]
fn weight(weight: f64) -> Result<u64, NotMeasured> {
    millionths(weight).ok_or(NotMeasured::Weight { weight })
}

/// Why a version gives no score that can be counted.
struct Fault {
    text: String,
    kind: &'static str,
    place: Path,
}

/// Which versions give none.
enum Unmeasured {
    Before(Fault),
    After(Fault),
    Both(Fault, Fault),
}

/// A score in points, and in millionths of one.
#[inline]
fn counted(score: Result<f64, EvalError>) -> Result<(f64, i64), Fault> {
    let value = score.map_err(|error| Fault::unscored(&error))?;
    match score::micro(value) {
        Ok(micro) => Ok((value, micro)),
        Err(error) => Err(Fault::uncounted(&error)),
    }
}

impl Fault {
    #[cold]
    fn unscored(error: &EvalError) -> Self {
        Self {
            text: error.to_string(),
            kind: error.kind(),
            place: error.place().cloned().unwrap_or_default(),
        }
    }

    #[cold]
    fn uncounted(error: &ApportionError) -> Self {
        Self {
            text: error.to_string(),
            kind: "too_large",
            place: Path::default(),
        }
    }
}

impl<I: ?Sized> fmt::Debug for PreparedStudy<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedStudy")
            .field("heading", &self.heading)
            .finish_non_exhaustive()
    }
}
