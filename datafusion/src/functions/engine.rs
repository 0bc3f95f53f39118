//! What the functions compute.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, Float64Builder, Int64Builder, StringBuilder, StructArray},
        datatypes::{DataType, Field, Fields},
    },
    common::exec_err,
    error::Result,
};
use scoreshift::{
    AnyModel, Explanation, Lineage, ReasonCodes, ScoringModel as _, at,
    present::{Audience, English, Language, Presenter},
    score,
};

use super::name::Kind;
use crate::rows::{Reader, Rows};

/// How a move is told.
#[derive(Clone)]
pub(super) struct Telling {
    pub(super) presenter: Arc<Presenter<'static>>,
    pub(super) language: Arc<dyn Language + Send + Sync>,
    pub(super) codes: ReasonCodes,
}

impl Default for Telling {
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
pub(super) trait Engine: Send + Sync {
    /// Whether subjects of this type can be read.
    fn check(&self, subject: &DataType) -> Result<(), String>;

    /// Does it for a batch.
    fn run(&self, task: &Task, telling: &Telling, subjects: &dyn Array) -> Result<ArrayRef>;
}

pub(super) struct Scorer<I: ?Sized> {
    pub(super) lineage: Lineage<I>,
    pub(super) versions: Vec<String>,
    pub(super) models: Vec<AnyModel<I>>,
    pub(super) rows: Box<dyn Rows<I>>,
}

impl<I: ?Sized + Send + Sync + 'static> Engine for Scorer<I> {
    fn check(&self, subject: &DataType) -> Result<(), String> {
        self.rows.check(subject)
    }

    fn run(&self, task: &Task, telling: &Telling, subjects: &dyn Array) -> Result<ArrayRef> {
        let mut reader = match self.rows.read(subjects) {
            Ok(reader) => reader,
            Err(problem) => return exec_err!("{} cannot read its rows: {problem}", task.name),
        };
        let (Some(before), Some(after)) =
            (self.models.get(task.before), self.models.get(task.after))
        else {
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
                    reasons.append_option(scored(after, reader, row).err());
                }
                Arc::new(reasons.finish())
            }
            Kind::Delta => {
                let mut deltas = Int64Builder::with_capacity(rows);
                for row in 0..rows {
                    let measured = reader
                        .row(row)
                        .and_then(|input| measure(before, after, input));
                    let delta = measured.map(|moved| moved.micro_after - moved.micro_before);
                    deltas.append_option(task.given(delta)?);
                }
                Arc::new(deltas.finish())
            }
            Kind::Explain => {
                let mut texts = StringBuilder::new();
                for row in 0..rows {
                    let why = reader.row(row).and_then(|input| self.explain(task, input));
                    let text = why.and_then(|why| {
                        let message = telling.presenter.message(&why);
                        let told = message.tell(telling.language.as_ref());
                        serde_json::to_string(&told.json()).map_err(|error| error.to_string())
                    });
                    texts.append_option(task.given(text)?);
                }
                Arc::new(texts.finish())
            }
            Kind::Reason => {
                let codes = telling.codes.clone().with_helpful().at_most(usize::MAX);
                let mut texts = StringBuilder::new();
                for row in 0..rows {
                    let why = reader.row(row).and_then(|input| self.explain(task, input));
                    let code = why.map(|why| top_reason(&codes, &why));
                    texts.append_option(task.given(code)?.flatten());
                }
                Arc::new(texts.finish())
            }
            Kind::Moves => {
                let mut moves = Moves::with_capacity(rows);
                for row in 0..rows {
                    moves.add(
                        reader
                            .row(row)
                            .and_then(|input| measure(before, after, input)),
                    );
                }
                Arc::new(moves.finish()?)
            }
        })
    }
}

impl<I: ?Sized + 'static> Scorer<I> {
    /// Why a subject moved; or why it has no score, in the words that all functions have for that.
    fn explain(&self, task: &Task, input: &I) -> Result<Explanation, String> {
        let version = |index: usize| self.versions.get(index).map_or("", String::as_str);
        let (from, to) = (version(task.before), version(task.after));
        self.lineage
            .explain(at(from, input), at(to, input))
            .map_err(|error| {
                let models = (self.models.get(task.before), self.models.get(task.after));
                let measured = match models {
                    (Some(before), Some(after)) => measure(before, after, input),
                    _ => return error.to_string(),
                };
                measured.err().unwrap_or_else(|| error.to_string())
            })
    }
}

impl Task {
    /// What a row gives; where there is a reason instead, NULL or an error that says it.
    fn given<T>(&self, result: Result<T, String>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(_) if self.lenient => Ok(None),
            Err(reason) => {
                let (name, about) = (&self.name, &self.about);
                let alias = self.aliases.first().unwrap_or(name);
                exec_err!(
                    "{name} stops at a row that {about} cannot score: {reason} (try_{alias} gives NULL instead)"
                )
            }
        }
    }
}

