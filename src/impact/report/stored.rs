//! A report, or a part of one, as JSON.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    failure::Failures,
    group::Group,
    heading::Heading,
    impact::{Above, Segments},
    reason::Reasons,
    stood::Levels,
};
use crate::impact::{Impact, ImpactError};

/// The form of reports in JSON.
const SCHEMA: &str = "scoreshift-impact-part-1";

#[derive(Serialize)]
pub(in crate::impact) struct Counted<'i> {
    whole: &'i Group,
    segments: &'i Segments,
    failures: &'i Failures,
    above: &'i [Above],
    levels: &'i Levels,
    reasons: &'i Reasons,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Counted")]
pub(in crate::impact) struct Read {
    whole: Group,
    segments: Segments,
    failures: Failures,
    above: Vec<Above>,
    levels: Levels,
    reasons: Reasons,
}

#[derive(Serialize)]
struct Json<'i> {
    schema: &'static str,
    heading: &'i Heading,
    counted: Counted<'i>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Impact")]
struct ReadJson {
    schema: String,
    heading: Heading,
    counted: Read,
}

impl Impact {
    pub(in crate::impact) fn tables(&self) -> Counted<'_> {
        Counted {
            whole: &self.whole,
            segments: &self.segments,
            failures: &self.failures,
            above: &self.above,
            levels: &self.levels,
            reasons: &self.reasons,
        }
    }

    pub(in crate::impact) fn of_read(heading: Heading, read: Read) -> Result<Self, ImpactError> {
        let impact = Self {
            heading: Arc::new(heading.checked()?),
            whole: read.whole,
            segments: read.segments,
            failures: read.failures,
            above: read.above,
            levels: read.levels,
            reasons: read.reasons,
        };
        impact.check()?;
        Ok(impact)
    }
}

/// All that was counted, in a form that a part is sent in and [merged](Impact::merge) elsewhere. For people and charts there is [`Impact::report`].
impl Serialize for Impact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Json {
            schema: SCHEMA,
            heading: &self.heading,
            counted: self.tables(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Impact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadJson::deserialize(deserializer)?;
        if read.schema != SCHEMA {
            let schema = read.schema;
            return Err(de::Error::custom(format!(
                "the schema is {schema:?}, expected {SCHEMA:?}"
            )));
        }
        Self::of_read(read.heading, read.counted).map_err(de::Error::custom)
    }
}
