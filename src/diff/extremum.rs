//! The exact multipliers of a maximum.

/// For arguments moving from `a` to `b`, the Shapley value of each in their maximum, divided by its move.
///
/// The maximum is the integral over t of "some argument reaches t". Where an argument exceeds t on both sides
/// nobody matters; elsewhere p others rise and q others fall through t, and an argument that moves through t
/// has the Shapley value p!·q!/(p+q+1)! of that step.
///
/// An argument that ever exceeds the highest level below which nobody matters moves through that level itself, so
/// all that count start there: one sweep upwards serves them all.
pub(super) fn multipliers(arguments: &[(f64, f64)]) -> Vec<f64> {
    let floor = arguments
        .iter()
        .map(|(a, b)| a.min(*b))
        .fold(f64::MIN, f64::max);
    let mut tops: Vec<Top> = arguments
        .iter()
        .filter(|(a, b)| a.max(*b) > floor)
        .map(|&(a, b)| Top {
            level: a.max(b),
            rises: b > a,
        })
        .collect();
    tops.sort_by(|p, q| p.level.total_cmp(&q.level));
    let areas = sweep(floor, &tops);
    let mut still = None;
    let multiplier = |&(a, b): &(f64, f64)| {
        if a == b {
            let at_floor = a == floor;
            if at_floor {
                *still.get_or_insert_with(|| still_at(floor, arguments))
            } else {
                0.0
            }
        } else {
            let (low, high) = (a.min(b), a.max(b));
            let reached = areas.partition_point(|area| area.level < high);
            match areas.get(reached) {
                Some(area) if high > floor => {
                    (if b > a { area.rising } else { area.falling }) / (high - low)
                }
                _ => 0.0,
            }
        }
    };
    arguments.iter().map(multiplier).collect()
}

/// The upper end of an argument's move.
struct Top {
    level: f64,
    rises: bool,
}

/// What an argument that rises (falls) through everything up to `level` has gained (lost).
struct Area {
    level: f64,
    rising: f64,
    falling: f64,
}

fn sweep(floor: f64, tops: &[Top]) -> Vec<Area> {
    let mut rising = tops.iter().filter(|top| top.rises).count();
    let mut falling = tops.len() - rising;
    let (mut from, mut risen, mut fallen) = (floor, 0.0, 0.0);
    let mut areas = Vec::with_capacity(tops.len());
    for level in tops.chunk_by(|p, q| p.level == q.level) {
        let Some(&Top { level: to, .. }) = level.first() else {
            continue;
        };
        if let Some(others) = rising.checked_sub(1) {
            risen += (to - from) * share(others, falling);
        }
        if let Some(others) = falling.checked_sub(1) {
            fallen += (to - from) * share(rising, others);
        }
        areas.push(Area {
            level: to,
            rising: risen,
            falling: fallen,
        });
        let rose = level.iter().filter(|top| top.rises).count();
        rising -= rose;
        falling -= level.len() - rose;
        from = to;
    }
    areas
}

/// The mean of the one-sided limits at an argument that stands still at the floor.
fn still_at(floor: f64, arguments: &[(f64, f64)]) -> f64 {
    let counted = |passes: fn(f64, f64, f64) -> bool| {
        let rising = arguments
            .iter()
            .filter(|(a, b)| passes(*a, *b, floor))
            .count();
        let falling = arguments
            .iter()
            .filter(|(a, b)| passes(*b, *a, floor))
            .count();
        share(rising, falling)
    };
    let above = counted(|from, to, at| from <= at && at < to);
    // Below the floor somebody else may exceed t on both sides.
    let others_at_floor = arguments.iter().filter(|(a, b)| a.min(*b) == floor).count() > 1;
    let below = if others_at_floor {
        0.0
    } else {
        counted(|from, to, at| from < at && at <= to)
    };
    0.5 * (above + below)
}

