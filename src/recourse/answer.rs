//! What would move a score, as data.

use serde::Serialize;

use crate::{diff::Sensitivity, id::ModelId, path::Path, score::Scale};

/// A value of the subject's own data.
///
/// Serialised as a number or a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum InputValue {
    /// A number in the input's own unit.
    Number(f64),
    /// A label of a category.
    Label(String),
}

/// A change of a single input that reaches the target.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SingleChange {
    /// Which input.
    pub id: Path,
    /// What it is now.
    pub before: InputValue,
    /// What it would have to be.
    pub after: InputValue,
    /// The score that this gives, computed once more and recorded; in points.
    pub score: f64,
    /// What to say that it would have to be: `after` with the fewest decimals, rounded away from `before` by at most a
    /// twentieth of the change, on the grid of the bound, and scored once more, so that it reaches the target as it is
    /// written.
    pub stated: InputValue,
    /// The score that the stated value gives, in points.
    pub stated_score: f64,
}

/// An input that does not reach the target by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OutOfReach {
    /// Which input.
    pub id: Path,
    /// What it is now.
    pub before: InputValue,
    /// The value, of those that were tried, that comes nearest to the target and nearer than the present one; the
    /// smallest change among equals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<InputValue>,
    /// The score there, in points; the present score where nothing comes nearer.
    pub score: f64,
    /// Whether everything that the bound allows was tried, so that there is no better value.
    pub exhaustive: bool,
}

/// What would move one subject's score to a target: what each input does, and which single change is enough.
///
/// Found by [`Recourse::find`](crate::recourse::Recourse::find). Printed, it is plain English; serialised, it is the JSON that
/// programs read.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
/// use scoreshift::recourse::Recourse;
///
/// let profile = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
/// let answer = Recourse::to_reach(60.0)
///     .bound("Twitter.reactions", 0.0..=100_000.0)
///     .find(&EqualNetworkWeight::default(), &profile)?;
/// let json = serde_json::to_value(&answer)?;
/// assert_eq!(json["options"][0]["id"], "Twitter.reactions");
/// assert_eq!(json["options"][0]["before"], 80.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RecourseAnswer {
    /// The model that was asked.
    pub model: ModelId,
    /// Its scale, by whose precision and direction the answer is told.
    pub scale: Scale,
    /// The score as it is, in points.
    pub score: f64,
    /// The score to reach, in points.
    pub target: f64,
    /// Whether the score as it is reaches the target, so that nothing has to change.
    pub reached: bool,
    /// How much one more unit of each number of the subject's own data would move the score, at this point; see
    /// [`Breakdown::sensitivities`](crate::Breakdown::sensitivities).
    pub sensitivities: Vec<Sensitivity>,
    /// The single changes that reach the target: for a number the smallest one that was found, for a category each
    /// label that does. In the order in which the inputs were bounded.
    pub options: Vec<SingleChange>,
    /// The inputs of which no single change reaches the target, in the same order.
    pub out_of_reach: Vec<OutOfReach>,
    /// How many times the model was evaluated.
    pub evaluations: u64,
    /// How many evaluations were allowed.
    pub budget: u64,
}

/// A present value to three decimals, or to as many more as tell it from what it would have to be; none where it is too
/// large or small to be written out.
pub(crate) fn rounded_apart(now: f64, stated: f64) -> Option<f64> {
    let is_plain = now == 0.0 || (1e-3..1e15).contains(&now.abs());
    let rounded = |decimals: usize| format!("{now:.decimals$}").parse::<f64>().ok();
    (3..=15)
        .filter(|_| is_plain)
        .filter_map(rounded)
        .find(|rounded| {
            (now < stated) == (*rounded < stated) && (now > stated) == (*rounded > stated)
        })
}
