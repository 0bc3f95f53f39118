//! Scorecards: points by attribute, added up, with reason codes against baselines.

mod characteristic;
mod error;

pub use characteristic::Characteristic;
pub use error::{ScorecardError, ScorecardNumber};

use std::{collections::BTreeSet, fmt, sync::Arc};

use crate::{
    formula::{
        breakdown::Breakdown,
        category::points_table,
        code::{Stands, chosen},
        curve::Curve,
        error::EvalError,
        op::LeafKind,
        term::Term,
        trace::Trace,
    },
    id::ModelId,
    model::ScoringModel,
    path::Path,
    reasons::{LevelReason, ReasonCodeAlgorithm},
    score::Scale,
};
use characteristic::{Points, Read};

/// A scorecard: score = initial score + Σ points of each characteristic's attribute.
///
/// The model of credit scoring, and PMML's `Scorecard` (version 4.4) with the same words and the same numbers, but for
/// what its file format can say beyond points by range and label. It is an ordinary [`ScoringModel`]: it is recorded,
/// compared between versions, explained and held in a [`Lineage`](crate::Lineage) like any other.
///
/// # In a recording
///
/// A characteristic `age` is the input or category `age`, and what moves it is told there; its points are the node
/// `age points`. Where it may be missing there is a category `age given`, and the points without a value are the
/// parameter `age missing`. The initial score is the parameter `initial score`.
///
/// # Examples
///
/// The example of the PMML specification:
///
/// ```
/// use scoreshift::{ModelId, Scale, ScoringModel, Version, scorecard::{Characteristic, Scorecard}};
///
/// struct Applicant { department: &'static str, age: f64, income: f64 }
///
/// let card = Scorecard::builder(ModelId::new("application", Version::new(1, 0, 0)), Scale::new(-100.0, 100.0))
///     .characteristic(
///         Characteristic::label("department", |applicant: &Applicant| Some(applicant.department))
///             .code("RC1").baseline(19.0)
///             .points("marketing", 19.0).points("engineering", 3.0).points("business", 6.0),
///     )
///     .characteristic(
///         Characteristic::number("age", |applicant: &Applicant| Some(applicant.age))
///             .code("RC2").baseline(18.0)
///             .up_to(18.0, -3.0).up_to(29.0, 0.0).up_to(39.0, 12.0).otherwise(18.0),
///     )
///     .characteristic(
///         Characteristic::number("income", |applicant: &Applicant| Some(applicant.income))
///             .code("RC3").baseline(10.0)
///             .up_to(1000.0, 26.0).up_to(2500.0, 5.0).otherwise(-3.0),
///     )
///     .finish()?;
///
/// let applicant = Applicant { department: "engineering", age: 25.0, income: 500.0 };
/// assert_eq!(card.score(&applicant)?, 29.0);
/// let reasons = card.reasons(&applicant)?;
/// let codes: Vec<_> = reasons.iter().map(|reason| (reason.code.as_str(), reason.points)).collect();
/// assert_eq!(codes, [("RC2", 18.0), ("RC1", 16.0)]);
/// # Ok::<(), scoreshift::scorecard::ScorecardError>(())
/// ```
pub struct Scorecard<I: ?Sized> {
    id: ModelId,
    scale: Scale,
    initial: f64,
    algorithm: ReasonCodeAlgorithm,
    baseline: Option<f64>,
    rows: Arc<[Row<I>]>,
}

/// A characteristic that was checked, with its names in a recording.
struct Row<I: ?Sized> {
    characteristic: Characteristic<I>,
    curve: Option<Curve>,
    labels: Vec<String>,
    points: String,
    given: String,
    missing: String,
}

/// Builds a [`Scorecard`]; made by [`Scorecard::builder`].
pub struct ScorecardBuilder<I: ?Sized> {
    id: ModelId,
    scale: Scale,
    initial: f64,
    algorithm: ReasonCodeAlgorithm,
    baseline: Option<f64>,
    characteristics: Vec<Characteristic<I>>,
}

impl<I: ?Sized> Scorecard<I> {
    /// A scorecard without characteristics, with an initial score of 0 and points below the baseline as reasons.
    #[must_use]
    pub fn builder(id: ModelId, scale: Scale) -> ScorecardBuilder<I> {
        ScorecardBuilder {
            id,
            scale,
            initial: 0.0,
            algorithm: ReasonCodeAlgorithm::default(),
            baseline: None,
            characteristics: Vec::new(),
        }
    }

