//! What hostile names, files and numbers must not do.

use scoreshift::{
    Change, Changes, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, at,
    explain,
};

const ESCAPE: &str = "re\u{1b}[31md\u{202e}\n";

/// Rooms under hostile names, in a model that has one too.
#[derive(Clone)]
struct Rooms {
    version: u64,
    factor: f64,
}

impl ScoringModel for Rooms {
    type Input = [(&'static str, f64)];

    fn id(&self) -> ModelId {
        ModelId::new(ESCAPE, Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, rooms: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let factor = t.parameter("factor", self.factor);
        let room =
            |(name, air): &(&str, f64)| t.opaque(name, 1, &[t.input(name, *air)], |air| air[0]);
        Ok(factor * t.sum(rooms.iter().map(room)))
    }
}

fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| matches!(c, '\u{1b}' | '\u{202e}'))
}

#[test]
fn no_name_reaches_a_terminal_with_control_characters() {
    let (old, new) = (
        Rooms {
            version: 1,
            factor: 1.0,
        },
        Rooms {
            version: 2,
            factor: 2.0,
        },
    );
    let rooms: &[(&str, f64)] = &[(ESCAPE, 4.0)];
    let sentence = format!("Air counts{ESCAPE} twice.");
    let lineage = Lineage::starting_with(old.clone())
        .release(
            new.clone(),
            Changes::starting_from(old.clone())
                .change(Change::new(ESCAPE).sentence(sentence), |m| m.factor = 2.0),
        )
        .unwrap();
    let mut texts = vec![
        old.breakdown(rooms).unwrap().to_string(),
        lineage
            .explain(at("1.0.0", rooms), at("2.0.0", rooms))
            .unwrap()
            .to_string(),
        lineage.find("3.0.0").unwrap_err().to_string(),
        old.score(&[(ESCAPE, f64::NAN)]).unwrap_err().to_string(),
        old.score(&[(ESCAPE, 1e308), ("b", 1e308)])
            .unwrap_err()
            .to_string(),
    ];
    let clone = |key: &str| {
        Changes::starting_from(old.clone()).change(Change::new(key), |m| m.factor = 2.0)
    };
    for error in [
        Lineage::starting_with(old.clone()).release(new.clone(), clone(ESCAPE)),
        Lineage::starting_with(new.clone()).release(old.clone(), clone(ESCAPE)),
    ] {
        texts.push(error.unwrap_err().to_string());
    }
    for text in texts {
        assert!(is_harmless(&text), "{}", text.escape_debug());
    }
}

#[test]
fn a_room_without_a_readable_name_is_still_named() {
    let model = Rooms {
        version: 1,
        factor: 1.0,
    };
    let why = explain(
        (&model, &[("", 4.0), ("--", 1.0), ("c", 1.0)]),
        (&model, &[("", 8.0), ("--", 3.0), ("c", 2.0)]),
    );
    let text = why.unwrap().to_string();
    assert!(
        text.contains("\n  “” +4: from 4 to 8.") && text.contains("\n  “--” +2: from 1 to 3."),
        "{text}"
    );
}

#[test]
fn an_infinity_is_no_score_on_a_scale_without_bounds() {
    let model = Rooms {
        version: 1,
        factor: 1.0,
    };
    let rooms: &[(&str, f64)] = &[("a", 1e308), ("b", 1e308)];
    let error = model.score(rooms).unwrap_err();
    assert!(matches!(error, EvalError::NotFinite { .. }), "{error}");
    assert_eq!(error, model.breakdown(rooms).unwrap_err());
}
