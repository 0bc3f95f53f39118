//! What programs ask that the crate is part of: whose fault an error is, which language, which data.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use scoreshift::{
    EvalError, ExplainError, ModelId, Scale, ScoringModel, Term, Trace, Version, at,
    influence::{self, Network, Profile},
    record::{ScoreRecord, Verdict},
};

// ------------------------------------------------------------------------------------------ whose fault it is

/// Everything that can go wrong with the data, and everything that can go wrong with the model.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Missing,
    NotANumber,
    TooLarge,
    Negative,
    SameNameTwice,
    NothingToAverage,
    NoWeight,
    Refused,
    UnguardedLogarithm,
    OffTheScale,
    NoCurve,
    ParameterTwice,
    ParameterNotANumber,
}

struct Faulty;

impl ScoringModel for Faulty {
    type Input = Fault;

    fn id(&self) -> ModelId {
        ModelId::new("faulty", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 10.0)
    }

    fn evaluate<T: Trace>(&self, fault: &Fault, t: T) -> Result<Term<T>, EvalError> {
        let x = t.input("x", 0.0);
        match fault {
            Fault::Missing => t.required("age", None::<f64>),
            Fault::NotANumber => Ok(t.input("age", f64::NAN)),
            Fault::TooLarge => Ok(t.input("id", u64::MAX)),
            Fault::Negative => {
                let mut mean = t.weighted_mean("mean");
                mean.part("a", t.input("weight", -1.0), x);
                mean.finish()
            }
            Fault::SameNameTwice => Ok(t.input("room", 1.0) + t.input("room", 2.0)),
            Fault::NothingToAverage => {
                let mut mean = t.weighted_mean("mean");
                mean.absent("a");
                mean.finish()
            }
            Fault::NoWeight => {
                let mut mean = t.weighted_mean("mean");
                mean.part("a", t.input("weight", 0.0), x);
                mean.finish()
            }
            Fault::Refused => Err(t.refuse("age", "nobody is that old")),
            Fault::UnguardedLogarithm => Ok(x.ln()),
            Fault::OffTheScale => Ok(x + 11.0),
            Fault::NoCurve => Ok(x.curve(&scoreshift::Curve::logistic(0.0, 0.0)?)),
            Fault::ParameterTwice => Ok(t.parameter("rate", 1.0) + t.parameter("rate", 2.0)),
            Fault::ParameterNotANumber => Ok(x + t.parameter("rate", f64::INFINITY)),
        }
    }
}

#[test]
fn an_error_says_whether_the_data_is_to_blame() {
    let blamed = |fault| Faulty.breakdown(&fault).unwrap_err();
    for fault in [
        Fault::Missing,
        Fault::NotANumber,
        Fault::TooLarge,
        Fault::Negative,
        Fault::SameNameTwice,
        Fault::NothingToAverage,
        Fault::NoWeight,
        Fault::Refused,
    ] {
        assert!(
            blamed(fault).is_input_error(),
            "{fault:?}: {}",
            blamed(fault)
        );
    }
    for fault in [
        Fault::UnguardedLogarithm,
        Fault::OffTheScale,
        Fault::NoCurve,
        Fault::ParameterTwice,
        Fault::ParameterNotANumber,
    ] {
        assert!(
            !blamed(fault).is_input_error(),
            "{fault:?}: {}",
            blamed(fault)
        );
    }
}

#[test]
fn an_explanation_blames_the_data_where_a_release_refuses_it() {
    let lineage = influence::lineage();
    let (whole, empty) = (marketer(1900), Profile::new().without("Twitter"));
    let refused = |before, after| lineage.explain(before, after).unwrap_err();
    assert!(refused(at("1.0.0", &whole), at("2.0.0", &empty)).is_input_error());
    assert!(refused(at("1.0.0", &empty), at("1.0.0", &whole)).is_input_error());
    let unknown = refused(at("1.0.0", &whole), at("9.0.0", &whole));
    assert!(matches!(unknown, ExplainError::Lineage(_)) && !unknown.is_input_error());
    let record = lineage.find("2.0.0").unwrap().record(&whole).unwrap();
    assert!(
        lineage
            .reproduce(&record, &empty)
            .unwrap_err()
            .is_input_error()
    );
}

// ------------------------------------------------------------------------------------------ which data it was

/// 66, whatever the last digits are.
#[derive(Clone)]
struct Rounded;

impl ScoringModel for Rounded {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("rounded", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("x", *x).round_to(1.0, 0.0))
    }
}

fn marketer(reactions: u32) -> Profile {
    let network = Network::new(8700, 3600, reactions);
    Profile::new().with("Twitter", network).unwrap()
}

