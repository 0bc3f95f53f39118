//! Laws of the text form of paths.

use proptest::prelude::*;
use scoreshift::formula::{Path, PathError};

/// Segments in which the characters that need care are as likely as ordinary ones.
fn segment() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        prop::sample::select(
            ".\\_u{}a0é\u{0}\n\u{7f}\u{85}\u{61c}\u{200e}\u{202e}\u{2028}\u{2066}\u{feff}🦀"
                .chars()
                .collect::<Vec<_>>()
        ),
        any::<char>(),
    ];
    prop::collection::vec(character, 0..5).prop_map(String::from_iter)
}

fn path() -> impl Strategy<Value = Path> {
    prop::collection::vec(segment(), 0..4).prop_map(Path::new)
}

proptest! {
    #[test]
    fn a_path_is_read_back_from_its_text(path in path()) {
        prop_assert_eq!(path.to_string().parse::<Path>(), Ok(path));
    }

    #[test]
    fn a_text_that_is_accepted_is_written_back_unchanged(text in r"([._\\u{}a-c0é\x00\u{202e}]|\\u\{[0-9a-fA-F]{1,5}\}|\\.){0,6}") {
        if let Ok(path) = text.parse::<Path>() {
            prop_assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn different_paths_have_different_texts(one in path(), other in path()) {
        prop_assert_eq!(one == other, one.to_string() == other.to_string());
    }

    #[test]
    fn a_text_holds_no_character_that_breaks_or_rearranges_a_line(path in path()) {
        let text = path.to_string();
        prop_assert!(!text.chars().any(|c| c.is_control() || "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}".contains(c)), "{text:?}");
    }

    #[test]
    fn json_keeps_a_path(path in path()) {
        let json = serde_json::to_string(&path).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&path.to_string()).unwrap());
        prop_assert_eq!(serde_json::from_str::<Path>(&json).unwrap(), path);
    }

    #[test]
    fn order_is_segment_by_segment(one in path(), other in path()) {
        prop_assert_eq!(one.cmp(&other), one.segments().cmp(other.segments()));
    }

    #[test]
    fn a_common_prefix_is_the_longest_that_both_start_with(shared in path(), one in path(), other in path()) {
        let glue = |tail: &Path| Path::new(shared.segments().chain(tail.segments()));
        let (one, other) = (glue(&one), glue(&other));
        let common = one.common_prefix(&other);
        prop_assert!(common.starts_with(&shared) && one.starts_with(&common) && other.starts_with(&common));
        let longer = one.prefix(common.len() + 1);
        prop_assert!(longer == common || !other.starts_with(&longer));
    }

    #[test]
    fn the_parent_of_a_joined_path_is_the_path(path in path(), name in segment()) {
        let inner = path.join(&name);
        prop_assert_eq!(inner.last(), Some(name.as_str()));
        prop_assert_eq!(inner.len(), path.len() + 1);
        prop_assert_eq!(inner.parent(), Some(path));
    }
}

#[test]
fn the_text_form_is_the_documented_one() {
    let cases: [(&[&str], &str); 7] = [
        (&[], "."),
        (&[""], r"\_"),
        (&["", ""], r"\_.\_"),
        (&["_"], "_"),
        (&["Last.fm", "audience"], r"Last\.fm.audience"),
        (&[r"\_"], r"\\_"),
        (&["a\u{202e}\n"], r"a\u{202e}\u{a}"),
    ];
    for (segments, text) in cases {
        assert_eq!(Path::new(segments).to_string(), text);
    }
}

#[test]
fn the_root_has_no_parent_and_no_name() {
    let root = Path::root();
    assert!(root.is_root() && root.parent().is_none() && root.last().is_none());
    assert_eq!(root, Path::default());
    assert!(Path::new(["a"]).starts_with(&root));
}

#[test]
fn a_text_that_is_not_text_form_is_refused_with_its_place() {
    assert_eq!("".parse::<Path>(), Err(PathError::Empty));
    for (text, position) in [("..", 0), (".a", 0), ("a.", 2), ("a..b", 2)] {
        let error = PathError::MissingSegment {
            position,
            text: text.into(),
        };
        assert_eq!(text.parse::<Path>(), Err(error));
    }
    for (text, position, escape) in [
        (r"a\", 1, r"\"),
        (r"a\n", 1, r"\n"),
        (r"é\_", 2, r"\_"),
        (r"\_a", 0, r"\_"),
        (r"\u{A}", 0, r"\u{A}"),
        (r"\u{0a}", 0, r"\u{0a}"),
        (r"\u{+a}", 0, r"\u{+a}"),
        (r"\u{61}", 0, r"\u{61}"),
        (r"\u{d800}", 0, r"\u{d800}"),
        (r"\u{a", 0, r"\u{a"),
        (r"\u}", 0, r"\u}"),
    ] {
        let error = PathError::Escape {
            position,
            escape: escape.into(),
            text: text.into(),
        };
        assert_eq!(text.parse::<Path>(), Err(error));
    }
    let error = PathError::Bare {
        position: 2,
        character: '\n',
        text: "a.\n".into(),
    };
    assert_eq!("a.\n".parse::<Path>(), Err(error.clone()));
    assert_eq!(
        error.to_string(),
        r#"\u{a} at byte 2 of "a.\n" must be written as an escape"#
    );
}
