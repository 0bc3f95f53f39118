//! The name that somebody may have meant.

/// The known name that is most like the given one; none where none is like it.
///
/// Names are alike where at most a third of the longer one has to be inserted, removed or replaced (Levenshtein 1966);
/// capitals and what stands between words make no difference.
pub(super) fn nearest<'n>(
    given: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    // Nobody misspells a name of a thousand letters, and the distance takes the product of both lengths.
    const LONGEST: usize = 64;
    let letters = |name: &str| -> Vec<char> {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).take(LONGEST).collect()
    };
    let given = letters(given);
    let near = known.into_iter().filter_map(|name| {
        let letters = letters(name);
        let distance = distance(&given, &letters);
        (3 * distance <= given.len().max(letters.len())).then_some((distance, name))
    });
    near.min().map(|(_, name)| name)
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, &above) in b.iter().zip(row.iter().skip(1)) {
            left = (before + usize::from(x != y)).min(above + 1).min(left + 1);
            before = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_name_is_found_by_what_was_mistyped_in_it() {
        let known = ["points_per_ppm", "by_area", "outside"];
        for (given, meant) in [
            ("points_per_pm", Some("points_per_ppm")),
            ("byarea", Some("by_area")),
            ("Outside", Some("outside")),
            ("By Area", Some("by_area")),
            ("pointsPerPPM", Some("points_per_ppm")),
            ("by_area", Some("by_area")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
    }
}
