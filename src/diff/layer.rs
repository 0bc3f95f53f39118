//! Unchanged curves over one sum, product, maximum or minimum, taken as one function of its parts.

use super::{crowd, rules::in_proportion};
use crate::{attribution, formula::curve::Curve};

/// More moved parts than this are not taken one by one: a layer costs 2ⁿ evaluations.
pub(super) const MOST_MOVED: usize = 8;

/// A layer has no more curves than this: each of a chain of curves may have to try whether a layer begins there.
pub(super) const MOST_CURVES: usize = 16;

/// What many curves stand on is no layer of each of them where users and parts multiply to more than this: n curves over
/// one sum of n parts would take n². Each curve then has its secant.
pub(super) const MOST_SHARED: usize = 1 << 20;

/// Below this relative move a quotient of differences is dominated by rounding.
const TINY: f64 = 1.0 / (1 << 20) as f64;

/// What a layer's curves stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Core {
    Sum,
    Product,
    Maximum,
    Minimum,
}

/// Curves, the outermost first, over one core of several parts.
pub(super) struct Layer<'a> {
    pub(super) curves: Vec<&'a Curve>,
    pub(super) core: Core,
}

impl Layer<'_> {
    /// The exact Shapley value of each part in the layer's result, divided by the part's move.
    ///
    /// For a part that stands still, the mean of the layer's partial derivative over all orders of the others.
    /// `wanted` says which of those are asked for; the rest are 0. Of more than [`MOST_MOVED`] parts of a sum the largest
    /// are taken one by one, and the others together; of anything else there is none.
    pub(super) fn multipliers(&self, parts: &[(f64, f64)], wanted: &[bool]) -> Option<Vec<f64>> {
        let moved: Vec<usize> = (0..parts.len())
            .filter(|&i| parts.get(i).is_some_and(|(a, b)| a != b))
            .collect();
        if moved.len() <= MOST_MOVED {
            return self.one_by_one(parts, wanted, &moved);
        }
        match self.core {
            Core::Sum => crowd::multipliers(parts, wanted, &moved, |parts, wanted, moved| {
                self.one_by_one(parts, wanted, moved)
            }),
            _ => None,
        }
    }

    fn one_by_one(
        &self,
        parts: &[(f64, f64)],
        wanted: &[bool],
        moved: &[usize],
    ) -> Option<Vec<f64>> {
        let mut point: Vec<f64> = parts.iter().map(|(a, _)| *a).collect();
        let mut worths = Vec::new();
        let mut cores = Vec::new();
        for coalition in 0..1_usize << moved.len() {
            place(&mut point, parts, moved, coalition);
            let core = self.core.value(&point);
            cores.push(core);
            worths.push(self.curved(core));
        }
        if let (Some(first), Some(last)) = (worths.first(), worths.last()) {
            // A curve that grows without bound makes the mixtures of parts that cancel incomparably larger.
            cores.extend([*first, *last]);
            if !in_proportion(&worths, &cores) {
                return None;
            }
        }
        let largest = worths
            .iter()
            .fold(0.0, |largest: f64, worth| largest.max(worth.abs()));
        let shares = attribution::shapley(&worths).ok()?;
        let mut multipliers = vec![0.0; parts.len()];
        for (player, &index) in moved.iter().enumerate() {
            let (Some(share), Some(&(a, b))) = (shares.get(player), parts.get(index)) else {
                continue;
            };
            let mut multiplier = share / (b - a);
            if (b - a).abs() <= TINY * a.abs().max(b.abs()) {
                let slope = self.mean_slope(parts, moved, index, 0.5 * a + 0.5 * b);
                // The slope is used only where it tells the same move, up to the noise of the quotient.
                if (slope * (b - a) - share).abs() <= 1e-13 * largest {
                    multiplier = slope;
                }
            }
            if let Some(slot) = multipliers.get_mut(index) {
                *slot = multiplier;
            }
        }
        let asked = |((a, b), wanted): (&(f64, f64), &bool)| *wanted && a == b;
        if parts.iter().zip(wanted).any(asked) {
            let slopes = self.mean_slopes(parts, moved);
            for ((slot, slope), part) in multipliers
                .iter_mut()
                .zip(slopes)
                .zip(parts.iter().zip(wanted))
            {
                if asked(part) {
                    *slot = slope;
                }
            }
        }
        multipliers
            .iter()
            .all(|multiplier| multiplier.is_finite())
            .then_some(multipliers)
    }

    fn curved(&self, core: f64) -> f64 {
        self.curves
            .iter()
            .rev()
            .fold(core, |x, curve| curve.apply(x))
    }

    /// The partial derivative of the layer by one part at a point.
    fn slope(&self, point: &[f64], index: usize) -> f64 {
        let mut x = self.core.value(point);
        let mut slope = self.core.slope(point, index);
        for curve in self.curves.iter().rev() {
            slope *= curve.slope(x);
            x = curve.apply(x);
        }
        slope
    }

    /// The mean slope by every part that stands still, over all orders in which the others move.
    ///
    /// A coalition and those who are not in it are taken together, so that swapping the sides changes no bit.
    fn mean_slopes(&self, parts: &[(f64, f64)], moved: &[usize]) -> Vec<f64> {
        let weights = attribution::weights(moved.len() + 1);
        let all = (1_usize << moved.len()) - 1;
        let mut point: Vec<f64> = parts.iter().map(|(a, _)| *a).collect();
        let mut sums = vec![0.0; parts.len()];
        let (mut these, mut others) = (sums.clone(), sums.clone());
        for coalition in 0..=all / 2 {
            let size = coalition.count_ones() as usize;
            let weight = weights.get(size).copied().unwrap_or(0.0);
            place(&mut point, parts, moved, coalition);
            self.slopes(&point, &mut these);
            if all > 0 {
                place(&mut point, parts, moved, all - coalition);
                self.slopes(&point, &mut others);
            }
            for ((sum, one), other) in sums.iter_mut().zip(&these).zip(&others) {
                *sum += weight * (one + other);
            }
        }
        sums
    }

    /// The partial derivatives of the layer by all parts at a point.
    fn slopes(&self, point: &[f64], slopes: &mut [f64]) {
        let mut x = self.core.value(point);
        let mut slope = 1.0;
        for curve in self.curves.iter().rev() {
            slope *= curve.slope(x);
            x = curve.apply(x);
        }
        self.core.slopes(point, slopes);
        for part in slopes {
            *part *= slope;
        }
    }

    /// The mean slope by one part, which stands at `at`, over all orders in which the others move.
    fn mean_slope(&self, parts: &[(f64, f64)], moved: &[usize], index: usize, at: f64) -> f64 {
        let others: Vec<usize> = moved
            .iter()
            .copied()
            .filter(|&other| other != index)
            .collect();
        let weights = attribution::weights(others.len() + 1);
        let mut point: Vec<f64> = parts.iter().map(|(a, _)| *a).collect();
        let terms = (0..1_usize << others.len()).map(|coalition| {
            place(&mut point, parts, &others, coalition);
            if let Some(slot) = point.get_mut(index) {
                *slot = at;
            }
            weights
                .get(coalition.count_ones() as usize)
                .copied()
                .unwrap_or(0.0)
                * self.slope(&point, index)
        });
        crate::score::exact_sum(terms)
    }
}

