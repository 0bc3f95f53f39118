//! What both benches measure: models, the same arithmetic by hand, and inputs.

#![allow(unreachable_pub, missing_docs, reason = "a module of two benches")]
#![allow(
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a bench may stop"
)]

use scoreshift::influence::{Network, Profile};
use scoreshift::{Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, math};

/// A profile of `networks` networks with audiences of different sizes.
pub fn profile(networks: u32, factor: f64) -> Profile {
    let names = [
        "Twitter", "Facebook", "LinkedIn", "Last.fm", "YouTube", "Flickr", "Tumblr", "Blogger",
    ];
    (0..networks)
        .zip(names)
        .fold(Profile::new(), |profile, (index, name)| {
            let audience = (8700.0 / f64::from(index + 1)).floor();
            let network = Network::new(
                audience,
                (0.4 * audience).floor(),
                (19.0 * f64::from(index + 1) * factor).floor(),
            );
            profile
                .with(name, network)
                .expect("the numbers are in range")
        })
}

/// Influence v1 by hand, with the same functions.
pub fn influence_by_hand(profile: &Profile) -> Result<f64, String> {
    let (mut total, mut weight, mut parts) = (0.0, 0.0, 0);
    for (_, network) in profile.networks() {
        let Some(network) = network else { continue };
        let z = 0.3 * math::ln_1p(network.audience) + 0.7 * math::ln_1p(network.reactions);
        let strength = 100.0 * (1.0 / (1.0 + math::exp(-((z - 6.0) / 2.0))));
        total += network.audience * strength;
        weight += network.audience;
        parts += 1;
    }
    if parts == 0 || weight == 0.0 {
        return Err("nothing to average".to_owned());
    }
    let score = total / weight;
    if (0.0..=100.0).contains(&score) {
        Ok(score)
    } else {
        Err(format!("{score} is out of scale"))
    }
}

scoreshift::category! {
    pub enum Plan { Free = "free", Paid = "paid" }
}

#[derive(Clone, Copy, Debug)]
pub struct Usage {
    pub logins: f64,
    pub files: f64,
    pub shares: f64,
    pub plan: Plan,
}

/// Products, logarithms and a category.
#[derive(Clone, Copy, Debug)]
pub struct Engagement {
    pub depth: f64,
}

pub const USAGE: Usage = Usage {
    logins: 21.0,
    files: 340.0,
    shares: 12.0,
    plan: Plan::Paid,
};

fn plan_points(plan: Plan) -> f64 {
    match plan {
        Plan::Free => 0.0,
        Plan::Paid => 4.0,
    }
}

impl ScoringModel for Engagement {
    type Input = Usage;

    fn id(&self) -> ModelId {
        ModelId::new("engagement", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1000.0)
    }

    fn evaluate<T: Trace>(&self, usage: &Usage, t: T) -> Result<Term<T>, EvalError> {
        let plan = t
            .category("plan", &usage.plan)
            .points("plan points", |plan| plan_points(*plan));
        let breadth =
            t.input("logins", usage.logins).ln_1p() * t.input("files", usage.files).ln_1p();
        let depth = t.input("shares", usage.shares).ln_1p() * t.parameter("depth", self.depth);
        Ok((breadth * depth * 0.5 + plan).at_most(1000.0))
    }
}

pub fn engagement_by_hand(usage: &Usage, depth: f64) -> Result<f64, String> {
    let breadth = math::ln_1p(usage.logins) * math::ln_1p(usage.files);
    let score =
        (breadth * (math::ln_1p(usage.shares) * depth) * 0.5 + plan_points(usage.plan)).min(1000.0);
    if (0.0..=1000.0).contains(&score) {
        Ok(score)
    } else {
        Err(format!("{score} is out of scale"))
    }
}

/// A sum of products of logarithms with as many leaves as its input has numbers.
#[derive(Clone, Copy, Debug)]
pub struct Wide;

impl ScoringModel for Wide {
    type Input = [(String, f64)];

    fn id(&self) -> ModelId {
        ModelId::new("wide", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[(String, f64)], t: T) -> Result<Term<T>, EvalError> {
        let parts = input
            .iter()
            .map(|(name, value)| 0.5 * t.input(name, *value).ln_1p());
        Ok(t.sum(parts))
    }
}

pub fn wide(leaves: usize, factor: f64) -> Vec<(String, f64)> {
    (0..leaves)
        .map(|index| (format!("leaf {index}"), (index % 17) as f64 * factor + 1.0))
        .collect()
}

/// Sixteen inputs under one saturating curve.
#[derive(Clone, Debug)]
pub struct Sixteen {
    pub curve: Curve,
}

impl ScoringModel for Sixteen {
    type Input = [(String, f64)];

    fn id(&self) -> ModelId {
        ModelId::new("sixteen", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &[(String, f64)], t: T) -> Result<Term<T>, EvalError> {
        let parts = input
            .iter()
            .map(|(name, value)| t.input(name, *value).ln_1p());
        Ok(100.0 * t.sum(parts).curve(&self.curve))
    }
}
