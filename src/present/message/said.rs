//! Without words or in words: what a message is made of, and how each of both is stored.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

use crate::present::{Digits, Sentence, TextDirection};

/// What a message says: [`Sentence`]s, as long as it has no words, or the `String`s of a language.
///
/// Every part of a message is generic over it, so that there is one tree: [`Message`](crate::present::Message) has no words,
/// and [`LocalizedMessage`](crate::present::LocalizedMessage), a `Message<String>`, is in words. The trait is sealed.
pub trait Said: sealed::Form + Clone + fmt::Debug + PartialEq + Serialize + 'static {
    /// How a language writes a figure, a day, or its own tag: a `String`; `()` as long as there are no words.
    type Written: Clone + fmt::Debug + PartialEq + Default + Serialize;
    /// Which way the language is written: a [`TextDirection`]; `()` as long as there are no words.
    type Direction: Clone + fmt::Debug + PartialEq + Default + Serialize;
    /// The name of the schema that a message is stored under.
    const SCHEMA: &'static str;
}

impl Said for Sentence {
    type Written = ();
    type Direction = ();
    const SCHEMA: &'static str = "scoreshift-message-1";
}

impl Said for String {
    type Written = String;
    type Direction = TextDirection;
    const SCHEMA: &'static str = "scoreshift-explanation-1";
}

#[allow(
    unnameable_types,
    reason = "what cannot be named cannot be implemented"
)]
pub(in crate::present) mod sealed {
    use super::{Digits, Serializer};

    /// How what is said is serialised: the words are for user interfaces, and what has no words is read back.
    pub trait Form: Sized {
        /// Whether there are words.
        const IN_WORDS: bool;

        /// Whether something is left out that only a message without words needs, to be localised later.
        fn is_in_words<T>(_: &T) -> bool {
            Self::IN_WORDS
        }

        /// Whether something is left out that only a language has.
        fn is_wordless<T>(_: &T) -> bool {
            !Self::IN_WORDS
        }

        /// Sentences: in words as one text.
        fn texts<S: Serializer>(sentences: &[Self], to: S) -> Result<S::Ok, S::Error>;

        /// Digits: in words as a number, and else with the zeros at their end.
        fn number<S: Serializer>(digits: &Digits, to: S) -> Result<S::Ok, S::Error>;
    }

    /// What is read back.
    pub trait Stored: super::Said<Written = (), Direction = ()> + super::DeserializeOwned {}
}

impl sealed::Stored for Sentence {}

impl sealed::Form for Sentence {
    const IN_WORDS: bool = false;

    fn texts<S: Serializer>(sentences: &[Self], to: S) -> Result<S::Ok, S::Error> {
        sentences.serialize(to)
    }

    fn number<S: Serializer>(digits: &Digits, to: S) -> Result<S::Ok, S::Error> {
        digits.serialize(to)
    }
}

impl sealed::Form for String {
    const IN_WORDS: bool = true;

    fn texts<S: Serializer>(sentences: &[Self], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&sentences.join(" "))
    }

    /// A whole number where nothing stands behind the point.
    fn number<S: Serializer>(digits: &Digits, to: S) -> Result<S::Ok, S::Error> {
        if digits.decimals == 0 && digits.exponent == 0 {
            return to.serialize_i64(digits.units);
        }
        match digits.to_string().parse::<f64>() {
            Ok(value) => to.serialize_f64(value),
            Err(_) => to.serialize_none(),
        }
    }
}

/// A number, a count or a share, and how the language writes it.
///
/// Serialised, it is its text, or the value as long as there are no words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Figure<T, S: Said = Sentence> {
    /// The value.
    pub value: T,
    /// How it is written.
    pub text: S::Written,
}

impl<T> From<T> for Figure<T> {
    fn from(value: T) -> Self {
        Self { value, text: () }
    }
}

impl<T: Serialize, S: Said> Serialize for Figure<T, S> {
    fn serialize<R: Serializer>(&self, to: R) -> Result<R::Ok, R::Error> {
        if S::IN_WORDS {
            self.text.serialize(to)
        } else {
            self.value.serialize(to)
        }
    }
}

impl<'de, T: Deserialize<'de>, S: sealed::Stored> Deserialize<'de> for Figure<T, S> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = T::deserialize(from)?;
        Ok(Self { value, text: () })
    }
}

/// Points of a score: as shown, to the last millionth, and as the language writes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "S: sealed::Stored"))]
#[non_exhaustive]
pub struct ShownPoints<S: Said = Sentence> {
    /// As shown.
    #[serde(rename = "value", serialize_with = "S::number")]
    pub shown: Digits,
    /// In millionths of a point.
    pub micro: i64,
    /// As they are written.
    #[serde(
        rename = "points",
        skip_deserializing,
        skip_serializing_if = "S::is_wordless"
    )]
    pub text: S::Written,
}

impl ShownPoints {
    pub(in crate::present) const fn new(shown: Digits, micro: i64) -> Self {
        Self {
            shown,
            micro,
            text: (),
        }
    }
}
