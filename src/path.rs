//! Places: where in a formula a number stands.

use std::{borrow::Cow, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::invisible::{cleaned, is_invisible};

/// A place in a formula: a list of names, outermost first.
///
/// A segment may hold any text, dots included, so `["Last.fm", "audience"]` and `["Last", "fm.audience"]`
/// are different places. Cloning is cheap. Paths are ordered segment by segment, so a place comes directly
/// before everything inside it.
///
/// # Text form
///
/// `Display`, `FromStr` and serde share one text form, and every path has exactly one:
///
/// * segments are joined by `.`, and the root is `.` alone;
/// * inside a segment `.` and `\` are written `\.` and `\\`, and an empty segment is `\_`;
/// * characters that do not show, break a line or change the direction of text (Unicode's default ignorable, control
///   and format characters, line and paragraph separators, noncharacters) are written `\u{hex}` (lower case, no
///   leading zeros), so that a name can neither hide anything nor rearrange what is printed around it.
///
/// # Examples
///
/// ```
/// use scoreshift::formula::Path;
///
/// let place = Path::new(["networks", "Last.fm"]).join("audience");
/// assert_eq!(place.to_string(), r"networks.Last\.fm.audience");
/// assert_eq!(place.to_string().parse(), Ok(place.clone()));
/// assert!(place.starts_with(&Path::new(["networks"])));
/// assert_eq!(Path::root().to_string(), ".");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Arc<[Arc<str>]>);

impl Path {
    /// The place of the whole formula: no segments.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The path with these segments, outermost first.
    ///
    /// Segments are names, not text form: nothing in them is unescaped.
    pub fn new(segments: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        segments
            .into_iter()
            .map(|segment| Arc::from(segment.as_ref()))
            .collect()
    }

    /// The segments, outermost first.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator + Clone {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The number of segments; 0 for the root.
    #[allow(
        clippy::len_without_is_empty,
        reason = "the path without segments has a name: the root"
    )]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether this is the place of the whole formula.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of this name inside this place.
    #[must_use]
    pub fn join(&self, segment: &str) -> Self {
        self.0.iter().cloned().chain([Arc::from(segment)]).collect()
    }

    /// The place around this one, or `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let outer = self.len().checked_sub(1)?;
        Some(self.prefix(outer))
    }

    /// The innermost segment, or `None` for the root.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.0.last().map(AsRef::as_ref)
    }

    /// Whether this place is `outer` or lies inside it.
    #[must_use]
    pub fn starts_with(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }

    /// The innermost place that both places lie in.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::formula::Path;
    ///
    /// let one = Path::new(["networks", "twitter", "audience"]);
    /// let other = Path::new(["networks", "twitch"]);
    /// assert_eq!(one.common_prefix(&other), Path::new(["networks"]));
    /// ```
    #[must_use]
    pub fn common_prefix(&self, other: &Self) -> Self {
        self.prefix(
            self.segments()
                .zip(other.segments())
                .take_while(|(one, two)| one == two)
                .count(),
        )
    }

    /// The place made of the first `length` segments; the whole path if it has no more.
    #[must_use]
    pub fn prefix(&self, length: usize) -> Self {
        if length >= self.len() {
            self.clone()
        } else {
            self.0.iter().take(length).cloned().collect()
        }
    }
}

impl FromIterator<Arc<str>> for Path {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(segments: I) -> Self {
        Self(segments.into_iter().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;

        if self.is_root() {
            return f.write_char('.');
        }
        for (index, segment) in self.segments().enumerate() {
            if index > 0 {
                f.write_char('.')?;
            }
            if segment.is_empty() {
                f.write_str(r"\_")?;
            }
            for character in segment.chars() {
                match character {
                    '.' | '\\' => write!(f, "\\{character}")?,
                    _ if is_invisible(character) => {
                        write!(f, "\\u{{{:x}}}", u32::from(character))?;
                    }
                    _ => f.write_char(character)?,
                }
            }
        }
        Ok(())
    }
}

/// Why a text is not the text form of a [`Path`].
///
/// Positions count bytes from the start of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The text is empty; the root is written `.`.
    #[error("an empty text is not a path; the root is `.`")]
    Empty,
    /// Nothing stands where a segment should; an empty segment is written `\_`.
    #[error(
        "a segment is missing at byte {position} of {:?}; an empty one is `\\_`",
        shortened(text)
    )]
    MissingSegment {
        /// Where the segment should start.
        position: usize,
        /// The whole text.
        text: String,
    },
    /// A backslash starts something that the text form never writes.
    #[error(
        "{:?} at byte {position} of {:?} is not an escape of the text form",
        shortened(escape),
        shortened(text)
    )]
    Escape {
        /// Where the backslash stands.
        position: usize,
        /// The backslash and what follows, as far as it was read.
        escape: String,
        /// The whole text.
        text: String,
    },
    /// A character stands bare that the text form writes as `\u{…}`.
    #[error("{} at byte {position} of {:?} must be written as an escape", character.escape_unicode(), shortened(text))]
    Bare {
        /// Where the character stands.
        position: usize,
        /// The character.
        character: char,
        /// The whole text.
        text: String,
    },
}

