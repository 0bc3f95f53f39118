//! A message as JSON, for user interfaces and other programs.

mod population;

use std::fmt;

use semver::Version;
use serde::{Serialize, Serializer};

use self::population::Crowd;
use super::{
    Amount, Audience, Band, Digits, LocalizedLevel, LocalizedMessage, LocalizedNote, LocalizedRow,
    LocalizedSection, MethodSummary, RowKind, SectionKind, Sign, TextDirection, Tone,
};
use crate::explain::{Method, Question};

impl LocalizedMessage {
    /// The message as JSON: serialise it, or print it for the indented document.
    ///
    /// Every node has a stable `id`, a `description`, and what it consists of in `details`, as explanations of search
    /// engines do. `value` is a node's points as people read them and `micro` the same in millionths of a point: the
    /// details of a node add up to it in both. Where effects are banded, `band` and `sign` stand instead of them.
    /// Of a population, before and after are means, `value` is the mean move, and `population` says who moves.
    /// Principal reasons have a `code` and a `rank` from 1. The document says under which `schema` it is written: that of
    /// this version is in the repository, `schema/explanation-1.json`.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let told = Presenter::new(Audience::Person).message(&why).localize(&English);
    /// let document = serde_json::to_value(told.json())?;
    ///
    /// assert_eq!((&document["schema"], &document["value"]), (&"scoreshift-explanation-1".into(), &(-17).into()));
    /// let worst = &document["details"][0]["details"][0];
    /// assert_eq!((&worst["id"], &worst["rank"]), (&"change:equal-network-weight".into(), &1.into()));
    /// assert_eq!(worst["details"][0]["id"], "change:equal-network-weight/Facebook");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> Json<'_> {
        Json { told: self }
    }
}

/// A message as JSON. See [`LocalizedMessage::json`].
#[derive(Clone, Copy, Debug)]
pub struct Json<'t> {
    told: &'t LocalizedMessage,
}

impl Json<'_> {
    /// The name of the schema that documents are written under.
    pub const SCHEMA: &'static str = "scoreshift-explanation-1";
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Document::of(self.told).serialize(serializer)
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

#[derive(Serialize)]
struct Document<'t> {
    schema: &'static str,
    language: &'t str,
    direction: TextDirection,
    audience: Audience,
    question: Question,
    score: &'t str,
    before: Level<'t>,
    after: Level<'t>,
    id: &'static str,
    #[serde(flatten)]
    amount: Written<'t>,
    tone: Tone,
    description: String,
    details: Vec<Group<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Group<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    population: Option<Crowd<'t>>,
    notes: Vec<Said<'t>>,
    next: Vec<Said<'t>>,
    facts: Vec<Said<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<Work>,
}

/// How far something moved the score.
#[derive(Serialize)]
struct Written<'t> {
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    value: Option<Digits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    micro: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign: Option<&'static str>,
    points: &'t str,
}

#[derive(Serialize)]
struct Level<'t> {
    label: &'t str,
    version: &'t str,
    #[serde(serialize_with = "number")]
    value: Option<Digits>,
    micro: Option<i64>,
    points: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<&'t str>,
}

#[derive(Serialize)]
struct Group<'t> {
    id: String,
    kind: SectionKind,
    #[serde(flatten)]
    amount: Written<'t>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'t str>,
    details: Vec<Node<'t>>,
}

#[derive(Serialize)]
struct Node<'t> {
    id: &'t str,
    kind: RowKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<&'t Version>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u32>,
    #[serde(flatten)]
    amount: Written<'t>,
    tone: Tone,
    label: &'t str,
    description: &'t str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    remarks: &'t [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Self>,
}

#[derive(Serialize)]
struct Said<'t> {
    id: &'t str,
    kind: &'static str,
    description: &'t str,
}

#[derive(Serialize)]
struct Work {
    method: Method,
    data_method: Method,
    evaluations: u64,
    budget: u64,
    diffs: u64,
}

impl<'t> Document<'t> {
    fn of(told: &'t LocalizedMessage) -> Self {
        let said = |notes: &'t [LocalizedNote]| notes.iter().map(Said::of).collect();
        Self {
            schema: Json::SCHEMA,
            language: &told.language,
            direction: told.direction,
            audience: told.audience,
            question: told.question,
            score: &told.score,
            before: Level::of(&told.before),
            after: Level::of(&told.after),
            id: "move",
            amount: Written {
                value: Some(told.moved.shown),
                micro: Some(told.moved.micro),
                band: None,
                sign: None,
                points: &told.moved.text,
            },
            tone: told.moved.tone,
            description: told.headline.join(" "),
            details: told.sections.iter().map(Group::of).collect(),
            places: told.places.as_ref().map(Group::of),
            population: told.population.as_ref().map(Crowd::of),
            notes: said(&told.notes),
            next: said(&told.next),
            facts: said(&told.facts),
            method: told.method.map(Work::from),
        }
    }
}

impl<'t> Written<'t> {
    fn of(amount: Amount, points: &'t str) -> Self {
        let (band, sign): (Option<Band>, Option<Sign>) = match amount {
            Amount::Points { .. } => (None, None),
            Amount::Banded { band, sign } => (Some(band), Some(sign)),
        };
        Self {
            value: amount.shown(),
            micro: amount.micro(),
            band: band.map(Band::word),
            sign: sign.map(Sign::word),
            points,
        }
    }
}

impl<'t> Level<'t> {
    fn of(level: &'t LocalizedLevel) -> Self {
        Self {
            label: &level.label,
            version: &level.version,
            value: level.is_known.then_some(level.shown),
            micro: level.is_known.then_some(level.micro),
            points: &level.text,
            grade: level.grade.as_deref(),
            fingerprint: level.fingerprint.as_deref(),
        }
    }
}

impl<'t> Group<'t> {
    fn of(section: &'t LocalizedSection) -> Self {
        Self {
            id: section.id.clone(),
            kind: section.kind,
            amount: Written::of(section.amount, &section.points),
            description: section.heading.as_deref(),
            details: section.rows.iter().map(Node::of).collect(),
        }
    }
}

impl<'t> Node<'t> {
    fn of(row: &'t LocalizedRow) -> Self {
        Self {
            id: &row.id,
            kind: row.kind,
            release: row.release.as_ref(),
            code: row.code.as_deref(),
            rank: row.rank,
            amount: Written::of(row.amount, &row.points),
            tone: row.tone,
            label: &row.label,
            description: &row.text,
            remarks: &row.remarks,
            details: row.rows.iter().map(Self::of).collect(),
        }
    }
}

impl<'t> Said<'t> {
    fn of(note: &'t LocalizedNote) -> Self {
        Self {
            id: &note.id,
            kind: note.kind,
            description: &note.text,
        }
    }
}

impl From<MethodSummary> for Work {
    fn from(working: MethodSummary) -> Self {
        Self {
            method: working.method,
            data_method: working.data_method,
            evaluations: working.evaluations,
            budget: working.budget,
            diffs: working.diffs,
        }
    }
}

/// Digits as a number: whole where nothing stands behind the point.
#[allow(clippy::ref_option, reason = "serde asks for it")]
pub(super) fn number<S: Serializer>(
    digits: &Option<Digits>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match digits {
        Some(digits) if digits.decimals == 0 && digits.exponent == 0 => {
            serializer.serialize_i64(digits.units)
        }
        Some(digits) => match digits.to_string().parse::<f64>() {
            Ok(value) => serializer.serialize_f64(value),
            Err(_) => serializer.serialize_none(),
        },
        None => serializer.serialize_none(),
    }
}
