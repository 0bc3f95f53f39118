//! Numbers as whole numbers that sort alike, so that the least one is found among whole numbers.

/// As [`f64::total_cmp`] sorts.
#[allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "bits")]
pub(super) fn sortable(number: f64) -> i64 {
    flip(number.to_bits() as i64)
}

/// The number that was made [`sortable`].
#[allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "bits")]
pub(super) fn number(sortable: i64) -> f64 {
    f64::from_bits(flip(sortable) as u64)
}

/// Turns the order of negative numbers; twice, it is as before.
#[allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "bits")]
fn flip(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}
