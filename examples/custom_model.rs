//! Kidney filtration (eGFR, CKD-EPI) as it was computed from 2009 and as it is since 2021.
#![cfg_attr(any(), rustfmt::skip)] // One line for one thought.
#![allow(clippy::print_stdout, clippy::exhaustive_enums, clippy::exhaustive_structs, reason = "an example")]
#![allow(missing_debug_implementations, unreachable_pub, reason = "an example")]
use scoreshift::{Category, Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version};

#[derive(Clone, Copy)]
pub enum Sex { Female, Male }
impl Sex { fn pick(self, female: f64, male: f64) -> f64 { if self.label() == "female" { female } else { male } } }
impl Category for Sex {
    const ALL: &'static [Self] = &[Sex::Female, Sex::Male];
    fn label(&self) -> &str { match self { Sex::Female => "female", Sex::Male => "male" } }
}

/// Creatinine in mg/dL, age in years.
pub struct Patient { pub creatinine: f64, pub age: f64, pub sex: Sex, pub black: bool }

pub struct CkdEpi2009;
impl ScoringModel for CkdEpi2009 {
    type Input = Patient;
    fn id(&self) -> ModelId { ModelId::new("egfr", Version::new(2009, 0, 0)) }
    fn scale(&self) -> Scale { Scale::new(0.0, f64::INFINITY) }
    fn evaluate<T: Trace>(&self, p: &Patient, t: T) -> Result<Term<T>, EvalError> {
        let sex = t.category("sex", &p.sex);
        let alpha = sex.points("alpha", |sex| sex.pick(-0.329, -0.411));
        let ratio = t.input("creatinine", p.creatinine) / sex.points("kappa", |sex| sex.pick(0.7, 0.9));
        let low = t.named("low creatinine", ratio.at_most(1.0).pow(alpha));
        let high = t.named("high creatinine", ratio.at_least(1.0).powf(-1.209));
        let age = t.named("ageing", t.input("age", p.age).exponential(0.993));
        let women = sex.points("women", |sex| sex.pick(1.018, 1.0));
        let race = t.category("black", &p.black).points("race", |black| if *black { 1.159 } else { 1.0 });
        Ok(t.parameter("base", 141.0) * low * high * age * women * race)
    }
}

pub struct CkdEpi2021;
impl ScoringModel for CkdEpi2021 {
    type Input = Patient;
    fn id(&self) -> ModelId { ModelId::new("egfr", Version::new(2021, 0, 0)) }
    fn scale(&self) -> Scale { Scale::new(0.0, f64::INFINITY) }
    fn evaluate<T: Trace>(&self, p: &Patient, t: T) -> Result<Term<T>, EvalError> {
        let sex = t.category("sex", &p.sex);
        let alpha = sex.points("alpha", |sex| sex.pick(-0.241, -0.302));
        let ratio = t.input("creatinine", p.creatinine) / sex.points("kappa", |sex| sex.pick(0.7, 0.9));
        let low = t.named("low creatinine", ratio.at_most(1.0).pow(alpha));
        let high = t.named("high creatinine", ratio.at_least(1.0).powf(-1.200));
        let age = t.named("ageing", t.input("age", p.age).exponential(0.9938));
        let women = sex.points("women", |sex| sex.pick(1.012, 1.0));
        Ok(t.parameter("base", 142.0) * low * high * age * women)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let patient = Patient { creatinine: 1.0, age: 50.0, sex: Sex::Male, black: true };
    let diff = Diff::between(&CkdEpi2009.breakdown(&patient)?, &CkdEpi2021.breakdown(&patient)?)?;
    println!("{:.1} → {:.1}, because:", diff.before(), diff.after());
    diff.effects().iter().for_each(|e| println!("{:+7.1}  {} ({})", e.effect, e.place, e.kind));
    Ok(())
}
