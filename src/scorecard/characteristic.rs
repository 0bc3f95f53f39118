//! One characteristic of a scorecard: what is read of the subject, and the points that it gives.

use std::{fmt, sync::Arc};

use super::error::{ScorecardError, ScorecardNumber};
use crate::{exact, formula::curve::Curve};

/// One characteristic of a [`Scorecard`](crate::scorecard::Scorecard): a number or a label of the subject, and the points (PMML:
/// the *partial score*) of each of its *attributes*.
///
/// The attributes of a number are ranges, given from below by their upper edges; those of a label are labels. The first
/// attribute that fits decides. What is wrong with them is said by
/// [`ScorecardBuilder::finish`](crate::scorecard::ScorecardBuilder::finish).
///
/// Points are in points of the scale, any finite number; edges are in the number's own unit, finite and rising.
///
/// # Examples
///
/// ```
/// use scoreshift::scorecard::Characteristic;
///
/// struct Applicant { age: Option<f64>, department: String }
///
/// let age = Characteristic::number("age", |applicant: &Applicant| applicant.age)
///     .code("RC2")
///     .baseline(18.0)
///     .up_to(18.0, -3.0) // 18 and less
///     .up_to(29.0, 0.0)  // above 18, up to 29
///     .up_to(39.0, 12.0)
///     .otherwise(18.0)   // above 39
///     .missing(-1.0);
/// let department = Characteristic::label("department", |applicant: &Applicant| Some(&applicant.department))
///     .code("RC1")
///     .baseline(19.0)
///     .points("marketing", 19.0)
///     .points("engineering", 3.0).attribute_code("RC1b")
///     .otherwise(6.0);
/// ```
pub struct Characteristic<I: ?Sized> {
    pub(super) name: String,
    pub(super) read: Read<I>,
    pub(super) code: Option<String>,
    pub(super) baseline: Option<f64>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) otherwise: Option<Points>,
    pub(super) missing: Option<Points>,
    /// Which attribute was given last.
    last: Last,
}

type ReadNumber<I> = Arc<dyn Fn(&I) -> Option<f64> + Send + Sync>;
type ReadLabel<I> = Arc<dyn Fn(&I) -> Option<&str> + Send + Sync>;

pub(super) enum Read<I: ?Sized> {
    Number(ReadNumber<I>),
    Label(ReadLabel<I>),
}

impl<I: ?Sized> Clone for Read<I> {
    fn clone(&self) -> Self {
        match self {
            Self::Number(read) => Self::Number(Arc::clone(read)),
            Self::Label(read) => Self::Label(Arc::clone(read)),
        }
    }
}

impl<I: ?Sized> Clone for Characteristic<I> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            read: self.read.clone(),
            code: self.code.clone(),
            baseline: self.baseline,
            attributes: self.attributes.clone(),
            otherwise: self.otherwise.clone(),
            missing: self.missing.clone(),
            last: self.last,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Last {
    None,
    Attribute,
    Otherwise,
    Missing,
}

/// Points, and the reason code that they have of their own.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Points {
    pub(super) points: f64,
    pub(super) code: Option<String>,
}

