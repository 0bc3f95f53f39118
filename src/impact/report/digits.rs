//! A figure beside its bound, with so many digits that a reader sees which is the larger one.

use crate::words::{grouped, minus};

/// Points in millionths, to the last digit that is not zero.
pub(in crate::impact) fn points(micro: i64) -> String {
    let noun = if micro == 1_000_000 {
        "point"
    } else {
        "points"
    };
    format!("{} {noun}", number(micro))
}

/// Points in millionths, with three decimals, or as many as its bound has and it takes to stand on the right side of it.
pub(in crate::impact) fn points_beside(micro: i64, bound: i64) -> String {
    points(beside(micro, bound))
}

/// Millionths, rounded to three decimals of a point or to as many as its bound has and it takes to stand on the right side
/// of it.
pub(crate) fn beside(micro: i64, bound: i64) -> i64 {
    let decimals = (3..6).find(|decimals| {
        let shown = rounded(micro, *decimals);
        rounded(bound, *decimals) == bound && shown.cmp(&bound) == micro.cmp(&bound)
    });
    rounded(micro, decimals.unwrap_or(6))
}

/// Millionths to so many decimals of a point, halves away from zero.
fn rounded(micro: i64, decimals: u32) -> i64 {
    let unit = 10_i64.pow(6_u32.saturating_sub(decimals));
    let size = (micro.abs() + unit / 2) / unit * unit;
    if micro < 0 { -size } else { size }
}

/// Millionths as a number, to the last digit that is not zero.
pub(in crate::impact) fn number(micro: i64) -> String {
    let size = micro.unsigned_abs();
    let whole = grouped(&(size / 1_000_000).to_string());
    let text = format!("{whole}.{:06}", size % 1_000_000);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let sign = if micro < 0 { "−" } else { "" };
    format!("{sign}{text}")
}

/// A share and its bound as percentages; see [`percentages`].
pub(in crate::impact) fn shares(share: f64, bound: f64) -> [String; 2] {
    percentages(share, bound).map(|text| format!("{text} %"))
}

/// A share and its bound in percent with one number of decimals, so many that the bound is told in full and the two do not
/// read as one.
pub(crate) fn percentages(share: f64, bound: f64) -> [String; 2] {
    // A bound that a program worked out, such as a third, is not told to its sixteenth digit.
    let full = (1..=6).find(|decimals| format!("{bound:.*}", decimals + 2).parse() == Ok(bound));
    let first = full.unwrap_or(6);
    let texts = |decimals: usize| [share, bound].map(|of| percent(of, decimals));
    let apart = (first..=MOST_DECIMALS)
        .map(texts)
        .find(|[share, bound]| share != bound);
    let shown = if share == bound { None } else { apart };
    shown.unwrap_or_else(|| texts(first))
}

/// Two different shares differ before this many decimals: a weight is a whole number below 2⁶³.
const MOST_DECIMALS: usize = 60;