    /// The reason codes of a subject's score, all of them, ranked; see [`ReasonCodeAlgorithm::rank`].
    ///
    /// # Errors
    ///
    /// [`ScorecardError`]: a subject that cannot be scored, or a characteristic that has no baseline.
    pub fn reasons(&self, input: &I) -> Result<Vec<LevelReason>, ScorecardError> {
        let breakdown = self.breakdown(input)?;
        let mut ranked = Vec::with_capacity(self.rows.len());
        for row in self.rows.iter() {
            let characteristic = &row.characteristic;
            let attribute = row.attribute(&breakdown);
            let own = characteristic.baseline.or(self.baseline);
            let baseline = own.ok_or_else(|| ScorecardError::NoBaseline {
                characteristic: characteristic.name.clone(),
            })?;
            let code = attribute.and_then(|points| points.code.as_deref());
            let code = code.or(characteristic.code.as_deref());
            let partial = value_at(&breakdown, &row.points);
            ranked.push((code.unwrap_or(&characteristic.name), partial, baseline));
        }
        Ok(self.algorithm.rank(ranked)?)
    }
}

impl<I: ?Sized> ScorecardBuilder<I> {
    /// The score before any characteristic, in points.
    #[must_use]
    pub fn initial_score(mut self, points: f64) -> Self {
        self.initial = points;
        self
    }

    /// The baseline of all characteristics that have none of their own, in points.
    #[must_use]
    pub fn baseline(mut self, points: f64) -> Self {
        self.baseline = Some(points);
        self
    }

    /// Which partial scores are reasons.
    #[must_use]
    pub fn algorithm(mut self, algorithm: ReasonCodeAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// One more characteristic.
    #[must_use]
    pub fn characteristic(mut self, characteristic: Characteristic<I>) -> Self {
        self.characteristics.push(characteristic);
        self
    }

    /// The scorecard.
    ///
    /// # Errors
    ///
    /// [`ScorecardError`]: no characteristic, one without attributes, two of one name, points that are not finite,
    /// edges that do not rise, a label twice, or attributes of the wrong kind.
    pub fn finish(self) -> Result<Scorecard<I>, ScorecardError> {
        if self.characteristics.is_empty() {
            return Err(ScorecardError::NoCharacteristic);
        }
        let shared = [
            (ScorecardNumber::InitialScore, Some(self.initial)),
            (ScorecardNumber::Baseline, self.baseline),
        ];
        for (what, value) in shared {
            if let Some(value) = value.filter(|value| !value.is_finite()) {
                return Err(ScorecardError::NotFinite { what, value });
            }
        }
        let mut names = BTreeSet::from(["initial score".to_owned()]);
        let mut rows = Vec::with_capacity(self.characteristics.len());
        for characteristic in self.characteristics {
            characteristic.check()?;
            let row = Row::new(characteristic)?;
            let taken = [
                &row.characteristic.name,
                &row.points,
                &row.given,
                &row.missing,
            ];
            if let Some(name) = taken
                .into_iter()
                .find(|name| !names.insert((*name).clone()))
            {
                return Err(ScorecardError::NameTwice { name: name.clone() });
            }
            rows.push(row);
        }
        Ok(Scorecard {
            id: self.id,
            scale: self.scale,
            initial: self.initial,
            algorithm: self.algorithm,
            baseline: self.baseline,
            rows: rows.into(),
        })
    }
}

impl<I: ?Sized> ScoringModel for Scorecard<I> {
    type Input = I;

    fn id(&self) -> ModelId {
        self.id.clone()
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, input: &I, t: T) -> Result<Term<T>, EvalError> {
        let mut terms = vec![t.parameter("initial score", self.initial)];
        for row in self.rows.iter() {
            terms.push(row.evaluate(input, t)?);
        }
        Ok(t.sum(terms))
    }
}

impl<I: ?Sized> Row<I> {
    fn new(characteristic: Characteristic<I>) -> Result<Self, ScorecardError> {
        let name = &characteristic.name;
        let (points, given, missing) = (
            format!("{name} points"),
            format!("{name} given"),
            format!("{name} missing"),
        );
        let curve = match characteristic.read {
            Read::Number(_) => Some(characteristic.curve()?),
            Read::Label(_) => None,
        };
        let label = |attribute: &characteristic::Attribute| match &attribute.fits {
            characteristic::Fits::Label(label) | characteristic::Fits::Special(_, label) => {
                Some(label.clone())
            }
            _ => None,
        };
        Ok(Self {
            labels: characteristic.attributes.iter().filter_map(label).collect(),
            curve,
            points,
            given,
            missing,
            characteristic,
        })
    }

    fn evaluate<T: Trace>(&self, input: &I, t: T) -> Result<Term<T>, EvalError> {
        let there = match &self.characteristic.read {
            Read::Number(read) => read(input).map(Value::Number),
            Read::Label(read) => read(input).map(Value::Label),
        };
        let Some(missing) = &self.characteristic.missing else {
            let there = there.ok_or_else(|| self.absent(t))?;
            return Ok(t.named(&self.points, self.present(&there, t)?));
        };
        // A label that the trace may exchange, so that a value that appears is told as one.
        let is_there = there.is_some();
        let given = t.category(&self.given, &is_there);
        let points = if *given.value() {
            self.present(&there.ok_or_else(|| self.absent(t))?, t)?
        } else {
            t.parameter(&self.missing, missing.points)
        };
        Ok(t.named(&self.points, given.choose(|_| points)))
    }