impl Points {
    fn new(points: f64) -> Self {
        Self { points, code: None }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attribute {
    pub(super) fits: Fits,
    pub(super) points: Points,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fits {
    UpTo(f64),
    Below(f64),
    Label(String),
    /// A number that stands for something else, and what that is called.
    Special(f64, String),
}

impl Fits {
    /// The first number above the range.
    fn end(&self) -> Option<f64> {
        match self {
            Self::UpTo(edge) => Some(exact::next_above(*edge)),
            Self::Below(edge) => Some(*edge),
            Self::Label(_) | Self::Special(..) => None,
        }
    }
}

impl<I: ?Sized> Characteristic<I> {
    fn new(name: String, read: Read<I>) -> Self {
        Self {
            name,
            read,
            code: None,
            baseline: None,
            attributes: Vec::new(),
            otherwise: None,
            missing: None,
            last: Last::None,
        }
    }

    /// A number of the subject; `None` where it is missing.
    pub fn number(
        name: impl Into<String>,
        read: impl Fn(&I) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name.into(), Read::Number(Arc::new(read)))
    }

    /// A label of the subject; `None` where it is missing.
    pub fn label(
        name: impl Into<String>,
        read: impl Fn(&I) -> Option<&str> + Send + Sync + 'static,
    ) -> Self {
        Self::new(name.into(), Read::Label(Arc::new(read)))
    }

    /// The reason code of all attributes that have none of their own; the characteristic's name if this is not given.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The points that the characteristic is compared with, instead of the scorecard's own baseline.
    #[must_use]
    pub fn baseline(mut self, points: f64) -> Self {
        self.baseline = Some(points);
        self
    }

    /// Points of a number above the attribute before, up to and including this edge.
    #[must_use]
    pub fn up_to(self, edge: f64, points: f64) -> Self {
        self.attribute(Fits::UpTo(edge), points)
    }

    /// Points of a number above the attribute before and below this edge.
    #[must_use]
    pub fn below(self, edge: f64, points: f64) -> Self {
        self.attribute(Fits::Below(edge), points)
    }

    /// Points of a special code of a number: a number that stands for something else, such as −7 for "never borrowed".
    ///
    /// It is told by its label, belongs to no range, and is never advised by a [`Recourse`](crate::recourse::Recourse).
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{
    ///     ModelId, Scale, ScoringModel, Version, scorecard::{Characteristic, Scorecard},
    /// };
    ///
    /// let months = Characteristic::number("months since", |months: &f64| Some(*months))
    ///     .special(-7.0, "never borrowed", 40.0)
    ///     .below(12.0, 5.0)
    ///     .otherwise(60.0);
    /// let card = Scorecard::builder(ModelId::new("card", Version::new(1, 0, 0)), Scale::new(0.0, 100.0))
    ///     .characteristic(months)
    ///     .finish()?;
    /// assert_eq!((card.score(&-7.0)?, card.score(&3.0)?, card.score(&30.0)?), (40.0, 5.0, 60.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn special(self, number: f64, label: impl Into<String>, points: f64) -> Self {
        self.attribute(Fits::Special(number, label.into()), points)
    }

    /// Points of a label.
    #[must_use]
    pub fn points(self, label: impl Into<String>, points: f64) -> Self {
        self.attribute(Fits::Label(label.into()), points)
    }

    fn attribute(mut self, fits: Fits, points: f64) -> Self {
        self.attributes.push(Attribute {
            fits,
            points: Points::new(points),
        });
        self.last = Last::Attribute;
        self
    }

    /// Points where no other attribute fits. Without it such a subject has no score: that is an error, as in PMML.
    #[must_use]
    pub fn otherwise(mut self, points: f64) -> Self {
        self.otherwise = Some(Points::new(points));
        self.last = Last::Otherwise;
        self
    }

    /// Points where the value is missing. Without it such a subject has no score.
    #[must_use]
    pub fn missing(mut self, points: f64) -> Self {
        self.missing = Some(Points::new(points));
        self.last = Last::Missing;
        self
    }

    /// The reason code of the attribute that was given last, instead of the characteristic's.
    #[must_use]
    pub fn attribute_code(mut self, code: impl Into<String>) -> Self {
        let points = match self.last {
            Last::None => None,
            Last::Attribute => self
                .attributes
                .last_mut()
                .map(|attribute| &mut attribute.points),
            Last::Otherwise => self.otherwise.as_mut(),
            Last::Missing => self.missing.as_mut(),
        };
        if let Some(points) = points {
            points.code = Some(code.into());
        }
        self
    }

    /// The attribute of a label or number.
    pub(super) fn of_label(&self, label: &str) -> Option<&Points> {
        self.attributes
            .iter()
            .find(|attribute| matches!(&attribute.fits, Fits::Label(other) if other == label))
            .map(|attribute| &attribute.points)
            .or(self.otherwise.as_ref())
    }

    /// The special codes of a number: label, number and attribute.
    pub(super) fn specials(&self) -> impl Iterator<Item = (&str, f64, &Points)> {
        self.attributes
            .iter()
            .filter_map(|attribute| match &attribute.fits {
                Fits::Special(number, label) => Some((label.as_str(), *number, &attribute.points)),
                _ => None,
            })
    }

    pub(super) fn of_number(&self, number: f64) -> Option<&Points> {
        self.attributes
            .iter()
            .find(|attribute| attribute.fits.end().is_some_and(|end| number < end))
            .map(|attribute| &attribute.points)
            .or(self.otherwise.as_ref())
    }

    /// What is wrong with it, if anything.
    pub(super) fn check(&self) -> Result<(), ScorecardError> {
        let name = || self.name.clone();
        let all = self.attributes.iter().map(|attribute| &attribute.points);
        let all = all.chain(&self.otherwise).chain(&self.missing);
        let points = all.map(|points| points.points).chain(self.baseline);
        for points in points {
            if !points.is_finite() {
                return Err(ScorecardError::NotFinite {
                    what: ScorecardNumber::Points {
                        characteristic: name(),
                    },
                    value: points,
                });
            }
        }
        if self.attributes.is_empty() && self.otherwise.is_none() {
            return Err(ScorecardError::NoAttribute {
                characteristic: name(),
            });
        }
        let mut before = f64::NEG_INFINITY;
        for (index, attribute) in self.attributes.iter().enumerate() {
            match (&self.read, &attribute.fits) {
                (Read::Label(_), Fits::Label(label)) => {
                    let earlier = self.attributes.iter().take(index);
                    if earlier.clone().any(|other| other.fits == attribute.fits) {
                        return Err(ScorecardError::LabelTwice {
                            characteristic: name(),
                            label: label.clone(),
                        });
                    }
                }
                (Read::Number(_), Fits::Special(number, label)) => {
                    let earlier = self.attributes.iter().take(index);
                    #[allow(clippy::float_cmp, reason = "a code is this number and no other")]
                    let is_known = earlier.clone().any(|other| match &other.fits {
                        Fits::Special(known, name) => known == number || name == label,
                        _ => false,
                    });
                    if is_known {
                        return Err(ScorecardError::LabelTwice {
                            characteristic: name(),
                            label: label.clone(),
                        });
                    }
                    if !number.is_finite() {
                        return Err(ScorecardError::NotFinite {
                            what: ScorecardNumber::Code {
                                characteristic: name(),
                                label: label.clone(),
                            },
                            value: *number,
                        });
                    }
                }
                (Read::Number(_), Fits::UpTo(edge) | Fits::Below(edge)) => {
                    let rises = |end: &f64| edge.is_finite() && end.is_finite() && *end > before;
                    before =
                        attribute
                            .fits
                            .end()
                            .filter(rises)
                            .ok_or_else(|| ScorecardError::Edge {
                                characteristic: name(),
                                edge: *edge,
                            })?;
                }
                _ => {
                    return Err(ScorecardError::WrongKind {
                        characteristic: name(),
                    });
                }
            }
        }
        Ok(())
    }

    /// The points of a number as a curve; beyond the last edge without an attribute it is not asked.
    pub(super) fn curve(&self) -> Result<Curve, ScorecardError> {
        let points: Vec<f64> = self
            .attributes
            .iter()
            .filter(|attribute| attribute.fits.end().is_some())
            .map(|attribute| attribute.points.points)
            .collect();
        let beyond = self.otherwise.as_ref().map(|points| points.points);
        let below = points.first().copied().or(beyond);
        let last = beyond.or(points.last().copied());
        let (Some(below), Some(last)) = (below, last) else {
            return Err(ScorecardError::NoRange {
                characteristic: self.name.clone(),
            });
        };
        let ends = self
            .attributes
            .iter()
            .filter_map(|attribute| attribute.fits.end());
        let mut bands: Vec<(f64, f64)> =
            ends.zip(points.into_iter().skip(1).chain([last])).collect();
        if bands.is_empty() {
            bands.push((0.0, last));
        }
        Curve::bands(below, bands).map_err(|source| ScorecardError::Curve {
            characteristic: self.name.clone(),
            source,
        })
    }
}

impl<I: ?Sized> fmt::Debug for Characteristic<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Characteristic")
            .field("name", &self.name)
            .field("code", &self.code)
            .field("baseline", &self.baseline)
            .field("attributes", &self.attributes)
            .field("otherwise", &self.otherwise)
            .field("missing", &self.missing)
            .finish_non_exhaustive()
    }
}
