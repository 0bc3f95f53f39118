//! A recorded formula as it is stored, for what is told of it: for the laws and for the truth bench.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use scoreshift::{
    Breakdown,
    present::{Digits, Message, Sentence},
};

/// A recorded formula, as it is stored.
pub(crate) struct Recorded {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: usize,
}

pub(crate) struct Node {
    pub(crate) op: String,
    pub(crate) value: f64,
    pub(crate) of: Vec<usize>,
    pub(crate) path: Option<String>,
    /// The operation with its numbers, as it is stored.
    stored: serde_json::Value,
}

impl Recorded {
    pub(crate) fn of(breakdown: &Breakdown) -> Self {
        let stored = serde_json::to_value(breakdown).unwrap();
        let index = |value: &serde_json::Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        let node = |node: &serde_json::Value| Node {
            op: match &node["op"] {
                serde_json::Value::Object(op) => op.keys().next().cloned().unwrap_or_default(),
                op => op.as_str().unwrap_or_default().to_owned(),
            },
            value: node["value"]
                .as_str()
                .and_then(|value| value.parse().ok())
                .unwrap(),
            of: node["of"]
                .as_array()
                .map(|of| of.iter().map(index).collect())
                .unwrap_or_default(),
            path: node["path"].as_str().map(str::to_owned),
            stored: node["op"].clone(),
        };
        Self {
            nodes: stored["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(node)
                .collect(),
            root: index(&stored["root"]),
        }
    }

    /// Through sums of one.
    fn inside(&self, mut node: usize) -> Vec<usize> {
        let mut all = vec![node];
        while let ("sum", &[only]) = (self.nodes[node].op.as_str(), &self.nodes[node].of[..]) {
            node = only;
            all.push(node);
        }
        all
    }

    fn is_called(&self, node: usize, name: &str) -> bool {
        self.inside(node)
            .into_iter()
            .any(|node| self.nodes[node].path.as_deref() == Some(name))
    }

    /// Whether a thing of this name, or the score, is held at one value where it would have another.
    pub(crate) fn holds(&self, name: Option<&str>, is_so: impl Fn(f64, f64) -> bool) -> bool {
        let ends = self.ends();
        (0..self.nodes.len()).any(|at| {
            let node = &self.nodes[at];
            let is_limit = matches!(
                node.op.as_str(),
                "curve" | "maximum" | "minimum" | "max" | "min"
            );
            let parts = || {
                node.of
                    .iter()
                    .filter(|&&part| self.nodes[part].value != node.value)
            };
            is_limit
                && parts().any(|&part| {
                    let is_meant = match name {
                        Some(name) => {
                            self.is_called(at, name)
                                || self.is_called(part, name)
                                || self.names(at, name)
                        }
                        None => ends.contains(&at),
                    };
                    // What is told of the score is what the limits and roundings around leave of it.
                    let outer = match name {
                        Some(_) => &[],
                        None => &ends[..ends.iter().position(|&end| end == at).unwrap_or(0)],
                    };
                    let [held, free] = [node.value, self.nodes[part].value].map(|value| {
                        outer
                            .iter()
                            .rev()
                            .fold(value, |x, &end| self.passed(end, x))
                    });
                    is_meant && is_so(held, free)
                })
        })
    }

    /// What a limit or a rounding makes of a value.
    fn passed(&self, node: usize, value: f64) -> f64 {
        let (curve, rounding) = (
            &self.nodes[node].stored["curve"],
            &self.nodes[node].stored["rounding"],
        );
        let number = |of: &serde_json::Value| of.as_str().and_then(|text| text.parse::<f64>().ok());
        if let Some(step) = number(&rounding["step"]) {
            let steps = value / step;
            let steps = match rounding["mode"].as_str() {
                Some("nearest") => steps.round(),
                Some("floor") => steps.floor(),
                _ => steps.ceil(),
            };
            return steps * step;
        }
        let value = number(&curve["low"]).map_or(value, |low| value.max(low));
        number(&curve["high"]).map_or(value, |high| value.min(high))
    }

    /// Whether a sum of one around the node has the name.
    fn names(&self, node: usize, name: &str) -> bool {
        (0..self.nodes.len()).any(|outer| {
            self.inside(outer).contains(&node) && self.nodes[outer].path.as_deref() == Some(name)
        })
    }

    /// What the score goes through last: limits and roundings.
    fn ends(&self) -> Vec<usize> {
        let mut ends = self.inside(self.root);
        while let Some(node) = ends.last().map(|&last| &self.nodes[last]) {
            match (node.op.as_str(), &node.of[..]) {
                ("curve" | "rounding", &[only]) => ends.extend(self.inside(only)),
                _ => break,
            }
        }
        ends
    }

    /// The shares of the parts of all means, by the names of the parts.
    #[allow(dead_code, reason = "of the truth bench")]
    pub(crate) fn shares(&self, breakdown: &serde_json::Value) -> BTreeMap<String, f64> {
        let mut shares = BTreeMap::new();
        for (node, stored) in self
            .nodes
            .iter()
            .zip(breakdown["nodes"].as_array().unwrap())
        {
            let Some(parts) = stored["op"]["weighted_mean"]["parts"].as_array() else {
                continue;
            };
            let weights = || {
                node.of
                    .iter()
                    .step_by(2)
                    .map(|&weight| self.nodes[weight].value)
            };
            let total: f64 = weights().sum();
            for (part, weight) in parts.iter().zip(weights()) {
                shares.insert(part.as_str().unwrap().to_owned(), weight / total);
            }
        }
        shares
    }
}

fn is_about(digits: Digits, value: f64) -> bool {
    Digits::of(value) == Some(digits)
}

/// Whether every limit that is told of holds something in the score after.
pub(crate) fn caps_hold(message: &Message, after: &Recorded) -> bool {
    let near = |digits: Digits, value: f64| (digits.units as f64 - value).abs() <= 0.5 + 1e-6;
    message.notes.iter().all(|note| match &note.sentence {
        Sentence::ScoreHeld { held, without, .. } => {
            after.holds(None, |at, free| near(*held, at) && near(*without, free))
        }
        Sentence::ScoreHeldPlain { .. } => after.holds(None, |_, _| true),
        Sentence::Held {
            name,
            held,
            without,
            ..
        } => after.holds(Some(name), |at, free| {
            is_about(*held, at) && is_about(*without, free)
        }),
        Sentence::HeldAt { name, held, .. } => after.holds(Some(name), |at, _| is_about(*held, at)),
        Sentence::HeldPlain { name, .. } => after.holds(Some(name), |_, _| true),
        _ => true,
    })
}
