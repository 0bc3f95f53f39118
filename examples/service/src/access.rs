//! Who may ask what. One key signs everything: a token of a role, and a person's link to their own score.

use std::{fs, io::Write as _, path::Path};

use hmac::{Hmac, Mac as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use scoreshift::{present::Audience, time::Time};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tempfile::NamedTempFile;

use crate::problem::Failure;

/// The key that passes are signed with.
pub(crate) struct Key(Hmac<Sha256>);

/// What its bearer may ask until when: a token, or the end of a link. A service of yours has tokens that can be taken back
/// one by one; what matters here is how they are compared.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pass {
    pub(crate) tenant: String,
    /// About whom; without one, about everybody.
    pub(crate) subject: Option<String>,
    pub(crate) role: Audience,
    pub(crate) until: Time,
}

impl Key {
    /// The key of a folder, made at the first start, whole or not at all; nobody else may read it.
    pub(crate) fn of(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("key");
        if !path.exists() {
            let mut bytes = [0; 64];
            getrandom::fill(&mut bytes)?;
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(&bytes)?;
            file.persist(&path)?;
        }
        let bytes = <[u8; 64]>::try_from(fs::read(&path)?);
        let bytes = bytes.map_err(|_| format!("{} is no key of 64 bytes", path.display()))?;
        Ok(Self(Hmac::new(&bytes.into())))
    }

    pub(crate) fn sign(&self, pass: &Pass) -> serde_json::Result<String> {
        let text = serde_json::to_vec(pass)?;
        let signature = self.0.clone().chain_update(&text).finalize().into_bytes();
        Ok(format!("{}.{}", hex::encode(text), hex::encode(signature)))
    }

    /// Where a pass leads to: the page of its subject.
    pub(crate) fn link(&self, pass: &Pass) -> serde_json::Result<String> {
        let subject = pass.subject.as_deref().unwrap_or_default();
        let subject = utf8_percent_encode(subject, NON_ALPHANUMERIC);
        let (tenant, signed) = (&pass.tenant, self.sign(pass)?);
        Ok(format!("/v1/{tenant}/subjects/{subject}/scores?link={signed}"))
    }

    /// What a signed pass allows. That it has expired is only said of one that is genuine.
    pub(crate) fn read(&self, signed: &str, now: Time) -> Result<Pass, &'static str> {
        let genuine = || {
            let (text, signature) = signed.split_once('.')?;
            let (text, signature) = (hex::decode(text).ok()?, hex::decode(signature).ok()?);
            let expected = self.0.clone().chain_update(&text);
            // It takes the same time wherever the two differ.
            expected.verify_slice(&signature).ok()?;
            serde_json::from_slice::<Pass>(&text).ok()
        };
        let pass = genuine().ok_or("this token or link is not genuine")?;
        if now < pass.until { Ok(pass) } else { Err("this token or link has expired") }
    }
}
