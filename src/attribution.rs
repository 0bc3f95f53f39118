//! Exact Shapley and Owen values on tables of numbers.
//!
//! A *game* is a table with one number for every set of players, its *worth*: `values[mask]` is the worth of
//! the players whose bits are set in `mask`. Both functions split `values[all] − values[none]` among the
//! players, and both compute the defining sum of marginal contributions, each a difference of two entries of
//! the table, weighted and added in a fixed tree. Three properties follow, and explanations rest on them:
//!
//! * a player who never changes the worth gets exactly 0;
//! * the reversed game, in which `values` is read from its other end, gives every player the negated value,
//!   bit for bit;
//! * the same table gives the same bits on every platform.
//!
//! Nothing here is sampled. The cost is 2ⁿ⁻¹ differences for each of n players.

/// The most players that a game may have.
pub const MAX_PLAYERS: usize = 20;

/// The Shapley value of every player of a game.
///
/// `values[mask]` is the worth of the players whose bits are set in `mask`, so the table of n players has
/// 2ⁿ entries. The result has one entry for each player, in the unit of the table, and adds up to
/// `values[2ⁿ − 1] − values[0]`, up to rounding of about 10⁻¹⁵ of the largest entry. The table of no players
/// has one entry, and the result is empty. A zero is always positive zero.
///
/// # Errors
///
/// The length is not a power of two, there are more than [`MAX_PLAYERS`] players, or an entry is NaN,
/// infinite or so large that the difference of two could overflow.
///
/// # Examples
///
/// Player 0 alone is worth 10, player 1 alone 20, and together they are worth 50:
///
/// ```
/// use scoreshift::attribution::shapley;
///
/// assert_eq!(shapley(&[0.0, 10.0, 20.0, 50.0])?, [20.0, 30.0]);
/// # Ok::<(), scoreshift::attribution::GameError>(())
/// ```
pub fn shapley(values: &[f64]) -> Result<Vec<f64>, GameError> {
    let players = players(values)?;
    let rows = block_weights(players);
    Ok((0..players)
        .map(|player| shapley_of(values, player, &rows))
        .collect())
}

/// The Owen value of every player of a game whose players form unions.
///
/// The unions share the worth among each other as the players of a Shapley value would, and each union
/// shares its own among its members the same way. So how finely one union is divided into players never
/// changes what another gets. With one union of all players, or with every player a union of its own, the
/// result is that of [`shapley`], bit for bit; the order of the unions and of their members does not matter.
///
/// `unions` lists the players of each union, counted from 0. Every player belongs to exactly one; a union
/// without players has no part in the game and is passed over. Table, result and unit are as for [`shapley`].
///
/// # Errors
///
/// Those of [`shapley`], or the unions are not a partition of the players.
///
/// # Examples
///
/// Two changes of an algorithm (players 1 and 2) stand together against the data (player 0):
///
/// ```
/// use scoreshift::attribution::owen;
///
/// let worth = [0.0, 6.0, 2.0, 8.0, 4.0, 16.0, 6.0, 18.0];
/// assert_eq!(owen(&worth, &[vec![0], vec![1, 2]])?, [9.0, 2.0, 7.0]);
/// # Ok::<(), scoreshift::attribution::GameError>(())
/// ```
pub fn owen<U: AsRef<[usize]>>(values: &[f64], unions: &[U]) -> Result<Vec<f64>, GameError> {
    let players = players(values)?;
    let unions = partition(players, unions)?;
    let joint = subsets(
        unions
            .iter()
            .map(|union| union.iter().map(|&player| 1 << player).sum()),
    );
    let mut result = vec![0.0; players];
    let (mut outside, mut inside) = (Vec::new(), Vec::new());
    for (index, union) in unions.iter().enumerate() {
        weigh_without(index, unions.len(), &joint, &mut outside);
        let own = subsets(union.iter().map(|&player| 1 << player));
        for (position, &player) in union.iter().enumerate() {
            weigh_without(position, union.len(), &own, &mut inside);
            if let Some(share) = result.get_mut(player) {
                *share = owen_of(values, player, &outside, &inside);
            }
        }
    }
    Ok(result)
}

