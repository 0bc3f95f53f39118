//! What the functions compute.

use std::{
    any::Any,
    sync::{Arc, OnceLock},
};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, Float64Builder, Int64Builder, StringBuilder},
        datatypes::DataType,
    },
    common::exec_err,
    error::Result,
    logical_expr::Accumulator,
};
use scoreshift::{
    AnyModel, EvalError, ExplainError, Explanation, Lineage, Release, Scale, ScoringModel as _, at,
    impact::{ImpactError, Measured, NotMeasured, PreparedStudy, Study},
    lineage::LineageError,
    present::{Audience, English, Language, Presenter},
    reasons::ReasonCodes,
};

use super::{changes, moves, name::Kind, report::Request};
use crate::rows::{Reader, RowError, Rows};

/// How a move is told.
#[derive(Clone)]
pub(super) struct Presentation {
    pub(super) presenter: Arc<Presenter<'static>>,
    pub(super) language: Arc<dyn Language + Send + Sync>,
    pub(super) codes: ReasonCodes,
}

impl Default for Presentation {
    fn default() -> Self {
        Self {
            presenter: Arc::new(Presenter::new(Audience::Person)),
            language: Arc::new(English),
            codes: ReasonCodes::new(),
        }
    }
}

/// What one function does.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) kind: Kind,
    /// The release, or the one before.
    pub(super) before: usize,
    /// The release after; the same for what is about one.
    pub(super) after: usize,
    /// Gives NULL where it would stop.
    pub(super) lenient: bool,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    /// What it is about, such as `influence 2.0.0`.
    pub(super) about: String,
}

/// A lineage and its mapping, whatever they score.
pub(super) trait Engine: Any + Send + Sync {
    /// Whether subjects of this type can be read.
    fn check(&self, subject: &DataType) -> Result<(), RowError>;

    /// Does it for a batch.
    fn run(
        &self,
        task: &Task,
        presentation: &Presentation,
        subjects: &dyn Array,
    ) -> Result<ArrayRef>;

    /// Counts rows for a report on two releases.
    fn report(
        self: Arc<Self>,
        releases: [usize; 2],
        request: Request,
    ) -> Result<Box<dyn Accumulator>>;

    /// What identifies the named changes between a release and a later one.
    fn between(&self, from: usize, to: usize) -> &str;

    /// How many named changes lie between two releases.
    fn changes(&self, task: &Task) -> usize;
}

pub(super) struct Scorer<I: ?Sized> {
    pub(super) lineage: Lineage<I>,
    pub(super) versions: Vec<String>,
    pub(super) models: Vec<AnyModel<I>>,
    pub(super) rows: Box<dyn Rows<I>>,
    /// For each two releases, what identifies the changes between them.
    pub(super) changes: Vec<OnceLock<String>>,
    /// For each two releases, without and with the effects of named changes; made when they are first asked for.
    pub(super) studies: Vec<OnceLock<Result<PreparedStudy<I>, Unprepared>>>,
}

