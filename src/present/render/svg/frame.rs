//! What stands around a chart.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};

use crate::{
    invisible::without_hidden,
    present::{
        Band, Sign, TextDirection, Tone,
        render::html::{STYLE, bare},
    },
};

/// How a chart is called, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// What ids in it begin with.
    pub(super) prefix: String,
    /// The language's tag.
    pub(super) language: String,
    /// Which way the language is written.
    pub(super) direction: TextDirection,
    /// Whether it is a file of its own, so many pixels wide, or part of a page.
    pub(super) place: Place,
}

/// What is asked of every chart that is around a [`Frame`], of some also their language or width; its `Display` is the file.
macro_rules! framed {
    (@language) => {
        /// The tag of the language that its words are in, and which way that is written: the chart runs that way too.
        #[must_use]
        pub fn language(mut self, tag: &str, direction: crate::present::TextDirection) -> Self {
            tag.clone_into(&mut self.frame.language);
            self.frame.direction = direction;
            self
        }
    };
    (@width) => {
        /// The width in pixels, 640 unless set, and at least 200. Text is broken to fit into it.
        #[must_use]
        pub fn width(mut self, pixels: u32) -> Self {
            self.frame.place = super::frame::Place::alone(pixels);
            self
        }
    };
    ($chart:ty: $($what:ident)*) => {
        impl $chart {
            $(framed!(@$what);)*

            /// What the ids in the chart begin with, `scoreshift` unless set: charts on one page must not share it.
            ///
            /// Whatever is not an ASCII letter or digit, `-` or `_` becomes `-`.
            #[must_use]
            pub fn id(mut self, text: &str) -> Self {
                self.frame.prefix = super::frame::prefix(text);
                self
            }

            /// As a part of a page that has [`Html::STYLE`](crate::present::Html::STYLE): without a style of its own, and where
            /// it can be, as wide as there is room.
            #[must_use]
            pub fn in_page(mut self) -> Self {
                self.frame.place = super::frame::Place::Page;
                self
            }
        }

        impl std::fmt::Display for $chart {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.markup().into_string())
            }
        }
    };
}

pub(super) use framed;

/// Where a chart stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a page, as wide as there is room.
    Page,
    /// By itself, so many pixels wide.
    Alone(u32),
}

impl Place {
    /// By itself, at least 200 pixels wide.
    pub(super) fn alone(pixels: u32) -> Self {
        Self::Alone(pixels.clamp(200, 100_000))
    }
}

/// What a row is coloured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hue {
    Level,
    Of(Tone),
}

impl Hue {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Level => "scoreshift-level",
            Self::Of(of) => tone(of),
        }
    }
}

/// The class of a tone.
pub(in crate::present) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Better => "scoreshift-better",
        Tone::Worse => "scoreshift-worse",
        Tone::Neutral => "scoreshift-neutral",
    }
}

/// As narrow as a chart in a page can get: what a small phone leaves.
const NARROWEST: u32 = 272;

impl Frame {
    pub(super) fn new(language: &str, direction: TextDirection) -> Self {
        Self {
            prefix: "scoreshift".to_owned(),
            language: language.to_owned(),
            direction,
            place: Place::Alone(640),
        }
    }

    pub(super) fn is_mirrored(&self) -> bool {
        self.direction == TextDirection::RightToLeft
    }

    /// How many pixels wide its text may be.
    pub(super) fn room(&self) -> u32 {
        match self.place {
            Place::Alone(width) => width.saturating_sub(2 * self.margin()).max(120),
            Place::Page => NARROWEST,
        }
    }

    /// The margin of a chart by itself; in a page, the page has one.
    fn margin(&self) -> u32 {
        match self.place {
            Place::Alone(_) => 16,
            Place::Page => 0,
        }
    }

    /// A position from 0 to 1 in the direction of reading, as a percentage from the left.
    pub(super) fn across(&self, position: f64) -> String {
        let position = if self.is_mirrored() {
            1.0 - position
        } else {
            position
        };
        percent(position)
    }

