//! The ids of messages, and what can stand in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use crate::present::{Argument, Sentence};

/// The messages that are no sentence.
const SMALL: [(&str, &[&str]); 7] = [
    ("clauses", &["clauses"]),
    ("date", &["day", "month", "year", "clock_is", "clock"]),
    ("percent", &["digits", "number", "is"]),
    ("power", &["number", "power"]),
    ("range", &["start_is", "start", "end_is", "end"]),
    ("size", &["band", "sign"]),
    ("two-clauses", &["first", "second"]),
];

/// The beginnings of ids that are followed by a key or a name.
const BEGINNINGS: [&str; 5] = ["change-", "upcoming-", "title-", "label-", "part-"];

/// The arguments that are names, which a language may call otherwise.
pub(super) const IS_LABEL: [&str; 8] = [
    "name", "score", "thing", "before", "after", "group", "subjects", "band",
];

static VARIABLES: LazyLock<BTreeMap<&'static str, BTreeSet<String>>> = LazyLock::new(|| {
    let mut known: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for sentence in Sentence::samples() {
        if known.contains_key(sentence.id()) {
            continue;
        }
        let names = known.entry(sentence.id()).or_default();
        names.insert("voice".to_owned());
        for (name, argument) in sentence.arguments() {
            names.insert(name.to_owned());
            match (name, argument) {
                ("score", _) => names.extend(["score_is".to_owned()]),
                (_, Argument::Points(_)) => {
                    names.extend([format!("{name}_size"), format!("{name}_sign")]);
                }
                _ => {}
            }
        }
    }
    for (id, names) in SMALL {
        known.insert(id, names.iter().map(|name| (*name).to_owned()).collect());
    }
    known
});

static VOICE: LazyLock<BTreeSet<String>> = LazyLock::new(|| BTreeSet::from(["voice".to_owned()]));

static LABEL: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| BTreeSet::from(["name".to_owned(), "voice".to_owned()]));

/// The ids of all messages that a language should have, with what can stand in them.
pub(super) fn variables() -> &'static BTreeMap<&'static str, BTreeSet<String>> {
    &VARIABLES
}

/// What can stand in a message.
pub(super) fn of(id: &str) -> &'static BTreeSet<String> {
    let other = if id.starts_with("label-") {
        &LABEL
    } else {
        &VOICE
    };
    VARIABLES.get(id).unwrap_or(other)
}

pub(super) fn is_known(id: &str) -> bool {
    VARIABLES.contains_key(id) || BEGINNINGS.iter().any(|beginning| id.starts_with(beginning))
}

/// The ids of the messages that can have an author's words in another language, the best one first.
pub(super) fn own(argument: &str, sentence: &Sentence) -> Vec<String> {
    let arguments = sentence.arguments();
    let key = arguments
        .iter()
        .find_map(|(name, argument)| match argument {
            Argument::Text(key) if *name == "key" => slug(key),
            _ => None,
        });
    let is_upcoming = arguments
        .iter()
        .any(|(_, argument)| matches!(argument, Argument::Choice("upcoming")));
    let beginnings: &[&str] = match argument {
        "title" => &["title"],
        _ if is_upcoming => &["upcoming", "change"],
        _ => &["change"],
    };
    let id = |beginning| Some(format!("{beginning}-{}", key.as_ref()?));
    beginnings.iter().filter_map(id).collect()
}

/// A name in small letters, digits and single hyphens; none where nothing of it is left.
pub(super) fn slug(name: &str) -> Option<String> {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            // A name in another script has no id.
            c if c.is_alphanumeric() => return None,
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// Whether the name of a score says what it is.
pub(super) fn score_is(name: &str) -> &'static str {
    if name.to_lowercase().ends_with("score") {
        "score"
    } else {
        "name"
    }
}

/// A sentence for the middle of another.
pub(super) fn without_point(mut sentence: String) -> String {
    if sentence.ends_with('.') && !sentence.ends_with("..") {
        sentence.pop();
    }
    sentence
}
