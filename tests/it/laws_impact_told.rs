//! Laws that whatever is told of an impact keeps, over generated populations, changes and names.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use scoreshift::{
    Change, ChangeKind, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::{Impact, Subject},
    lineage::Rewrite,
    present::{Audience, Disclosure, English, LocalizedMessage, Message, Presenter},
    score::{Bands, Direction},
};

use crate::hostile::first_hidden;
use crate::laws_present::{
    AUDIENCES, SECRET, adds_up, config, hostile, ids, is_only_text, is_valid, json_adds_up, lines,
    policies,
};

/// Points for each place, to which a change of the version adds some.
#[derive(Clone, Debug)]
struct Sum {
    version: u64,
    scale: Scale,
    places: Vec<String>,
    points: Vec<f64>,
    /// Above it, the version after gives a point that no change explains.
    limit: f64,
}

impl ScoringModel for Sum {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("sum", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, input: &f64, t: T) -> Result<Term<T>, EvalError> {
        let mut sum = t.input("start", *input);
        for (index, (place, points)) in self.places.iter().zip(&self.points).enumerate() {
            let t = t.scope(place);
            sum += t.parameter(&format!("points {index}"), *points);
        }
        Ok(if self.version == 3 && *input > self.limit {
            sum + 1.0
        } else {
            sum
        })
    }
}

/// A population and what is done to it.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    scale: Scale,
    is_exact: bool,
    /// Key, place, sentence, kind and points of each change.
    changes: Vec<(String, String, String, ChangeKind, f64)>,
    subjects: Vec<(f64, String, f64)>,
    names: Vec<String>,
    limit: f64,
    how: How,
    is_backwards: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Whole,
    ByChange,
    ByPlace,
}

pub(crate) fn made(name: BoxedStrategy<String>, most: f64) -> impl Strategy<Value = Made> {
    let better = select(vec![
        Direction::HigherIsBetter,
        Direction::LowerIsBetter,
        Direction::Neutral,
    ]);
    let points = prop_oneof![
        2 => Just(0.0),
        4 => -20.0..20.0_f64,
        2 => -0.2..0.2_f64,
        1 => -most..most,
    ];
    let kind = select(vec![
        ChangeKind::Policy,
        ChangeKind::Fix,
        ChangeKind::Recalibration,
    ]);
    let change = (name.clone(), name.clone(), name.clone(), kind, points);
    let input = prop_oneof![
        6 => 0.0..100.0_f64,
        2 => -most..most,
        1 => Just(f64::NAN),
    ];
    let weight = prop_oneof![4 => Just(1.0), 1 => 0.000_01..3.0_f64];
    (
        (better, 0..=6_u8, any::<bool>(), any::<bool>()),
        proptest::collection::vec(change, 0..8),
        proptest::collection::vec((input, name.clone(), weight), 0..20),
        proptest::collection::vec(name, 3),
        0.0..200.0_f64,
        select(vec![How::Whole, How::ByChange, How::ByChange, How::ByPlace]),
    )
        .prop_map(
            |((better, decimals, is_exact, is_backwards), changes, subjects, names, limit, how)| {
                let scale = if is_exact {
                    Scale::unbounded()
                } else {
                    Scale::new(-1000.0, 1000.0)
                };
                Made {
                    scale: scale.decimals(decimals).direction(better),
                    is_exact,
                    changes,
                    subjects,
                    names,
                    limit,
                    how,
                    is_backwards,
                }
            },
        )
}

fn hostile_made() -> impl Strategy<Value = Made> {
    made(hostile().boxed(), 1e7)
}