impl<I> Engine for Scorer<I>
where
    I: ?Sized + ToOwned + Send + Sync + 'static,
    I::Owned: Send + Sync,
{
    fn check(&self, subject: &DataType) -> Result<(), RowError> {
        self.rows.check(subject)
    }

    fn changes(&self, task: &Task) -> usize {
        let (from, to) = (task.before.min(task.after), task.before.max(task.after));
        let between = self.lineage.releases().skip(from + 1).take(to - from);
        between.map(|release| release.changes().len()).sum()
    }

    fn between(&self, from: usize, to: usize) -> &str {
        let known = self.changes.get(from * self.versions.len() + to);
        known.map_or("", |known| {
            let study = self
                .measuring(from, to, true)
                .and_then(|study| study.as_ref().ok());
            known.get_or_init(|| changes::fingerprint(&self.lineage, [from, to], study))
        })
    }

    fn report(
        self: Arc<Self>,
        releases: [usize; 2],
        request: Request,
    ) -> Result<Box<dyn Accumulator>> {
        self.count(releases, request)
    }

    fn run(
        &self,
        task: &Task,
        presentation: &Presentation,
        subjects: &dyn Array,
    ) -> Result<ArrayRef> {
        let mut reader = match self.rows.read(subjects) {
            Ok(reader) => reader,
            Err(problem) => return exec_err!("{} cannot read its rows: {problem}", task.name),
        };
        let Some(after) = self.models.get(task.after) else {
            return exec_err!("{} is no function of this lineage", task.name);
        };
        let (rows, reader) = (subjects.len(), &mut *reader);
        Ok(match task.kind {
            Kind::Score => {
                let mut scores = Float64Builder::with_capacity(rows);
                for row in 0..rows {
                    scores.append_option(task.given(scored(after, reader, row))?);
                }
                Arc::new(scores.finish())
            }
            Kind::Failure => {
                let mut reasons = StringBuilder::new();
                for row in 0..rows {
                    let failed = scored(after, reader, row).err();
                    reasons.append_option(failed.map(|error| error.to_string()));
                }
                Arc::new(reasons.finish())
            }
            Kind::Delta => {
                let study = self.study(task, false)?;
                let mut deltas = Int64Builder::with_capacity(rows);
                for row in 0..rows {
                    let measured = measured(study, reader, row);
                    let delta = measured.map(|moved| moved.move_micro());
                    deltas.append_option(task.given(delta)?);
                }
                Arc::new(deltas.finish())
            }
            Kind::Explain => {
                let mut texts = StringBuilder::new();
                for row in 0..rows {
                    let text = self.explain(task, reader, row).and_then(|why| {
                        let message = presentation.presenter.message(&why);
                        let told = message.localize(presentation.language.as_ref());
                        Ok(serde_json::to_string(&told.json())?)
                    });
                    texts.append_option(task.given(text)?);
                }
                Arc::new(texts.finish())
            }
            Kind::Reason => {
                let codes = presentation.codes.clone().at_most(1);
                let mut texts = StringBuilder::new();
                for row in 0..rows {
                    let code = self
                        .explain(task, reader, row)
                        .map(|why| top_reason(&codes, why));
                    texts.append_option(task.given(code)?.flatten());
                }
                Arc::new(texts.finish())
            }
            Kind::Report => return exec_err!("{} is an aggregate", task.name),
            Kind::Moves | Kind::MovesByChange => {
                let study = self.study(task, task.kind == Kind::MovesByChange)?;
                let all: Vec<_> = (0..rows).map(|row| measured(study, reader, row)).collect();
                Arc::new(moves::columns(study.changes(), &all)?)
            }
        })
    }
}

impl<I: ?Sized + 'static> Scorer<I> {
    /// Two releases, ready to be measured.
    fn study(&self, task: &Task, by_change: bool) -> Result<&PreparedStudy<I>> {
        match self.measuring(task.before, task.after, by_change) {
            None => exec_err!("{} is no function of this lineage", task.name),
            Some(Err(error)) => exec_err!("{} cannot measure: {error}", task.name),
            Some(Ok(study)) => Ok(study),
        }
    }

    fn measuring(
        &self,
        before: usize,
        after: usize,
        by_change: bool,
    ) -> Option<&Result<PreparedStudy<I>, Unprepared>> {
        let at = (before * self.versions.len() + after) * 2 + usize::from(by_change);
        let study = self.studies.get(at)?;
        Some(study.get_or_init(|| {
            let version = |index: usize| self.versions.get(index).map_or("", String::as_str);
            let study = self.lineage.impact(version(before), version(after));
            // Exact mode takes any scale, and nothing is kept here.
            let study = study.map(Study::exact)?;
            let study = if by_change { study.by_change() } else { study };
            Ok(study.prepare()?)
        }))
    }

    /// Whether a study has the scales of two releases, and gives their probes the same scores and reasons.
    pub(super) fn measures_as(
        &self,
        other: &PreparedStudy<I>,
        before: usize,
        after: usize,
    ) -> bool {
        let Some(Ok(own)) = self.measuring(before, after, other.changes().is_some()) else {
            // Why it cannot be measured is said where it is.
            return true;
        };
        let releases = [before, after].map(|at| self.lineage.releases().nth(at));
        let mut probes = releases.into_iter().flatten().flat_map(Release::probes);
        let is_same = |probe: &I| match (own.measure(probe), other.measure(probe)) {
            (Ok(own), Ok(other)) => {
                let bits = |of: &Measured| [of.before.to_bits(), of.after.to_bits()];
                let why = |of: Measured| of.why.map(|why| (why.causes, why.unexplained));
                bits(&own) == bits(&other) && why(own) == why(other)
            }
            (own, other) => own.err() == other.err(),
        };
        own.scales() == other.scales() && probes.all(is_same)
    }

    /// Why a subject moved; or why it has no score, in the words that all functions have for that.
    fn explain(
        &self,
        task: &Task,
        reader: &mut dyn Reader<I>,
        row: usize,
    ) -> Result<Explanation, Unscored> {
        let input = reader.row(row)?;
        let version = |index: usize| self.versions.get(index).map_or("", String::as_str);
        let (from, to) = (version(task.before), version(task.after));
        self.lineage
            .explain(at(from, input), at(to, input))
            .map_err(|error| {
                let study = self.study(task, false).ok();
                let unscored = study.and_then(|study| study.measure(input).err());
                unscored.map_or_else(|| Box::new(error).into(), Unscored::from)
            })
    }
}

