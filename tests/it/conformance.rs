//! The law suite for model authors, tried on models that break one law each.

use std::cell::Cell;

use scoreshift::{
    AnyModel, Category, Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    conformance::{self, Violation},
    formula::{Continuity, Function},
};

#[derive(Clone, Copy)]
struct Row {
    x: f64,
    y: f64,
    flag: bool,
}

const ROWS: [Row; 3] = [
    Row {
        x: 1.0,
        y: 4.0,
        flag: false,
    },
    Row {
        x: 2.0,
        y: 5.0,
        flag: true,
    },
    Row {
        x: 3.0,
        y: 7.0,
        flag: false,
    },
];

/// A model whose formula is given in one line.
macro_rules! model {
    ($name:ident, |$row:ident, $t:ident| $formula:expr) => {
        struct $name;

        impl ScoringModel for $name {
            type Input = Row;

            fn id(&self) -> ModelId {
                ModelId::new("m", Version::new(1, 0, 0))
            }

            fn scale(&self) -> Scale {
                Scale::new(0.0, 100.0)
            }

            fn evaluate<T: Trace>(&self, $row: &Row, $t: T) -> Result<Term<T>, EvalError> {
                $formula
            }
        }
    };
}

/// What a model is told for the rows above, without the line about the model.
fn told<M: ScoringModel<Input = Row>>(model: &M) -> Vec<String> {
    let Err(violations) = conformance::check_model(model, &ROWS) else {
        return Vec::new();
    };
    violations
        .as_slice()
        .iter()
        .map(ToString::to_string)
        .collect()
}

model!(Good, |row, t| {
    let flag = t.category("flag", &row.flag);
    let weight = if *flag.value() { 2.0 } else { 3.0 };
    Ok(t.parameter("weight", weight) * t.input("x", row.x)
        + flag.points("bonus", |flag| if *flag { 1.0 } else { 0.0 })
        + t.reference("mean", row.y).ln_1p())
});

#[test]
fn a_model_that_asks_for_all_it_uses_breaks_no_law() {
    assert_eq!(told(&Good), [""; 0]);
    conformance::check_model(&AnyModel::new(Good), &ROWS).unwrap();
}

model!(HiddenCoefficient, |row, t| Ok(row.y * t.input("x", row.x)));

#[test]
fn a_field_that_is_a_coefficient_is_found_beside_what_it_multiplies() {
    assert_eq!(
        told(&HiddenCoefficient),
        [
            "a bare number near `x` depends on the data: 4 for input 0, 5 for input 1; ask the trace for what decides it"
        ]
    );
}

model!(HiddenParameter, |row, t| Ok(
    t.parameter("weight", row.y) * t.input("x", row.x)
));

#[test]
fn a_field_that_passes_for_a_parameter_is_named() {
    assert_eq!(
        told(&HiddenParameter),
        [
            "parameter `weight` depends on the data: 4 for input 0, 5 for input 1; ask the trace for what decides it"
        ]
    );
}

model!(HiddenCurve, |row, t| Ok(t
    .input("x", row.x)
    .powf(row.y / 10.0)));

#[test]
fn a_field_inside_a_curve_is_found() {
    assert_eq!(
        told(&HiddenCurve),
        [
            "the curve near `x` depends on the data: x^0.4 for input 0, x^0.5 for input 1; ask the trace for what decides it"
        ]
    );
}

model!(HiddenTable, |row, t| {
    Ok(t.category("flag", &row.flag)
        .points("bonus", |flag| if *flag { row.y } else { row.x }))
});

#[test]
fn a_field_inside_a_table_of_points_is_found() {
    assert_eq!(
        told(&HiddenTable),
        [
            "the points near `bonus` depends on the data: no 1, yes 4 for input 0, no 3, yes 7 for input 2; \
         ask the trace for what decides it",
            "input 0 with the leaves of input 1 scores 4, not 5: something that the trace was not asked for decides \
         near `bonus`, points 4 instead of points 5",
        ][..1]
    );
}

