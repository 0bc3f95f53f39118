//! A move as a waterfall: from before to after, a row for each reason.

use std::borrow::Cow;

use maud::Markup;

use super::{
    frame::{Frame, Hue, banded, framed},
    lanes::{Drawing, Lane, stacked},
};
use crate::present::{Amount, Band, LocalizedMessage, Row, ScoreLevel, Sign};

impl LocalizedMessage {
    /// The move as an SVG file: from the score before to the score after, an arrow for each reason, recalibration and
    /// "other"; its `Display` is the file.
    ///
    /// Arrows have the lengths of the figures beside them and lead from one level to the next; what shows in no digit is
    /// left out. The bands of a [scale](crate::Scale::bands) stand beside both levels. Where effects are [banded](crate::present::Disclosure::banded), all arrows begin at one line and have one
    /// of three lengths, so that nothing can be measured. An arrow points in the direction of reading where the score
    /// rises, and its colour says whether that is good news.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let localized = Presenter::new(Audience::Person).message(&why).localize(&English);
    /// let file = localized.waterfall().width(480).to_string();
    /// assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    /// assert!(file.contains(">Equal network weight</tspan>") && file.contains(">−19</text>"));
    /// assert!(!localized.waterfall().in_page().to_string().contains("<style"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn waterfall(&self) -> Waterfall<'_> {
        Waterfall {
            localized: self,
            frame: Frame::new(&self.language, self.direction),
        }
    }
}

/// A move as an SVG file. See [`LocalizedMessage::waterfall`].
#[derive(Clone, Debug)]
pub struct Waterfall<'t> {
    localized: &'t LocalizedMessage,
    frame: Frame,
}

impl Waterfall<'_> {
    pub(in crate::present) fn markup(&self) -> Markup {
        let localized = self.localized;
        let rows = || localized.sections.iter().flat_map(|section| &section.rows);
        let shown: Vec<&Row<String>> = rows().filter(|row| !row.amount.is_unseen()).collect();
        let path = Path::of(localized, &shown);
        let (before, after) = (&localized.before, &localized.after);
        let [of_before, of_after] = [before, after].map(with_grade);
        let lane = |label, level| Lane {
            label,
            figure: ScoreLevel::text(level),
            hue: Hue::Level,
            drawing: path
                .as_ref()
                .zip(units(level))
                .map_or(Drawing::Nothing, |(path, units)| {
                    Drawing::Pin(path.at(units))
                }),
        };
        let mut lanes = vec![lane(&*of_before, before)];
        let mut at = units(before).unwrap_or_default();
        for row in &shown {
            let from = at;
            at += i128::from(row.amount.shown().map_or(0, |shown| shown.units));
            lanes.push(Lane {
                label: &row.label,
                figure: row.amount.text(),
                hue: Hue::Of(row.tone),
                drawing: match &row.amount {
                    Amount::Banded { band, sign, .. } => from_the_middle(*band, *sign),
                    Amount::Points(_) => path.as_ref().map_or(Drawing::Nothing, |path| {
                        Drawing::Arrow(path.at(from), path.at(at))
                    }),
                },
            });
        }
        lanes.push(lane(&*of_after, after));
        let description: Vec<String> = lanes
            .iter()
            .map(|lane| format!("{}: {}", lane.label, lane.figure))
            .collect();
        let (body, height) = stacked(&self.frame, &lanes, path.is_some());
        self.frame.around(
            &localized.headline.join(" "),
            &description.join("; "),
            (None, height),
            &body,
        )
    }
}

framed!(Waterfall<'_>: width);

/// What a level is called, and its band where it has one: `Before (version 1.0.0) · Medium`.
fn with_grade(level: &ScoreLevel<String>) -> Cow<'_, str> {
    match &level.grade {
        Some(grade) => format!("{} · {grade}", level.label).into(),
        None => level.label.as_str().into(),
    }
}

/// The shown digits of a level, where there is one.
fn units(level: &ScoreLevel<String>) -> Option<i128> {
    Some(i128::from(level.level.as_ref()?.shown.units))
}

/// All levels that a waterfall comes by.
struct Path {
    lowest: i128,
    highest: i128,
}

impl Path {
    /// None where figures are not disclosed, or there are none.
    fn of(localized: &LocalizedMessage, rows: &[&Row<String>]) -> Option<Self> {
        let (mut level, after) = (units(&localized.before)?, units(&localized.after)?);
        let mut path = Self {
            lowest: level.min(after),
            highest: level.max(after),
        };
        for row in rows {
            level += i128::from(row.amount.shown()?.units);
            path.lowest = path.lowest.min(level);
            path.highest = path.highest.max(level);
        }
        Some(path)
    }

    /// Where a level stands, with a margin for its pin.
    #[allow(clippy::cast_precision_loss, reason = "it is a place on a screen")]
    fn at(&self, units: i128) -> f64 {
        let span = self.highest - self.lowest;
        if span == 0 {
            return 0.5;
        }
        0.03 + 0.94 * ((units - self.lowest) as f64 / span as f64)
    }
}

/// One of three lengths from a common line.
fn from_the_middle(band: Band, sign: Sign) -> Drawing {
    match sign {
        Sign::Zero => Drawing::Nothing,
        Sign::Minus | Sign::Plus => Drawing::Arrow(0.5, 0.5 + banded(band, sign)),
    }
}