/// Puts the players of a coalition at their new values and the other players at their old ones.
fn place(point: &mut [f64], parts: &[(f64, f64)], players: &[usize], coalition: usize) {
    for (bit, &index) in players.iter().enumerate() {
        if let (Some(slot), Some((a, b))) = (point.get_mut(index), parts.get(index)) {
            *slot = if coalition >> bit & 1 == 1 { *b } else { *a };
        }
    }
}

impl Core {
    fn value(self, point: &[f64]) -> f64 {
        match self {
            Self::Sum => point.iter().sum(),
            Self::Product => point.iter().product(),
            Self::Maximum => point.iter().copied().fold(f64::MIN, f64::max),
            Self::Minimum => point.iter().copied().fold(f64::MAX, f64::min),
        }
    }

    /// As [`Self::slope`] for every part, in one sweep.
    fn slopes(self, point: &[f64], slopes: &mut [f64]) {
        let leads = |sign: f64, slopes: &mut [f64]| {
            let (mut first, mut second) = (f64::MIN, f64::MIN);
            for x in point {
                let x = sign * x;
                if x > first {
                    (first, second) = (x, first);
                } else if x > second {
                    second = x;
                }
            }
            for (slope, x) in slopes.iter_mut().zip(point) {
                let x = sign * x;
                *slope = leading(x, if x < first { first } else { second });
            }
        };
        match self {
            Self::Sum => slopes.fill(1.0),
            Self::Product => super::product::others(point, slopes),
            Self::Maximum => leads(1.0, slopes),
            Self::Minimum => leads(-1.0, slopes),
        }
    }

