//! Differences of numbers as they are written: 0.3 − 0.1 is 0.2, and ties with it.

use crate::score::exact_sum;

/// Σ (plus − minus) of each group, with its rank among all groups' sums: equal sums have one rank, larger sums a larger
/// one.
///
/// The numbers are taken as the shortest decimals that read back as the same bits, and the sums are exact. Where the
/// decimals of all groups together have too many digits for that (more than 36 from the first to the last one), the
/// sums are those of the bits, correctly rounded.
pub(super) fn differences(groups: &[Vec<(f64, f64)>]) -> Vec<(f64, i128)> {
    let by_bits = || {
        let sum = |group: &Vec<(f64, f64)>| {
            let sum = exact_sum(group.iter().flat_map(|&(plus, minus)| [plus, -minus]));
            (sum, i128::from(ordered(sum)))
        };
        groups.iter().map(sum).collect()
    };
    exact(groups).unwrap_or_else(by_bits)
}

fn exact(groups: &[Vec<(f64, f64)>]) -> Option<Vec<(f64, i128)>> {
    let numbers = groups
        .iter()
        .flatten()
        .flat_map(|&(plus, minus)| [plus, minus]);
    let exponent = numbers.map(|number| decimal(number).1).min().unwrap_or(0);
    groups
        .iter()
        .map(|group| {
            let mut sum = 0_i128;
            for &(plus, minus) in group {
                sum = sum.checked_add(at(plus, exponent)?)?;
                sum = sum.checked_sub(at(minus, exponent)?)?;
            }
            let nearest = format!("{sum}e{exponent}").parse().ok()?;
            Some((nearest, sum))
        })
        .collect()
}

/// A number in units of a power of ten that is not above its own.
fn at(number: f64, exponent: i32) -> Option<i128> {
    let (digits, own) = decimal(number);
    if digits == 0 {
        return Some(0);
    }
    let power = u32::try_from(own - exponent).ok()?;
    digits.checked_mul(10_i128.checked_pow(power)?)
}

/// The shortest decimal of a finite number: digits and a power of ten.
fn decimal(number: f64) -> (i128, i32) {
    if number == 0.0 {
        // Zero has no last digit, and must not ask for a common one.
        return (0, i32::MAX);
    }
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, after)| after.len());
    let digits = mantissa.replace('.', "").parse().unwrap_or(0);
    let exponent: i32 = exponent.parse().unwrap_or(0);
    (digits, exponent - i32::try_from(decimals).unwrap_or(0))
}

/// A number for each finite value, in the same order.
fn ordered(value: f64) -> i64 {
    let size = i64::try_from(value.abs().to_bits()).unwrap_or(i64::MAX);
    if value < 0.0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::differences;

    fn sums(rows: &[(f64, f64)]) -> Vec<(f64, i128)> {
        let groups: Vec<_> = rows.iter().map(|&row| vec![row]).collect();
        differences(&groups)
    }

    #[test]
    fn decimals_are_subtracted_as_they_are_written() {
        let told = sums(&[(0.3, 0.1), (0.2, 0.0), (1e-7, 0.0), (19.0, 3.0), (0.0, 5.5)]);
        assert_eq!(told[0], told[1]);
        let values: Vec<f64> = told.iter().map(|sum| sum.0).collect();
        assert_eq!(values, [0.2, 0.2, 1e-7, 16.0, -5.5]);
        assert!(told[3].1 > told[0].1 && told[0].1 > told[2].1 && told[2].1 > told[4].1);
        assert_eq!(sums(&[(0.0, 0.0)])[0].0.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn numbers_too_far_apart_are_subtracted_by_their_bits() {
        let told = sums(&[
            (1e300, 0.0),
            (1.0, 1e-300),
            (0.0, 2.0),
            (f64::MAX, f64::MIN),
        ]);
        let values: Vec<f64> = told.iter().map(|sum| sum.0).collect();
        assert_eq!(values, [1e300, 1.0, -2.0, f64::INFINITY]);
        assert!(told[0].1 > told[1].1 && told[1].1 > told[2].1 && told[2].1 < 0);
    }
}