    /// Where lines begin.
    pub(super) fn start(&self) -> &'static str {
        if self.is_mirrored() { "100%" } else { "0" }
    }

    /// Where lines end.
    pub(super) fn end(&self) -> &'static str {
        if self.is_mirrored() { "0" } else { "100%" }
    }

    /// The colour of text for programs that do not read the style; in a page, that of its text.
    pub(super) fn ink(&self) -> &'static str {
        match self.place {
            Place::Alone(_) => "#1c2127",
            Place::Page => "currentColor",
        }
    }

    /// The colour of the ground, likewise.
    pub(super) fn paper(&self) -> &'static str {
        match self.place {
            Place::Alone(_) => "#fff",
            Place::Page => "Canvas",
        }
    }

    /// The colour of a row, likewise.
    pub(super) fn colour(&self, hue: Hue) -> Option<&'static str> {
        let colour = match hue {
            Hue::Level => self.ink(),
            Hue::Of(Tone::Better) => "#00685a",
            Hue::Of(Tone::Worse) => "#b3261e",
            Hue::Of(Tone::Neutral) => "#4a5668",
        };
        matches!(self.place, Place::Alone(_)).then_some(colour)
    }

    /// A text that reads in its own direction: by marks in a file, and in a page, from which texts are copied, by an element.
    pub(super) fn isolated(&self, text: &str) -> Markup {
        match (self.place, self.is_mirrored()) {
            (Place::Page, true) => html! { tspan unicode-bidi="plaintext" { (bare(text)) } },
            (Place::Page, false) => html! { (bare(text)) },
            (Place::Alone(_), true) => {
                let text = format!("\u{2068}{}\u{2069}", clean(text));
                html! { (text) }
            }
            (Place::Alone(_), false) => html! { (clean(text)) },
        }
    }

    /// The chart: its name, its description for readers who cannot see it, and its body of a height.
    ///
    /// A body that has a width of its own is shown at it, and its page scrolls.
    pub(super) fn around(
        &self,
        title: &str,
        description: &str,
        (own_width, height): (Option<u32>, u32),
        body: &Markup,
    ) -> Markup {
        let (name, described) = (
            format!("{}-title", self.prefix),
            format!("{}-description", self.prefix),
        );
        let margin = self.margin();
        let direction = match self.direction {
            TextDirection::LeftToRight => "ltr",
            TextDirection::RightToLeft => "rtl",
        };
        let width = match (self.place, own_width) {
            (Place::Alone(width), own) => Some(own.map_or(width, |own| own + 2 * margin)),
            (_, own) => own,
        };
        let full_height = height + 2 * margin;
        let view = width.map(|width| format!("0 0 {width} {full_height}"));
        let inner = width.map_or_else(
            || "100%".to_owned(),
            |width| width.saturating_sub(2 * margin).to_string(),
        );
        html! {
            svg xmlns="http://www.w3.org/2000/svg" class="scoreshift-chart" role="img" lang=(clean(&self.language))
                direction=(direction) aria-labelledby=(name) aria-describedby=(described)
                width=(width.map_or_else(|| "100%".to_owned(), |width| width.to_string()))
                height=(full_height) viewBox=[view] font-size=(super::measure::FONT_SIZE) fill=(self.ink()) {
                title id=(name) { (bare(title)) }
                desc id=(described) { (bare(description)) }
                @if self.place != Place::Page {
                    style { (PreEscaped(STYLE)) }
                }
                @if let Place::Alone(_) = self.place {
                    rect class="scoreshift-paper" width="100%" height="100%" fill=(self.paper()) {}
                    svg x=(margin) y=(margin) width=(inner) height=(height) overflow="visible" { (body) }
                } @else {
                    (body)
                }
            }
        }
    }
}

/// A share of the whole width.
pub(super) fn percent(share: f64) -> String {
    format!("{:.3}%", 100.0 * share)
}

/// The length of what is told in bands: one of three, as a share of the whole width.
pub(in crate::present) fn banded(band: Band, sign: Sign) -> f64 {
    let length = match band {
        Band::Large => 0.45,
        Band::Medium => 0.28,
        Band::Small => 0.11,
        Band::Nothing => 0.0,
    };
    match sign {
        Sign::Minus => -length,
        Sign::Plus => length,
        Sign::Zero => 0.0,
    }
}

/// A text as it is shown: without the characters that do not show, but for the marks that a language puts in.
pub(in crate::present) fn clean(text: &str) -> Cow<'_, str> {
    without_hidden(text)
}

/// An id without the characters that no XML and no HTML may have. Ids are not shown, and stay as different as they are.
pub(in crate::present) fn allowed(text: &str) -> Cow<'_, str> {
    let is_bad = |c: char| {
        c.is_control() || (u32::from(c) & 0xfffe) == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
    };
    if text.contains(is_bad) {
        Cow::Owned(text.replace(is_bad, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text as the beginning of ids: ASCII letters, digits, `-` and `_`.
pub(in crate::present) fn prefix(text: &str) -> String {
    let kept = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let id: String = text.chars().map(kept).collect();
    if id.is_empty() {
        "scoreshift".to_owned()
    } else {
        id
    }
}