    fn slope(self, point: &[f64], index: usize) -> f64 {
        let others = || {
            point
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .map(|(_, x)| *x)
        };
        let at = point.get(index).copied().unwrap_or(0.0);
        match self {
            Self::Sum => 1.0,
            Self::Product => others().product(),
            Self::Maximum => leading(at, others().fold(f64::MIN, f64::max)),
            Self::Minimum => leading(-at, -others().fold(f64::MAX, f64::min)),
        }
    }
}

/// The slope of a maximum by an argument, the mean of both sides at a tie.
fn leading(at: f64, others: f64) -> f64 {
    if at > others {
        1.0
    } else if at < others {
        0.0
    } else {
        0.5
    }
}

#[cfg(test)]
mod tests {
    use super::{Core, Layer, MOST_MOVED};
    use crate::formula::curve::Curve;

    fn multipliers(curve: &Curve, parts: &[(f64, f64)]) -> Vec<f64> {
        of(Core::Sum, curve, parts)
    }

    fn of(core: Core, curve: &Curve, parts: &[(f64, f64)]) -> Vec<f64> {
        let layer = Layer {
            curves: vec![curve],
            core,
        };
        let wanted = vec![true; parts.len()];
        layer.multipliers(parts, &wanted).unwrap_or_default()
    }

    #[test]
    fn a_move_that_is_lost_in_its_own_size_has_the_slope() {
        let curve = Curve::logistic(100.0, 20.0).unwrap_or_else(|_| Curve::tanh());
        for small in [3e-13, 7e-12, 1e-10] {
            let parts = [(100.0, 100.0 + 100.0 * small), (0.0, 0.0)];
            let found = multipliers(&curve, &parts);
            let slope = curve.slope(100.0);
            let off = found
                .first()
                .map(|multiplier| (multiplier / slope - 1.0).abs());
            // The quotient of the differences would be off by up to a thousandth.
            assert!(
                off.is_some_and(|off| off < 1e-9),
                "{small} {found:?} {slope}"
            );
        }
    }

