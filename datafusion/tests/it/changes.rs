//! Named changes of releases whose moves cannot always be told apart, by query.

use datafusion::prelude::{SessionContext, ident, lit};
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::Subject, lineage::Rewrite, score::Direction,
};
use scoreshift_datafusion::{Functions, Serde};

use crate::{
    attacks::{asked, people, query, session, table},
    engines::engine,
    impact::Given,
};

#[derive(Clone, Debug, serde::Deserialize)]
struct Kitchen {
    visits: Vec<Visit>,
    staff: Option<u32>,
}

#[derive(Clone, Debug, serde::Deserialize)]
struct Visit {
    faults: u32,
    fine: Option<f64>,
}

/// The hygiene of a kitchen: full points, less for faults and fines.
#[derive(Clone, Debug)]
struct Hygiene {
    major: u64,
    full: f64,
    factor: f64,
    per_fine: f64,
}

impl ScoringModel for Hygiene {
    type Input = Kitchen;

    fn id(&self) -> ModelId {
        ModelId::new("hygiene", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, kitchen: &Kitchen, t: T) -> Result<Term<T>, EvalError> {
        let faults: u32 = kitchen.visits.iter().map(|visit| visit.faults).sum();
        let fines: f64 = kitchen.visits.iter().filter_map(|visit| visit.fine).sum();
        let staff = t.input("staff", kitchen.staff.unwrap_or(1));
        let fines = t.parameter("per fine", self.per_fine) * t.input("fines", fines);
        let lost = 5.0 * (t.input("faults", faults) / staff) + fines;
        let left = (t.parameter("full", self.full) - lost).at_least(0.0);
        Ok(left * t.parameter("factor", self.factor))
    }
}

const FIRST: Hygiene = Hygiene {
    major: 1,
    full: 100.0,
    factor: 1.0,
    per_fine: 0.0,
};

const SECOND: Hygiene = Hygiene {
    major: 2,
    full: 180.0,
    factor: 0.5,
    per_fine: 0.0,
};

const THIRD: Hygiene = Hygiene {
    major: 3,
    per_fine: 0.01,
    ..SECOND
};

/// Full points by themselves are more than the scale has: where few are lost, changes cannot be told apart.
fn hygiene() -> Lineage<Kitchen> {
    let probe = || {
        [(3, None), (5, Some(100.0))].map(|(faults, fine)| Kitchen {
            visits: vec![Visit { faults, fine }],
            staff: Some(2),
        })
    };
    let changes = Rewrite::starting_from(FIRST)
        .change(
            Change::new("full").sentence("There is more to lose."),
            |m| {
                m.full = 180.0;
            },
        )
        .change(
            Change::new("factor").sentence("Each point counts half."),
            |m| {
                m.factor = 0.5;
            },
        );
    Lineage::starting_with(FIRST)
        .probes(probe())
        .rewritten(SECOND, changes)
        .probes(probe())
        .rewritten(THIRD, Change::new("fines").sentence("Fines count."))
        .probes(probe())
        .build()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_two_releases_with_moves_that_cannot_be_explained() {
    let ctx = session();
    Functions::new("hygiene", hygiene(), Serde::<Kitchen>::new())
        .unwrap()
        .register(&ctx)
        .unwrap();
    let sql = "CREATE TABLE kitchens AS SELECT name AS key, land, w, named_struct('visits', visits, 'staff', staff) AS subject FROM (VALUES
        ('Ada', 'PL', 1.0, [named_struct('faults', 1, 'fine', NULL), named_struct('faults', 3, 'fine', 50.0)], 1),
        ('Ben', NULL, 2.5, [named_struct('faults', 20, 'fine', 400.0)], 1),
        ('Cleo', 'PL', 3.0, [], NULL),
        ('Dan', 'DE', 1.0, [named_struct('faults', 18, 'fine', NULL)], NULL),
        ('Eve', 'DE', 1.0, [named_struct('faults', 18, 'fine', NULL)], 0),
        ('Fay', 'DE', 1.0, NULL, 1)) AS t (name, land, w, visits, staff)";
    ctx.sql(sql).await.unwrap();
    let sql = "SELECT concat(key, ' ', try_hygiene_2_0_0_3_0_0_delta(subject), ' ', try_hygiene_2_0_0_3_0_0_reason(subject)) FROM kitchens
        WHERE hygiene_2_0_0_failure(subject) IS NULL ORDER BY key";
    let moves = crate::common::texts(&ctx, sql).await;
    let moves: Vec<_> = moves.into_iter().flatten().collect();
    // A move that shows in no digit has a reason as well.
    assert_eq!(
        moves,
        [
            "Ada -250000 fines",
            "Ben -2000000 fines",
            "Cleo 0 ",
            "Dan 0 "
        ]
    );
    let visit = |faults, fine| Visit { faults, fine };
    let kitchens = || {
        let ada = vec![visit(1, None), visit(3, Some(50.0))];
        [
            ("Ada", Some("PL"), 1.0, ada, Some(1)),
            ("Ben", None, 2.5, vec![visit(20, Some(400.0))], Some(1)),
            ("Cleo", Some("PL"), 3.0, vec![], None),
            ("Dan", Some("DE"), 1.0, vec![visit(18, None)], None),
            ("Eve", Some("DE"), 1.0, vec![visit(18, None)], Some(0)),
        ]
    };
    // One lineage is asked one question after the other.
    let functions = Functions::new("hygiene", hygiene(), Serde::<Kitchen>::new()).unwrap();
    for (from, to) in [
        ("1.0.0", "2.0.0"),
        ("2.0.0", "1.0.0"),
        ("1.0.0", "3.0.0"),
        ("3.0.0", "1.0.0"),
        ("3.0.0", "2.0.0"),
    ] {
        let study = hygiene().impact(from, to).unwrap().by_change();
        let list = kitchens().map(|(key, land, weight, visits, staff)| {
            let subject = Subject::new(key, Kitchen { visits, staff })
                .weight(weight)
                .segment("big", (weight > 2.0).to_string());
            match land {
                Some(land) => subject.segment("land", land),
                None => subject,
            }
        });
        let here = study.run(list).unwrap();
        let rows = ctx.table("kitchens").await.unwrap();
        let there = functions
            .impact(&study)
            .unwrap()
            .segment("land")
            .segment_by("big", ident("w").gt(lit(2.0)))
            .weight(ident("w"))
            .run(rows.filter(ident("key").not_eq(lit("Fay"))).unwrap())
            .await
            .unwrap();
        assert_eq!(there, here, "{from} {to}");
    }
}

/// Scores that turn on many named changes.
#[derive(Clone, Debug)]
struct Many {
    release: usize,
    per: [f64; 7],
}

impl ScoringModel for Many {
    type Input = Given;