impl FromStr for Path {
    type Err = PathError;

    /// Reads the text form, and only the text form: what is accepted is written back unchanged.
    ///
    /// # Errors
    ///
    /// Each way to leave the text form is a variant of [`PathError`], with the place where it happens.
    fn from_str(text: &str) -> Result<Self, PathError> {
        match text {
            "" => return Err(PathError::Empty),
            "." => return Ok(Self::root()),
            _ => {}
        }
        let mut reader = Reader { text, position: 0 };
        let mut segments = vec![reader.segment()?];
        while reader.skip('.') {
            segments.push(reader.segment()?);
        }
        Ok(segments.into_iter().collect())
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn skip(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.position += expected.len_utf8();
        }
        found
    }

    /// Reads up to the next bare dot, or to the end.
    fn segment(&mut self) -> Result<Arc<str>, PathError> {
        let start = self.position;
        if let Some(after) = self.rest().strip_prefix(r"\_") {
            if after.is_empty() || after.starts_with('.') {
                self.position += 2;
                return Ok(Arc::from(""));
            }
        }
        let mut segment = String::new();
        while let Some(character) = self.rest().chars().next() {
            match character {
                '.' => break,
                '\\' => segment.push(self.escape()?),
                _ if is_invisible(character) => {
                    let (position, text) = (self.position, self.text.to_owned());
                    return Err(PathError::Bare {
                        position,
                        character,
                        text,
                    });
                }
                _ => {
                    segment.push(character);
                    self.position += character.len_utf8();
                }
            }
        }
        if segment.is_empty() {
            return Err(PathError::MissingSegment {
                position: start,
                text: self.text.to_owned(),
            });
        }
        Ok(segment.into())
    }

    /// Reads one escape, which starts at the current position.
    fn escape(&mut self) -> Result<char, PathError> {
        let rest = self.rest();
        let length = match rest.chars().nth(1) {
            Some('u') => rest.find('}').map_or(rest.len(), |end| end + 1),
            Some(other) => 1 + other.len_utf8(),
            None => 1,
        };
        let escape = rest.get(..length).unwrap_or_default();
        let character = match escape {
            r"\." => Some('.'),
            r"\\" => Some('\\'),
            _ => escape
                .strip_prefix(r"\u{")
                .and_then(|hex| hex.strip_suffix('}'))
                .and_then(|hex| u32::from_str_radix(hex, 16).ok())
                .and_then(char::from_u32)
                // Only what is written back in just this way is text form.
                .filter(|&character| {
                    is_invisible(character)
                        && escape == format!("\\u{{{:x}}}", u32::from(character))
                }),
        };
        let Some(character) = character else {
            let (position, escape) = (self.position, escape.to_owned());
            return Err(PathError::Escape {
                position,
                escape,
                text: self.text.to_owned(),
            });
        };
        self.position += length;
        Ok(character)
    }
}

/// A name, key or label is shown with at most this many of its characters.
const MOST_OF_A_NAME: usize = 120;

/// A place is shown with at most this many characters of its text.
const MOST_OF_A_PLACE: usize = 400;

/// A list names at most this many of its items.
const MOST_LISTED: usize = 12;

/// A sentence or reason is shown with at most this many of its characters.
const MOST_OF_A_TEXT: usize = 2_000;