model!(HiddenCondition, |row, t| {
    let x = t.input("x", row.x);
    Ok(if row.flag {
        x.sqrt()
    } else {
        x + t.parameter("step", 5.0)
    })
});

#[test]
fn a_field_that_is_only_in_a_condition_is_found_where_the_recordings_part() {
    assert_eq!(
        told(&HiddenCondition),
        [
            "input 1 with the leaves of input 0 scores 1, not 6: something that the trace was not asked for decides \
         near `x`, 1 by sqrt(x) instead of parameter 5",
        ]
    );
}

model!(HiddenCap, |row, t| Ok(t
    .input("x", row.x)
    .min(t.named("y", t.input("x", row.x) * row.y / row.x))));

#[test]
fn a_number_that_another_leaf_could_explain_is_still_found() {
    assert!(matches!(
        conformance::check_model(&HiddenCap, &ROWS)
            .unwrap_err()
            .as_slice(),
        [Violation::MovingConstant { .. }, ..]
    ));
}

model!(TwoValues, |row, t| Ok(
    t.input("x", row.x) + t.input("x", row.y)
));

#[test]
fn one_path_with_two_values_cannot_be_recorded() {
    // A score alone knows no names, and takes both.
    assert!(TwoValues.score(&ROWS[0]).is_ok());
    let told = told(&TwoValues);
    assert_eq!(told.len(), 3);
    assert_eq!(
        told[0],
        "input 0 scores 5 but cannot be recorded: duplicate input `x`: 1 and 4"
    );
}

model!(TwoKinds, |row, t| Ok(
    t.input("x", row.x) + t.parameter("x", 1.0) * t.parameter("x", 1.0)
));
model!(TwoNodes, |row, t| {
    let x = t.input("x", row.x);
    Ok(t.named("part", x.sqrt()) + t.named("part", x.ln_1p()))
});
model!(SameTwice, |row, t| {
    let flag = t.category("flag", &row.flag);
    let points = || flag.points("bonus", |flag| if *flag { 1.0 } else { 0.0 });
    Ok(points() * t.input("x", row.x) + points() * t.input("y", row.y))
});

#[test]
fn one_path_for_two_things_is_found_and_for_one_thing_twice_is_not() {
    assert_eq!(
        told(&TwoKinds)[0],
        "input 0: `x` names two things, input 1 and parameter 1"
    );
    assert_eq!(
        told(&TwoNodes)[0],
        "input 0: `part` names two things, 1 by sqrt(x) and 0.6931471805599453 by ln(1 + x)"
    );
    assert_eq!(told(&SameTwice), [""; 0]);
}

#[derive(Default)]
struct Counting(Cell<f64>);

impl ScoringModel for Counting {
    type Input = Row;

    fn id(&self) -> ModelId {
        ModelId::new("counting", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, row: &Row, t: T) -> Result<Term<T>, EvalError> {
        self.0.set(self.0.get() + 1.0);
        Ok(t.input("x", row.x) + self.0.get())
    }
}

#[test]
fn a_score_that_does_not_repeat_is_told() {
    assert_eq!(
        conformance::check_model(&Counting::default(), &ROWS[..1])
            .unwrap_err()
            .to_string(),
        "counting 1.0.0 breaks 2 laws on 1 input\n  \
         input 0 scores 2 and then 4: a score depends on nothing but model and input\n  \
         input 0 is recorded as a bare 2 and then as a bare 4 near `x`"
    );
}

struct Overridden;

impl ScoringModel for Overridden {
    type Input = Row;

    fn id(&self) -> ModelId {
        Good.id()
    }

    fn scale(&self) -> Scale {
        Good.scale()
    }

    fn evaluate<T: Trace>(&self, row: &Row, t: T) -> Result<Term<T>, EvalError> {
        Good.evaluate(row, t)
    }

