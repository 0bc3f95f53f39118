//! What an explanation and a lineage refuse, word for word.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::fmt::Display;

use scoreshift::{
    Change, EvalError, ExplainError, Explainer, Explanation, Lineage, ModelId, Scale, ScoringModel,
    Term, Trace, Version, at, explain,
    explain::{Method, level},
    lineage::{LineageBuilder, LineageFaults, Rewrite},
};

/// p · q · x + y, its root, or with a field that nobody hears of.
#[derive(Clone, Debug)]
struct Toy {
    name: &'static str,
    version: u64,
    p: f64,
    q: f64,
    root: bool,
    hidden: bool,
}

#[derive(Clone, Debug, Default)]
struct Subject {
    x: f64,
    y: f64,
    secret: f64,
    mean: Option<f64>,
}

const V1: Toy = Toy {
    name: "toy",
    version: 1,
    p: 1.0,
    q: 1.0,
    root: false,
    hidden: false,
};

const V2: Toy = Toy {
    version: 2,
    p: 3.0,
    ..V1
};

impl ScoringModel for Toy {
    type Input = Subject;

    fn id(&self) -> ModelId {
        ModelId::new(self.name, Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, s: &Subject, t: T) -> Result<Term<T>, EvalError> {
        let (x, y) = (t.input("x", s.x), t.input("y", s.y));
        let mut term = t.named(
            "scaled",
            t.parameter("p", self.p) * t.parameter("q", self.q) * x,
        ) + y;
        if self.root {
            term = t.named("total", term).sqrt();
        }
        if self.hidden {
            term = t.named("adjusted", term + s.secret);
        }
        if let Some(mean) = s.mean {
            term -= t.reference("mean", mean).ln();
        }
        Ok(term)
    }
}

fn subject(x: f64, y: f64) -> Subject {
    Subject {
        x,
        y,
        ..Subject::default()
    }
}

fn change(key: &str) -> Change {
    Change::new(key).sentence("We did it.")
}

fn two() -> Lineage<Subject> {
    Lineage::starting_with(V1)
        .rewritten(
            V2,
            Rewrite::starting_from(V1).change(change("p"), |m| m.p = 3.0),
        )
        .build()
        .unwrap()
}

#[track_caller]
fn says<T: std::fmt::Debug, E: Display>(result: Result<T, E>, message: &str) {
    pretty_assertions::assert_eq!(result.err().unwrap().to_string(), message);
}

fn released(changes: Rewrite<Toy>) -> Result<Lineage<Subject>, LineageFaults> {
    Lineage::starting_with(V1).rewritten(V2, changes).build()
}

fn explained(changes: Rewrite<Toy>, to: Toy, x: f64) -> Result<Explanation, ExplainError> {
    let lineage = Lineage::starting_with(Toy {
        root: to.root,
        ..V1
    })
    .rewritten(to, changes)
    .build()
    .unwrap();
    lineage.explain(at("1.0.0", &subject(x, 1.0)), at("2.0.0", &subject(x, 2.0)))
}

#[track_caller]
fn refused(lineage: LineageBuilder<Toy>, faults: &[&str]) {
    let error = lineage.build().unwrap_err();
    let found: Vec<String> = error.as_slice().iter().map(ToString::to_string).collect();
    pretty_assertions::assert_eq!(found, faults);
    let told = error.to_string();
    assert!(found.iter().all(|fault| told.contains(fault)), "{told}");
}

#[test]
fn a_lineage_refuses_what_is_not_the_next_release_of_the_score() {
    let other = Toy {
        name: "other",
        ..V2
    };
    refused(
        Lineage::starting_with(V1).rewritten(other, change("p")),
        &["release 2.0.0: it is a version of `other`, not of `toy`"],
    );
    for (version, shown) in [
        ("1.0.0", "1.0.0"),
        ("0.9.0", "0.9.0"),
        ("2.0.0-rc.1", "2.0.0"),
    ] {
        let first = Lineage::starting_with(if shown == "2.0.0" { V2 } else { V1 });
        let before = if shown == "2.0.0" { "2.0.0" } else { "1.0.0" };
        refused(
            first.release(version),
            &[&format!(
                "release {version}: it is not newer than release {before}"
            )],
        );
    }
    refused(
        Lineage::starting_with(V2).rewritten(V1, change("p")),
        &["release 1.0.0: it is not newer than release 2.0.0"],
    );
    let next = || Lineage::starting_with(V1).release("2.0.0");
    refused(
        next()
            .change(change("p"), |_| ())
            .change(change("p"), |_| ()),
        &["release 2.0.0, change `p`: its key is used twice in the release"],
    );
    for (key, shown) in [("", ""), ("\n", "\\u{a}")] {
        refused(
            next().change(change(key).title("A title"), |_| ()),
            &[&format!(
                "release 2.0.0, change `{shown}`: its key is empty"
            )],
        );
    }
    for key in ["data", "reference", "algorithm"] {
        refused(
            next().change(change(key), |_| ()),
            &[&format!(
                "release 2.0.0, change `{key}`: its key is one that explanations use themselves"
            )],
        );
    }
    refused(
        next().change(Change::new("p\u{1b}").sentence(" "), |_| ()),
        &["release 2.0.0, change `p\\u{1b}`: it has no sentence for the person scored"],
    );
    let many = |count: usize| {
        (0..count).fold(next(), |changes, index| {
            changes.change(change(&format!("c{index}")), |_| ())
        })
    };
    assert!(many(16).build().is_ok());
    refused(
        many(17),
        &["release 2.0.0: it names 17 changes, and 16 can be told apart: put some together"],
    );
    refused(
        Lineage::starting_with(V1).change(change("p"), |m| m.p = 2.0),
        &[
            "release 1.0.0, change `p`: it belongs to the first release, before which there is nothing to change",
        ],
    );
    refused(
        Lineage::starting_with(V1)
            .rewritten(V2, change("p"))
            .change(change("q"), |m| m.q = 2.0),
        &[
            "release 2.0.0, change `q`: it stands beside a rewrite that is not taken apart; give the rewrite all its \
           changes",
        ],
    );
}

#[test]
fn all_faults_of_a_lineage_are_told_at_once_in_the_order_of_its_releases() {
    refused(
        Lineage::starting_with(V1)
            .dated("2026-01-02")
            .alias("^1", "1.0.0")
            .release("2")
            .change(Change::new("p").title(""), |m| m.p = 2.0)
            .change(change("data"), |m| m.q = 2.0)
            .dated("then")
            .release("1.0.0\n")
            .release("1.0.0")
            .dated("2026-01-01")
            .alias("champion", "4.0.0"),
        &[
            "release 2: its version is none such as 2.1.0: unexpected end of input while parsing major version number",
            "release 2: `then` is neither a day such as 2011-10-26 nor a moment in UTC such as 2011-10-26T09:30:00Z",
            "release 2, change `p`: it has no title",
            "release 2, change `p`: it has no sentence for the person scored",
            "release 2, change `data`: its key is one that explanations use themselves",
            "release 1.0.0\\u{a}: its version is none such as 2.1.0: unexpected character '\\n' after patch version number",
            "release 1.0.0: it is not newer than release 1.0.0",
            "release 1.0.0: its date, 2026-01-01, is before that of release 1.0.0, 2026-01-02",
            "release 1.0.0: the alias `^1`: `^1` cannot be an alias: it reads as a version",
            "release 1.0.0: the alias `champion`: `toy` has no release `4.0.0`; it has 1.0.0, 1.0.0, 1.0.0, 1.0.0",
        ],
    );
}

#[test]
fn a_key_may_come_again_in_a_later_release() {
    let lineage = Lineage::starting_with(V1)
        .release("2.0.0")
        .change(change("p"), |m| m.p = 2.0)
        .release("3.0.0")
        .change(change("p"), |m| m.p = 3.0)
        .build()
        .unwrap();
    let s = subject(1.0, 0.0);
    let why = lineage.explain(at("1.0.0", &s), at("3.0.0", &s)).unwrap();
    let told: Vec<_> = why
        .causes
        .iter()
        .map(|cause| {
            (
                cause.id.as_str(),
                cause.release.as_ref().map(ToString::to_string),
                cause.effect,
            )
        })
        .collect();
    let version = |version: &str| Some(version.to_owned());
    assert_eq!(
        told,
        [
            ("p", version("2.0.0"), 1.0),
            ("p", version("3.0.0"), 1.0),
            ("data", None, 0.0)
        ]
    );
}

#[test]
fn an_unknown_version_lists_what_there_is() {
    let s = subject(1.0, 1.0);
    for (from, to, shown) in [
        ("1.0.0", "3.0.0", "3.0.0"),
        ("3.0", "2.0.0", "3.0"),
        ("v1.0.0\n\u{1b}", "2.0.0", "v1.0.0\\u{a}\\u{1b}"),
        ("", "2.0.0", ""),
    ] {
        says(
            two().explain(at(from, &s), at(to, &s)),
            &format!("`toy` has no release `{shown}`; it has 1.0.0, 2.0.0"),
        );
    }
    assert!(two().explain(at(" 1.0.0 ", &s), at("2.0.0", &s)).is_ok());
}

#[test]
fn models_of_other_names_are_not_compared() {
    let s = subject(1.0, 1.0);
    says(
        explain(
            (&V1, &s),
            (
                &Toy {
                    name: "other",
                    ..V2
                },
                &s,
            ),
        ),
        "`toy` and `other` are different scores, not versions of one",
    );
}

#[test]
fn changes_that_do_not_lead_from_release_to_release_are_refused() {
    says(
        explained(
            Rewrite::starting_from(Toy { q: 2.0, ..V1 }).change(change("p"), |m| m.p = 1.5),
            V2,
            5.0,
        ),
        "without any change, the base of release 2.0.0 scores 11, but release 1.0.0 scores 6; they differ at `q`",
    );
    says(
        explained(
            Rewrite::starting_from(V1).change(change("p"), |m| m.p = 2.0),
            V2,
            5.0,
        ),
        "with all its changes, the base of release 2.0.0 scores 11, but the release scores 16; they differ at `p`",
    );
    // Within 10⁻⁹ of the scale they are the same.
    let nearly = Rewrite::starting_from(Toy {
        q: 1.0 + 1e-12,
        ..V1
    });
    assert!(explained(nearly.change(change("p"), |m| m.p = 3.0), V2, 5.0).is_ok());
}

#[test]
fn a_snapshot_without_a_score_is_named_with_its_release() {
    let (good, bad) = (subject(1.0, 1.0), subject(f64::NAN, 1.0));
    let reason = "not a finite number: input gives NaN at `x`";
    let lineage = two();
    for (from, to) in [("1.0.0", "2.0.0"), ("2.0.0", "1.0.0"), ("2.0.0", "2.0.0")] {
        let first = if from == to { "2.0.0" } else { "1.0.0" };
        says(
            lineage.explain(at(from, &bad), at(to, &good)),
            &format!("toy {first} cannot score the `before` snapshot: {reason}"),
        );
        says(
            lineage.explain(at(from, &good), at(to, &bad)),
            &format!("toy {first} cannot score the `after` snapshot: {reason}"),
        );
    }
    says(
        explain((&V1, &good), (&V2, &bad)),
        &format!("toy 1.0.0 cannot score the `after` snapshot: {reason}"),
    );
    says(
        level(&V1, &bad, &good),
        &format!("toy 1.0.0 cannot score the `before` snapshot: {reason}"),
    );
    says(
        lineage.check(&bad),
        &format!("toy 1.0.0 cannot score this input: {reason}"),
    );
    // Where both releases have a score, and the base of the changes has none, it is the base that is named.
    let base = Toy { root: true, ..V1 };
    let broken = released(Rewrite::starting_from(base).change(change("p"), |m| m.p = 3.0)).unwrap();
    says(
        broken.check(&subject(-4.0, 0.0)),
        "toy 1.0.0 without any change cannot score this input: not a finite number: curve sqrt(x) gives NaN in an unnamed step for -4 at `total`",
    );
}

#[test]
fn changes_that_cannot_stand_alone_are_named_with_the_place_where_they_fail() {
    let to = Toy {
        p: -1.0,
        q: -1.0,
        version: 2,
        root: true,
        ..V1
    };
    let changes = Rewrite::starting_from(Toy { root: true, ..V1 })
        .change(change("p-turned"), |m| m.p = -1.0)
        .change(change("q-turned"), |m| m.q = -1.0);
    says(
        explained(changes, to, 9.0),
        "toy 1.0.0 with only p-turned on the `before` snapshot cannot be scored: not a finite number: curve sqrt(x) \
         gives NaN in an unnamed step for -8 at `total`; name changes together that cannot stand alone",
    );
}

#[test]
fn other_references_that_give_no_score_are_named() {
    // The root exists on either snapshot with its own mean, and not with that of the other.
    #[derive(Clone)]
    struct Against;
    impl ScoringModel for Against {
        type Input = (f64, f64);
        fn id(&self) -> ModelId {
            ModelId::new("against", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, s: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
            Ok(
                t.named("lead", t.input("x", s.0) - t.reference("mean", s.1))
                    .sqrt(),
            )
        }
    }
    says(
        explain((&Against, &(5.0, 1.0)), (&Against, &(50.0, 46.0))),
        "against 1.0.0 on the `before` snapshot with the other snapshot's references cannot be scored: not a finite \
         number: curve sqrt(x) gives NaN in an unnamed step for -41 at `lead`",
    );
}

#[test]
fn leaves_that_give_no_score_alone_are_named_by_the_exact_method() {
    #[derive(Clone)]
    struct Root;
    impl ScoringModel for Root {
        type Input = (f64, f64);
        fn id(&self) -> ModelId {
            ModelId::new("root", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, s: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
            Ok(t.named("area", t.input("x", s.0) * t.input("y", s.1))
                .sqrt())
        }
    }
    let owen = Explainer::new().method(Method::Owen);
    says(
        owen.models((&Root, &(1.0, 1.0)), (&Root, &(-2.0, -2.0))),
        "root 1.0.0 with some inputs of the other snapshot cannot be scored: not a finite number: curve sqrt(x) gives \
         NaN in an unnamed step for -2 at `area`; use the secant method",
    );
    // The secant method needs no such mixture: what cannot be told alone is the place's part.
    let why = explain((&Root, &(1.0, 1.0)), (&Root, &(-2.0, -2.0))).unwrap();
    assert_eq!(why.data().micro, 1_000_000);
}

#[test]
fn a_hidden_input_is_found_by_substituting_every_leaf() {
    let hidden = Toy { hidden: true, ..V1 };
    let (a, b) = (
        Subject {
            secret: 1.0,
            ..subject(1.0, 2.0)
        },
        Subject {
            secret: 5.0,
            ..subject(2.0, 2.0)
        },
    );
    let owen = Explainer::new().method(Method::Owen);
    says(
        owen.models((&hidden, &a), (&hidden, &b)),
        "toy 1.0.0 has a hidden input: with all leaves of the other snapshot it scores 5, not 9; pass every field that \
         it uses through the trace (it first shows at `adjusted`)",
    );
    // Where nothing else moves, there is no leaf to substitute, and it shows all the same.
    let b = Subject {
        secret: 5.0,
        ..subject(1.0, 2.0)
    };
    says(
        owen.models((&hidden, &a), (&hidden, &b)),
        "toy 1.0.0 has a hidden input: with all leaves of the other snapshot it scores 4, not 8; pass every field that \
         it uses through the trace (it first shows at `adjusted`)",
    );
}

#[test]
fn a_budget_that_is_too_small_says_what_is_needed() {
    let (a, b) = (subject(1.0, 2.0), subject(2.0, 3.0));
    let at_most = |budget| Explainer::new().budget(budget);
    says(
        at_most(3).models((&V1, &a), (&V2, &b)),
        "4 evaluations are needed and 3 are allowed; allow more",
    );
    // Four more show what each of the two inputs does alone and last.
    says(
        at_most(4).models((&V1, &a), (&V2, &b)),
        "8 evaluations are needed and 4 are allowed; allow more",
    );
    assert_eq!(
        at_most(8).models((&V1, &a), (&V2, &b)).unwrap().evaluations,
        8
    );
    let to = Toy { q: 2.0, ..V2 };
    let lineage = Lineage::starting_with(V1)
        .rewritten(
            to,
            Rewrite::starting_from(V1)
                .change(change("p"), |m| m.p = 3.0)
                .change(change("q"), |m| m.q = 2.0),
        )
        .build()
        .unwrap();
    says(
        at_most(15).releases(&lineage, at("1.0.0", &a), at("2.0.0", &b)),
        "16 evaluations are needed and 15 are allowed; group changes into fewer, as `Changes::at_most` does, or allow more",
    );
    let owen = |budget| Explainer::new().method(Method::Owen).budget(budget);
    says(
        owen(11).models((&V1, &a), (&V2, &b)),
        "12 evaluations are needed and 11 are allowed; use the secant method, or allow more",
    );
    assert_eq!(
        owen(12).models((&V1, &a), (&V2, &b)).unwrap().evaluations,
        12
    );
    // Ten named changes fit into the default, sixteen do not, and nothing is built in vain.
    let named = |count: usize| {
        let changes = (0..count).fold(Rewrite::starting_from(V1), |changes, index| {
            changes.change(change(&format!("c{index}")), move |m| {
                m.p = if index + 1 == count { 3.0 } else { m.p };
            })
        });
        released(changes).unwrap()
    };
    says(
        named(16).explain(at("1.0.0", &a), at("2.0.0", &b)),
        "131080 evaluations are needed and 5000 are allowed; group changes into fewer, as `Changes::at_most` does, or allow more",
    );
}

#[test]
fn levels_that_are_too_large_to_be_counted_are_refused() {
    let (a, b) = (subject(1.0, 2.0), subject(4e9, 3.0));
    says(
        explain((&V1, &a), (&V2, &b)),
        "the move cannot be counted in millionths of a point: a level of 12000000003 points is not between -9e9 and 9e9",
    );
}

#[test]
fn more_than_twenty_moved_inputs_are_too_many_players() {
    /// A sum, below a limit or not.
    struct Many(bool);
    impl ScoringModel for Many {
        type Input = [f64];
        fn id(&self) -> ModelId {
            ModelId::new("many", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, s: &[f64], t: T) -> Result<Term<T>, EvalError> {
            let sum = t.sum((0..).zip(s).map(|(i, x)| t.input(&format!("x{i:02}"), *x)));
            Ok(if self.0 { sum.at_most(1e6) } else { sum })
        }
    }
    let (a, b) = ([0.0; 32], [1.0; 32]);
    let (a, b) = (|inputs| &a[..inputs], |inputs| &b[..inputs]);
    let owen = Explainer::new().method(Method::Owen);
    says(
        owen.models((&Many(true), a(21)), (&Many(true), b(21))),
        "21 inputs moved and exact values reach to 20; use the secant method",
    );
    // Those that do not meet are not played together.
    assert!(
        owen.models((&Many(false), a(31)), (&Many(false), b(31)))
            .is_ok()
    );
    says(
        owen.models((&Many(false), a(32)), (&Many(false), b(32))),
        "32 inputs moved and exact values reach to 20; use the secant method",
    );
    assert_eq!(
        explain((&Many(true), a(32)), (&Many(true), b(32)))
            .unwrap()
            .data()
            .micro,
        32_000_000
    );
}
