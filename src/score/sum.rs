//! Sums that do not depend on their order.

/// The sum of some numbers, correctly rounded: the same bits in whatever order they come.
///
/// It is the `f64` nearest to the exact sum (Shewchuk 1997, as Python's `math.fsum`), so negating every number
/// negates the result, and nothing is lost where large numbers cancel. A zero result is always positive zero.
/// NaN and infinities give what ordinary addition gives, and a sum beyond the largest `f64` is infinite. Only
/// where numbers beyond 2⁹⁶⁰ and below 2⁻⁹⁴⁰ meet may the last bit of a tie differ.
///
/// # Examples
///
/// ```
/// use scoreshift::score::exact_sum;
///
/// assert_eq!(exact_sum([1e16, 1.0, -1e16]), 1.0);
/// assert_eq!(exact_sum([0.1; 10]), 1.0);
/// ```
pub fn exact_sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values = values.into_iter();
    // One addition is correctly rounded by itself; adding positive zero drops the sign of a zero.
    let (Some(first), second) = (values.next(), values.next()) else {
        return 0.0;
    };
    let Some(second) = second else {
        return first + 0.0;
    };
    let Some(third) = values.next() else {
        return first + second + 0.0;
    };
    long_sum([first, second, third].into_iter().chain(values))
}

/// Numbers from here on are added in another unit, so that no intermediate sum overflows.
const HUGE: f64 = f64::from_bits((1023 + 960) << 52);
const SCALE_DOWN: f64 = f64::from_bits((1023 - 128) << 52);
const SCALE_UP: f64 = f64::from_bits((1023 + 128) << 52);

fn long_sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut usual = ExactSum::default();
    let mut huge = ExactSum::default();
    let mut special = None;
    for value in values {
        if !value.is_finite() {
            special = Some(special.unwrap_or(0.0) + value);
        } else if value.abs() < HUGE {
            usual.add(value);
        } else {
            huge.add(value * SCALE_DOWN);
        }
    }
    if let Some(special) = special {
        return special;
    }
    if huge.rounded() == 0.0 {
        return usual.rounded();
    }
    usual
        .partials
        .into_iter()
        .for_each(|partial| huge.add(partial * SCALE_DOWN));
    huge.rounded() * SCALE_UP
}

/// A sum without rounding: partials of increasing size that do not overlap and none of which is zero.
#[derive(Default)]
struct ExactSum {
    partials: Vec<f64>,
}

impl ExactSum {
    fn add(&mut self, value: f64) {
        let mut carried = value;
        self.partials.retain_mut(|partial| {
            let sum = carried + *partial;
            // What the sum is short of the exact one, whichever is larger (Knuth), and without a branch.
            let added = sum - carried;
            *partial = (carried - (sum - added)) + (*partial - added);
            carried = sum;
            *partial != 0.0
        });
        if carried != 0.0 {
            self.partials.push(carried);
        }
    }

    fn rounded(&self) -> f64 {
        let mut partials = self.partials.iter().rev().copied();
        let mut sum = partials.next().unwrap_or(0.0);
        while let Some(next) = partials.next() {
            let large = sum;
            sum = large + next;
            let rest = next - (sum - large);
            if rest == 0.0 {
                continue;
            }
            // The sum has been rounded, and smaller partials decide only where it was a tie.
            let beyond = partials.next().unwrap_or(0.0);
            let doubled = rest * 2.0;
            let other = sum + doubled;
            let was_a_tie = other - sum == doubled;
            if rest.signum() * beyond > 0.0 && was_a_tie {
                sum = other;
            }
            break;
        }
        sum
    }
}
