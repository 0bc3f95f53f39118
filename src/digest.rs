//! SHA-256 as people and files write it.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, as hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What is hashed, as JSON.
#[expect(
    clippy::expect_used,
    reason = "a Serialize of this crate refuses nothing, all keys are text, and memory takes what is written: whatever is \
              hashed has a form, and an empty text instead would be the hash of something else"
)]
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("what is hashed has a form in JSON")
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that lower-case hexadecimal digits stand for.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| {
            c.to_digit(16)
                .filter(|_| !c.is_ascii_uppercase())
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    (digits.len() == 64).then(|| bytes.try_into().ok())?
}