/// A share in percent to so many decimals, rounded from the share itself.
fn percent(share: f64, decimals: usize) -> String {
    // A hundred times a number may be rounded to a hundred times another one.
    let text = format!("{share:.*}", decimals + 2);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (moved, rest) = fraction.split_at_checked(2).unwrap_or((fraction, ""));
    let whole = format!("{whole}{moved}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    format!("{whole}.{rest}")
}

/// A correlation that is less than its bound, with four decimals or as many as it takes to read so.
pub(in crate::impact) fn correlation_below(found: f64, bound: f64) -> String {
    minus(&below(found, bound))
}

/// The same as a number is written in a program.
pub(crate) fn below(found: f64, bound: f64) -> String {
    let texts = (4..=MOST_DECIMALS).map(|decimals| format!("{found:.decimals$}"));
    let is_below = |text: &String| text.parse().is_ok_and(|shown: f64| shown < bound);
    let text = texts.into_iter().find(is_below);
    text.unwrap_or_else(|| found.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{correlation_below, points, points_beside, shares};

    /// What a reader makes of a figure.
    fn read(text: &str) -> f64 {
        let digits: String = text
            .replace('−', "-")
            .chars()
            .filter(|sign| !matches!(sign, ',' | ' ' | '%' | 'p' | 'o' | 'i' | 'n' | 't' | 's'))
            .collect();
        digits.parse().unwrap_or(f64::NAN)
    }

    #[test]
    fn digits_are_as_many_as_tell_figures_apart() {
        let cases = [
            (10_000_001, 10_000_000, "10.000001 points", "10 points"),
            (10_000_400, 10_000_000, "10.0004 points", "10 points"),
            (10_499_999, 10_000_000, "10.5 points", "10 points"),
            (10_000_100, 10_000_090, "10.0001 points", "10.00009 points"),
            (10_123_456, 10_000_090, "10.12346 points", "10.00009 points"),
            (1_234_000_000, 1_000_000, "1,234 points", "1 point"),
            (-1_000_001, -1_000_000, "−1.000001 points", "−1 points"),
            (1, 0, "0.000001 points", "0 points"),
        ];
        for (micro, bound, told, allowed) in cases {
            assert_eq!(
                (points_beside(micro, bound), points(bound)),
                (told.into(), allowed.into())
            );
        }
        let cases = [
            (0.07, 0.069, ["7.0 %", "6.9 %"]),
            (0.05, 0.049_999_9, ["5.00000 %", "4.99999 %"]),
            (0.000_6, 0.000_4, ["0.06 %", "0.04 %"]),
            (1e-9, 0.0, ["0.0000001 %", "0.0000000 %"]),
            (1.0, 0.999_9, ["100.00 %", "99.99 %"]),
            (0.5, 1.0 / 3.0, ["50.000000 %", "33.333333 %"]),
            (0.25, 0.25, ["25.0 %", "25.0 %"]),
        ];
        for (share, bound, told) in cases {
            assert_eq!(shares(share, bound), told);
        }
        assert_eq!(correlation_below(0.997_23, 1.0), "0.9972");
        assert_eq!(correlation_below(0.999_999_6, 1.0), "0.9999996");
        assert_eq!(correlation_below(-0.500_000_01, -0.5), "−0.50000001");
    }

    proptest! {
        #[test]
        fn points_read_on_the_right_side_of_their_bound(
            bound in prop_oneof![-20_000_000_i64..20_000_000, -4_000_000_000_000_000_i64..4_000_000_000_000_000],
            beyond in prop_oneof![1_i64..2000, 1_i64..20_000_000],
        ) {
            for micro in [bound + beyond, bound - beyond] {
                let (told, allowed) = (points_beside(micro, bound), points(bound));
                prop_assert_eq!(read(&told).partial_cmp(&read(&allowed)), Some(micro.cmp(&bound)), "{} {}", told, allowed);
            }
            prop_assert_eq!(points_beside(bound, bound), points(bound));
        }

        #[test]
        fn shares_read_on_the_right_side_of_their_bound(
            (of, all) in (1_u64..1000, 1000_u64..4_000_000_000_000_000_000),
            steps in 1_u64..3,
        ) {
            #[allow(clippy::cast_precision_loss, reason = "a share has the precision of an f64")]
            let share = of as f64 / all as f64;
            for bound in [0.0, f64::from_bits(share.to_bits() - steps), share * 0.999, share * 0.5] {
                let [told, allowed] = shares(share, bound);
                // As digits, which may be more than a number has.
                prop_assert!(format!("{told:0>70}") > format!("{allowed:0>70}"), "{} {}", told, allowed);
            }
        }

        #[test]
        fn correlations_read_below_their_bound(found in -1.0..1.0_f64, steps in 1_u64..9) {
            let next = if found < 0.0 { found.to_bits() - steps } else { found.to_bits() + steps };
            for bound in [f64::from_bits(next).clamp(-1.0, 1.0), 1.0] {
                prop_assume!(bound > found);
                prop_assert!(read(&correlation_below(found, bound)) < bound);
            }
        }
    }
}
