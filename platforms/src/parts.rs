//! What digests are taken of, line by line.
#![allow(
    clippy::unnecessary_wraps,
    reason = "a part may fail, though some do not"
)]

use std::{error::Error, fmt::Display, sync::Arc};

use scoreshift::{
    Explainer, Lineage, Presenter, ScoringModel, at,
    explain::Method,
    impact::Subject,
    influence::{self, Profile},
    present::{Audience, English},
    time::Time,
};

use crate::{
    mathematics,
    profiles::{self, Person},
};

/// Takes a line.
pub(crate) type Line<'l> = dyn FnMut(&dyn Display) + 'l;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// Computes what it is named after and hands on each line of it.
pub(crate) type Part = Box<dyn Fn(&mut Line<'_>) -> Outcome>;

type OfWorld = fn(&World, &mut Line<'_>) -> Outcome;

/// Every how many-th explanation has exact values of each single input, which take the most evaluations.
const EXACT: usize = 101;

/// Every how many-th explanation is printed, and every how many-th is told to an agent and an auditor: few enough that
/// a debug build takes seconds, and no multiples of what is taken in turn, so that every move is among them.
const PRINTED: usize = 5;
const TOLD: usize = 49;

/// From and to which version a move is explained, in turn: forwards, over two releases, backwards, and under one.
const MOVES: [(&str, &str); 8] = [
    ("1.0.0", "2.0.0"),
    ("2.0.0", "3.0.0"),
    ("1.0.0", "3.0.0"),
    ("1.0.0", "1.0.0"),
    ("3.0.0", "1.0.0"),
    ("2.0.0", "2.0.0"),
    ("3.0.0", "3.0.0"),
    ("2.0.0", "1.0.0"),
];

/// Every part, by name.
pub(crate) fn all() -> Result<Vec<(&'static str, Part)>, Box<dyn Error>> {
    let world = Arc::new(World {
        people: profiles::all()?,
        lineage: influence::lineage(),
    });
    let mut parts: Vec<(&'static str, Part)> = Vec::new();
    let of_world: [(&str, OfWorld); 8] = [
        ("profiles", World::profiles),
        ("scores", World::scores),
        ("records", World::records),
        ("breakdowns", World::breakdowns),
        ("impact", World::impact),
        ("explanations.json", World::explanations_as_json),
        ("explanations.text", World::explanations_as_text),
        ("messages", World::messages),
    ];
    for (name, part) in of_world {
        let world = Arc::clone(&world);
        parts.push((name, Box::new(move |line| part(&world, line))));
    }
    for (name, function) in mathematics::UNARY {
        parts.push((
            name,
            Box::new(move |line| mathematics::unary(function, line)),
        ));
    }
    parts.push(("math.powf", Box::new(mathematics::powf)));
    parts.push(("math.powi", Box::new(mathematics::powi)));
    Ok(parts)
}

struct World {
    people: Vec<Person>,
    lineage: Lineage<Profile>,
}

impl World {
    /// So that it is known whether the profiles themselves are the same.
    fn profiles(&self, line: &mut Line<'_>) -> Outcome {
        for person in &self.people {
            line(&serde_json::to_string(&person.before)?);
            line(&serde_json::to_string(&person.after)?);
        }
        Ok(())
    }

    /// Every version of every person's later profile: the bits, or why there is no score.
    fn scores(&self, line: &mut Line<'_>) -> Outcome {
        for person in &self.people {
            for release in self.lineage.releases() {
                match release.model().score(&person.after) {
                    Ok(score) => line(&mathematics::bits(score)),
                    Err(error) => line(&error),
                }
            }
        }
        Ok(())
    }

    /// One version of each person, in turn.
    fn records(&self, line: &mut Line<'_>) -> Outcome {
        let day: Time = "2011-10-26".parse()?;
        let releases: Vec<_> = self.lineage.releases().collect();
        for (person, release) in self.people.iter().zip(releases.iter().cycle()) {
            match release.record(&person.after) {
                Ok(record) => {
                    let record = record.with_subject(&person.key).with_time(day);
                    line(&serde_json::to_string(&record)?);
                }
                Err(error) => line(&error),
            }
        }
        Ok(())
    }

    /// One version of each person, in turn, as data; every hundredth as it is printed as well.
    fn breakdowns(&self, line: &mut Line<'_>) -> Outcome {
        let releases: Vec<_> = self.lineage.releases().collect();
        for (number, person) in self.people.iter().enumerate() {
            let Some(release) = releases.get(number % releases.len()) else {
                continue;
            };
            match release.model().breakdown(&person.after) {
                Ok(breakdown) => {
                    line(&serde_json::to_string(&breakdown)?);
                    if number % 100 < releases.len() {
                        line(&breakdown);
                    }
                }
                Err(error) => line(&error),
            }
        }
        Ok(())
    }

    /// The report on all of them, streaming and exact, as data and in words.
    fn impact(&self, line: &mut Line<'_>) -> Outcome {
        let subjects: Vec<Subject<Profile>> = self
            .people
            .iter()
            .enumerate()
            .map(|(number, person)| {
                let third = ["a", "b", "c"].get(number % 3).copied().unwrap_or_default();
                Subject::new(&person.key, person.after.clone()).segment("third", third)
            })
            .collect();
        let streaming = self.lineage.impact("1.0.0", "2.0.0")?.by_change();
        let exact = self.lineage.impact("2.0.0", "3.0.0")?.by_change().exact();
        for study in [streaming, exact] {
            let impact = study.run(&subjects)?;
            line(&serde_json::to_string(&impact.report())?);
            line(&impact);
        }
        Ok(())
    }

    fn explanations_as_json(&self, line: &mut Line<'_>) -> Outcome {
        for explanation in self.explanations(1) {
            match explanation {
                Ok(why) => line(&serde_json::to_string(&why)?),
                Err(error) => line(&error),
            }
        }
        Ok(())
    }

    fn explanations_as_text(&self, line: &mut Line<'_>) -> Outcome {
        for why in self.explanations(PRINTED).flatten() {
            line(&why);
        }
        Ok(())
    }

    /// What an agent reads, as data, and an auditor, as Markdown.
    fn messages(&self, line: &mut Line<'_>) -> Outcome {
        for why in self.explanations(TOLD).flatten() {
            let agent = Presenter::new(Audience::Agent)
                .message(&why)
                .localize(&English);
            line(&serde_json::to_string(&agent.json())?);
            let auditor = Presenter::new(Audience::Auditor)
                .message(&why)
                .localize(&English);
            line(&auditor.markdown());
        }
        Ok(())
    }

    /// How each person came from the earlier profile to the later one, of every `step`-th.
    fn explanations(
        &self,
        step: usize,
    ) -> impl Iterator<Item = Result<scoreshift::Explanation, scoreshift::ExplainError>> {
        let moves = MOVES.iter().cycle();
        let explained = self.people.iter().zip(moves).enumerate().step_by(step);
        explained.map(|(number, (person, (from, to)))| {
            let method = if number % EXACT == 0 {
                Method::Owen
            } else {
                Method::Secant
            };
            Explainer::new().method(method).releases(
                &self.lineage,
                at(from, &person.before),
                at(to, &person.after),
            )
        })
    }
}