impl Task {
    /// What a row gives; where there is a reason instead, NULL or an error that says it.
    fn given<T>(&self, result: Result<T, Unscored>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(_) if self.lenient => Ok(None),
            Err(reason) => {
                let (name, about) = (&self.name, &self.about);
                let alias = self.aliases.first().unwrap_or(name);
                // What cannot be explained may well be scored: then no other function knows why not.
                let says_why = match self.kind {
                    Kind::Score => format!(", and {alias}_failure says why"),
                    _ => String::new(),
                };
                // A row with two values under one name has a score, and still no explanation.
                let cannot = match self.kind {
                    Kind::Explain | Kind::Reason => "cannot explain",
                    _ => "cannot score",
                };
                exec_err!(
                    "{name} stops at a row that {about} {cannot}: {reason} (try_{alias} gives NULL instead{says_why})"
                )
            }
        }
    }
}

#[inline]
fn measured<I: ?Sized + 'static>(
    study: &PreparedStudy<I>,
    reader: &mut dyn Reader<I>,
    row: usize,
) -> Result<Measured, Unscored> {
    Ok(study.measure(reader.row(row)?)?)
}

#[inline]
fn scored<I: ?Sized>(
    model: &AnyModel<I>,
    reader: &mut dyn Reader<I>,
    row: usize,
) -> Result<f64, Unscored> {
    Ok(model.score(reader.row(row)?)?)
}

/// Why a row has no score, move or explanation.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unscored {
    #[error(transparent)]
    Row(#[from] RowError),
    #[error(transparent)]
    Evaluation(#[from] EvalError),
    #[error(transparent)]
    Measure(#[from] NotMeasured),
    #[error(transparent)]
    Explain(#[from] Box<ExplainError>),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Why two releases cannot be measured.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unprepared {
    #[error(transparent)]
    Lineage(#[from] LineageError),
    #[error(transparent)]
    Impact(#[from] ImpactError),
}

/// The code of what moved the score most in the direction in which it went, however little that is; none where it did not
/// move. A recalibration is one only where nothing else went that way.
fn top_reason(codes: &ReasonCodes, mut why: Explanation) -> Option<String> {
    // Reasons are ranked by the move as it is shown: here to the last digit that is counted.
    why.scale = why.scale.decimals(Scale::MAX_DECIMALS);
    let told = codes.of_move(&why);
    let way = told.delta.micro.signum();
    let along = |reason: &scoreshift::reasons::MoveReason| reason.micro * way > 0;
    // The first among equals: the declared order stands.
    let apart = told.apart.into_iter().rev();
    let apart = apart.max_by_key(|reason| reason.micro * way);
    let first = told.reasons.into_iter().next().filter(along);
    first.or(apart.filter(along)).map(|reason| reason.code)
}