/// Why a table of numbers is not a game that can be shared out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GameError {
    /// The table has no entry for some set of players.
    #[error("a table of {length} entries is not a game: n players need 2ⁿ")]
    Length {
        /// The number of entries.
        length: usize,
    },
    /// The table is too large to be shared out exactly.
    #[error("{players} players are more than the {MAX_PLAYERS} that can be shared out exactly")]
    TooManyPlayers {
        /// The number of players.
        players: usize,
    },
    /// An entry is NaN or infinite.
    #[error("the worth of coalition {mask:#b} is {value}, not a finite number")]
    NotFinite {
        /// The index of the entry: a bit for each player.
        mask: usize,
        /// The entry.
        value: f64,
    },
    /// An entry is so large that the difference of two could overflow.
    #[error("the worth of coalition {mask:#b} is {value:e}, beyond half of the largest number")]
    TooLarge {
        /// The index of the entry: a bit for each player.
        mask: usize,
        /// The entry.
        value: f64,
    },
    /// A union names a player that the table does not have.
    #[error("a union names player {player}, but the players are 0 to {players} exclusive")]
    UnknownPlayer {
        /// The player named.
        player: usize,
        /// The number of players.
        players: usize,
    },
    /// A player is named twice, by one union or by two.
    #[error("player {player} is named twice by the unions")]
    RepeatedPlayer {
        /// The player.
        player: usize,
    },
    /// A player belongs to no union.
    #[error("player {player} belongs to no union")]
    MissingPlayer {
        /// The player.
        player: usize,
    },
}

/// The weight of a marginal contribution by the size s of the coalition joined: s!·(n−1−s)!/n!.
///
/// Entry s and entry n−1−s are the same bits, each the correctly rounded 1/(n·C(n−1, s)). Exact for at most
/// [`MAX_PLAYERS`] players.
pub(crate) fn weights(players: usize) -> Vec<f64> {
    let mut combinations = 1_u32;
    let count = u32::try_from(players).unwrap_or(u32::MAX);
    (0..count)
        .map(|size| {
            let weight = 1.0 / (f64::from(count) * f64::from(combinations));
            combinations = combinations.saturating_mul(count - 1 - size) / (size + 1);
            weight
        })
        .collect()
}

/// The number of players of a table, after a look at every entry.
fn players(values: &[f64]) -> Result<usize, GameError> {
    if !values.len().is_power_of_two() {
        return Err(GameError::Length {
            length: values.len(),
        });
    }
    let players = values.len().ilog2() as usize;
    if players > MAX_PLAYERS {
        return Err(GameError::TooManyPlayers { players });
    }
    let mut entries = values.iter().copied().enumerate();
    match entries.find(|(_, value)| value.is_nan() || value.abs() > f64::MAX / 2.0) {
        None => Ok(players),
        Some((mask, value)) if value.is_finite() => Err(GameError::TooLarge { mask, value }),
        Some((mask, value)) => Err(GameError::NotFinite { mask, value }),
    }
}

/// The unions in a stable order: by smallest member, members ascending, empty ones left out.
fn partition<U: AsRef<[usize]>>(
    players: usize,
    unions: &[U],
) -> Result<Vec<Vec<usize>>, GameError> {
    let mut seen = vec![false; players];
    for &player in unions.iter().flat_map(AsRef::as_ref) {
        let seen = seen
            .get_mut(player)
            .ok_or(GameError::UnknownPlayer { player, players })?;
        if std::mem::replace(seen, true) {
            return Err(GameError::RepeatedPlayer { player });
        }
    }
    if let Some(player) = seen.iter().position(|seen| !seen) {
        return Err(GameError::MissingPlayer { player });
    }
    let mut unions: Vec<Vec<usize>> = unions.iter().map(|union| union.as_ref().to_vec()).collect();
    for union in &mut unions {
        union.sort_unstable();
    }
    unions.retain(|union| !union.is_empty());
    unions.sort_unstable();
    Ok(unions)
}

/// Contributions that are weighted and folded at once: enough for vector instructions, little enough for
/// registers.
const BLOCK: usize = 32;

type Block = [f64; BLOCK];

/// One row of weights for each number of players that join by the higher bits of a mask; within the row, one
/// weight for each value of the lower bits.
fn block_weights(players: usize) -> Vec<Block> {
    let weights = weights(players);
    (0..weights.len())
        .map(|higher| {
            std::array::from_fn(|lower| {
                // Sizes beyond the last are met only by the padding of a block that is not full.
                weights
                    .get(higher + lower.count_ones() as usize)
                    .copied()
                    .unwrap_or(0.0)
            })
        })
        .collect()
}

