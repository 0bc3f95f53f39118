//! Stored breakdowns, texts and names that were made to crash, to hang, to fill the memory or to hide something.
//!
//! Nothing here measures time: sizes are such that anything that grows faster than n·log n takes minutes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop"
)]

use std::{collections::BTreeSet, sync::Arc};

use scoreshift::{
    Breakdown, Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    diff::{DiffError, TooLarge},
};
use serde_json::{Value, json};

/// A stored breakdown that is put together node by node.
#[derive(Default)]
struct Stored(Vec<Value>);

impl Stored {
    fn node(&mut self, op: &Value, value: f64, path: Option<&str>, of: &[u32]) -> u32 {
        let mut node = json!({"value": format!("{value}"), "op": op});
        if let Some(path) = path {
            node["path"] = json!(path);
        }
        if !of.is_empty() {
            node["of"] = json!(of);
        }
        self.0.push(node);
        u32::try_from(self.0.len() - 1).unwrap()
    }

    fn input(&mut self, path: &str, value: f64) -> u32 {
        self.node(&json!("input"), value, Some(path), &[])
    }

    fn inputs(&mut self, values: impl IntoIterator<Item = f64>) -> Vec<u32> {
        (0..)
            .zip(values)
            .map(|(at, value): (u32, f64)| self.input(&format!("x{at}"), value))
            .collect()
    }

    fn read(self, root: u32) -> Breakdown {
        let stored = json!({
            "format": "scoreshift-breakdown-1",
            "model": {"name": "m", "version": "1.0.0"},
            "scale": serde_json::to_value(Scale::unbounded()).unwrap(),
            "root": root,
            "nodes": self.0,
        });
        serde_json::from_str(&stored.to_string()).unwrap()
    }
}

#[test]
fn a_product_of_very_many_moved_factors_is_refused_by_name() {
    let product = |factors: u32, each: f64| {
        let mut stored = Stored::default();
        let all = (0..factors).map(|_| each).product();
        let factors = stored.inputs((0..factors).map(|_| each));
        let root = stored.node(&json!("product"), all, Some("all"), &factors);
        stored.read(root)
    };
    let error = Diff::between(&product(20_000, 1.0), &product(20_000, 1.0001)).unwrap_err();
    let what = TooLarge::Factors;
    assert!(matches!(
        error,
        DiffError::TooLarge {
            found: 20_000,
            what: TooLarge::Factors,
            ..
        }
    ));
    assert_eq!(
        error.to_string(),
        "`all` is too large to be compared: 20000 moved factors of one product, at most 1000"
    );
    let most = u32::try_from(what.most()).unwrap();
    assert!(Diff::between(&product(most, 1.0), &product(most, 1.001)).is_ok());
}

#[test]
fn factors_that_stand_still_are_not_counted() {
    let product = |moved: f64| {
        let mut stored = Stored::default();
        let mut factors = stored.inputs((0..20_000).map(|_| 1.0));
        factors.push(stored.input("y", moved));
        factors.push(stored.input("z", moved));
        let root = stored.node(&json!("product"), moved * moved, None, &factors);
        stored.read(root)
    };
    let diff = Diff::between(&product(1.0), &product(2.0)).unwrap();
    assert_eq!((diff.effects().len(), diff.moved()), (2, 3.0));
}

#[test]
fn a_long_chain_of_curves_over_many_moved_parts_takes_a_moment() {
    // The longer the chain, the more often its end would be looked at again.
    let chain = |each: f64, parts: u32| {
        let mut stored = Stored::default();
        let sum = each * f64::from(parts);
        let parts = stored.inputs((0..parts).map(|_| each));
        let mut at = stored.node(&json!("sum"), sum, None, &parts);
        for _ in 0..40_000 {
            at = stored.node(
                &json!({"curve": {"curve": "at_least", "low": "0"}}),
                sum,
                None,
                &[at],
            );
        }
        stored.read(at)
    };
    for parts in [12, 1] {
        let diff = Diff::between(&chain(1.0, parts), &chain(2.0, parts)).unwrap();
        assert_eq!(
            (diff.effects().len(), diff.moved()),
            (parts as usize, f64::from(parts))
        );
    }
}

