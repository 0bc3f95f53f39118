//! Kidney filtration (eGFR, CKD-EPI), as computed from 2009 and since 2021: one formula, two releases, explained.

#[path = "terminal/mod.rs"]
#[allow(clippy::duplicate_mod, reason = "tests run more than one example")]
mod terminal;

use std::{error::Error, process::ExitCode};

use scoreshift::{Change, EvalError, Lineage, ModelId, lineage::LineageFaults};
use scoreshift::{Scale, ScoringModel, Term, Trace, Version, at};

scoreshift::category! { pub(crate) enum Sex { Female = "female", Male = "male" } }

/// Creatinine in mg/dL, age in years.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct Patient {
    pub(crate) creatinine: f64,
    pub(crate) age: f64,
    pub(crate) sex: Sex,
    pub(crate) black: bool,
}

/// What a release may change: whether the curves are those fitted in 2021, and whether race still counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct CkdEpi {
    refitted: bool,
    without_race: bool,
}

impl ScoringModel for CkdEpi {
    type Input = Patient;

    fn id(&self) -> ModelId {
        ModelId::new("eGFR", Version::new(2009, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, f64::INFINITY)
    }

    fn evaluate<T: Trace>(&self, p: &Patient, t: T) -> Result<Term<T>, EvalError> {
        let fit = |then, now| if self.refitted { now } else { then };
        let sex = t.category("sex", &p.sex);
        let by_sex = |name, f, m| sex.points(name, |sex| if *sex == Sex::Female { f } else { m });
        let ratio = t.input("creatinine", p.creatinine) / by_sex("kappa", 0.7, 0.9);
        let alpha = by_sex("alpha", fit(-0.329, -0.241), fit(-0.411, -0.302));
        let low = t.named("low creatinine", ratio.at_most(1.0).pow(alpha));
        let high = ratio.at_least(1.0).powf(fit(-1.209, -1.200));
        let high = t.named("high creatinine", high);
        let ageing = t.input("age", p.age).exponential(fit(0.993, 0.9938));
        let egfr = t.parameter("base", fit(141.0, 142.0)) * low * high;
        let egfr = egfr * t.named("ageing", ageing) * by_sex("women", fit(1.018, 1.012), 1.0);
        if self.without_race {
            return Ok(egfr);
        }
        let race = |black: &bool| if *black { 1.159 } else { 1.0 };
        Ok(egfr * t.category("black", &p.black).points("race", race))
    }
}

/// What changed, by name: each change is tried with and without the other.
pub(crate) fn lineage() -> Result<Lineage<Patient>, LineageFaults> {
    let no_race = Change::new("no-race").sentence("Race no longer counts.");
    let refit = Change::new("refit").sentence("The curves were fitted anew, to more people.");
    Lineage::starting_with(CkdEpi::default())
        .probes(PROBES)
        .release("2021.0.0")
        .change(no_race, |model| model.without_race = true)
        .change(refit, |model| model.refitted = true)
        .build()
}

/// Patients who tell releases apart: two builds of one version that differ on them have another fingerprint.
const PROBES: [Patient; 4] = [
    patient(0.6, Sex::Female, false),
    patient(1.4, Sex::Female, true),
    patient(0.6, Sex::Male, true),
    patient(1.4, Sex::Male, false),
];

const fn patient(creatinine: f64, sex: Sex, black: bool) -> Patient {
    Patient {
        creatinine,
        age: 50.0,
        sex,
        black,
    }
}

fn main() -> ExitCode {
    terminal::end(run())
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let patient = patient(1.0, Sex::Male, true);
    let why = lineage()?.explain(at("2009.0.0", &patient), at("2021.0.0", &patient))?;
    terminal::show(&why)?;
    Ok(ExitCode::SUCCESS)
}
