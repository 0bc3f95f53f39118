// The air score of README.md: its first version, which is out.

use scoreshift::{
    EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, lineage::LineageBuilder,
};

/// How healthy a home's air is.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    /// Name, square metres, ppm of CO₂.
    pub(crate) rooms: Vec<(String, f64, f64)>,
}

/// What a release may change are the fields.
#[derive(Clone, Debug)]
pub(crate) struct Air {
    pub(crate) points_per_ppm: f64,
    pub(crate) by_area: bool,
}

impl ScoringModel for Air {
    type Input = Home;

    fn id(&self) -> ModelId {
        ModelId::new("air", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, home: &Home, t: T) -> Result<Term<T>, EvalError> {
        let rate = t.parameter("points per ppm", self.points_per_ppm);
        let mut mean = t.weighted_mean("rooms");
        for (name, area, co2) in &home.rooms {
            let t = t.scope(name);
            let excess = (t.input("CO2", *co2) - 400.0).at_least(0.0);
            let air = t.named("air", (100.0 - rate * excess).at_least(0.0));
            if self.by_area {
                mean.part(name, t.input("area", *area), air);
            } else {
                mean.part(name, 1.0, air);
            }
        }
        mean.finish()
    }
}

pub(crate) fn home(rooms: &[(&str, f64, f64)]) -> Home {
    let room = |&(name, area, co2): &(&str, f64, f64)| (name.to_owned(), area, co2);
    Home {
        rooms: rooms.iter().map(room).collect(),
    }
}

/// A few homes that reach every branch of the formula, and one that is refused.
pub(crate) fn corpus() -> Vec<(&'static str, Home)> {
    vec![
        ("one fresh room", home(&[("kitchen", 9.0, 420.0)])),
        (
            "a stale kitchen",
            home(&[("kitchen", 9.0, 1400.0), ("bedroom", 21.0, 900.0)]),
        ),
        (
            "stale all over",
            home(&[("kitchen", 9.0, 2600.0), ("bedroom", 21.0, 3000.0)]),
        ),
        ("no room", home(&[])),
    ]
}

/// What is out.
pub(crate) fn released() -> LineageBuilder<Air> {
    let first = Air {
        points_per_ppm: 0.05,
        by_area: false,
    };
    Lineage::starting_with(first)
        .probes(corpus().into_iter().map(|(_, home)| home))
        .notes("The first version: every room counts the same.")
}