impl Made {
    /// None where a lineage refuses the changes.
    pub(crate) fn impact(&self) -> Option<Impact> {
        let mut seen = BTreeSet::new();
        let changes: Vec<_> = self
            .changes
            .iter()
            .filter(|(key, ..)| seen.insert(key.clone()))
            .collect();
        let model = |version, points: Vec<f64>| Sum {
            version,
            scale: self.scale.clone(),
            places: changes.iter().map(|(_, place, ..)| place.clone()).collect(),
            points,
            limit: self.limit,
        };
        let before = model(1, vec![0.0; changes.len()]);
        let after = model(3, changes.iter().map(|(.., points)| *points).collect());
        let mut set = Rewrite::starting_from(before.clone());
        for (index, (key, _, words, kind, points)) in changes.iter().enumerate() {
            let points = *points;
            let change = Change::new(key.clone())
                .title(format!("{words}0"))
                .sentence(words.clone())
                .kind(*kind);
            set = set.change(change, move |model: &mut Sum| model.points[index] = points);
        }
        let lineage = Lineage::starting_with(before)
            .rewritten(after, set)
            .build()
            .ok()?;
        let (from, to) = if self.is_backwards {
            ("3.0.0", "1.0.0")
        } else {
            ("1.0.0", "3.0.0")
        };
        let study = lineage.impact(from, to).ok()?;
        let study = if self.is_exact { study.exact() } else { study };
        let study = match self.how {
            How::Whole => study,
            How::ByChange => study.by_change(),
            How::ByPlace => study.by_place(1),
        };
        let bands = Bands::at([20.0, 50.0]).named(self.names.clone());
        let subjects = self.subjects.iter().enumerate();
        let subjects = subjects.map(|(index, (input, name, weight))| {
            Subject::new(name.clone(), *input)
                .segment(name.clone(), format!("{name}{}", index % 3))
                .segment("Zq8", "Zq9")
                .weight(*weight)
        });
        study.bands(bands).failures(9).run(subjects).ok()
    }
}

/// Every form of a message.
fn forms(told: &LocalizedMessage) -> Vec<String> {
    let mut forms = vec![
        told.text().to_string(),
        told.markdown().to_string(),
        told.json().to_string(),
    ];
    #[cfg(feature = "html")]
    forms.extend(
        [
            Some(told.html().page().to_string()),
            Some(told.waterfall().to_string()),
            told.histogram().map(|chart| chart.to_string()),
            told.crossing_matrix().map(|chart| chart.to_string()),
        ]
        .into_iter()
        .flatten(),
    );
    #[cfg(not(feature = "html"))]
    forms.shrink_to_fit();
    forms
}