fn shapley_of(values: &[f64], player: usize, rows: &[Block]) -> f64 {
    let mut sum = TreeSum::default();
    let stride = 1 << player;
    let mut add = |block: &mut Block| {
        if let Some(row) = rows.get(sum.blocks.count_ones() as usize) {
            block
                .iter_mut()
                .zip(row)
                .for_each(|(gain, weight)| *gain *= weight);
        }
        sum.add_block(block);
    };
    if stride < BLOCK {
        // A game of fewer than six players fills one block in part, and zeros change no sum.
        for part in values.chunks(2 * BLOCK) {
            let mut block = [0.0; BLOCK];
            let mut gains = block.iter_mut();
            for pair in part.chunks_exact(2 * stride) {
                let (without, with) = pair.split_at(stride);
                for ((without, with), gain) in without.iter().zip(with).zip(&mut gains) {
                    *gain = with - without;
                }
            }
            add(&mut block);
        }
    } else {
        for pair in values.chunks_exact(2 * stride) {
            let (without, with) = pair.split_at(stride);
            for (without, with) in without.chunks_exact(BLOCK).zip(with.chunks_exact(BLOCK)) {
                let mut block = [0.0; BLOCK];
                for ((without, with), gain) in without.iter().zip(with).zip(&mut block) {
                    *gain = with - without;
                }
                add(&mut block);
            }
        }
    }
    sum.finish()
}

/// A set of players as a mask, and how many have joined; a union joins as one.
type Subset = (usize, usize);

/// Every subset of those who may join, in mask order.
fn subsets(joining: impl Iterator<Item = usize>) -> Vec<Subset> {
    let mut subsets = vec![(0, 0)];
    for joins in joining {
        let half = subsets.len();
        subsets.extend_from_within(..);
        subsets.iter_mut().skip(half).for_each(|(mask, size)| {
            *mask |= joins;
            *size += 1;
        });
    }
    subsets
}

/// The subsets without the one at `position` of `count` that may join, each with the weight of joining it.
fn weigh_without(
    position: usize,
    count: usize,
    subsets: &[Subset],
    weighed: &mut Vec<(usize, f64)>,
) {
    let weights = weights(count);
    weighed.clear();
    for pair in subsets.chunks_exact(2 << position) {
        let without = pair.iter().take(1 << position);
        weighed
            .extend(without.map(|&(mask, size)| (mask, weights.get(size).copied().unwrap_or(0.0))));
    }
}

#[allow(
    clippy::indexing_slicing,
    reason = "masks hold bits of players only, and the table has 2ⁿ entries"
)]
fn owen_of(
    values: &[f64],
    player: usize,
    outside: &[(usize, f64)],
    inside: &[(usize, f64)],
) -> f64 {
    // The number of gains is a power of two: either they fill whole blocks, or all of them part of one.
    let gains = outside.len() * inside.len();
    let mut sum = TreeSum::default();
    for start in (0..gains).step_by(BLOCK) {
        let mut block = std::array::from_fn(|lane| {
            let index = start + lane;
            if index >= gains {
                return 0.0;
            }
            let (outer, outer_weight) = outside[index >> inside.len().ilog2()];
            let (inner, inner_weight) = inside[index & (inside.len() - 1)];
            let mask = outer | inner;
            (values[mask | 1 << player] - values[mask]) * (outer_weight * inner_weight)
        });
        sum.add_block(&mut block);
    }
    sum.finish()
}

/// Adds a power of two of numbers in a perfect binary tree, so that reading them from the other end gives the
/// same bits, and rounding errors grow only with the tree's height.
#[derive(Default)]
struct TreeSum {
    /// Sums of finished subtrees, larger ones first: one for each bit of `blocks`.
    subtrees: Vec<f64>,
    blocks: usize,
}

impl TreeSum {
    /// Uses the block as scratch space.
    fn add_block(&mut self, block: &mut Block) {
        let mut half = BLOCK / 2;
        while half > 0 {
            let (low, high) = block.split_at_mut(half);
            low.iter_mut()
                .zip(high)
                .for_each(|(low, high)| *low += *high);
            half /= 2;
        }
        let [mut sum, ..] = *block;
        for _ in 0..self.blocks.trailing_ones() {
            sum += self.subtrees.pop().unwrap_or(0.0);
        }
        self.subtrees.push(sum);
        self.blocks += 1;
    }

    fn finish(self) -> f64 {
        // Starting from positive zero leaves no negative one.
        self.subtrees
            .iter()
            .rev()
            .fold(0.0, |sum, subtree| sum + subtree)
    }
}

#[cfg(test)]
mod tests {
    use super::weights;

    #[test]
    fn weights_are_symmetric_and_sum_over_all_coalitions_to_one() {
        assert!(weights(0).is_empty());
        assert_eq!(weights(4), [0.25, 1.0 / 12.0, 1.0 / 12.0, 0.25]);
        for players in 1..=super::MAX_PLAYERS {
            let weights = weights(players);
            let bits = weights.iter().map(|weight| weight.to_bits());
            assert!(bits.clone().eq(bits.rev()), "{players}");
            let masks = 0..1_usize << (players - 1);
            let total: f64 = masks.map(|mask| weights[mask.count_ones() as usize]).sum();
            assert!((total - 1.0).abs() < 1e-9, "{players}: {total}");
        }
    }
}
