//! Laws of Shapley and Owen values, against a reference in rational numbers.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests of small, exact cases, helpers included"
)]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use scoreshift::attribution::{GameError, MAX_PLAYERS, owen, shapley};

const TOLERANCE: f64 = 1e-14;

/// The worth of a game with up to `players` players: dyadic numbers, exact in both kinds of arithmetic.
fn game(players: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Vec<f64>> {
    players.prop_flat_map(|players| {
        let worth =
            (-1_000_000_i32..1_000_000, 0_i32..30).prop_map(|(n, e)| f64::from(n) / 2_f64.powi(e));
        prop::collection::vec(worth, 1 << players)
    })
}

/// A game and a union's number for each player.
fn game_with_unions(most: u32) -> impl Strategy<Value = (Vec<f64>, Vec<Vec<usize>>)> {
    game(0..=most).prop_flat_map(|game| {
        let players = game.len().ilog2() as usize;
        (
            Just(game),
            prop::collection::vec(0..players.max(1), players),
        )
            .prop_map(move |(game, number)| {
                let members = |union| {
                    (0..players)
                        .filter(|&p| number[p] == union)
                        .collect::<Vec<_>>()
                };
                let unions = (0..players)
                    .map(members)
                    .filter(|union| !union.is_empty())
                    .collect();
                (game, unions)
            })
    })
}

/// Textbook: the mean over all orders in which unions, and members within a union, stay together.
fn owen_by_definition(values: &[f64], unions: &[Vec<usize>]) -> Vec<f64> {
    let players = values.len().ilog2() as usize;
    let factorial = |n: u32| (1..=n).map(BigInt::from).product::<BigInt>();
    let weight =
        |n: u32, s: u32| BigRational::new(factorial(s) * factorial(n - 1 - s), factorial(n));
    let mask = |members: &[usize]| members.iter().map(|&p| 1_usize << p).sum::<usize>();
    let mut result = vec![0.0; players];
    for (k, union) in unions.iter().enumerate() {
        for &player in union {
            let others: Vec<usize> = union.iter().copied().filter(|&p| p != player).collect();
            let mut value = BigRational::zero();
            for outer in (0_usize..1 << unions.len()).filter(|outer| outer & 1 << k == 0) {
                let joined: usize = (0..unions.len())
                    .filter(|u| outer & 1 << u != 0)
                    .map(|u| mask(&unions[u]))
                    .sum();
                for inner in 0_usize..1 << others.len() {
                    let with: Vec<usize> = (0..others.len())
                        .filter(|i| inner & 1 << i != 0)
                        .map(|i| others[i])
                        .collect();
                    let base = joined | mask(&with);
                    let gain = BigRational::from_float(values[base | 1 << player]).unwrap()
                        - BigRational::from_float(values[base]).unwrap();
                    value += gain
                        * weight(u32::try_from(unions.len()).unwrap(), outer.count_ones())
                        * weight(u32::try_from(union.len()).unwrap(), inner.count_ones());
                }
            }
            result[player] = value.to_f64().unwrap();
        }
    }
    result
}

fn shapley_by_definition(values: &[f64]) -> Vec<f64> {
    owen_by_definition(values, &[(0..values.len().ilog2() as usize).collect()])
}

fn largest(values: &[f64]) -> f64 {
    values
        .iter()
        .fold(f64::MIN_POSITIVE, |largest, value| largest.max(value.abs()))
}

fn assert_close(actual: &[f64], expected: &[f64], scale: f64) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert!(
            (actual - expected).abs() <= TOLERANCE * scale,
            "{actual} is not {expected}"
        );
    }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Zero has no sign in a result, so −0 is made +0 here too.
fn negated_bits(values: &[f64]) -> Vec<u64> {
    values
        .iter()
        .map(|value| (-value + 0.0).to_bits())
        .collect()
}

