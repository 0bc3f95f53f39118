//! What the numbers before the terms of a sum became together: a factor around a bracket is told once, not at each term.

use std::collections::BTreeMap;

use super::{
    field::Element,
    owned,
    term::{Stripped, Term},
    walk::{At, Walk},
};
use crate::formula::paths::PathId;

/// A number around a bracket that became another one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Common {
    /// Where what it did is told.
    pub(super) place: PathId,
    pub(super) numbers: (f64, f64),
    pub(super) elements: (Element, Element),
    /// Whether these are the numbers around the bracket, and not what they come to on one of its terms.
    pub(super) is_around: bool,
}

impl Common {
    /// What one number became, in multiples of it.
    fn ratio(&self) -> Option<Element> {
        let is_number = |number: f64| number.is_finite() && number != 0.0;
        if !(is_number(self.numbers.0) && is_number(self.numbers.1)) {
            return None;
        }
        let before = self.elements.0.inverse()?;
        Some(self.elements.1.times(before)).filter(|ratio| !ratio.is_zero())
    }

    /// Whether less is left to tell of what one number became where this is told apart from it.
    pub(super) fn is_part_of(&self, (before, after): (f64, f64)) -> bool {
        let whole = after / before;
        let rest = whole / (self.numbers.1 / self.numbers.0);
        let far = |ratio: f64| ratio.max(1.0 / ratio);
        rest > 0.0 && (whole < 0.0 || far(rest) < far(whole))
    }
}

impl Walk<'_, '_> {
    /// The numbers around two brackets.
    pub(super) fn around_brackets(
        &self,
        (u, v): (u32, u32),
        (p, q): (&Stripped, &Stripped),
    ) -> Common {
        let at = At {
            u,
            v,
            m: 1.0,
            context: self.here(),
        };
        Common {
            place: self.beside(self.place(at)),
            numbers: (p.plain, q.plain),
            elements: (p.number, q.number),
            is_around: true,
        }
    }

    /// What the coefficients of more than half of the terms of two brackets were multiplied by, where other numbers stand
    /// around the brackets. Terms of the owner's alone are taken together by their parameters.
    ///
    /// `outer` is what a bracket around these has in common: it goes on where a term has it.
    pub(super) fn in_common<'t>(
        &self,
        outer: Option<Common>,
        around: Common,
        alike: impl Iterator<Item = (&'t Term, &'t Term)>,
        owned: (&[Term], &[Term]),
    ) -> Option<Common> {
        if around.elements.0 == around.elements.1 {
            return None;
        }
        let of = |numbers: (f64, f64), elements: (Element, Element)| Common {
            numbers,
            elements,
            is_around: false,
            ..around
        };
        let mut found: BTreeMap<Element, Vec<Common>> = BTreeMap::new();
        let mut all = 0;
        let mut count = |one: Common, inner: Option<Element>| {
            if let Some(ratio) = one.ratio() {
                all += 1;
                let whole = inner.map_or(ratio, |inner| ratio.times(inner));
                found.entry(whole).or_default().push(one);
            }
        };
        for (p, q) in alike {
            let one = of((p.all.plain, q.all.plain), (p.all.number, q.all.number));
            // A parameter that went into the core or out of it is no number.
            let inner = (owned::key(self.a, p) == owned::key(self.b, q))
                .then(|| self.inner_ratio(p.all.core, q.all.core));
            count(one, inner.flatten());
        }
        let mut owned_by_parameters: BTreeMap<_, [(f64, Element); 2]> = BTreeMap::new();
        let sides = [(self.a, owned.0), (self.b, owned.1)];
        for (at, (side, terms)) in sides.into_iter().enumerate() {
            for term in terms {
                let key = owned::key(side, term);
                let sums = owned_by_parameters
                    .entry(key)
                    .or_insert([(0.0, Element::ZERO); 2]);
                if let Some((plain, number)) = sums.get_mut(at) {
                    *plain += term.all.plain;
                    *number = number.plus(term.all.number);
                }
            }
        }
        for [ours, theirs] in owned_by_parameters.into_values() {
            count(of((ours.0, theirs.0), (ours.1, theirs.1)), None);
        }
        let is_found = |outer: &Common| {
            outer
                .ratio()
                .is_some_and(|ratio| found.contains_key(&ratio))
        };
        let outer = outer.filter(is_found);
        let mut most = found
            .into_iter()
            .filter(|(_, same)| 2 * same.len() > all && same.len() > 1);
        let Some((ratio, same)) = most.next().filter(|(ratio, _)| *ratio != Element::UNIT) else {
            return outer;
        };
        let is_it = |one: &Common| one.ratio() == Some(ratio);
        let known = outer.into_iter().chain([around]).find(is_it);
        // The same whichever side came first.
        let of_a_term = || {
            let order = |one: &Common| {
                let (before, after) = one.elements;
                (before.min(after), before.max(after))
            };
            same.into_iter().filter(is_it).min_by_key(order)
        };
        known.or_else(of_a_term)
    }

    /// What the factors inside two formulas that are one but for those became.
    fn inner_ratio(&self, u: u32, v: u32) -> Option<Element> {
        let (ours, theirs) = (self.a.structure().class(u)?, self.b.structure().class(v)?);
        let before = ours.coefficient.inverse()?;
        (ours.rest == theirs.rest).then(|| theirs.coefficient.times(before))
    }
}

#[cfg(test)]
mod tests {
    use super::{Common, Element};
    use crate::formula::paths::ROOT;

    fn common(before: f64, after: f64) -> Common {
        Common {
            place: ROOT,
            numbers: (before, after),
            elements: (Element::of_constant(before), Element::of_constant(after)),
            is_around: true,
        }
    }

    #[test]
    fn a_number_became_a_multiple_of_itself_unless_it_is_nothing_or_beyond_all_numbers() {
        let of = Element::of_constant;
        assert_eq!(common(2.0, 3.0).ratio(), Some(of(1.5)));
        assert_eq!(common(0.0, 3.0).ratio(), None);
        assert_eq!(common(3.0, 0.0).ratio(), None);
        // The numbers of products may be lost in range where their elements are not.
        for lost in [0.0, f64::INFINITY] {
            let elements = (of(2.0), of(3.0));
            for numbers in [(lost, 3.0), (2.0, lost)] {
                let common = Common {
                    numbers,
                    elements,
                    ..common(2.0, 3.0)
                };
                assert_eq!(common.ratio(), None, "{numbers:?}");
            }
        }
    }

    #[test]
    fn a_number_is_told_apart_where_less_is_left() {
        let doubled = common(2.0, 4.0);
        // Threefold is twice one and a half; what stayed would be a half.
        assert!(doubled.is_part_of((1.0, 3.0)));
        assert!(!doubled.is_part_of((1.0, 1.0)));
        assert!(!doubled.is_part_of((3.0, 1.0)));
        // What changed its sign did so by a number that did.
        assert!(!doubled.is_part_of((1.0, -3.0)));
        assert!(common(2.0, -4.0).is_part_of((1.0, -3.0)));
        assert!(!common(2.0, -4.0).is_part_of((1.0, 3.0)));
    }
}
