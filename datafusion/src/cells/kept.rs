//! Rows that are named in a report, as bytes whose order is the one in which they are kept.

use std::cmp::Ordering;

use scoreshift::score;

/// A move of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move<'b> {
    pub(crate) key: &'b str,
    pub(crate) before: f64,
    pub(crate) after: f64,
}

impl Move<'_> {
    pub(super) fn moved(&self) -> f64 {
        self.after - self.before
    }

    /// In millionths of a point; the largest number where a score has none.
    fn size(&self) -> u64 {
        match [self.before, self.after].map(score::micro) {
            [Ok(before), Ok(after)] => after.abs_diff(before),
            _ => u64::MAX,
        }
    }

    /// As the core orders [movers](scoreshift::impact::Mover::farthest_first), which own their keys.
    pub(super) fn farthest_first(&self, other: &Self) -> Ordering {
        other
            .size()
            .cmp(&self.size())
            .then_with(|| self.key.cmp(other.key))
            .then(self.before.total_cmp(&other.before))
            .then(self.after.total_cmp(&other.after))
    }
}

/// A row that a report may name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'r> {
    /// One that moved: the farthest come first, ties by key, by the score before and by the score after.
    Moved(Move<'r>),
    /// One of which something is said: by key and by what is said.
    Said { key: &'r str, reason: &'r str },
}

impl Row<'_> {
    pub(crate) fn bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self {
            Row::Moved(moved) => {
                // The farthest first.
                let near = !moved.size();
                bytes.extend(near.to_be_bytes());
                text(&mut bytes, moved.key);
                bytes.extend(ordered(moved.before).to_be_bytes());
                bytes.extend(ordered(moved.after).to_be_bytes());
            }
            Row::Said { key, reason } => {
                text(&mut bytes, key);
                text(&mut bytes, reason);
            }
        }
        bytes
    }
}

/// Key, score before and score after of a row that [moved](Row::Moved).
pub(crate) fn moved(bytes: &[u8]) -> Option<(String, f64, f64)> {
    let (_near, rest) = bytes.split_first_chunk::<8>()?;
    let (key, rest) = take_text(rest)?;
    let (before, rest) = rest.split_first_chunk()?;
    let (after, rest) = rest.split_first_chunk()?;
    let score = |bytes: &[u8; 8]| number(u64::from_be_bytes(*bytes));
    rest.is_empty().then(|| (key, score(before), score(after)))
}

/// Key and reason of a row of which something is [said](Row::Said).
pub(crate) fn said(bytes: &[u8]) -> Option<(String, String)> {
    let (key, rest) = take_text(bytes)?;
    let (reason, rest) = take_text(rest)?;
    rest.is_empty().then_some((key, reason))
}

const SIGN: u64 = 1 << 63;

/// Bits in the order of [`f64::total_cmp`].
fn ordered(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

fn number(ordered: u64) -> f64 {
    let bits = if ordered & SIGN == 0 {
        !ordered
    } else {
        ordered & !SIGN
    };
    f64::from_bits(bits)
}

/// Bytes of UTF-8 end at 0xF4, so one can be added to each; then nothing in a text is below its end.
fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(text.bytes().map(|byte| byte.saturating_add(1)));
    bytes.push(0);
}

fn take_text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    let (text, rest) = bytes.split_at_checked(end)?;
    let text = text.iter().map(|byte| byte.wrapping_sub(1)).collect();
    Some((String::from_utf8(text).ok()?, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};
    use scoreshift::impact::Mover;

    use super::{Move, Row, moved, said};

    fn key() -> impl Strategy<Value = String> {
        select(vec![
            "",
            "a",
            "a\0",
            "a\0b",
            "ab",
            "ä",
            "\u{10ffff}",
            "\u{1}",
        ])
        .prop_map(Into::into)
    }

    fn score() -> impl Strategy<Value = f64> {
        prop_oneof![
            select(vec![0.0, -0.0, 1.0, -1.0, 5e-324, 100.0, 1e99, f64::NAN]),
            // By a tenth, though not in binary.
            (0_i8..20).prop_map(|tenths| f64::from(tenths) / 10.0),
            -1e8..1e8_f64
        ]
    }

    fn moving((key, before, after): &(String, f64, f64)) -> Move<'_> {
        Move {
            key,
            before: *before,
            after: *after,
        }
    }

    proptest! {
        #[test]
        fn bytes_are_in_the_order_of_movers(
            one in (key(), score(), score()),
            other in (key(), score(), score()),
        ) {
            let bytes = |of| Row::Moved(moving(of)).bytes();
            let mover = |(key, before, after): &(String, f64, f64)| Mover::new(key.as_str(), *before, *after);
            prop_assert_eq!(bytes(&one).cmp(&bytes(&other)), mover(&one).farthest_first(&mover(&other)));
            prop_assert_eq!(
                moving(&one).farthest_first(&moving(&other)),
                mover(&one).farthest_first(&mover(&other))
            );
            let (key, before, after) = one.clone();
            let read = moved(&bytes(&one)).map(|(key, before, after)| (key, before.to_bits(), after.to_bits()));
            prop_assert_eq!(read, Some((key, before.to_bits(), after.to_bits())));
        }

        #[test]
        fn bytes_are_in_the_order_of_key_and_reason(one in (key(), key()), other in (key(), key())) {
            let bytes = |(key, reason): &(String, String)| Row::Said { key, reason }.bytes();
            prop_assert_eq!(bytes(&one).cmp(&bytes(&other)), one.cmp(&other));
            prop_assert_eq!(said(&bytes(&one)), Some(one));
        }

        #[test]
        fn other_bytes_are_none_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some((key, reason)) = said(&bytes) {
                prop_assert_eq!(Row::Said { key: &key, reason: &reason }.bytes(), bytes.clone());
            }
            let _ = moved(&bytes);
        }
    }
}