/// Whatever is counted is counted once.
fn counts_add_up(message: &Message, impact: &Impact) {
    let all = message.population.as_ref().unwrap();
    assert_eq!(all.down + all.same + all.up, all.subjects);
    let scored = impact.whole().scored();
    let weight: u64 = all.moves.rows.iter().map(|bin| bin.weight_micro).sum();
    assert_eq!(weight, scored.weight_micro, "{all:#?}");
    if let Some(crossings) = &all.crossings {
        assert_eq!(
            crossings
                .counts
                .iter()
                .flatten()
                .map(|count| count.value)
                .sum::<u64>(),
            all.subjects
        );
    }
    assert_eq!(message.moved.micro, impact.whole().mean_move_micro());
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn what_is_told_of_an_impact_adds_up(made in hostile_made(), audience in select(&AUDIENCES[..])) {
        let Some(impact) = made.impact() else { return Ok(()) };
        for policy in [Disclosure::new(), Disclosure::new().internals()] {
            let message = Presenter::new(audience).disclosure(policy).message(&impact);
            counts_add_up(&message, &impact);
            if impact.whole().scored().subjects > 0 {
                adds_up(&message);
            }
            let told = message.localize(&English);
            json_adds_up(&serde_json::to_value(told.json()).unwrap());
            #[cfg(feature = "html")]
            if impact.whole().scored().subjects > 0 {
                crate::laws_html::rows_add_up(&told);
                crate::laws_html::chart_adds_up(&told);
            }
            #[cfg(feature = "i18n")]
            for language in crate::languages::LANGUAGES.iter() {
                let told = message.localize(language);
                crate::languages::adds_up(&told);
                is_only_text(&told.markdown().to_string());
            }
        }
        for (_, _, slice) in impact.segments() {
            let message = Presenter::new(audience).message(&slice);
            if slice.scored().subjects > 0 {
                adds_up(&message);
            }
        }
    }

    #[test]
    fn no_name_breaks_what_is_told_of_an_impact(
        made in hostile_made(),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
        noun in hostile(),
    ) {
        let Some(impact) = made.impact() else { return Ok(()) };
        let presenter = Presenter::new(audience).disclosure(policy).subjects(&noun, &noun);
        let told = presenter.message(&impact).localize(&English);
        let (text, markdown) = (told.text().to_string(), told.markdown().to_string());
        prop_assert_eq!(first_hidden(&text, &[]), None, "{:?}", text);
        prop_assert_eq!(first_hidden(&markdown, &[]), None, "{:?}", markdown);
        prop_assert_eq!(text.lines().count(), lines(&told), "{}", text);
        is_only_text(&markdown);
        let document = serde_json::to_value(told.json()).unwrap();
        is_valid(&document);
        let ids = ids(&document);
        let distinct: BTreeSet<&String> = ids.iter().collect();
        prop_assert_eq!(distinct.len(), ids.len(), "{:#?}", ids);
        #[cfg(feature = "html")]
        {
            crate::laws_html::checked(&crate::laws_html::piece(&told));
            crate::laws_html::checked(&crate::laws_html::body(&told));
            let charts = [told.histogram().map(|chart| chart.to_string()), told.crossing_matrix().map(|chart| chart.to_string())];
            for chart in charts.iter().flatten() {
                crate::laws_html::checked(chart);
            }
        }
    }

    #[test]
    fn a_withheld_name_is_nowhere_in_what_is_told_of_an_impact(
        made in hostile_made(),
        at in 0..5_usize,
        audience in select(&AUDIENCES[..]),
        is_private in any::<bool>(),
        is_banded in any::<bool>(),
    ) {
        let mut made = made;
        made.how = How::ByPlace;
        // The sentence of a change is shown as its author wrote it, so that it has other words here.
        let change = |key: &str, place: &str| {
            (key.to_owned(), place.to_owned(), "words".to_owned(), ChangeKind::Policy, 3.0)
        };
        made.changes.push(change(SECRET, "a place"));
        made.changes.push(change("a change", SECRET));
        made.subjects.push((f64::NAN, format!("the {} account", SECRET.to_lowercase()), 1.0));
        made.subjects.push((5.0, SECRET.to_uppercase(), 1.0));
        if let Some(name) = made.names.get_mut(at) {
            *name = format!("“{SECRET}” and more");
        }
        let Some(impact) = made.impact() else { return Ok(()) };
        let policy = if is_banded { Disclosure::new().banded() } else { Disclosure::new().internals() };
        let policy = if is_private { policy.private(SECRET) } else { policy.withhold(SECRET) };
        let message = Presenter::new(audience).disclosure(policy).message(&impact);
        let secret = SECRET.to_lowercase();
        let told = message.localize(&English);
        let is_there = forms(&told).iter().any(|text| text.to_lowercase().contains(&secret));
        // What somebody marked private, they may see themselves.
        prop_assert!(!is_there || (is_private && audience == Audience::Person), "{}", told.text());
    }
}

#[test]
fn generated_impacts_have_everything_that_can_be_told() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..200 {
        let made = hostile_made().new_tree(&mut runner).unwrap().current();
        let Some(impact) = made.impact() else {
            *met.entry("refused").or_default() += 1;
            continue;
        };
        let message = Presenter::new(Audience::Auditor).message(&impact);
        for section in &message.sections {
            *met.entry(section.kind.name()).or_default() += 1;
            if section.rows.len() > 3 {
                *met.entry("many changes").or_default() += 1;
            }
        }
        let all = message.population.as_ref().unwrap();
        for (what, is_there) in [
            ("nobody", all.subjects == 0),
            ("failures", all.failed > 0),
            ("places", message.places.is_some()),
            ("bands", all.crossings.is_some()),
            ("groups", all.groups.rows.len() > 1),
        ] {
            *met.entry(what).or_default() += u32::from(is_there);
        }
    }
    assert!(met["refused"] < 100, "{met:?}");
    for what in [
        "changes",
        "undivided",
        "many changes",
        "nobody",
        "failures",
        "places",
        "bands",
        "groups",
    ] {
        assert!(
            met.get(what).is_some_and(|count| *count > 5),
            "{what}: {met:?}"
        );
    }
}
