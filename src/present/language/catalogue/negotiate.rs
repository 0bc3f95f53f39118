//! Which of several languages a reader understands best.

use std::borrow::Borrow;

use super::Catalogue;

/// A language that a reader accepts: its tag, and how much it is wanted, in thousandths from 0 to 1000.
struct Accepted<'h> {
    range: &'h str,
    quality: u16,
}

impl Catalogue {
    /// The catalogue that a reader understands best, by the `Accept-Language` header of their request; none where they
    /// accept none of these.
    ///
    /// Ranges are looked up as RFC 4647 (section 3.4) says, the most wanted first: `de-AT` finds `de-AT`, else `de`. A range
    /// also finds a catalogue of one of its countries, `de` finds `de-AT`, where nothing fits better. `*` finds the first
    /// catalogue that is not refused, and a language of quality 0 is refused. Of equal qualities the first in the header
    /// counts. A part of the header that is not well formed is passed over: a browser's mistake is no reader's fault.
    ///
    /// Reading a catalogue takes time; keep those that you have, and choose one for each request.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::present::{Catalogue, Language};
    ///
    /// let catalogues = [Catalogue::shipped("en")?, Catalogue::shipped("de")?, Catalogue::shipped("ar-EG")?];
    /// let tag = |header| Catalogue::negotiate(header, &catalogues).map(Language::tag);
    ///
    /// assert_eq!(tag("de-AT,de;q=0.9,en;q=0.5"), Some("de"));
    /// assert_eq!(tag("fr;q=0.9, en;q=0.3, ar;q=0.4"), Some("ar-EG"));
    /// assert_eq!(tag("en;q=0, *;q=0.1"), Some("de"));
    /// // Nothing that is there: the application decides.
    /// assert_eq!(tag("fr, nl"), None);
    /// # Ok::<(), scoreshift::present::CatalogueError>(())
    /// ```
    #[must_use]
    pub fn negotiate<'c, C: Borrow<Self>>(
        accept_language: &str,
        catalogues: &'c [C],
    ) -> Option<&'c C> {
        let mut accepted: Vec<Accepted<'_>> =
            accept_language.split(',').filter_map(accepted).collect();
        // The order of the header decides between equals: the sort is stable.
        accepted.sort_by_key(|accepted| std::cmp::Reverse(accepted.quality));
        let (wanted, refused): (Vec<_>, Vec<_>) = accepted
            .into_iter()
            .partition(|accepted| accepted.quality > 0);
        let is_refused = |tag: &str| {
            let covers = |refused: &&Accepted<'_>| is_within(tag, refused.range);
            let named = |wanted: &Accepted<'_>| wanted.range.eq_ignore_ascii_case(tag);
            refused.iter().any(|refused| covers(&refused)) && !wanted.iter().any(named)
        };
        let open: Vec<&C> = catalogues
            .iter()
            .filter(|catalogue| !is_refused(&(*catalogue).borrow().tag))
            .collect();
        wanted.iter().find_map(|wanted| found(wanted.range, &open))
    }
}

/// The catalogue for one range, the closest first.
fn found<'c, C: Borrow<Catalogue>>(range: &str, open: &[&'c C]) -> Option<&'c C> {
    if range == "*" {
        return open.first().copied();
    }
    let tag = |catalogue: &&&'c C| (**catalogue).borrow().tag.as_str();
    let mut shorter = range;
    loop {
        let same = open
            .iter()
            .find(|catalogue| tag(catalogue).eq_ignore_ascii_case(shorter));
        if let Some(catalogue) = same {
            return Some(catalogue);
        }
        match shorter.rfind('-') {
            Some(end) => shorter = shorter.get(..end)?,
            None => break,
        }
    }
    open.iter()
        .find(|catalogue| is_within(tag(catalogue), shorter))
        .copied()
}

/// Whether a tag is the range, or one of its scripts or countries.
fn is_within(tag: &str, range: &str) -> bool {
    match tag.get(..range.len()) {
        Some(start) if start.eq_ignore_ascii_case(range) => {
            matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
        }
        _ => false,
    }
}

/// One part of the header; none where it is not well formed.
fn accepted(part: &str) -> Option<Accepted<'_>> {
    let (range, weight) = match part.split_once(';') {
        Some((range, weight)) => (range.trim(), Some(weight.trim())),
        None => (part.trim(), None),
    };
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if range != "*" && !range.split('-').all(is_subtag) {
        return None;
    }
    let quality = match weight {
        Some(weight) => quality(weight)?,
        None => 1000,
    };
    Some(Accepted { range, quality })
}

/// `q=0.8` in thousandths, as RFC 9110 (section 12.4.2) writes it: at most three decimals, at most 1.
fn quality(weight: &str) -> Option<u16> {
    let (name, value) = weight.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let value = value.trim();
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}