/// Many curves, each of its own, over one sum of many parts.
fn over_one_sum(curves: u32, parts: u32, each: f64) -> Breakdown {
    let mut stored = Stored::default();
    let sum = each * f64::from(parts);
    let parts = stored.inputs((0..parts).map(|_| each));
    let sum_node = stored.node(&json!("sum"), sum, None, &parts);
    let ends: Vec<u32> = (0..curves)
        .map(|at| {
            let curve = json!({"curve": {"curve": "at_least", "low": format!("-{at}")}});
            stored.node(&curve, sum, None, &[sum_node])
        })
        .collect();
    let root = stored.node(&json!("sum"), sum * f64::from(curves), None, &ends);
    stored.read(root)
}

#[test]
fn very_many_curves_over_one_sum_of_very_many_parts_take_a_moment() {
    // Each curve would take the whole sum apart again.
    let (curves, parts) = (10_000, 10_000);
    let of = |each| over_one_sum(curves, parts, each);
    let diff = Diff::between(&of(1.0), &of(2.0)).unwrap();
    assert_eq!(diff.effects().len(), parts as usize);
    assert_eq!(diff.moved(), f64::from(curves) * f64::from(parts));
}

/// A sum of many parts that many others answer to: curves over it before, and after over as many products of it.
fn answered(times: u32, parts: u32, after: bool) -> Breakdown {
    let mut stored = Stored::default();
    let sum = f64::from(parts);
    let factor = stored.input("factor", 1.0);
    let inputs = stored.inputs((0..parts).map(|_| 1.0));
    let shared = stored.node(&json!("sum"), sum, None, &inputs);
    let ends: Vec<u32> = (0..times)
        .map(|at| {
            let of = if after {
                let own = stored.input(&format!("own{at}"), 1.0);
                let few = stored.node(&json!("sum"), sum + 1.0, None, &[shared, own]);
                stored.node(&json!("product"), sum + 1.0, None, &[factor, few])
            } else {
                shared
            };
            let curve = json!({"curve": {"curve": "at_least", "low": "0"}});
            let value = if after { sum + 1.0 } else { sum };
            stored.node(&curve, value, Some(&format!("end{at}")), &[of])
        })
        .collect();
    let total = f64::from(times) * (sum + f64::from(u8::from(after)));
    let root = stored.node(&json!("sum"), total, None, &ends);
    stored.read(root)
}

#[test]
fn a_list_of_very_many_parts_that_answers_to_very_many_others_is_bounded() {
    let few = Diff::between(&answered(20, 3_000, false), &answered(20, 3_000, true)).unwrap();
    assert_eq!(few.moved(), 20.0);
    // What is gone through again is counted, and what is beyond the bound has a name.
    let many = Diff::between(
        &answered(4_000, 4_000, false),
        &answered(4_000, 4_000, true),
    );
    match many {
        Ok(diff) => assert_eq!(diff.moved(), 4_000.0),
        Err(DiffError::TooLarge { what, found, .. }) => {
            assert_eq!(what, TooLarge::Parts);
            assert!(found > what.most());
        }
        Err(other) => unreachable!("{other}"),
    }
}

/// Gates over terms, each of which opens for 1 point.
fn gated(inputs: u32, gates: u32, each: f64, own_term: bool) -> Breakdown {
    let mut stored = Stored::default();
    let inputs = stored.inputs((0..inputs).map(|_| each));
    let threshold = stored.node(&json!("constant"), 0.5, None, &[]);
    let part = stored.node(&json!("constant"), 1.0, None, &[]);
    let open = if each > 0.0 { 1.0 } else { 0.0 };
    let mut term = stored.node(
        &json!("sum"),
        each * f64::from(u32::try_from(inputs.len()).unwrap()),
        None,
        &inputs,
    );
    let mut parts = Vec::new();
    for _ in 0..gates {
        if own_term {
            term = stored.node(&json!("sum"), each * 9.0, None, &[term, inputs[0]]);
        }
        parts.push(stored.node(&json!("gate"), open, None, &[term, threshold, part]));
    }
    let root = stored.node(&json!("sum"), open * f64::from(gates), None, &parts);
    stored.read(root)
}