/// A name as every message, error and renderer of this crate shows it: what does not show by itself is escaped, and a very
/// long one is cut in the middle.
///
/// At most 120 of its characters are shown; its end is kept, since long keys differ there. Escaped as `\u{hex}` are control
/// and format characters, separators of lines, and what Unicode calls default ignorable. A joiner within a word of a script
/// that needs it (Persian, Hindi), or within a picture, stays, and so does a selector of a picture's or ideograph's form.
///
/// # Examples
///
/// ```
/// use scoreshift::present::printable;
///
/// assert_eq!(printable("reach\u{200b}"), r"reach\u{200b}");
/// assert_eq!(printable("می\u{200c}خواهم"), "می\u{200c}خواهم");
/// assert_eq!(printable(&"key ".repeat(1_000)).chars().count(), 120);
/// ```
#[must_use]
pub fn printable(name: &str) -> String {
    visible(&cut(name, MOST_OF_A_NAME))
}

/// A sentence or reason as it is shown, with at most [`MOST_OF_A_TEXT`] of its characters.
pub(crate) fn prose(text: &str) -> String {
    visible(&cut(text, MOST_OF_A_TEXT))
}

/// A place where a message names it: its text form, of which at most [`MOST_OF_A_PLACE`] characters are shown.
pub(crate) fn shown(place: &Path) -> String {
    // The text form has nothing invisible any more.
    cut(&place.to_string(), MOST_OF_A_PLACE).into_owned()
}

/// A place made of printable names, with at most as many characters as one that is [`shown`].
pub(crate) fn shortened(place: &str) -> String {
    cut(place, MOST_OF_A_PLACE).into_owned()
}

/// The first of these, and how many more there are than [`MOST_LISTED`].
pub(crate) fn first_of(items: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let further = items.len().saturating_sub(MOST_LISTED);
    let more = (further > 0).then(|| format!("{further} more"));
    items.take(MOST_LISTED).chain(more).collect()
}

/// `a, b and c`, or with how many more there are; an empty text for nothing.
pub(crate) fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    let mut named = first_of(items);
    match named.pop() {
        Some(last) if !named.is_empty() => format!("{} and {last}", named.join(", ")),
        only => only.unwrap_or_default(),
    }
}

/// What a reader of stored data says, which quotes what it read, as it is shown.
pub(crate) fn quoting<E: Error>(error: E) -> E {
    let text = error.to_string();
    match prose(&text) {
        harmless if harmless == text => error,
        harmless => E::custom(harmless),
    }
}

/// A text with what does not show, breaks a line or rearranges what is around it escaped.
fn visible(text: &str) -> String {
    cleaned(text, |c, out| out.extend(c.escape_unicode()))
}

/// A text with `…` instead of what is in the middle of more than `most` characters.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let last = most / 3;
    let first = most - last - 1;
    let head = text.char_indices().nth(first).map_or(0, |(at, _)| at);
    let tail = text
        .char_indices()
        .nth_back(last - 1)
        .map_or(0, |(at, _)| at);
    let [head, tail] = [text.get(..head), text.get(tail..)].map(Option::unwrap_or_default);
    Cow::Owned(format!("{head}…{tail}"))
}

/// Whether a name is an identifier, such as `page_speed`: small letters and digits, with separators instead of spaces.
///
/// Any other name was written by its author as it should be read: `pH`, `jane.example`, `Jean-Luc`, `10-20`.
fn is_identifier(name: &str) -> bool {
    let is_plain = |c: char| {
        let is_letter = c.is_alphabetic() && !c.is_uppercase() && c.to_lowercase().eq([c]);
        is_letter || c.is_numeric() || is_separator(c)
    };
    name.starts_with(char::is_alphabetic) && name.chars().all(is_plain)
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_') || c.is_whitespace()
}

/// A name inside a sentence, as it was written: of an identifier, the separators are spaces.
pub(crate) fn spaced(name: &str) -> String {
    if name.chars().all(is_separator) {
        return format!("“{}”", printable(name));
    }
    let name = name.trim();
    let text = printable(name);
    if is_identifier(name) {
        text.replace(['-', '_'], " ").trim().to_owned()
    } else {
        text
    }
}

/// A place as one name: `Gdańsk: on time`. None for the whole formula.
pub(crate) fn called(place: &Path) -> Option<String> {
    let mut segments = place.segments();
    let first = readable(segments.next()?);
    let names = std::iter::once(first).chain(segments.map(spaced));
    Some(shortened(&names.collect::<Vec<_>>().join(": ")))
}

/// A name as people read it at the beginning of a line: `equal-network-weight` becomes "Equal network weight".
///
/// Only an identifier begins with a capital that its author did not write; what could not be shown on a terminal is
/// escaped. A name of separators alone stays as it is, in quotes.
pub(crate) fn readable(name: &str) -> String {
    let text = spaced(name);
    if !is_identifier(name.trim()) {
        return text;
    }
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}
