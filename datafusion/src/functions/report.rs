//! The report of a study as one aggregate function: its state is a part of the report, and parts merge.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array as _, ArrayRef, AsArray as _, StructArray},
        buffer::NullBuffer,
        datatypes::{DataType, Field, FieldRef, Float64Type},
    },
    common::{ScalarValue, exec_err, internal_datafusion_err},
    error::{DataFusionError, Result},
    logical_expr::{
        Accumulator, AggregateUDFImpl, Signature,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
};
use scoreshift::{
    corpus::{NamedInput, Snapshots},
    impact::{Impact, ImpactError, PreparedStudy, Questions, Tally},
};
use serde::{Deserialize, Serialize};

use super::engine::{Engine, Scorer};
use crate::rows::{Reader, RowError, Rows, Texts};

/// What is asked of the rows, and which arguments there are: it goes with a plan to wherever its rows are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) questions: Questions,
    /// Behind the key stands how many subjects each row stands for.
    pub(crate) has_weights: bool,
    /// Then what they were before and what they are, and not only what they are.
    pub(crate) has_before: bool,
    /// A subject is this column and nothing else.
    pub(crate) column: Option<String>,
    /// And at last their values in these dimensions, each once.
    pub(crate) dimensions: Vec<String>,
}

/// The function of two releases: of keys, weights, subjects and segments it makes the bytes of an [`Impact`].
pub(crate) struct Report {
    pub(super) name: String,
    pub(super) engine: Arc<dyn Engine>,
    pub(super) releases: [usize; 2],
    /// The [`Request`] as it travels.
    pub(super) request: String,
    pub(super) signature: Signature,
}

/// What the function makes, and what its state is.
pub(crate) const BYTES: DataType = DataType::LargeBinary;

/// The columns of the state.
pub(crate) fn state(name: &str) -> Vec<FieldRef> {
    vec![Arc::new(Field::new(format!("{name}[part]"), BYTES, true))]
}

impl Report {
    #[cfg(feature = "ballista")]
    pub(crate) fn request(&self) -> &str {
        &self.request
    }
}

impl AggregateUDFImpl for Report {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(BYTES)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state(args.name))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return exec_err!("{} counts every row, and takes no DISTINCT", self.name);
        }
        let request = serde_json::from_str(&self.request).map_err(external)?;
        Arc::clone(&self.engine).report(self.releases, request)
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.name, self.request)
    }
}

impl PartialEq for Report {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.request == other.request
    }
}

impl Eq for Report {}

impl Hash for Report {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.request.hash(state);
    }
}

impl<I> Scorer<I>
where
    I: ?Sized + ToOwned + Send + Sync + 'static,
    I::Owned: Send + Sync,
{
    pub(super) fn count(
        self: Arc<Self>,
        [before, after]: [usize; 2],
        request: Request,
    ) -> Result<Box<dyn Accumulator>> {
        let version = |at: usize| self.versions.get(at).map_or("", String::as_str);
        let study = self.lineage.impact(version(before), version(after));
        let study = study.map_err(external)?.asking(request.questions.clone());
        let study = study.prepare().map_err(external)?;
        Ok(Box::new(Counting {
            tally: study.tally(),
            study,
            scorer: self,
            request,
        }))
    }
}

/// A part of a population while it is being counted.
struct Counting<I: ?Sized> {
    scorer: Arc<Scorer<I>>,
    study: PreparedStudy<I>,
    tally: Tally,
    request: Request,
}

impl<I: ?Sized + Send + Sync + 'static> Counting<I> {
    /// The subjects, where an argument is a column of theirs.
    fn subjects(&self, argument: &ArrayRef) -> Result<ArrayRef> {
        let Some(column) = &self.request.column else {
            return Ok(Arc::clone(argument));
        };
        let field = Field::new(column, argument.data_type().clone(), true);
        let nulls = argument.logical_nulls();
        let columns = vec![Arc::clone(argument)];
        Ok(Arc::new(StructArray::try_new(
            vec![field].into(),
            columns,
            nulls,
        )?))
    }

    fn bytes(&mut self) -> ScalarValue {
        let tally = std::mem::replace(&mut self.tally, self.study.tally());
        ScalarValue::LargeBinary(Some(tally.finish().to_bytes()))
    }
}