#[test]
fn gates_that_watch_one_term_share_what_moved_it() {
    let (before, after) = (
        gated(5_000, 5_000, 0.0, false),
        gated(5_000, 5_000, 1.0, false),
    );
    let diff = Diff::between(&before, &after).unwrap();
    assert_eq!(diff.crossings().len(), 5_000);
    let lists: BTreeSet<*const _> = diff
        .crossings()
        .iter()
        .map(|c| Arc::as_ptr(&c.moves).cast::<u8>())
        .collect();
    assert_eq!((lists.len(), diff.crossings()[0].moves.len()), (1, 5_000));
}

#[test]
fn gates_that_each_watch_a_term_of_their_own_over_everything_are_refused_by_name() {
    let (before, after) = (
        gated(5_000, 5_000, 0.0, true),
        gated(5_000, 5_000, 1.0, true),
    );
    assert!(matches!(
        Diff::between(&before, &after),
        Err(DiffError::TooLarge {
            what: TooLarge::TermMoves,
            ..
        })
    ));
    // Few moves, but a long way to them.
    let (before, after) = (gated(1, 3_000, 0.0, true), gated(1, 3_000, 1.0, true));
    assert!(matches!(
        Diff::between(&before, &after),
        Err(DiffError::TooLarge {
            what: TooLarge::TermSteps,
            ..
        })
    ));
}

#[test]
fn what_two_deep_places_have_in_common_is_found_quickly() {
    // Each of very many sums rests on two inputs whose paths are very deep, and part near the root.
    let deep = |each: f64| {
        let mut stored = Stored::default();
        let tail = vec!["a"; 20_000].join(".");
        let inputs = [
            stored.input(&format!("x.{tail}"), each),
            stored.input(&format!("y.{tail}"), each),
        ];
        let mut parts = Vec::new();
        for _ in 0..100_000 {
            parts.push(stored.node(&json!("sum"), 2.0 * each, None, &inputs));
        }
        let root = stored.node(&json!("sum"), 200_000.0 * each, None, &parts);
        stored.read(root)
    };
    let diff = Diff::between(&deep(1.0), &deep(2.0)).unwrap();
    assert_eq!(diff.effects().len(), 2);
}

#[test]
fn a_breakdown_is_shown_in_proportion_to_its_nodes() {
    // A long name that is used very often, a long list of parts, and one of labels.
    let mut stored = Stored::default();
    let name = "long".repeat(5_000);
    let leaf = stored.input(&name, 1.0);
    let sum = stored.node(&json!("sum"), 200_000.0, None, &vec![leaf; 200_000]);
    let shared = stored.node(&json!("sum"), 200_000.0, None, &vec![sum; 50_000]);
    let text = stored.read(shared).to_string();
    assert!(text.len() < 1_000_000, "{}", text.len());
    assert!(text.contains("longlo…") && text.ends_with("more uses of what is shown above"));

    // Nodes without names below one with a deep name, and what is absent.
    let mut stored = Stored::default();
    let deep = vec!["a"; 20_000].join(".");
    let leaf = stored.input(&deep, 1.0);
    let parts: Vec<String> = (0..50).map(|part| format!("{deep}.{part}")).collect();
    let weighted: Vec<u32> = vec![leaf; 100];
    let op = json!({"weighted_mean": {"parts": parts, "absent": parts}});
    let mut at = stored.node(&op, 1.0, Some(&deep), &weighted);
    for _ in 0..500 {
        at = stored.node(
            &json!({"curve": {"curve": "at_most", "high": "9"}}),
            1.0,
            Some(&deep),
            &[at],
        );
    }
    let text = stored.read(at).to_string();
    assert!(text.len() < 500_000, "{}", text.len());
}

/// A text that is far too long to be shown.
fn long() -> String {
    "very long ".repeat(100_000)
}

/// A model that refuses its input, and names it.
enum Refusing {
    Missing,
    Absent,
    Refused,
}

