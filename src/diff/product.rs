//! The exact multipliers of a product.

use crate::math;

/// More moved factors than this are not split: n of them cost n² steps.
pub(super) const MOST_MOVED: usize = 1_000;

/// How many factors move.
pub(super) fn moved(factors: &[(f64, f64)]) -> usize {
    factors.iter().filter(|(a, b)| a != b).count()
}

/// For factors moving from `a` to `b` along a straight line, `∫₀¹ ∏_{j≠i} (a_j + t·Δ_j) dt` for each i.
///
/// These are the Shapley values of the product, each divided by its factor's move. The integrand is a
/// polynomial of degree n − 1, for which Gauss–Legendre with ⌈n/2⌉ points is exact (with fewer, where factors stand still). The points are taken in
/// pairs around ½, so that swapping the sides changes no bit.
pub(super) fn multipliers(factors: &[(f64, f64)]) -> Vec<f64> {
    match factors {
        [] => Vec::new(),
        [_] => vec![1.0],
        [(a, b), (c, d)] => vec![0.5 * c + 0.5 * d, 0.5 * a + 0.5 * b],
        _ => integrate(factors),
    }
}

fn integrate(factors: &[(f64, f64)]) -> Vec<f64> {
    let mut sums = vec![0.0; factors.len()];
    let (mut lower, mut upper, mut point) = (sums.clone(), sums.clone(), sums.clone());
    // A factor that stands still raises no degree.
    let moved = moved(factors);
    let degree = if moved == factors.len() {
        moved - 1
    } else {
        moved
    };
    for (distance, weight) in gauss_legendre((degree + 1).div_ceil(2)) {
        let mut at = |p: f64, q: f64, products: &mut Vec<f64>| {
            for (x, (a, b)) in point.iter_mut().zip(factors) {
                *x = if a == b { *a } else { a * p + b * q };
            }
            others(&point, products);
        };
        at(0.5 + distance, 0.5 - distance, &mut lower);
        if distance == 0.0 {
            upper.fill(0.0);
        } else {
            at(0.5 - distance, 0.5 + distance, &mut upper);
        }
        for ((sum, lower), upper) in sums.iter_mut().zip(&lower).zip(&upper) {
            *sum += weight * (lower + upper);
        }
    }
    sums
}

/// The product of all factors but the i-th, for each i.
pub(super) fn others(factors: &[f64], products: &mut [f64]) {
    let mut before = 1.0;
    for (product, factor) in products.iter_mut().zip(factors) {
        *product = before;
        before *= factor;
    }
    let mut after = 1.0;
    for (product, factor) in products.iter_mut().zip(factors).rev() {
        *product *= after;
        after *= factor;
    }
}

/// Gauss–Legendre points for [0, 1] as distances from ½ with their weights; a pair ½ ± d is listed once, with
/// the weight of each of its two points.
fn gauss_legendre(points: usize) -> Vec<(f64, f64)> {
    #[allow(
        clippy::cast_precision_loss,
        reason = "the number of factors is far below 2^53"
    )]
    let n = points as f64;
    let mut rule = Vec::with_capacity(points.div_ceil(2));
    let mut index = 0.0;
    while rule.len() < points.div_ceil(2) {
        // Newton's method from Tricomi's first approximation of the roots of the Legendre polynomial.
        let mut x = math::cos(std::f64::consts::PI * (index + 0.75) / (n + 0.5));
        let mut derivative = 0.0;
        for _ in 0..8 {
            let (value, slope) = legendre(points, x);
            derivative = slope;
            x -= value / slope;
        }
        let middle = points % 2 == 1 && rule.len() == points / 2;
        if middle {
            x = 0.0;
            derivative = legendre(points, 0.0).1;
        }
        rule.push((0.5 * x, 1.0 / ((1.0 - x * x) * derivative * derivative)));
        index += 1.0;
    }
    rule
}

/// The Legendre polynomial of degree `n` and its derivative at `x`, inside (−1, 1).
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value, mut degree) = (1.0, x, 1.0);
    for _ in 1..n {
        let next = ((2.0 * degree + 1.0) * x * value - degree * before) / (degree + 1.0);
        (before, value, degree) = (value, next, degree + 1.0);
    }
    (value, degree * (x * value - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::{gauss_legendre, multipliers};

    #[test]
    fn three_factors_have_their_shapley_values() {
        // v = xyz from (0, 0, 0) to (1, 2, 3): symmetric, a third of 6 each.
        let parts = multipliers(&[(0.0, 1.0), (0.0, 2.0), (0.0, 3.0)]);
        let effects: Vec<f64> = parts
            .iter()
            .zip([1.0, 2.0, 3.0])
            .map(|(m, d)| m * d)
            .collect();
        for effect in effects {
            assert!((effect - 2.0).abs() < 1e-14, "{effect}");
        }
    }

    #[test]
    fn the_points_integrate_the_constant_one() {
        for points in 1..80 {
            let total: f64 = gauss_legendre(points)
                .iter()
                .map(|(d, w)| if *d == 0.0 { *w } else { 2.0 * w })
                .sum();
            assert!((total - 1.0).abs() < 1e-13, "{points}: {total}");
        }
    }

    #[test]
    fn many_factors_add_up() {
        for n in 2..60 {
            let factors: Vec<(f64, f64)> = (0..n)
                .map(|i| (1.0 - 0.02 * f64::from(i), 0.9 + 0.01 * f64::from(i)))
                .collect();
            let total: f64 = multipliers(&factors)
                .iter()
                .zip(&factors)
                .map(|(m, (a, b))| m * (b - a))
                .sum();
            let a: f64 = factors.iter().map(|f| f.0).product();
            let b: f64 = factors.iter().map(|f| f.1).product();
            assert!(
                (total - (b - a)).abs() <= 1e-13 * a.abs().max(b.abs()),
                "{n}: {total} {}",
                b - a
            );
        }
    }

    #[test]
    fn swapping_the_sides_changes_no_bit() {
        let factors = [(0.3, 1.7), (2.9, -0.4), (1.1, 1.3), (5.0, 0.01)];
        let swapped = factors.map(|(a, b)| (b, a));
        assert_eq!(multipliers(&factors), multipliers(&swapped));
    }
}