    fn id(&self) -> ModelId {
        ModelId::new("given", Version::new(self.release as u64 + 1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(-50.0, 50.0)
            .decimals(3)
            .direction(Direction::LowerIsBetter)
    }

    fn evaluate<T: Trace>(&self, given: &Given, t: T) -> Result<Term<T>, EvalError> {
        let after = || t.input("after", given.after);
        let mut sum = t.input("before", given.before);
        for (name, per) in ["a", "b", "c", "d", "e", "f", "g"]
            .into_iter()
            .zip(self.per)
        {
            sum += t.parameter(name, per) * after();
        }
        Ok(sum)
    }
}

/// Changes that cancel, that do next to nothing, and of which some alone give more than can be told apart.
const PER: [[f64; 7]; 5] = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.1, -0.1, 0.2, -0.2, 1e-7, 3e10, -3e10],
    [0.0, 0.0, 0.3, -0.3, 0.0, 0.0, 0.0],
    [1.0, 2.0, -1.0, -2.0, 0.01, 0.02, 0.03],
    [0.5, -0.7, 0.3, 0.1, -0.04, 0.02, 1e-9],
];

pub(crate) fn many() -> Lineage<Given> {
    let model = |release: usize| Many {
        release,
        per: PER[release],
    };
    let probe = Given {
        before: 3.0,
        after: 0.01,
    };
    let first = Lineage::starting_with(model(0)).probes([probe]);
    let all = (1..PER.len()).fold(first, |all, release| {
        let (old, new) = (PER[release - 1], PER[release]);
        let start = Rewrite::starting_from(model(release - 1));
        let moved = (0..7).filter(|&at| old[at] != new[at]);
        let changes = moved.fold(start, |changes, at| {
            // Their keys are in another order than they are declared.
            let change = Change::new(format!("{}{release}", 9 - at)).sentence("It counts anew.");
            changes.change(change, move |model: &mut Many| model.per[at] = new[at])
        });
        all.rewritten(model(release), changes).probes([probe])
    });
    all.build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dozens_of_changes_that_cancel_or_cannot_be_told_apart() {
    let ctx = SessionContext::new_with_config(engine(50, 4, 3, true));
    let after = [0.0, 0.001, 0.02, -0.02, 1.0, -3.0, 7e-7];
    let given = |at: u32| Given {
        before: f64::from(at % 41) - 20.0,
        after: after[at as usize % 7],
    };
    let (columns, list) = people(300, given);
    table(&ctx, "people", columns, 3);
    for (from, to) in [
        ("1.0.0", "2.0.0"),
        ("1.0.0", "5.0.0"),
        ("5.0.0", "1.0.0"),
        ("2.0.0", "4.0.0"),
    ] {
        let study = many().impact(from, to).unwrap().by_change();
        let list = (0..).zip(&list).map(|(at, subject)| {
            let high = given(at).before > 0.0;
            subject
                .clone()
                .weight(2.5)
                .segment("high", high.to_string())
        });
        let here = study.run(list).unwrap();
        let why = here.whole().why().unwrap();
        assert!(why.unexplained.subjects > 0 && why.causes.iter().any(|cause| cause.micro != 0));
        let asked_for = query(&study, many())
            .segment_by("high", ident("before").gt(lit(0.0)))
            .weight(lit(2.5));
        let there = asked(asked_for, ctx.table("people").await.unwrap()).await;
        assert_eq!(there, Ok(here), "{from} {to}");
    }
}