fn reversed(values: &[f64]) -> Vec<f64> {
    values.iter().rev().copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn shapley_values_are_those_of_the_definition(game in game(0..=7)) {
        assert_close(&shapley(&game).unwrap(), &shapley_by_definition(&game), largest(&game));
    }

    #[test]
    fn owen_values_are_those_of_the_definition((game, unions) in game_with_unions(7)) {
        assert_close(&owen(&game, &unions).unwrap(), &owen_by_definition(&game, &unions), largest(&game));
    }

    #[test]
    fn values_add_up_to_the_worth_of_all((game, unions) in game_with_unions(9)) {
        let move_of_all = game[game.len() - 1] - game[0];
        for values in [shapley(&game).unwrap(), owen(&game, &unions).unwrap()] {
            prop_assert!((values.iter().sum::<f64>() - move_of_all).abs() <= 10.0 * TOLERANCE * largest(&game));
        }
    }

    #[test]
    fn the_reversed_game_negates_every_value_bit_for_bit((game, unions) in game_with_unions(10)) {
        let back = reversed(&game);
        prop_assert_eq!(bits(&shapley(&back).unwrap()), negated_bits(&shapley(&game).unwrap()));
        prop_assert_eq!(bits(&owen(&back, &unions).unwrap()), negated_bits(&owen(&game, &unions).unwrap()));
    }

    #[test]
    fn a_player_without_influence_gets_exactly_zero((game, unions) in game_with_unions(9), null in 0_usize..9) {
        let players = game.len().ilog2() as usize;
        prop_assume!(players > 0);
        let null = null % players;
        let game: Vec<f64> = (0..game.len()).map(|mask| game[mask & !(1 << null)]).collect();
        prop_assert_eq!(shapley(&game).unwrap()[null].to_bits(), 0);
        prop_assert_eq!(owen(&game, &unions).unwrap()[null].to_bits(), 0);
    }

    #[test]
    fn players_who_are_worth_the_same_get_the_same(game in game(2..=8)) {
        let swap = |mask: usize| mask & !3 | (mask & 1) << 1 | (mask & 2) >> 1;
        let game: Vec<f64> = (0..game.len()).map(|mask| game[mask.min(swap(mask))]).collect();
        let values = shapley(&game).unwrap();
        prop_assert_eq!(values[0].to_bits(), values[1].to_bits());
    }

    #[test]
    fn unions_of_one_and_one_union_of_all_are_shapley_bit_for_bit(game in game(0..=9)) {
        let players = game.len().ilog2() as usize;
        let values = bits(&shapley(&game).unwrap());
        let single: Vec<Vec<usize>> = (0..players).rev().map(|player| vec![player]).collect();
        prop_assert_eq!(&bits(&owen(&game, &single).unwrap()), &values);
        let all = [(0..players).rev().collect::<Vec<_>>()];
        prop_assert_eq!(&bits(&owen(&game, &all).unwrap()), &values);
    }

    #[test]
    fn the_order_of_unions_and_members_changes_no_bit((game, unions) in game_with_unions(8)) {
        let mut other = unions.clone();
        other.reverse();
        for union in &mut other {
            union.reverse();
        }
        other.push(vec![]);
        prop_assert_eq!(bits(&owen(&game, &other).unwrap()), bits(&owen(&game, &unions).unwrap()));
    }

    #[test]
    fn a_union_gets_what_it_would_as_one_player((game, unions) in game_with_unions(8)) {
        let mask = |union: &Vec<usize>| union.iter().map(|&p| 1_usize << p).sum::<usize>();
        let masks: Vec<usize> = unions.iter().map(mask).collect();
        let quotient: Vec<f64> = (0_usize..1 << unions.len())
            .map(|outer| game[(0..masks.len()).filter(|k| outer & 1 << k != 0).map(|k| masks[k]).sum::<usize>()])
            .collect();
        let values = owen(&game, &unions).unwrap();
        let sums: Vec<f64> = unions.iter().map(|union| union.iter().map(|&p| values[p]).sum()).collect();
        assert_close(&sums, &shapley(&quotient).unwrap(), 8.0 * largest(&game));
    }
}

#[test]
fn ten_players_match_the_definition() {
    let mut state = 1_u64;
    let game: Vec<f64> = (0..1024)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            f64::from((state >> 32) as u32) / 65_536.0 - 30_000.0
        })
        .collect();
    assert_close(
        &shapley(&game).unwrap(),
        &shapley_by_definition(&game),
        largest(&game),
    );
}

#[test]
fn worths_are_taken_up_to_half_of_the_largest_number_and_not_a_bit_further() {
    let most = f64::MAX / 2.0;
    for sign in [1.0, -1.0] {
        assert_eq!(shapley(&[0.0, sign * most]), Ok(vec![sign * most]));
        let beyond = sign * f64::from_bits(most.to_bits() + 1);
        assert_eq!(
            shapley(&[0.0, beyond]),
            Err(GameError::TooLarge {
                mask: 1,
                value: beyond
            })
        );
    }
}