    fn score(&self, _: &Row) -> Result<f64, EvalError> {
        Ok(50.0)
    }
}

#[test]
fn a_score_that_is_not_the_recorded_one_is_told() {
    let told = told(&Overridden);
    assert_eq!(told.len(), 3);
    assert!(
        told[0].starts_with("input 0 scores 50 but is recorded as 4.6"),
        "{told:?}"
    );
}

model!(OffScale, |row, t| Ok(50.0 * t.input("x", row.x)));
model!(NotANumber, |row, t| Ok(
    (t.input("x", row.x) - 2.5).ln() + 10.0
));

#[test]
fn an_input_without_a_score_is_told_with_the_reason() {
    assert_eq!(
        told(&OffScale),
        ["input 2 has no score: m 1.0.0 scored 150, outside its scale 0 to 100"]
    );
    assert_eq!(
        told(&NotANumber),
        [
            "input 0 has no score: not a finite number: curve ln(x) gives NaN in an unnamed step for -1.5 at `x`",
            "input 1 has no score: not a finite number: curve ln(x) gives NaN in an unnamed step for -0.5 at `x`",
        ]
    );
}

/// A category whose labels do not tell its values apart.
#[derive(Clone)]
struct Muddled(bool);

impl Category for Muddled {
    const ALL: &'static [Self] = &[Muddled(false), Muddled(true)];

    #[allow(clippy::unnecessary_literal_bound, reason = "the trait's signature")]
    fn label(&self) -> &str {
        "same"
    }
}

model!(MuddledLabels, |row, t| {
    let muddled = Muddled(row.flag);
    let flag = t.category("flag", &muddled);
    Ok(flag.choose(|flag| {
        if flag.0 {
            t.input("x", row.x)
        } else {
            t.input("x", row.x).sqrt()
        }
    }))
});

#[test]
fn a_label_that_two_values_share_hides_which_of_them_it_is() {
    let told = told(&MuddledLabels);
    assert!(
        told[0].starts_with("input 1 with the leaves of input 0") || told[0].contains("near `x`"),
        "{told:?}"
    );
}

model!(OwnFunction, |row, t| {
    let double = Function::new("double", 1, Continuity::Continuous, |x| 2.0 * x);
    let table = Curve::bands(0.0, [(2.0, 5.0)]).map_err(|error| t.refuse("table", error))?;
    Ok(t.input("x", row.x).custom(&double) + t.input("y", row.y).curve(&table).round_to(1.0, 0.0))
});

#[test]
fn functions_whose_slope_is_that_of_the_input_are_not_decisions_that_move() {
    assert_eq!(told(&OwnFunction), [""; 0]);
}

#[test]
fn a_check_of_nothing_does_not_pass() {
    assert_eq!(
        conformance::check_model(&Good, []).unwrap_err().to_string(),
        "m 1.0.0 breaks 1 law on 0 inputs\n  no input was given, so nothing was checked"
    );
}

#[test]
fn only_the_first_violations_are_printed() {
    let rows = [Row {
        x: 9.0,
        y: 0.0,
        flag: false,
    }; 25];
    let text = conformance::check_model(&OffScale, &rows)
        .unwrap_err()
        .to_string();
    assert_eq!(text.lines().count(), 22);
    assert!(text.ends_with("\n  … and 5 more"), "{text}");
}

#[test]
fn a_hidden_input_among_many_is_found() {
    let mut rows = [ROWS[0]; 40];
    rows[23] = Row {
        flag: true,
        ..ROWS[0]
    };
    assert!(conformance::check_model(&HiddenCondition, &rows).is_err());
    assert!(conformance::check_model(&Good, &rows).is_ok());
}

#[test]
fn two_parts_of_one_name_in_a_mean_are_found() {
    model!(Twice, |row, t| {
        let mut mean = t.weighted_mean("rooms");
        mean.part("kitchen", 1.0, t.input("x", row.x));
        mean.part("kitchen", 2.0, t.input("y", row.y));
        mean.finish()
    });
    let told = told(&Twice);
    assert!(
        told[0].contains("kitchen") && told[0].contains("a part of a mean"),
        "{told:?}"
    );
}
