//! Kidney filtration (eGFR, CKD-EPI), as computed from 2009 and since 2021: two models of one's own, explained.
#![cfg_attr(any(), rustfmt::skip)] // One line for one thought.
#![allow(clippy::print_stdout, clippy::exhaustive_enums, clippy::exhaustive_structs, clippy::missing_errors_doc, unreachable_pub, reason = "an example")]
use scoreshift::{Change, Changes, EvalError, Lineage, ModelId};
use scoreshift::{Scale, ScoringModel, Term, Trace, Version, at};

scoreshift::category! { pub enum Sex { Female = "female", Male = "male" } }

/// Creatinine in mg/dL, age in years.
#[derive(Debug, serde::Deserialize)]
pub struct Patient { pub creatinine: f64, pub age: f64, pub sex: Sex, pub black: bool }

/// The constants of one version; pairs are for women and men.
#[derive(Clone, Debug)]
pub struct CkdEpi { year: u64, base: f64, alpha: [f64; 2], high: f64, ageing: f64, women: f64, race: Option<f64> }

pub const CKD_EPI_2009: CkdEpi =
    CkdEpi { year: 2009, base: 141.0, alpha: [-0.329, -0.411], high: -1.209, ageing: 0.993, women: 1.018, race: Some(1.159) };
pub const CKD_EPI_2021: CkdEpi =
    CkdEpi { year: 2021, base: 142.0, alpha: [-0.241, -0.302], high: -1.200, ageing: 0.9938, women: 1.012, race: None };

impl ScoringModel for CkdEpi {
    type Input = Patient;
    fn id(&self) -> ModelId { ModelId::new("eGFR", Version::new(self.year, 0, 0)) }
    fn scale(&self) -> Scale { Scale::new(0.0, f64::INFINITY) }

    fn evaluate<T: Trace>(&self, p: &Patient, t: T) -> Result<Term<T>, EvalError> {
        let sex = t.category("sex", &p.sex);
        let by_sex = |name, [female, male]: [f64; 2]| sex.points(name, |sex| match sex { Sex::Female => female, Sex::Male => male });
        let ratio = t.input("creatinine", p.creatinine) / by_sex("kappa", [0.7, 0.9]);
        let low = t.named("low creatinine", ratio.at_most(1.0).pow(by_sex("alpha", self.alpha)));
        let high = t.named("high creatinine", ratio.at_least(1.0).powf(self.high));
        let ageing = t.named("ageing", t.input("age", p.age).exponential(self.ageing));
        let egfr = t.parameter("base", self.base) * low * high * ageing * by_sex("women", [self.women, 1.0]);
        let Some(factor) = self.race else { return Ok(egfr) };
        Ok(egfr * t.category("black", &p.black).points("race", |black| if *black { factor } else { 1.0 }))
    }
}

/// What changed, by name: each change is tried with and without the others.
pub fn lineage() -> Result<Lineage<Patient>, scoreshift::LineageError> {
    let changes = Changes::starting_from(CKD_EPI_2009)
        .change(Change::new("no-race").sentence("Race no longer counts."), |m| m.race = None)
        .change(Change::new("refit").sentence("The curves were fitted anew, to more people."), |m| *m = CkdEpi { race: m.race, ..CKD_EPI_2021 });
    Ok(Lineage::starting_with(CKD_EPI_2009).probes(probes()).release(CKD_EPI_2021, changes)?.probes(probes()))
}

/// Patients who tell releases apart: two builds of one version that differ on them have another fingerprint.
fn probes() -> [Patient; 4] {
    [(0.6, Sex::Female, false), (1.4, Sex::Female, true), (0.6, Sex::Male, true), (1.4, Sex::Male, false)]
        .map(|(creatinine, sex, black)| Patient { creatinine, age: 60.0, sex, black })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let patient = Patient { creatinine: 1.0, age: 50.0, sex: Sex::Male, black: true };
    println!("{}", lineage()?.explain(at("2009.0.0", &patient), at("2021.0.0", &patient))?);
    Ok(())
}