#[test]
fn a_large_game_with_a_known_answer() {
    // Every player's own points, a vote that a majority wins, and a bonus of players 3, 7 and 19 together.
    let own = |player: usize| (player as f64 - 7.0) / 8.0;
    let bonus = 1 << 3 | 1 << 7 | 1 << 19;
    let game: Vec<f64> = (0_usize..1 << MAX_PLAYERS)
        .map(|mask| {
            let points: f64 = (0..MAX_PLAYERS)
                .filter(|p| mask & 1 << p != 0)
                .map(own)
                .sum();
            let vote = if mask.count_ones() > 10 { 3.0 } else { 0.0 };
            points + vote + if mask & bonus == bonus { 6.0 } else { 0.0 }
        })
        .collect();
    let expected: Vec<f64> = (0..MAX_PLAYERS)
        .map(|player| own(player) + 0.15 + if bonus & 1 << player != 0 { 2.0 } else { 0.0 })
        .collect();
    let values = shapley(&game).unwrap();
    assert_close(&values, &expected, largest(&game));
    assert_eq!(
        bits(&shapley(&reversed(&game)).unwrap()),
        negated_bits(&values)
    );
}

#[test]
fn no_players_share_nothing() {
    assert_eq!(shapley(&[5.0]), Ok(vec![]));
    assert_eq!(owen::<[usize; 1]>(&[5.0], &[]), Ok(vec![]));
}

#[test]
fn a_table_that_is_not_a_game_is_refused() {
    for length in [0, 3, 5, 7, 1000] {
        assert_eq!(
            shapley(&vec![0.0; length]),
            Err(GameError::Length { length })
        );
    }
    assert_eq!(
        shapley(&vec![0.0; 1 << 21]),
        Err(GameError::TooManyPlayers { players: 21 })
    );
    assert_eq!(
        shapley(&[0.0, 1.0, f64::INFINITY, f64::NAN]),
        Err(GameError::NotFinite {
            mask: 2,
            value: f64::INFINITY
        })
    );
    assert!(matches!(
        shapley(&[f64::NAN]),
        Err(GameError::NotFinite { mask: 0, .. })
    ));
    assert_eq!(
        shapley(&[0.0, -f64::MAX]),
        Err(GameError::TooLarge {
            mask: 1,
            value: -f64::MAX
        })
    );
    let error = shapley(&[0.0, 0.0, f64::NEG_INFINITY, 0.0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the worth of coalition 0b10 is -inf, not a finite number"
    );
}

#[test]
fn unions_that_are_not_a_partition_are_refused() {
    let game = [0.0; 8];
    for (unions, error) in [
        (vec![vec![0, 1]], GameError::MissingPlayer { player: 2 }),
        (
            vec![vec![0, 1], vec![1, 2]],
            GameError::RepeatedPlayer { player: 1 },
        ),
        (
            vec![vec![0, 0], vec![1, 2]],
            GameError::RepeatedPlayer { player: 0 },
        ),
        (
            vec![vec![0, 1, 2, 3]],
            GameError::UnknownPlayer {
                player: 3,
                players: 3,
            },
        ),
        (vec![], GameError::MissingPlayer { player: 0 }),
    ] {
        assert_eq!(owen(&game, &unions), Err(error));
    }
}

#[test]
#[ignore = "a measurement, to be run in release"]
fn sixteen_players_take_well_under_three_milliseconds() {
    #[allow(clippy::disallowed_methods, reason = "a measurement")]
    let now = std::time::Instant::now;
    for players in [8_u32, 12, 16, 20] {
        let game: Vec<f64> = (0..1_u32 << players)
            .map(|mask| f64::from(mask.wrapping_mul(2_654_435_761)))
            .collect();
        let unions: Vec<Vec<usize>> = (0..players as usize).map(|p| vec![p]).collect();
        let start = now();
        let sum: f64 = shapley(&game).unwrap().iter().sum();
        let middle = now();
        let other: f64 = owen(&game, &unions).unwrap().iter().sum();
        println!(
            "{players}: shapley {:?} owen {:?} ({sum} {other})",
            middle - start,
            middle.elapsed()
        );
    }
}