/// The type of what `…_moves` gives.
pub(super) fn moves_fields() -> Fields {
    Fields::from(vec![
        Field::new("before", DataType::Float64, true),
        Field::new("after", DataType::Float64, true),
        Field::new("micro_before", DataType::Int64, true),
        Field::new("micro_after", DataType::Int64, true),
        Field::new("failed", DataType::Utf8, true),
    ])
}

struct Moves {
    scores: [Float64Builder; 2],
    micros: [Int64Builder; 2],
    failed: StringBuilder,
}

impl Moves {
    fn with_capacity(rows: usize) -> Self {
        Self {
            scores: [(); 2].map(|()| Float64Builder::with_capacity(rows)),
            micros: [(); 2].map(|()| Int64Builder::with_capacity(rows)),
            failed: StringBuilder::with_capacity(rows, 0),
        }
    }

    #[inline]
    fn add(&mut self, moved: Result<Measured, String>) {
        let ([before, after], [micro_before, micro_after]) = (&mut self.scores, &mut self.micros);
        match moved {
            Ok(moved) => {
                before.append_value(moved.before);
                after.append_value(moved.after);
                micro_before.append_value(moved.micro_before);
                micro_after.append_value(moved.micro_after);
                self.failed.append_null();
            }
            Err(reason) => {
                before.append_null();
                after.append_null();
                micro_before.append_null();
                micro_after.append_null();
                self.failed.append_value(reason);
            }
        }
    }

    fn finish(self) -> Result<StructArray> {
        let ([mut before, mut after], [mut micro_before, mut micro_after]) =
            (self.scores, self.micros);
        let mut failed = self.failed;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(before.finish()),
            Arc::new(after.finish()),
            Arc::new(micro_before.finish()),
            Arc::new(micro_after.finish()),
            Arc::new(failed.finish()),
        ];
        Ok(StructArray::try_new(moves_fields(), columns, None)?)
    }
}

/// Both scores of a subject.
struct Measured {
    before: f64,
    after: f64,
    micro_before: i64,
    micro_after: i64,
}

#[inline]
fn scored<I: ?Sized>(
    model: &AnyModel<I>,
    reader: &mut dyn Reader<I>,
    row: usize,
) -> Result<f64, String> {
    let input = reader.row(row)?;
    model.score(input).map_err(|error| error.to_string())
}

/// Both scores, or why a version has none: in the words of the core's impact report.
#[inline]
fn measure<I: ?Sized>(
    before: &AnyModel<I>,
    after: &AnyModel<I>,
    input: &I,
) -> Result<Measured, String> {
    let scored = |model: &AnyModel<I>| {
        let value = model.score(input).map_err(|error| error.to_string())?;
        let micro = score::micro(value).map_err(|error| error.to_string())?;
        Ok::<_, String>((value, micro))
    };
    match (scored(before), scored(after)) {
        (Ok((before, micro_before)), Ok((after, micro_after))) => Ok(Measured {
            before,
            after,
            micro_before,
            micro_after,
        }),
        (old, new) => {
            let (old, new) = (old.err(), new.err());
            let (before, after) = (before.id(), after.id());
            let (before, after) = (before.version(), after.version());
            Err(match (old, new) {
                (Some(old), Some(new)) if old == new => {
                    format!("{before} and {after} cannot score it: {old}")
                }
                (Some(old), Some(new)) => {
                    format!("{before} cannot score it: {old}; {after} cannot score it: {new}")
                }
                (Some(old), None) => format!("{before} cannot score it: {old}"),
                (None, new) => {
                    let new = new.unwrap_or_default();
                    format!("{after} cannot score it: {new}")
                }
            })
        }
    }
}

/// The code of what moved the score most in the direction in which it went; none where it did not move. A recalibration
/// is one only where nothing else went that way.
fn top_reason(codes: &ReasonCodes, why: &Explanation) -> Option<String> {
    let told = codes.of_move(why);
    let way = told.delta.micro.signum();
    let most = |reasons: Vec<scoreshift::MoveReason>| {
        let mut top: Option<scoreshift::MoveReason> = None;
        for reason in reasons {
            // The first among equals: the declared order stands.
            let more = top
                .as_ref()
                .is_none_or(|top| reason.micro * way > top.micro * way);
            if reason.micro * way > 0 && more {
                top = Some(reason);
            }
        }
        top.map(|reason| reason.code)
    };
    if way == 0 {
        return None;
    }
    most(told.reasons).or_else(|| most(told.apart))
}
