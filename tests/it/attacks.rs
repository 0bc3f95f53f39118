//! What hostile names, files and numbers must not do.

use scoreshift::{
    Breakdown, Change, Curve, Diff, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    Version, at,
    diff::EffectKind,
    explain,
    lineage::{LineageError, Rewrite},
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
        let room = |(name, air): &(&str, f64)| {
            t.opaque(name, 1, &[t.input(name, *air)], |air| air.iter().sum())
        };
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
        .rewritten(
            new.clone(),
            Rewrite::starting_from(old.clone())
                .change(Change::new(ESCAPE).sentence(sentence), |m| m.factor = 2.0),
        )
        .build()
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
        Rewrite::starting_from(old.clone()).change(Change::new(key), |m| m.factor = 2.0)
    };
    for error in [
        Lineage::starting_with(old.clone()).rewritten(new.clone(), clone(ESCAPE)),
        Lineage::starting_with(new.clone()).rewritten(old.clone(), clone(ESCAPE)),
    ] {
        texts.push(error.build().unwrap_err().to_string());
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

/// A home whose kind is one of an open set, and rooms that are capped.
#[derive(Clone)]
struct Home {
    points: [f64; 3],
}

impl ScoringModel for Home {
    type Input = (String, Vec<f64>);

    fn id(&self) -> ModelId {
        ModelId::new("home", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(
        &self,
        (kind, rooms): &(String, Vec<f64>),
        t: T,
    ) -> Result<Term<T>, EvalError> {
        let points = t
            .category("kind", kind)
            .points("kind points", |kind| match kind.as_str() {
                "own" => self.points[0],
                "rent" => self.points[1],
                _ => self.points[2],
            });
        let room = |(name, air): (usize, &f64)| {
            let t = t.scope(&format!("room {name}"));
            t.named("stale air", t.input("air", *air) - 400.0)
                .at_least(0.0)
        };
        Ok(points + t.sum(rooms.iter().enumerate().map(room)))
    }
}

#[test]
fn a_label_of_an_open_set_answers_for_its_points() {
    let home = Home {
        points: [60.0, 20.0, 0.0],
    };
    let of = |kind: &str| (kind.to_owned(), Vec::new());
    let why = explain((&home, &of("rent")), (&home, &of("own"))).unwrap();
    let [data] = &why.causes[..] else {
        panic!("{why}")
    };
    let [place] = &data.places[..] else {
        panic!("{why}")
    };
    assert_eq!(
        (place.id.to_string().as_str(), place.kind, place.effect),
        ("kind", EffectKind::Category, 40.0)
    );
    assert!(
        why.to_string().contains("Kind +40: from rent to own."),
        "{why}"
    );
}

#[test]
fn forty_thousand_caps_cost_no_more_than_they_are() {
    struct Chain;
    impl ScoringModel for Chain {
        type Input = f64;
        fn id(&self) -> ModelId {
            ModelId::new("chain", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
            let x = t.input("x", *x);
            Ok((0..40_000).fold(x, |sum, _| t.named("sum", sum + x).at_most(1.0)))
        }
    }
    // Quadratic, this takes a quarter of an hour without optimisation.
    let caps = Chain.breakdown(&2.0).unwrap().active_caps();
    assert_eq!(caps.len(), 40_000);
    assert_eq!(caps[39_999].place.to_string(), "sum");
}

/// A limit under a rounding, and one that only another one shows.
#[test]
fn without_its_limit_a_score_is_what_it_would_be() {
    struct Held;
    impl ScoringModel for Held {
        type Input = f64;
        fn id(&self) -> ModelId {
            ModelId::new("held", Version::new(1, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::unbounded()
        }
        fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
            let limited = t.input("x", *x).at_most(772.3).floor_to(50.0, 0.0);
            Ok(limited.at_most(760.0))
        }
    }
    let caps = |x: f64| -> Vec<(f64, f64)> {
        let caps = Held.breakdown(&x).unwrap().active_caps();
        caps.iter().map(|cap| (cap.held_at, cap.without)).collect()
    };
    assert_eq!(caps(700.0), []);
    // Rounded, 790 and 772.3 are both 750: that limit changed nothing.
    assert_eq!(caps(790.0), []);
    // Without the inner limit the outer one holds 800 at 760.
    assert_eq!(caps(820.0), [(750.0, 760.0)]);
}

#[test]
fn many_caps_are_counted_and_not_recited() {
    let home = Home {
        points: [60.0, 20.0, 0.0],
    };
    let of = |kind: &str| (kind.to_owned(), vec![300.0; 50]);
    let text = explain((&home, &of("rent")), (&home, &of("own")))
        .unwrap()
        .to_string();
    assert!(
        text.ends_with(
            "Stale air (Room 0, Room 1, Room 2, Room 3, Room 4, Room 5, Room 6, and Room 7) is held up at 0: without \
             that limit it would be −100.\n\n42 more values are held by a limit."
        ),
        "{text}"
    );
}

/// Bands over a ratio, and points rounded at the end.
struct Banded;

impl ScoringModel for Banded {
    type Input = [f64; 6];

    fn id(&self) -> ModelId {
        ModelId::new("credit", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1e300)
    }

    fn evaluate<T: Trace>(
        &self,
        [debt, limit, rooms @ .., seconds]: &[f64; 6],
        t: T,
    ) -> Result<Term<T>, EvalError> {
        let edges = [(0.3, 20.0), (0.6, 60.0)];
        let bands = Curve::bands(0.0, edges).map_err(|error| t.refuse("used", error))?;
        let used = t.named(
            "used",
            (t.input("debt", *debt) / t.input("limit", *limit)).curve(&bands),
        );
        let rest = t.sum(
            ["c", "d", "e"]
                .iter()
                .zip(rooms)
                .map(|(name, air)| t.input(name, *air)),
        );
        let speed = t
            .scope("speed")
            .input("seconds", *seconds)
            .ln_1p()
            .round_to(0.01, 0.0);
        Ok((used + rest + speed).round_to(1.0, 0.0))
    }
}

#[test]
fn bands_are_quoted() {
    let (before, after) = (
        [2.0, 5.0, 10.0, 20.0, 30.0, 4.0],
        [4.0, 5.0, 18.0, 26.0, 33.0, 9.0],
    );
    let secant = scoreshift::Explainer::new().method(scoreshift::explain::Method::Secant);
    let text = secant
        .models((&Banded, &before), (&Banded, &after))
        .unwrap()
        .to_string();
    assert!(
        text.contains("Used +40: the band went from “0.3 to 0.6” to “0.6 and more”."),
        "{text}"
    );
}

#[test]
fn places_that_come_to_nothing_together_are_not_told() {
    let model = Rooms {
        version: 1,
        factor: 1.0,
    };
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let rooms =
        |move_by: [f64; 9]| -> Vec<(&str, f64)> { names.into_iter().zip(move_by).collect() };
    let before = rooms([0.0; 9]);
    let after = rooms([9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 0.1, -0.1]);
    let text = explain((&model, &before[..]), (&model, &after[..]))
        .unwrap()
        .to_string();
    assert!(
        text.contains("G +3") && !text.contains("Elsewhere"),
        "{text}"
    );
}

#[test]
fn a_scale_of_any_length_does_not_excuse_a_wrong_base() {
    #[derive(Clone)]
    struct Long(u64, f64);
    impl ScoringModel for Long {
        type Input = f64;
        fn id(&self) -> ModelId {
            ModelId::new("long", Version::new(self.0, 0, 0))
        }
        fn scale(&self) -> Scale {
            Scale::new(0.0, f64::MAX)
        }
        fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
            Ok(t.parameter("factor", self.1) * t.input("x", *x))
        }
    }
    let changes = Rewrite::starting_from(Long(1, 77.0))
        .change(Change::new("half").sentence("Halved."), |m| m.1 = 0.5);
    let lineage = Lineage::starting_with(Long(1, 1.0))
        .rewritten(Long(2, 0.5), changes)
        .build()
        .unwrap();
    let error = lineage.check(&10.0).unwrap_err();
    assert!(matches!(error, LineageError::BaseDiffers { .. }), "{error}");
}

#[test]
fn a_stored_score_outside_its_scale_is_refused() {
    let home = Home {
        points: [60.0, 20.0, 0.0],
    };
    let stored = serde_json::to_string(&home.breakdown(&("own".into(), vec![])).unwrap()).unwrap();
    let forged = stored.replace(r#""max":"inf""#, r#""max":"59""#);
    let error = serde_json::from_str::<Breakdown>(&forged).unwrap_err();
    assert_eq!(error.to_string(), "the score 60 lies outside its scale");
}

#[test]
fn tiny_and_huge_numbers_are_written_short() {
    let room = Rooms {
        version: 1,
        factor: 1.0,
    };
    let breakdown = |air: f64| room.breakdown(&[("a", air)]).unwrap();
    let text = breakdown(5e-324).to_string();
    assert!(text.len() < 300 && text.contains("5e-324"), "{text}");
    let diff = Diff::between(&breakdown(5e-324), &breakdown(1.0)).unwrap();
    assert_eq!(diff.effects()[0].before.to_string(), "5e-324");
    let error = room.score(&[("a", f64::MAX), ("b", f64::MAX)]).unwrap_err();
    assert!(error.to_string().len() < 200, "{error}");
}