/// p!·q!/(p+q+1)!, as a product of quotients so that nothing overflows.
///
/// Each quotient is at most a half, so that nothing is left after some thousand of them, however many there are.
#[allow(
    clippy::cast_precision_loss,
    reason = "argument counts are far below 2^53"
)]
fn share(p: usize, q: usize) -> f64 {
    let (few, many) = (p.min(q), p.max(q));
    let mut share = 1.0;
    for i in 1..=few {
        share = share * i as f64 / (many + i) as f64;
        if share == 0.0 {
            break;
        }
    }
    share / (p + q + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{multipliers, share};

    #[test]
    fn a_share_of_very_many_is_nothing_and_found_at_once() {
        assert_eq!(share(1 << 40, 1 << 40), 0.0);
        assert_eq!(share(3, 2), 1.0 / 60.0);
    }

    #[test]
    fn very_many_arguments_that_cross_take_a_moment() {
        let crossing: Vec<(f64, f64)> = (0..400_000)
            .map(|i| {
                let level = f64::from(i);
                if i % 2 == 0 {
                    (0.0, 1.0 + level)
                } else {
                    (1.0 + level, 0.0)
                }
            })
            .collect();
        let moved: f64 = multipliers(&crossing)
            .iter()
            .zip(&crossing)
            .map(|(multiplier, (a, b))| multiplier * (b - a))
            .sum();
        assert!((moved - -1.0).abs() < 1e-6, "{moved}");
    }

    #[test]
    fn an_argument_that_stays_largest_has_all_the_slope() {
        assert_eq!(multipliers(&[(5.0, 5.0), (1.0, 3.0)]), [1.0, 0.0]);
        assert_eq!(multipliers(&[(5.0, 7.0), (1.0, 3.0)]), [1.0, 0.0]);
    }

    #[test]
    fn a_tie_shares_the_slope() {
        assert_eq!(multipliers(&[(5.0, 5.0), (5.0, 5.0)]), [0.5, 0.5]);
        // Both rise together: each has half of the move.
        assert_eq!(multipliers(&[(0.0, 2.0), (0.0, 2.0)]), [0.5, 0.5]);
    }

    #[test]
    fn who_stands_still_at_the_top_shares_with_those_who_pass() {
        // Above 5 only x counts, beside the riser that has gone past: half of it. Below, y alone.
        assert_eq!(multipliers(&[(5.0, 5.0), (3.0, 8.0)]), [0.5, 0.6]);
        assert_eq!(multipliers(&[(5.0, 5.0), (8.0, 3.0)]), [0.5, 0.6]);
        assert_eq!(multipliers(&[(4.0, 4.0), (5.0, 8.0)]), [0.0, 1.0]);
        // Who only comes up to where another one starts is never the largest.
        assert_eq!(multipliers(&[(2.0, 5.0), (5.0, 8.0)]), [0.0, 1.0]);
        assert_eq!(multipliers(&[(5.0, 2.0), (8.0, 5.0)]), [0.0, 1.0]);
    }

    #[test]
    fn who_stands_still_at_the_floor_has_the_mean_of_both_sides() {
        // Above 5 it leads until y has gone past; below, y leads from the start.
        assert_eq!(multipliers(&[(5.0, 5.0), (5.0, 8.0)]), [0.25, 1.0]);
        assert_eq!(multipliers(&[(5.0, 5.0), (8.0, 5.0)]), [0.25, 1.0]);
        // y only comes up to it: above 5 nobody else is, below y is in one of two orders.
        assert_eq!(multipliers(&[(5.0, 5.0), (2.0, 5.0)]), [0.75, 0.0]);
        assert_eq!(multipliers(&[(5.0, 5.0), (5.0, 2.0)]), [0.75, 0.0]);
        // One that rises past the floor and one that falls past it, around one that stays.
        let [still, ..] = multipliers(&[(5.0, 5.0), (3.0, 8.0), (9.0, 1.0)])[..] else {
            panic!("three")
        };
        assert!((still - 1.0 / 6.0).abs() < 1e-15, "{still}");
    }

    #[test]
    fn overtaking_agrees_with_all_orders() {
        // max(x, y) from (0, 4) to (6, 1): x first 2, last 6 − 1 = 5; y first −4 + 0 … by hand.
        let [x, y] = multipliers(&[(0.0, 6.0), (4.0, 1.0)])[..] else {
            panic!("two")
        };
        let alone_x = 6.0_f64 - 4.0;
        let last_x = 6.0 - 1.0;
        assert!((x * 6.0 - 0.5 * (alone_x + last_x)).abs() < 1e-15);
        assert!((x * 6.0 - y * 3.0 - 2.0).abs() < 1e-15);
    }
}
