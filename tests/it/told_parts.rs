//! What is told of parts that were put together in another way: shares that a score has, figures of one unit, and both of two
//! opposite things at one place.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Audience, EvalError, Lineage, ModelId, Presenter, Scale, ScoringModel, Term, Trace, Version,
    explain,
    history::History,
    present::{Disclosure, English},
};

/// A player's rating by attack, defence and fitness.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Mean,
    OfGroups,
    FitnessTakesOff,
    ManyTackles,
    FewTackles,
}

#[derive(Clone)]
struct Player(How);

impl ScoringModel for Player {
    type Input = [f64; 3];

    fn id(&self) -> ModelId {
        ModelId::new("player", Version::new(1 + self.0 as u64, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &[f64; 3], t: T) -> Result<Term<T>, EvalError> {
        let [goals, tackles, minutes] = *x;
        let (goals, minutes) = (t.input("goals", goals), t.input("minutes", minutes));
        let tackles = t.input("tackles", tackles);
        let mut mean = t.weighted_mean("skills");
        match self.0 {
            How::Mean => {
                mean.part("attack", 2.0, goals);
                mean.part("defence", 1.0, tackles);
                mean.part("fitness", 1.0, minutes);
            }
            How::OfGroups => {
                let mut ball = t.weighted_mean("on the ball");
                ball.part("attack", 1.0, goals);
                ball.part("defence", 1.0, tackles);
                mean.part("ball", 3.0, ball.finish()?);
                mean.part("fitness", 1.0, minutes);
            }
            How::FitnessTakesOff => {
                mean.part("attack", 2.0, goals);
                mean.part("defence", 1.0, tackles);
                return Ok(mean.finish()? - 0.1 * t.named("fitness", 1.0 * minutes));
            }
            How::ManyTackles => {
                return Ok(goals + t.named("defence", 3.0 * tackles.at_most(8.0)) + minutes);
            }
            How::FewTackles => {
                return Ok(goals + t.named("defence", 5.0 * tackles.at_most(3.0)) + minutes);
            }
        }
        mean.finish()
    }
}

fn told(before: How, after: How, audience: Audience) -> String {
    let x = [20.0, 60.0, 70.0];
    let why = explain((&Player(before), &x), (&Player(after), &x)).unwrap();
    Presenter::new(audience)
        .disclosure(Disclosure::new().internals())
        .message(&why)
        .localize(&English)
        .text()
        .to_string()
}

const AUDIENCES: [Audience; 3] = [Audience::Person, Audience::Agent, Audience::Auditor];

#[test]
fn a_part_of_a_group_counts_what_it_counts_of_the_whole_score() {
    for audience in AUDIENCES {
        let text = told(How::Mean, How::OfGroups, audience);
        for (part, share) in [
            ("Attack", "38 % instead of 50 %"),
            ("Defence", "38 % instead of 25 %"),
        ] {
            let row = text.lines().find(|line| line.contains(part)).unwrap();
            assert!(row.contains(share), "{text}");
        }
        let text = told(How::OfGroups, How::Mean, audience);
        for (part, share) in [
            ("Attack", "50 % instead of 38 %"),
            ("Defence", "25 % instead of 38 %"),
        ] {
            let row = text.lines().find(|line| line.contains(part)).unwrap();
            assert!(row.contains(share), "{text}");
        }
    }
}

#[test]
fn a_share_does_not_become_a_number_of_points() {
    for audience in AUDIENCES {
        for (before, after) in [
            (How::Mean, How::FitnessTakesOff),
            (How::FitnessTakesOff, How::Mean),
        ] {
            let text = told(before, after, audience);
            let row = text.lines().find(|line| line.contains("Fitness")).unwrap();
            assert!(
                !row.contains("from 25 %") && !row.contains("to 25 %"),
                "{text}"
            );
        }
    }
}

#[test]
fn where_most_of_what_happened_at_a_place_was_taken_back_both_are_told() {
    // 3·8 → 5·3: the limit takes 20, and the number gives back 11.
    for audience in AUDIENCES {
        let text = told(How::ManyTackles, How::FewTackles, audience);
        for row in [
            "Defence −9:",
            "Defence −20: a limit is set differently.",
            "Defence +11: a number that it is calculated with went from 3 to 5.",
        ] {
            let exact = row.split(':').next().unwrap();
            let said = row.split_once(": ").map_or("", |(_, said)| said);
            let found = text
                .lines()
                .any(|line| line.contains(exact) && (said.is_empty() || line.contains(said)));
            assert!(found, "{row}\n{text}");
        }
        let text = told(How::FewTackles, How::ManyTackles, audience);
        for row in ["Defence +9", "Defence +20", "Defence −11"] {
            assert!(text.contains(row), "{row}\n{text}");
        }
    }
}

/// A seller's trust by deliveries and reviews, of which there may be none.
#[derive(Clone)]
struct Seller {
    version: u64,
}

impl ScoringModel for Seller {
    type Input = (f64, Option<f64>);

    fn id(&self) -> ModelId {
        ModelId::new("seller", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("trust");
        mean.part("delivery", 2.0, t.input("on time", x.0));
        let stars = x.1.map(|stars| t.input("stars", stars));
        match (stars, self.version) {
            (Some(stars), _) => mean.part("reviews", 1.0, 20.0 * stars),
            (None, 1) => mean.absent("reviews"),
            (None, _) => mean.part("reviews", 1.0, 20.0 * t.parameter("usual stars", 3.0)),
        }
        mean.finish()
    }
}

#[test]
fn of_ones_own_data_nothing_is_measured_differently() {
    let (before, after) = (Seller { version: 1 }, Seller { version: 2 });
    let (none, some) = ((96.0, None), (96.0, Some(4.4)));
    for (was, is, row) in [
        (none, some, "Reviews +3: from 60 to 88."),
        (some, none, "Reviews −3: from 88 to 60."),
    ] {
        let why = explain((&before, &was), (&after, &is)).unwrap();
        let text = Presenter::new(Audience::Person)
            .disclosure(Disclosure::new().internals())
            .message(&why)
            .localize(&English)
            .text()
            .to_string();
        assert!(text.contains(row), "{text}");
    }
}

#[test]
fn what_was_absent_and_came_with_data_may_be_the_datas_doing() {
    let record = |version: u64, x: (f64, Option<f64>)| {
        let lineage = Lineage::starting_with(Seller { version }).build().unwrap();
        let release = lineage.find(&format!("{version}.0.0")).unwrap();
        release.record_with_breakdown(&x).unwrap()
    };
    let records = [record(1, (96.0, None)), record(2, (96.0, Some(4.4)))];
    let history = History::new(records).unwrap();
    let message = Presenter::new(Audience::Person).message(&history.steps()[0]);
    let text = message.localize(&English).text().to_string();
    assert!(
        text.contains("What changed in your data or in the algorithm"),
        "{text}"
    );
}