impl ScoringModel for Refusing {
    type Input = String;

    fn id(&self) -> ModelId {
        ModelId::new("refusing", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, name: &String, t: T) -> Result<Term<T>, EvalError> {
        match self {
            Self::Missing => t.required(name, None::<f64>),
            Self::Absent => {
                let mut mean = t.weighted_mean(name);
                for part in 0..1_000 {
                    mean.absent(&format!("{name}{part}"));
                }
                mean.finish()
            }
            Self::Refused => Err(t.refuse(name, name)),
        }
    }
}

#[test]
fn no_error_shows_more_than_can_be_read() {
    let long = long();
    let lineage = scoreshift::influence::lineage();
    let breakdown = |node: &Value| {
        let stored = json!({
            "format": "scoreshift-breakdown-1", "model": {"name": long, "version": "1.0.0"},
            "scale": serde_json::to_value(Scale::unbounded()).unwrap(), "root": 0, "nodes": [node],
        });
        serde_json::from_str::<Breakdown>(&stored.to_string())
            .unwrap_err()
            .to_string()
    };
    let errors = [
        format!("\\{long}")
            .parse::<scoreshift::formula::Path>()
            .unwrap_err()
            .to_string(),
        format!("\\u{{{long}")
            .parse::<scoreshift::formula::Path>()
            .unwrap_err()
            .to_string(),
        format!("{long}..")
            .parse::<scoreshift::formula::Path>()
            .unwrap_err()
            .to_string(),
        format!("{long}\n")
            .parse::<scoreshift::formula::Path>()
            .unwrap_err()
            .to_string(),
        breakdown(&json!({"value": "1", "op": long})),
        breakdown(&json!({"value": long, "op": "constant"})),
        breakdown(&json!({"value": "1", "op": "constant", long.as_str(): 1})),
        breakdown(&json!({"value": "1", "op": {"points": [{"label": long, "points": "1"}]}})),
        breakdown(&json!({"value": "1", "op": {"curve": {"curve": long}}})),
        breakdown(&json!({"value": "1", "op": {"curve": {"curve": "at_most", "high": long}}})),
        breakdown(&json!({"value": "1", "op": "sum", "path": format!("\\{long}")})),
        lineage.find(&long).unwrap_err().to_string(),
        long.parse::<scoreshift::time::Time>()
            .unwrap_err()
            .to_string(),
        Refusing::Missing.score(&long).unwrap_err().to_string(),
        Refusing::Absent.score(&long).unwrap_err().to_string(),
        Refusing::Refused.score(&long).unwrap_err().to_string(),
        serde_json::from_str::<scoreshift::influence::Profile>(
            &json!({"networks": {long.as_str(): 1}}).to_string(),
        )
        .unwrap_err()
        .to_string(),
        serde_json::from_str::<scoreshift::influence::Profile>(
            &json!({"networks": {"x": {long.as_str(): 1}}}).to_string(),
        )
        .unwrap_err()
        .to_string(),
        serde_json::from_str::<scoreshift::record::ScoreRecord>(
            &json!({long.as_str(): 1}).to_string(),
        )
        .unwrap_err()
        .to_string(),
        serde_json::from_str::<scoreshift::history::History>(
            &json!({long.as_str(): 1}).to_string(),
        )
        .unwrap_err()
        .to_string(),
        serde_json::from_str::<scoreshift::Curve>(&json!({"curve": long}).to_string())
            .unwrap_err()
            .to_string(),
        serde_json::from_str::<scoreshift::bump::BumpPolicy>(
            &json!({long.as_str(): 1}).to_string(),
        )
        .unwrap_err()
        .to_string(),
        serde_json::from_str::<Scale>(&json!({long.as_str(): 1}).to_string())
            .unwrap_err()
            .to_string(),
    ];
    for error in errors {
        let shown = error.chars().count();
        assert!(
            shown <= 8_000,
            "{shown}: {}",
            error.chars().take(300).collect::<String>()
        );
    }
    assert!(ModelId::new(long, Version::new(1, 0, 0)).to_string().len() < 500);
}

#[cfg(feature = "i18n")]
mod catalogue {
    use proptest::prelude::*;
    use scoreshift::present::{Catalogue, CatalogueError};