impl<I: ?Sized + Send + Sync + 'static> Accumulator for Counting<I> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let others = || internal_datafusion_err!("a report was given other arguments");
        let mut values = values.iter();
        let mut next = || values.next().ok_or_else(others);
        let keys = next()?;
        let weights = if self.request.has_weights {
            let weights = next()?.as_primitive_opt::<Float64Type>();
            Some(weights.ok_or_else(others)?)
        } else {
            None
        };
        let before = if self.request.has_before {
            Some(self.subjects(next()?)?)
        } else {
            None
        };
        let after = self.subjects(next()?)?;
        let read = |subjects| Subjects::read(self.scorer.rows.as_ref(), subjects);
        let mut subjects = Both {
            before: before.as_ref().map(read).transpose()?,
            after: read(&after)?,
        };
        let texts: Option<Vec<Texts<'_>>> = values.map(|values| Texts::new(values)).collect();
        let texts = texts.filter(|texts| texts.len() == self.request.dimensions.len());
        let (rows, texts) = (keys.len(), texts.ok_or_else(others)?);
        let keys = Texts::new(keys).ok_or_else(others)?;

        let mut segments = Vec::with_capacity(texts.len());
        for row in 0..rows {
            segments.clear();
            let values = self.request.dimensions.iter().zip(&texts);
            segments.extend(
                values.filter_map(|(dimension, texts)| Some((dimension.as_str(), texts.get(row)?))),
            );
            let key = keys.get(row).unwrap_or("NULL");
            let weights = weights.filter(|weights| weights.is_valid(row));
            let weight = weights.map_or(1.0, |weights| weights.value(row));
            let counted = match subjects.at(row) {
                Ok((snapshots, input)) => {
                    let subject = Row {
                        key,
                        weight,
                        segments: &segments,
                        snapshots,
                        input,
                    };
                    self.study.add(&mut self.tally, &subject)
                }
                Err(error) => {
                    let reason = error.to_string();
                    self.study.fail(&mut self.tally, key, &segments, &reason)
                }
            };
            counted.map_err(|mut error| {
                // Which one is too much depends on how the rows are divided.
                if let ImpactError::TooMuchWeight { key, .. } = &mut error {
                    key.clear();
                }
                external(error)
            })?;
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let parts = states
            .first()
            .and_then(|parts| parts.as_binary_opt::<i64>());
        let parts =
            parts.ok_or_else(|| internal_datafusion_err!("a report takes its own parts"))?;
        for part in parts.iter().flatten() {
            let part = Impact::from_bytes(part).map_err(external)?;
            self.tally.merge(part.into()).map_err(external)?;
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.bytes()])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(self.bytes())
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.tally.memory()
    }
}

impl<I: ?Sized> fmt::Debug for Counting<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.study.fmt(f)
    }
}

/// The subjects of a batch at one time.
struct Subjects<'b, I: ?Sized> {
    nulls: Option<NullBuffer>,
    reader: Box<dyn Reader<I> + 'b>,
}

impl<'b, I: ?Sized + 'static> Subjects<'b, I> {
    fn read(rows: &dyn Rows<I>, subjects: &'b ArrayRef) -> Result<Self> {
        let reader = rows.read(subjects);
        let reader =
            reader.or_else(|problem| exec_err!("a report cannot read its rows: {problem}"))?;
        Ok(Self {
            nulls: subjects.logical_nulls(),
            reader,
        })
    }

    /// None where it is not there.
    #[inline]
    fn at(&mut self, row: usize) -> Option<Result<&I, RowError>> {
        let is_there = self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        is_there.then(|| self.reader.row(row))
    }
}

/// Why a row is no subject.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error(transparent)]
    Row(#[from] RowError),
    #[error("what it was: {0}")]
    Before(RowError),
    #[error("what it is: {0}")]
    After(RowError),
}

/// The subjects of a batch: as they are, or before and after.
struct Both<'b, I: ?Sized> {
    before: Option<Subjects<'b, I>>,
    after: Subjects<'b, I>,
}

impl<I: ?Sized + 'static> Both<'_, I> {
    #[inline]
    fn at(&mut self, row: usize) -> Result<(Snapshots<'_, I>, &I), Unread> {
        let Some(before) = &mut self.before else {
            let input = self.after.reader.row(row)?;
            return Ok((Snapshots::Same(input), input));
        };
        let was = before.at(row).transpose();
        let is = self.after.at(row).transpose();
        let was = was.map_err(Unread::Before)?;
        let is = is.map_err(Unread::After)?;
        match (was, is) {
            (Some(before), Some(after)) => Ok((Snapshots::Moved { before, after }, after)),
            (None, Some(after)) => Ok((Snapshots::Joined(after), after)),
            (Some(before), None) => Ok((Snapshots::Left(before), before)),
            (None, None) => Err(RowError::null().into()),
        }
    }
}

/// A row as the study takes it.
struct Row<'r, I: ?Sized> {
    key: &'r str,
    weight: f64,
    segments: &'r [(&'r str, &'r str)],
    snapshots: Snapshots<'r, I>,
    input: &'r I,
}

impl<I: ?Sized> NamedInput<I> for Row<'_, I> {
    fn name(&self) -> &str {
        self.key
    }

    fn input(&self) -> &I {
        self.input
    }

    fn segments(&self) -> Vec<(&str, &str)> {
        self.segments.to_vec()
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn snapshots(&self) -> Snapshots<'_, I> {
        self.snapshots
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
