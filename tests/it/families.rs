//! Scores of three fields whose versions the tests release: a web page's speed, a loan's risk, a building's noise.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Change, ChangeKind, Curve, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    Version, score::Direction,
};

pub(crate) fn version(text: &str) -> Version {
    text.parse().unwrap()
}

/// What a browser measured of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    /// Milliseconds until the largest picture or text was there.
    pub(crate) paint: f64,
    /// Milliseconds for which the page did not answer; none where it was not measured.
    pub(crate) blocking: Option<f64>,
}

pub(crate) fn page(paint: f64, blocking: f64) -> Page {
    Page {
        paint,
        blocking: Some(blocking),
    }
}

/// A page's speed, 0 to 100: log-normal curves, weighed.
#[derive(Clone, Debug)]
pub(crate) struct Speed {
    pub(crate) version: Version,
    pub(crate) median: f64,
    pub(crate) blocking_weight: f64,
    /// A score is rounded to multiples of this.
    pub(crate) step: Option<f64>,
    /// Pages whose blocking was not measured are refused.
    pub(crate) strict: bool,
    /// Another decision, which no probe need reach.
    pub(crate) patience: f64,
}

impl Speed {
    pub(crate) fn new(version: &str) -> Self {
        Self {
            version: self::version(version),
            median: 2500.0,
            blocking_weight: 1.0,
            step: None,
            strict: false,
            patience: 20_000.0,
        }
    }

    pub(crate) fn versioned(mut self, version: &str) -> Self {
        self.version = self::version(version);
        self
    }
}

impl ScoringModel for Speed {
    type Input = Page;

    fn id(&self) -> ModelId {
        ModelId::new("speed", self.version.clone())
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, page: &Page, t: T) -> Result<Term<T>, EvalError> {
        if self.strict && page.blocking.is_none() {
            return Err(t.refuse("blocking", "it was not measured"));
        }
        let of = |median: f64| Curve::log_normal(median, 0.6 * median);
        let curve = |median: f64| of(median).map_err(|error| t.refuse("curve", error.to_string()));
        let mut mean = t.weighted_mean("metrics");
        let paint = t
            .input("paint", page.paint)
            .at_most(t.parameter("patience", self.patience));
        mean.part("paint", 1.0, 100.0 * paint.curve(&curve(self.median)?));
        match page.blocking {
            Some(blocking) => mean.part(
                "blocking",
                t.parameter("blocking weight", self.blocking_weight),
                100.0 * t.input("blocking", blocking).curve(&curve(300.0)?),
            ),
            None => mean.absent("blocking"),
        }
        let score = mean.finish()?.clamp(0.0, 100.0);
        Ok(match self.step {
            Some(step) => t.named("rounded", score.round_to(step, 0.0)),
            None => score,
        })
    }
}

/// 1.0.0, then blocking counts more and the median is stricter, then a fix of how an impatient visitor counts.
pub(crate) fn speeds() -> Lineage<Page> {
    Lineage::starting_with(Speed::new("1.0.0"))
        .dated("2019-05-01")
        .notes("The first version.")
        .probes([page(1800.0, 120.0), page(9000.0, 900.0)])
        .release("2.0.0")
        .change(
            Change::new("stricter-paint")
                .sentence("Pages are expected to appear sooner.")
                .kind(ChangeKind::Recalibration),
            |speed| speed.median = 1800.0,
        )
        .change(
            Change::new("blocking-counts-more").sentence("A page that does not answer costs more."),
            |speed| speed.blocking_weight = 3.0,
        )
        .dated("2020-05-27")
        .release("2.1.0")
        .change(
            Change::new("patience")
                .sentence("We had counted visitors who had long left.")
                .kind(ChangeKind::Fix),
            |speed| speed.patience = 15_000.0,
        )
        .build()
        .unwrap()
}

