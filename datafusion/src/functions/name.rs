//! What functions are called.

/// Digits of a fingerprint in a name: enough to tell builds apart, few enough to read.
pub(super) const DIGITS: usize = 6;

/// The name as an SQL identifier that needs no quotes; none where nothing of it is left.
pub(super) fn identifier(name: &str) -> Option<String> {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            // As SQL without quotes: only ASCII letters lose their case.
            text.push(c.to_ascii_lowercase());
        } else if !text.ends_with('_') {
            text.push('_');
        }
    }
    let text = text.trim_matches('_');
    match text.chars().next() {
        None => None,
        Some(first) if first.is_alphabetic() => Some(text.to_owned()),
        Some(_) => Some(format!("_{text}")),
    }
}

/// A version or an alias, inside a name.
pub(super) fn part(text: &str) -> Option<String> {
    identifier(text).map(|text| text.trim_start_matches('_').to_owned())
}

/// What a function says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The score, in points.
    Score,
    /// Why there is no score.
    Failure,
    /// The move, in micro-points.
    Delta,
    /// The explanation, as JSON.
    Explain,
    /// The code of the reason that moved the score most.
    Reason,
    /// Both scores, or why there is none.
    Moves,
    /// The same, and what each named change did.
    MovesByChange,
    /// The report of a study: an aggregate.
    Report,
}

impl Kind {
    pub(super) const OF_ONE: [Self; 2] = [Self::Score, Self::Failure];
    pub(super) const OF_TWO: [Self; 6] = [
        Self::Delta,
        Self::Explain,
        Self::Reason,
        Self::Moves,
        Self::MovesByChange,
        Self::Report,
    ];

    /// What stands behind the versions.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Score => "",
            Self::Failure => "_failure",
            Self::Delta => "_delta",
            Self::Explain => "_explain",
            Self::Reason => "_reason",
            Self::Moves => "_moves",
            Self::MovesByChange => "_moves_by_change",
            Self::Report => "_impact",
        }
    }

    /// Whether what it says depends on the named changes as well, and not on the two scores alone.
    pub(super) const fn by_change(self) -> bool {
        matches!(
            self,
            Self::Explain | Self::Reason | Self::MovesByChange | Self::Report
        )
    }

    /// Whether there is a second function, `try_…`, that gives NULL where this one stops.
    pub(super) const fn stops(self) -> bool {
        matches!(
            self,
            Self::Score | Self::Delta | Self::Explain | Self::Reason
        )
    }

    /// Whether it gives several things at once.
    pub(super) const fn is_composed(self) -> bool {
        matches!(self, Self::Moves | Self::MovesByChange)
    }
}

/// The name of a function whose fingerprints are left out, and where they stand.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// What stands before, between and behind the fingerprints.
    pub(super) around: Vec<String>,
}

impl Template {
    /// The fingerprints that a name has in the places of this one's.
    pub(super) fn fingerprints<'n>(&self, name: &'n str) -> Option<Vec<&'n str>> {
        let (first, rest) = self.around.split_first()?;
        let mut name = name.strip_prefix(first.as_str())?;
        let mut found = Vec::new();
        for text in rest {
            let (digits, behind) = name.split_at_checked(DIGITS)?;
            if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            found.push(digits);
            name = behind.strip_prefix(text.as_str())?;
        }
        name.is_empty().then_some(found)
    }

    /// The name with these fingerprints.
    pub(super) fn with(&self, fingerprints: &[&str]) -> String {
        let mut digits = fingerprints.iter();
        let mut name = String::new();
        for (at, text) in self.around.iter().enumerate() {
            if at > 0 {
                name.push_str(digits.next().copied().unwrap_or_default());
            }
            name.push_str(text);
        }
        name
    }
}