    fn read(messages: &str) -> Result<Catalogue, CatalogueError> {
        Catalogue::empty("en").unwrap().with(messages)
    }

    fn is_too_deep(messages: &str) -> bool {
        matches!(read(messages), Err(CatalogueError::TooDeep { .. }))
    }

    #[test]
    fn nesting_is_counted_as_the_parser_counts_it() {
        let deep = "{ ".repeat(20_000);
        let hidden = [
            format!("changes = \"{deep}"),
            format!("changes = {{ $voice ->\n  [you] a quotation mark \" {deep}"),
            format!("changes = {{ $voice ->\n  [you]\n   \"{deep}"),
            format!("changes = {{ $voice ->\n  [\nyou\n] \"{deep}"),
            format!("changes = {{ $voice ->\n  [you] x\n *[other] \"{deep}"),
            format!("changes = {{ \"unfinished\nchanges = \"{deep}"),
            format!("changes = {{ \"}}\" }} \"{deep}"),
            format!("changes = {{\n\"a\"\n}}\n \"{deep}"),
            format!("changes = {{ {{ \"\\\"\" }} }} \"{deep}"),
            format!("changes = a\n .b = \"{deep}"),
            format!("-term = \"\r\n \"{deep}"),
            format!("changes = {}", "{ -t(".repeat(20_000)),
            format!("changes = {{ {}", "-t(".repeat(20_000)),
            format!("changes = {}", "{ $voice ->\n[a] \"".repeat(20_000)),
        ];
        for messages in hidden {
            assert!(is_too_deep(&messages), "{messages:.80}");
        }
    }

    #[test]
    fn quoted_braces_and_one_message_after_another_are_not_deep() {
        let quoted = "{\"{\"}".repeat(90);
        assert!(read(&format!("changes = {quoted}\n")).is_ok());
        let apart: Vec<String> = (0..500)
            .map(|at| format!("change-a{at} = {{\"{{\"}} \"{{\"{{\"}}\n"))
            .collect();
        assert!(read(&apart.concat()).is_ok());
        // A message that is not finished does not count for the next one.
        let unfinished: Vec<String> = (0..500)
            .map(|at| format!("change-a{at} = {{ {{\n"))
            .collect();
        assert!(read(&unfinished.concat()).is_err() && !is_too_deep(&unfinished.concat()));
    }

    #[test]
    fn what_many_terms_hand_to_each_other_is_bounded() {
        let arguments = "-b, ".repeat(200_000);
        let messages = format!(
            "-b = b\n-a = {{ -b({arguments}) }}\nchanges = {}\n",
            "{ -a }".repeat(99)
        );
        let error = read(&messages).unwrap_err();
        assert!(error.to_string().contains("too many pieces"), "{error}");
        // Terms that each have an attribute.
        let attributes: Vec<String> = (0..100_000)
            .map(|at| format!("-t{at} = t\n .a = a\n"))
            .collect();
        assert!(read(&attributes.concat()).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        /// Whatever is repeated, and whatever stands before it: it is read or refused, and the stack is enough.
        #[test]
        fn no_text_exhausts_the_stack(
            before in proptest::collection::vec(token(), 0..6),
            repeated in proptest::collection::vec(token(), 1..6),
        ) {
            let messages = before.concat() + &repeated.concat().repeat(4_000);
            let _ = read(&messages);
        }
    }

    fn token() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(vec![
            "changes = ",
            "-t = ",
            "\n",
            "\n ",
            "\r\n ",
            "{",
            "}",
            "{ ",
            " }",
            "\"",
            "\\",
            "\\\"",
            "(",
            ")",
            "[",
            "]",
            "[a] ",
            "*[b] ",
            "\n *[b] ",
            "\n [a] ",
            "$voice -> ",
            "$voice ->\n",
            "-t",
            "-t(",
            "F(",
            "a: 1",
            ",",
            ".",
            "\n .a = ",
            "#",
            "\n# ",
            " a ",
            "1",
        ])
    }

