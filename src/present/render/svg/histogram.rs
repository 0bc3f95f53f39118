//! How many there are of each kind, as bars.

use maud::Markup;

use super::{
    frame::{Frame, Hue, framed},
    lanes::{Drawing, Lane, stacked},
};
use crate::present::{TextDirection, Tone};

/// A histogram as an SVG file, from counts and the words for them; its `Display` is the file.
///
/// It computes nothing but lengths, and has no words of its own. Bins stand below each other in the order in which they
/// are added, each with its label and its count as text.
///
/// # Examples
///
/// ```
/// use scoreshift::present::Histogram;
///
/// let file = Histogram::new("How far 1,200 scores would move")
///     .bin("−10 and below", 40, "40")
///     .bin("−9 to −1", 1_100, "1,100")
///     .bin("0", 60, "60")
///     .to_string();
/// assert!(file.contains(">1,100</text>") && file.contains(" role=\"img\""));
/// ```
#[derive(Clone, Debug)]
pub struct Histogram {
    frame: Frame,
    title: String,
    bins: Vec<Bin>,
}

#[derive(Clone, Debug)]
struct Bin {
    label: String,
    count: u64,
    text: String,
    tone: Tone,
}

impl Histogram {
    /// A histogram of this name in English, which has no bins yet.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            frame: Frame::new("en", TextDirection::LeftToRight),
            title: title.into(),
            bins: Vec::new(),
        }
    }

    /// Adds a bin: what it is called, how many there are in it, and how that is written.
    #[must_use]
    pub fn bin(self, label: impl Into<String>, count: u64, text: impl Into<String>) -> Self {
        self.bin_in(Tone::Neutral, label, count, text)
    }

    /// The same in the colour of good or bad news.
    #[must_use]
    pub fn bin_in(
        mut self,
        tone: Tone,
        label: impl Into<String>,
        count: u64,
        text: impl Into<String>,
    ) -> Self {
        self.bins.push(Bin {
            label: label.into(),
            count,
            text: text.into(),
            tone,
        });
        self
    }

    #[allow(clippy::cast_precision_loss, reason = "it is a place on a screen")]
    pub(in crate::present) fn markup(&self) -> Markup {
        let most = self
            .bins
            .iter()
            .map(|bin| bin.count)
            .max()
            .unwrap_or(0)
            .max(1);
        let lanes: Vec<Lane<'_>> = self
            .bins
            .iter()
            .map(|bin| Lane {
                label: &bin.label,
                figure: &bin.text,
                hue: Hue::Of(bin.tone),
                drawing: match bin.count {
                    0 => Drawing::Bar(None),
                    count => Drawing::Bar(Some(count as f64 / most as f64)),
                },
            })
            .collect();
        let description: Vec<String> = self
            .bins
            .iter()
            .map(|bin| format!("{}: {}", bin.label, bin.text))
            .collect();
        let (body, height) = stacked(&self.frame, &lanes, false);
        self.frame
            .around(&self.title, &description.join("; "), (None, height), &body)
    }
}

framed!(Histogram: language width);