#[test]
fn a_record_with_a_digest_tells_other_data_from_the_same_rounded_score() {
    let lineage = scoreshift::Lineage::starting_with(Rounded).build().unwrap();
    let release = lineage.latest();
    let record = release.record_with_digest(&66.1).unwrap();
    let stored = serde_json::to_string(&record).unwrap();
    assert!(
        record.breakdown().is_none() && !stored.contains("66.1"),
        "{stored}"
    );
    assert_eq!(
        serde_json::from_str::<ScoreRecord>(&stored).unwrap(),
        record
    );

    let same = lineage.reproduce(&record, &66.1).unwrap();
    assert_eq!((same.verdict, same.same_data), (Verdict::Same, Some(true)));
    assert_eq!(same.to_string(), "rounded 1.0.0 scores 66, as recorded.");
    let other = lineage.reproduce(&record, &66.2).unwrap();
    assert_eq!(
        (other.verdict, other.same_data),
        (Verdict::Same, Some(false))
    );
    assert_eq!(
        other.to_string(),
        "rounded 1.0.0 scores 66, as recorded, but from other data: this is not the input that was scored."
    );
    // Without one, nobody can tell.
    let bare = release.record(&66.1).unwrap();
    assert_eq!(lineage.reproduce(&bare, &66.2).unwrap().same_data, None);
    assert_eq!(bare.data_digest(), None);
    let whole = release.record_with_breakdown(&66.1).unwrap();
    assert_eq!(whole.data_digest(), record.data_digest());

    // The last bit counts, and so does the sign of zero; the order of networks does not.
    let digest = |x: f64| Rounded.breakdown(&x).unwrap().data_digest();
    assert_ne!(digest(66.1), digest(f64::from_bits(66.1_f64.to_bits() + 1)));
    assert_ne!(digest(0.0), digest(-0.0));
}

#[test]
fn a_digest_that_is_none_is_refused() {
    let record = influence::lineage()
        .latest()
        .record_with_digest(&marketer(1900))
        .unwrap();
    let mut stored = serde_json::to_value(&record).unwrap();
    for (digest, told) in [
        ("ABC", "the data digest \"ABC\" is not a SHA-256"),
        (
            &"0".repeat(64),
            "something in it was changed after it was written",
        ),
    ] {
        if let Some(slot) = stored.get_mut("data_digest") {
            *slot = digest.into();
        }
        let error = serde_json::from_value::<ScoreRecord>(stored.clone()).unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
}

// ------------------------------------------------------------------------------------------ which language

#[cfg(feature = "i18n")]
mod languages {
    use std::sync::Arc;

    use scoreshift::present::{Catalogue, Language};

    fn catalogues(tags: &[&str]) -> Vec<Arc<Catalogue>> {
        let shipped = |tag: &&str| {
            let catalogue = Catalogue::shipped(tag).or_else(|_| Catalogue::empty(tag));
            Arc::new(catalogue.unwrap())
        };
        tags.iter().map(shipped).collect()
    }

    #[test]
    fn the_language_is_the_one_that_the_reader_wants_most() {
        let some = catalogues(&["en", "de", "de-AT", "pl", "ar-EG", "zh-Hant-TW"]);
        for (header, expected) in [
            ("de", Some("de")),
            ("de-AT", Some("de-AT")),
            ("DE-at", Some("de-AT")),
            ("de-CH", Some("de")),
            ("de-CH-1996, en", Some("de")),
            ("fr-FR, fr;q=0.9, pl;q=0.4, en;q=0.3", Some("pl")),
            ("en;q=0.3, pl;q=0.4", Some("pl")),
            // Equal: the first in the header.
            ("pl, en", Some("pl")),
            ("en;q=0.5,pl;q=0.5", Some("en")),
            // A language finds one of its countries, where there is no other.
            ("ar", Some("ar-EG")),
            ("ar-SA, en;q=0.1", Some("ar-EG")),
            ("zh-TW", Some("zh-Hant-TW")),
            ("*", Some("en")),
            ("fr, *;q=0.1", Some("en")),
            // Refused.
            ("en;q=0", None),
            ("*, en;q=0", Some("de")),
            ("de;q=0, de-AT", Some("de-AT")),
            ("de;q=0, de-CH", None),
            ("en;q=0.000, *;q=0.001", Some("de")),
            // Nothing, or nothing that can be read.
            ("", None),
            ("fr", None),
            (",,;q=1,;", None),
            ("de;q=2", None),
            ("de;q=0.1234", None),
            ("de;q=NaN", None),
            ("de;level=1", None),
            ("d€, pl", Some("pl")),
            (" de ; Q=0.8 ", Some("de")),
            ("de;q=1.000", Some("de")),
            ("de;q=1.001", None),
        ] {
            let found = Catalogue::negotiate(header, &some).map(|found| found.tag());
            assert_eq!(found, expected, "{header:?}");
        }
        let nothing: [Catalogue; 0] = [];
        assert!(Catalogue::negotiate("en, *", &nothing).is_none());
    }
}
