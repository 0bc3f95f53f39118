//! Who may ask what. One key signs everything: a token of a role, and a person's link to their own score.

use hmac::{Hmac, Mac as _};
use scoreshift::present::Audience;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The key that tokens and links are made with.
pub(crate) struct Key(pub(crate) [u8; 64]);

impl Key {
    /// The token of an agent, who works for a tenant, or of an auditor, who checks it. A service of yours has tokens that
    /// can be taken back one by one; what matters here is how they are compared.
    pub(crate) fn token(&self, tenant: &str, role: Audience) -> String {
        hex(&self.sign(&["token", tenant, &format!("{role:?}")]).finalize().into_bytes())
    }

    /// Which role a token gives with a tenant. Each comparison takes the same time, wherever the two differ.
    pub(crate) fn role(&self, tenant: &str, token: &str) -> Option<Audience> {
        let equal = |role: &Audience| bool::from(self.token(tenant, *role).as_bytes().ct_eq(token.as_bytes()));
        [Audience::Agent, Audience::Auditor].into_iter().find(equal)
    }

    /// What a person's link ends with: until when it is good, in seconds since 1970, and the signature.
    pub(crate) fn link(&self, tenant: &str, subject: &str, expires: u64) -> String {
        let signed = self.sign(&["link", tenant, subject, &expires.to_string()]);
        format!("{expires}.{}", hex(&signed.finalize().into_bytes()))
    }

    /// Whether a link is good for this subject at a time. That it has expired is only said of one that is genuine.
    pub(crate) fn admits(&self, tenant: &str, subject: &str, link: &str, now: u64) -> Result<(), &'static str> {
        let genuine = || {
            let (expires, signature) = link.split_once('.')?;
            // Compared in constant time.
            self.sign(&["link", tenant, subject, expires]).verify_slice(&unhex(signature)?).ok()?;
            expires.parse::<u64>().ok()
        };
        match genuine() {
            None => Err("this link is not good for this page"),
            Some(expires) if expires <= now => Err("this link has expired"),
            Some(_) => Ok(()),
        }
    }

    /// Each part with its length before it, so that no two lists of parts are signed alike.
    fn sign(&self, parts: &[&str]) -> Hmac<Sha256> {
        let mut signed = Hmac::<Sha256>::new(&self.0.into());
        for part in parts {
            signed.update(&(part.len() as u64).to_be_bytes());
            signed.update(part.as_bytes());
        }
        signed
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(four.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    digits?
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect()
}
