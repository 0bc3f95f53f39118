//! A message as JSON, for user interfaces and other programs: its serde form.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::present::{LocalizedMessage, Said};

impl LocalizedMessage {
    /// The message as JSON: what the message is serialised as, printed as the indented document.
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
    /// let localized = Presenter::new(Audience::Person).message(&why).localize(&English);
    /// let document = serde_json::to_value(localized.json())?;
    ///
    /// assert_eq!((&document["schema"], &document["value"]), (&"scoreshift-explanation-1".into(), &(-17).into()));
    /// let worst = &document["details"][0]["details"][0];
    /// assert_eq!((&worst["id"], &worst["rank"]), (&"change:equal-network-weight".into(), &1.into()));
    /// assert_eq!(worst["details"][0]["id"], "change:equal-network-weight/Facebook");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> Json<'_> {
        Json { localized: self }
    }
}

/// A message as JSON. See [`LocalizedMessage::json`].
#[derive(Clone, Copy, Debug)]
pub struct Json<'t> {
    localized: &'t LocalizedMessage,
}

impl Json<'_> {
    /// The name of the schema that documents are written under.
    pub const SCHEMA: &'static str = String::SCHEMA;
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.localized.serialize(serializer)
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
