//! The bootstrap: a fixed generator, and both versions' agreement with the outcome in one resample.

use crate::impact::report::ranks::{Groups, auc_of_counts, centred, correlation, signed};

/// Every resample, measured. Each has a generator of its own, so that it does not matter where and when.
pub(super) fn resamples(rows: &[Row], seed: u64, count: u32) -> Vec<Measured> {
    let measure = |sample: &mut Sample, resample| {
        sample.measure(|draws| draw(draws, &mut SplitMix64::of(seed, resample)))
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
        let resamples = (0..count).into_par_iter();
        resamples.map_init(|| Sample::new(rows), measure).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        let mut sample = Sample::new(rows);
        (0..count)
            .map(|resample| measure(&mut sample, resample))
            .collect()
    }
}

/// A subject that both versions score.
pub(super) struct Row {
    pub(super) before: f64,
    pub(super) after: f64,
    pub(super) outcome: f64,
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants of its
/// published C version (Vigna 2015).
struct SplitMix64(u64);

impl SplitMix64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    /// The generator of one resample: its state is an output of the generator that starts at the seed.
    fn of(seed: u64, resample: u32) -> Self {
        let skipped = Self::STEP.wrapping_mul(u64::from(resample));
        Self(Self(seed.wrapping_add(skipped)).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::STEP);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below the bound.
    fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * bound as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

/// How often each subject is drawn in one resample.
fn draw(draws: &mut [u64], random: &mut SplitMix64) {
    draws.fill(0);
    for _ in 0..draws.len() {
        if let Some(times) = draws.get_mut(random.below(draws.len())) {
            *times += 1;
        }
    }
}

/// Both versions' agreement with the outcome, before and after; `None` where one is not defined.
pub(super) struct Measured {
    pub(super) spearman: Option<(f64, f64)>,
    pub(super) auc: Option<(f64, f64)>,
}

/// The subjects by groups of ties, found once, so that no resample sorts.
pub(super) struct Sample {
    /// For each subject its groups before, after and by outcome.
    groups: Vec<[usize; 3]>,
    is_binary: bool,
    draws: Vec<u64>,
    /// Before, after and by outcome.
    sides: [Side; 3],
}

/// One side of a resample.
#[derive(Default)]
struct Side {
    /// How many subjects are drawn from each group.
    counts: Vec<u64>,
    /// The same, without and with the outcome.
    by_outcome: Vec<(u64, u64)>,
    ranks: Vec<i128>,
}

impl Side {
    fn new(groups: &Groups) -> Self {
        Self {
            counts: vec![0; groups.count],
            by_outcome: vec![(0, 0); groups.count],
            ranks: Vec::with_capacity(groups.count),
        }
    }

    fn add(&mut self, group: usize, times: u64, with_outcome: bool) {
        if let Some(count) = self.counts.get_mut(group) {
            *count += times;
        }
        if let Some((without, with)) = self.by_outcome.get_mut(group) {
            *(if with_outcome { with } else { without }) += times;
        }
    }

    fn clear(&mut self) {
        self.counts.fill(0);
        self.by_outcome.fill((0, 0));
    }

    fn rank(&self, group: usize) -> i128 {
        self.ranks.get(group).copied().unwrap_or(0)
    }

    fn squares(&self) -> f64 {
        let each = self.counts.iter().zip(&self.ranks);
        signed(
            each.map(|(&count, rank)| i128::from(count) * rank * rank)
                .sum(),
        )
    }
}

impl Sample {
    pub(super) fn new(rows: &[Row]) -> Self {
        let by = |value: fn(&Row) -> f64| {
            let values: Vec<f64> = rows.iter().map(value).collect();
            Groups::new(&values)
        };
        let before = by(|row| row.before);
        let after = by(|row| row.after);
        let outcome = by(|row| row.outcome);
        let each = before.of.iter().zip(&after.of).zip(&outcome.of);
        Self {
            groups: each.map(|((&b, &a), &o)| [b, a, o]).collect(),
            is_binary: rows
                .iter()
                .all(|row| row.outcome == 0.0 || row.outcome == 1.0),
            draws: vec![0; rows.len()],
            sides: [&before, &after, &outcome].map(Side::new),
        }
    }

    /// All subjects, each once.
    pub(super) fn whole(&mut self) -> Measured {
        self.measure(|draws| draws.fill(1))
    }

    fn measure(&mut self, choose: impl FnOnce(&mut [u64])) -> Measured {
        let [before, after, outcome] = &mut self.sides;
        choose(&mut self.draws);
        for side in [&mut *before, &mut *after, &mut *outcome] {
            side.clear();
        }
        for (&[b, a, o], &times) in self.groups.iter().zip(&self.draws) {
            if times > 0 {
                // Of two groups of outcomes the second is that of ones.
                let with_outcome = o > 0;
                before.add(b, times, with_outcome);
                after.add(a, times, with_outcome);
                outcome.add(o, times, with_outcome);
            }
        }
        for side in [&mut *before, &mut *after, &mut *outcome] {
            centred(&side.counts, &mut side.ranks);
        }

        // In integers: with n subjects each sum is below n³.
        let (mut products_before, mut products_after) = (0_i128, 0_i128);
        for (&[b, a, o], &times) in self.groups.iter().zip(&self.draws) {
            if times > 0 {
                let weighted = i128::from(times) * outcome.rank(o);
                products_before += weighted * before.rank(b);
                products_after += weighted * after.rank(a);
            }
        }
        let of_outcome = outcome.squares();
        let spearman =
            |products, side: &Side| correlation(signed(products), side.squares(), of_outcome);
        let auc = |side: &Side| {
            self.is_binary
                .then(|| auc_of_counts(&side.by_outcome))
                .flatten()
        };
        Measured {
            spearman: spearman(products_before, before).zip(spearman(products_after, after)),
            auc: auc(before).zip(auc(after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SplitMix64;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        let known = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(known.map(|_| random.next()), known);
    }

    #[test]
    fn a_resample_starts_at_an_output_of_the_seed() {
        let mut random = SplitMix64(7);
        for resample in 0..5 {
            assert_eq!(SplitMix64::of(7, resample).0, random.next());
        }
    }
}