/// Pages as they are met, and pages at the edges.
pub(crate) fn pages() -> Vec<(String, Page)> {
    let mut pages: Vec<(String, Page)> = (0..40)
        .map(|index| {
            let slow = f64::from(index);
            (
                format!("page {index}"),
                page(400.0 + 130.0 * slow, 15.0 * slow),
            )
        })
        .collect();
    pages.push(("at once".to_owned(), page(0.0, 0.0)));
    pages.push((
        "not measured".to_owned(),
        Page {
            paint: 1200.0,
            blocking: None,
        },
    ));
    pages
}

/// What a bank knows of an applicant for a loan.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Applicant {
    pub(crate) income: f64,
    pub(crate) debt: f64,
    pub(crate) employed: bool,
    /// What others of the same town owe.
    pub(crate) usual_debt: f64,
}

/// Points of risk without bounds, lower being better: may be negative, with two decimals.
#[derive(Clone, Debug)]
pub(crate) struct Risk {
    pub(crate) version: Version,
    pub(crate) per_debt: f64,
    pub(crate) relief: f64,
    pub(crate) compares: bool,
}

impl Risk {
    pub(crate) fn new(version: &str) -> Self {
        Self {
            version: self::version(version),
            per_debt: 12.5,
            relief: 20.0,
            compares: false,
        }
    }
}

impl ScoringModel for Risk {
    type Input = Applicant;

    fn id(&self) -> ModelId {
        ModelId::new("risk", self.version.clone())
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
            .decimals(2)
            .direction(Direction::LowerIsBetter)
    }

    fn evaluate<T: Trace>(&self, who: &Applicant, t: T) -> Result<Term<T>, EvalError> {
        let burden = t.named(
            "burden",
            t.input("debt", who.debt) / t.input("income", who.income),
        );
        let relief = t
            .category("employed", &who.employed)
            .points(
                "relief",
                |employed| if *employed { self.relief } else { 0.0 },
            );
        let mut risk = t.parameter("per debt", self.per_debt) * burden - relief;
        if self.compares {
            risk -= t.reference("usual debt", who.usual_debt).ln_1p();
        }
        Ok(risk)
    }
}

pub(crate) fn applicant(income: f64, debt: f64, employed: bool) -> Applicant {
    Applicant {
        income,
        debt,
        employed,
        usual_debt: 5000.0,
    }
}

/// 0.9.0, then 1.0.0-beta.1 and 1.0.0, without probes.
pub(crate) fn risks() -> Lineage<Applicant> {
    Lineage::starting_with(Risk::new("0.9.0"))
        .release("1.0.0-beta.1")
        .change(Change::new("debt").sentence("Debt weighs more."), |risk| {
            risk.per_debt = 15.0;
        })
        .release("1.0.0")
        .change(
            Change::new("town")
                .sentence("What people in your town usually owe is taken into account.")
                .kind(ChangeKind::NewData),
            |risk| risk.compares = true,
        )
        .build()
        .unwrap()
}

/// The mean level of any number of measurements: an input without a fixed size.
#[derive(Clone, Debug)]
pub(crate) struct Noise {
    pub(crate) version: Version,
    pub(crate) offset: f64,
}

impl ScoringModel for Noise {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("noise", self.version.clone())
    }

    fn scale(&self) -> Scale {
        Scale::new(f64::NEG_INFINITY, 200.0).decimals(1)
    }

    fn evaluate<T: Trace>(&self, levels: &[f64], t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("rooms");
        for (index, level) in levels.iter().enumerate() {
            let name = format!("room {index}");
            mean.part(&name, 1.0, t.scope(&name).input("level", *level));
        }
        Ok(mean.finish()? + t.parameter("offset", self.offset))
    }
}

pub(crate) fn noises() -> Lineage<[f64]> {
    let noise = |text, offset| Noise {
        version: version(text),
        offset,
    };
    Lineage::starting_with(noise("1.0.0", 0.0))
        .probes([vec![40.0, 55.5], vec![]])
        .rewritten(
            noise("2.0.0", -1.5),
            Change::new("microphones").sentence("Our microphones had read 1.5 dB too much."),
        )
        .build()
        .unwrap()
}
