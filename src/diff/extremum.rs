//! The exact multipliers of a maximum.

/// For arguments moving from `a` to `b`, the Shapley value of each in their maximum, divided by its move.
///
/// The maximum is the integral over t of "some argument reaches t". Where an argument exceeds t on both sides
/// nobody matters; elsewhere p others rise and q others fall through t, and an argument that moves through t
/// has the Shapley value p!·q!/(p+q+1)! of that step.
pub(super) fn multipliers(arguments: &[(f64, f64)]) -> Vec<f64> {
    let mut levels: Vec<f64> = arguments.iter().flat_map(|&(a, b)| [a, b]).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    // Below this level some argument exceeds t on both sides.
    let floor = arguments
        .iter()
        .map(|(a, b)| a.min(*b))
        .fold(f64::MIN, f64::max);
    let above = levels.partition_point(|&level| level < floor);
    let steps: Vec<Step> = levels
        .get(above..)
        .unwrap_or_default()
        .windows(2)
        .filter_map(|pair| match pair {
            &[from, to] => Some(Step::new(arguments, from, to)),
            _ => None,
        })
        .collect();
    let multiplier = |(index, &(a, b)): (usize, &(f64, f64))| {
        if a == b {
            still(arguments, index, a)
        } else {
            moving(a, b, &steps)
        }
    };
    arguments.iter().enumerate().map(multiplier).collect()
}

/// What moves between two neighbouring levels.
struct Step {
    from: f64,
    to: f64,
    rising: usize,
    falling: usize,
}

impl Step {
    fn new(arguments: &[(f64, f64)], from: f64, to: f64) -> Self {
        let rising = arguments
            .iter()
            .filter(|(a, b)| *a <= from && *b >= to)
            .count();
        let falling = arguments
            .iter()
            .filter(|(a, b)| *b <= from && *a >= to)
            .count();
        Self {
            from,
            to,
            rising,
            falling,
        }
    }
}

fn moving(a: f64, b: f64, steps: &[Step]) -> f64 {
    let (low, high) = (a.min(b), a.max(b));
    let mut area = 0.0;
    for step in steps
        .iter()
        .filter(|step| step.from >= low && step.to <= high)
    {
        let (rising, falling) = if b > a {
            (step.rising - 1, step.falling)
        } else {
            (step.rising, step.falling - 1)
        };
        area += (step.to - step.from) * share(rising, falling);
    }
    area / (high - low)
}

/// The mean of the one-sided limits at the argument with this index, which stands still at `at`.
fn still(arguments: &[(f64, f64)], index: usize, at: f64) -> f64 {
    let others = || {
        arguments
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, moved)| moved)
    };
    let floor = others().map(|(a, b)| a.min(*b)).fold(f64::MIN, f64::max);
    let counted = |passes: fn(f64, f64, f64) -> bool| {
        let rising = others().filter(|(a, b)| passes(*a, *b, at)).count();
        let falling = others().filter(|(a, b)| passes(*b, *a, at)).count();
        share(rising, falling)
    };
    let above = if floor > at {
        0.0
    } else {
        counted(|from, to, at| from <= at && at < to)
    };
    let below = if floor >= at {
        0.0
    } else {
        counted(|from, to, at| from < at && at <= to)
    };
    0.5 * (above + below)
}

/// p!·q!/(p+q+1)!, as a product of quotients so that nothing overflows.
#[allow(
    clippy::cast_precision_loss,
    reason = "argument counts are far below 2^53"
)]
fn share(p: usize, q: usize) -> f64 {
    let (few, many) = (p.min(q), p.max(q));
    (1..=few).fold(1.0, |share, i| share * i as f64 / (many + i) as f64) / (p + q + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::multipliers;

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