    #[test]
    fn a_small_number_that_moves_far_for_its_size_has_the_quotient() {
        // Beside 10⁶ a move from 0 to 10⁻⁸, of which a cap lets a quarter through.
        let cap = 1e6 + 2.5e-9;
        let found = multipliers(&Curve::at_most(cap), &[(0.0, 1e-8), (1e6, 1e6)]);
        let first = found.first().copied().unwrap_or(f64::NAN);
        assert!((first - 0.25).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn the_one_that_leads_has_the_slope_also_where_its_move_is_lost_in_its_own_size() {
        let small = 100.0 * 7e-12;
        for (core, moved, other) in [
            (Core::Minimum, -100.0, -50.0),
            (Core::Minimum, 100.0, 200.0),
            (Core::Maximum, -100.0, -150.0),
            (Core::Maximum, 100.0, 50.0),
        ] {
            let curve = Curve::logistic(moved, 20.0).unwrap_or_else(|_| Curve::tanh());
            let found = of(core, &curve, &[(moved, moved + small), (other, other)]);
            let [first, second] = found[..] else {
                panic!("{found:?}")
            };
            let off = (first / curve.slope(moved) - 1.0).abs();
            assert!(off < 1e-9 && second == 0.0, "{core:?} {found:?}");
        }
    }

    #[test]
    fn where_nothing_moves_each_part_has_its_slope() {
        let square = Curve::power(2.0);
        // (x + y)² at 3 and 1; max(x, y)² and min(x, y)² there, and where both are 3; (x·y)² at 3 and 1.
        let still = [(3.0, 3.0), (1.0, 1.0)];
        let tie = [(3.0, 3.0), (3.0, 3.0)];
        assert_eq!(of(Core::Sum, &square, &still), [8.0, 8.0]);
        assert_eq!(of(Core::Maximum, &square, &still), [6.0, 0.0]);
        assert_eq!(of(Core::Minimum, &square, &still), [0.0, 2.0]);
        assert_eq!(of(Core::Maximum, &square, &tie), [3.0, 3.0]);
        assert_eq!(of(Core::Minimum, &square, &tie), [3.0, 3.0]);
        assert_eq!(of(Core::Product, &square, &still), [6.0, 18.0]);
    }

    #[test]
    fn a_part_that_stands_still_has_the_mean_of_its_slopes() {
        let square = Curve::power(2.0);
        // (x + y)² where x goes from 0 to 4: by y it is 2 at first and 10 at last, by x (25 − 1) / 4.
        let parts = [(0.0, 4.0), (1.0, 1.0)];
        assert_eq!(multipliers(&square, &parts), [6.0, 6.0]);
        // max(x, y)²: by y 2 while it leads, which is one of two orders; x moves it from 1 to 16.
        assert_eq!(of(Core::Maximum, &square, &parts), [3.75, 1.0]);
    }

    #[test]
    fn many_parts_that_move_equally_far_both_ways_share_one_slope() {
        // Five rise by one and five fall by one, so that neither way is that of the whole.
        let parts: Vec<(f64, f64)> = (0..10)
            .map(|at| if at % 2 == 0 { (1.0, 2.0) } else { (2.0, 1.0) })
            .collect();
        let found = multipliers(&Curve::linear(3.0, 1.0), &parts);
        assert_eq!(found, [3.0; 10]);
    }

    #[test]
    fn a_large_sum_is_as_noisy_as_it_is_large() {
        // What a millionth did to a million is lost beside the other part, but the slope of a line is known.
        for other in [0.3, 0.7, 1.0 / 3.0] {
            let parts = [(1e6, 1e6 + 1e-6), (other, other)];
            let found = multipliers(&Curve::linear(1.0, 0.0), &parts);
            assert_eq!(found, [1.0, 1.0]);
        }
    }

    #[test]
    fn the_slope_of_a_move_that_is_lost_is_the_mean_over_what_else_moves() {
        // (x + y)² at x = ½, by x 2·(½ − 3) at first and 2·(½ + 2) at last.
        let parts = [(0.5, 0.5 + 1e-12), (-3.0, 2.0), (0.0, 0.0)];
        let found = multipliers(&Curve::power(2.0), &parts);
        let first = found.first().copied().unwrap_or(f64::NAN);
        assert!(first.abs() < 1e-9, "{found:?}");
        // max(x, y)²: x leads in one of two orders.
        let found = of(
            Core::Maximum,
            &Curve::power(2.0),
            &[(2.0, 2.0 + 1e-12), (1.0, 5.0)],
        );
        let first = found.first().copied().unwrap_or(f64::NAN);
        assert!((first - 2.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_part_that_stands_still_among_several_has_the_mean_over_their_orders() {
        // (x + y + z)² by z: 2, 4, 6 and 8 where none, x, y and both have moved, by thirds and sixths.
        let found = multipliers(&Curve::power(2.0), &[(0.0, 1.0), (0.0, 2.0), (1.0, 1.0)]);
        let last = found.last().copied().unwrap_or(f64::NAN);
        assert!((last - 5.0).abs() < 1e-12, "{found:?}");
        // (x + y + z)³: 3, 12, 27 and 48.
        let found = multipliers(&Curve::power(3.0), &[(0.0, 1.0), (0.0, 2.0), (1.0, 1.0)]);
        let last = found.last().copied().unwrap_or(f64::NAN);
        assert!(
            (last - (51.0 / 3.0 + 39.0 / 6.0)).abs() < 1e-12,
            "{found:?}"
        );
    }

    #[test]
    fn as_many_parts_as_are_taken_one_by_one_have_their_values_whatever_they_stand_in() {
        let parts: Vec<(f64, f64)> = (0..MOST_MOVED).map(|_| (0.0, 2.0)).collect();
        let found = of(Core::Maximum, &Curve::power(2.0), &parts);
        // Each of eight that do the same has an eighth of 4.
        assert_eq!(found, vec![0.25; MOST_MOVED]);
        // x·y: what x does is y times its move, however little that is.
        let found = of(
            Core::Product,
            &Curve::linear(1.0, 0.0),
            &[(2.0, 2.0 + 1e-12), (3.0, 3.0)],
        );
        let first = found.first().copied().unwrap_or(f64::NAN);
        assert!((first - 3.0).abs() < 1e-9, "{found:?}");
    }
}