    fn present<T: Trace>(&self, value: &Value<'_>, t: T) -> Result<Term<T>, EvalError> {
        let name = &self.characteristic.name;
        match (value, &self.curve) {
            (Value::Number(number), Some(curve)) if self.labels.is_empty() => {
                self.ranged(t.input(name, *number), curve, t)
            }
            (Value::Number(number), Some(curve)) => self.coded(*number, curve, t),
            (Value::Label(label), _) => {
                let label = (*label).to_owned();
                let choice = t.category(name, &label);
                if self.characteristic.of_label(choice.value()).is_none() {
                    let label = crate::path::printable(choice.value());
                    return Err(t.refuse(name, format!("no attribute fits `{label}`")));
                }
                let points = |label: &String| {
                    let attribute = self.characteristic.of_label(label);
                    attribute.map_or(f64::NAN, |points| points.points)
                };
                Ok(choice.points_among(None, &self.labels, points))
            }
            // A number has a curve.
            (Value::Number(_), None) => Err(self.absent(t)),
        }
    }

    /// The points of a number by range.
    fn ranged<T: Trace>(&self, number: Term<T>, curve: &Curve, t: T) -> Result<Term<T>, EvalError> {
        let asked = number.value();
        if asked.is_finite() && self.characteristic.of_number(asked).is_none() {
            let name = &self.characteristic.name;
            return Err(t.refuse(name, format!("no attribute fits {asked}")));
        }
        Ok(number.curve(curve))
    }

    /// The points of a number that may be a special code.
    fn coded<T: Trace>(&self, number: f64, curve: &Curve, t: T) -> Result<Term<T>, EvalError> {
        let specials = || self.characteristic.specials();
        #[allow(clippy::float_cmp, reason = "a code is this number and no other")]
        let own = match specials().position(|(_, code, _)| code == number) {
            Some(at) => Stands::Code(at),
            None => Stands::Number(number),
        };
        let codes = || {
            specials()
                .map(|(label, code, _)| (label.to_owned(), code))
                .collect()
        };
        let (stands, node) = t.coded(&self.characteristic.name, own, &codes);
        let branch = match stands {
            Stands::Number(number) => self.ranged(Term::new(t, node, number), curve, t)?,
            Stands::Code(at) => {
                let label = self.labels.get(at).ok_or_else(|| self.absent(t))?;
                let points = |label: &String| {
                    let mut special = specials().filter(|(known, ..)| known == label);
                    special
                        .next()
                        .map_or(f64::NAN, |(.., points)| points.points)
                };
                points_table(t, node, None, (&self.labels, label), points)
            }
        };
        Ok(chosen(t, node, branch))
    }

    fn absent(&self, t: impl Trace) -> EvalError {
        EvalError::MissingInput {
            place: t.place(&self.characteristic.name),
        }
    }

    /// The attribute that decided.
    fn attribute(&self, breakdown: &Breakdown) -> Option<&Points> {
        let place = Path::new([&self.characteristic.name]);
        let leaf = breakdown.leaves().find(|leaf| leaf.path == place);
        match leaf {
            None => self.characteristic.missing.as_ref(),
            Some(leaf) => match leaf.label {
                Some(label) if leaf.kind == LeafKind::Input => {
                    let mut specials = self.characteristic.specials();
                    let found = specials.find(|(known, ..)| *known == label);
                    found.map(|(.., points)| points)
                }
                Some(label) => self.characteristic.of_label(&label),
                None => self.characteristic.of_number(leaf.value),
            },
        }
    }
}

enum Value<'v> {
    Number(f64),
    Label(&'v str),
}

/// The recorded value at a name.
fn value_at(breakdown: &Breakdown, name: &str) -> f64 {
    let formula = breakdown.formula();
    let place = formula.paths.find_path([name]);
    formula
        .nodes
        .iter()
        .find(|node| place.is_some_and(|place| node.path == place))
        .map_or(f64::NAN, |node| node.value)
}

impl<I: ?Sized> Clone for Scorecard<I> {
    fn clone(&self) -> Self {
        Self {
            id: self.id.clone(),
            rows: Arc::clone(&self.rows),
            scale: self.scale.clone(),
            ..*self
        }
    }
}

impl<I: ?Sized> fmt::Debug for Scorecard<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characteristics = self.rows.iter().map(|row| &row.characteristic);
        f.debug_struct("Scorecard")
            .field("id", &self.id)
            .field("initial", &self.initial)
            .field("algorithm", &self.algorithm)
            .field("baseline", &self.baseline)
            .field("characteristics", &characteristics.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl<I: ?Sized> fmt::Debug for ScorecardBuilder<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScorecardBuilder")
            .field("id", &self.id)
            .field("characteristics", &self.characteristics)
            .finish_non_exhaustive()
    }
}