    #[test]
    fn a_message_hides_no_character() {
        for hidden in [
            '\u{ad}',
            '\u{115f}',
            '\u{200b}',
            '\u{e0041}',
            '\u{202e}',
            '\u{7f}',
            '\u{fe0f}',
            '\u{200d}',
        ] {
            assert!(
                read(&format!("changes = a{hidden}b\n")).is_err(),
                "{hidden:?}"
            );
        }
        assert!(read("changes = می\u{200c}خواهم 👩\u{200d}👧 \u{200f}\n").is_ok());
    }
}

/// The first character that does not show, of those that our own marks (`ours`) are not, as the Unicode Character Database
/// has it.
pub(crate) fn first_hidden(text: &str, ours: &[char]) -> Option<char> {
    let characters: Vec<char> = text.chars().collect();
    let visible = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(|c| !c.is_ascii() && (!is_hidden(*c) || *c == '\u{fe0f}'))
    };
    (0..characters.len())
        .map(|at| (at, characters[at]))
        .find_map(|(at, c)| {
            let follows = visible(at.checked_sub(1)) || characters.get(at + 1) == Some(&'\u{20e3}');
            let belongs = match c {
                '\n' => true,
                // A joiner joins two visible characters, and a selector follows one.
                '\u{200c}' | '\u{200d}' => follows && visible(Some(at + 1)),
                '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180f}' => {
                    follows
                }
                c => ours.contains(&c),
            };
            (is_hidden(c) && !belongs).then_some(c)
        })
}

/// Whether a character does not show by itself.
fn is_hidden(c: char) -> bool {
    use icu_properties::{
        CodePointMapData, CodePointSetData,
        props::{DefaultIgnorableCodePoint, GeneralCategory},
    };
    let is = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        || matches!(u32::from(c), 0xfdd0..=0xfdef)
        || u32::from(c) & 0xfffe == 0xfffe;
    // `Prepended_Concatenation_Mark`: signs that are written around a number.
    let has_glyph = matches!(
        c,
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{110bd}' | '\u{110cd}'
    );
    match CodePointMapData::<GeneralCategory>::new().get(c) {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        GeneralCategory::Format => !has_glyph,
        _ => is,
    }
}

#[test]
fn the_list_of_what_does_not_show_is_that_of_unicode() {
    for c in '\0'..=char::MAX {
        let text = scoreshift::formula::Path::new([c.to_string()]).to_string();
        // Assigned since the other source was made, or reserved for such characters.
        let newer = matches!(c, '\u{13439}'..='\u{1343f}');
        assert_eq!(text.starts_with("\\u{"), is_hidden(c) || newer, "{c:?}");
    }
}

#[test]
fn joiners_and_selectors_that_belong_to_a_name_are_kept_and_others_are_not() {
    let called = |name: &str| ModelId::new(name.to_owned(), Version::new(1, 0, 0)).to_string();
    for name in [
        "می\u{200c}خواهم",
        "क्\u{200d}ष",
        "👩\u{200d}👩\u{200d}👧",
        "❤\u{fe0f}\u{200d}🔥",
        "1\u{fe0f}\u{20e3}",
        "葛\u{e0100}城",
    ] {
        assert_eq!(called(name), format!("{name} 1.0.0"));
    }
    for (name, shown) in [
        ("ad\u{200d}min", "ad\\u{200d}min"),
        ("a\u{200c}", "a\\u{200c}"),
        ("می\u{200c}\u{200c}خ", "می\\u{200c}\\u{200c}خ"),
        ("👩\u{200d}", "👩\\u{200d}"),
        ("a\u{fe0f}", "a\\u{fe0f}"),
        ("葛\u{e0100}\u{e0101}", "葛\u{e0100}\\u{e0101}"),
        ("🏴\u{e0067}\u{e007f}", "🏴\\u{e0067}\\u{e007f}"),
        ("a\u{ad}b\u{115f}c\u{200b}", "a\\u{ad}b\\u{115f}c\\u{200b}"),
    ] {
        assert_eq!(called(name), format!("{shown} 1.0.0"));
    }
}
