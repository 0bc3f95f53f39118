//! Every message in every language that is shipped.

use std::collections::BTreeSet;

use scoreshift::present::{Catalogue, English, Language, Sentence, Voice};

const VOICES: [Voice; 2] = [Voice::You, Voice::Subject];

#[test]
fn english_messages_say_what_english_without_fluent_says() {
    let messages = Catalogue::shipped("en").unwrap();
    assert_eq!(messages.missing(), BTreeSet::new());
    for sentence in Sentence::samples() {
        for voice in VOICES {
            let (found, wanted) = (
                messages.say(&sentence, voice),
                English.say(&sentence, voice),
            );
            assert_eq!(found, wanted, "{sentence:?}");
        }
    }
}

/// Words of English that are words of no other language that is shipped.
const ENGLISH: [&str; 24] = [
    "the", "would", "from", "counts", "your", "their", "them", "changed", "more", "less", "with",
    "value", "limit", "without", "instead", "before", "after", "method", "fall", "rise", "nothing",
    "is", "and", "of",
];

#[test]
fn every_message_is_told_in_every_language() {
    for tag in Catalogue::languages() {
        let language = Catalogue::shipped(tag).unwrap();
        assert_eq!(language.missing(), BTreeSet::new(), "{tag}");
        for sentence in Sentence::samples() {
            for voice in VOICES {
                let told = language.say(&sentence, voice);
                assert!(
                    !told.is_empty() && told.trim() == told,
                    "{tag}: {sentence:?}: {told:?}"
                );
                for odd in ["{", "}", "$", "  ", "\n", " .", " ,", "..", "()"] {
                    assert!(!told.contains(odd), "{tag}: {sentence:?}: {told:?}");
                }
                let words = told.split(|c: char| !c.is_alphanumeric());
                let words: Vec<String> = words.map(str::to_lowercase).collect();
                let is_english = words.iter().any(|word| ENGLISH.contains(&word.as_str()));
                assert_eq!(is_english, tag == "en" && is_english, "{tag}: {told}");
            }
        }
    }
}
