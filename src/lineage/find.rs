//! Finding a release: by version, requirement, `latest` or alias.

use semver::{Version, VersionReq};

use super::{AliasProblem, Lineage, LineageError, Release};
use crate::{path::printable, time::Time};

/// The name that always means the newest release.
const LATEST: &str = "latest";

impl<I: ?Sized + 'static> Lineage<I> {
    /// Gives a release another name, such as `champion` or `challenger`. A name that is given again moves to the
    /// other release.
    ///
    /// # Errors
    ///
    /// [`LineageError::Alias`] if the name is empty, `latest`, or reads as a version or a requirement, and those of
    /// [`find`](Self::find).
    ///
    /// # Examples
    ///
    /// ```
    /// let lineage = scoreshift::influence::lineage().alias("champion", "1.0.0")?.alias("challenger", "2.0.0")?;
    /// assert_eq!(lineage.find("challenger")?.id().to_string(), "influence 2.0.0");
    /// # Ok::<(), scoreshift::lineage::LineageError>(())
    /// ```
    pub fn alias(mut self, alias: impl Into<String>, release: &str) -> Result<Self, LineageError> {
        self.name_release(&alias.into(), release)?;
        Ok(self)
    }

    pub(super) fn name_release(&mut self, alias: &str, release: &str) -> Result<(), LineageError> {
        let problem = if alias.trim().is_empty() {
            Some(AliasProblem::Empty)
        } else if alias.trim() != alias {
            Some(AliasProblem::Space)
        } else if alias == LATEST {
            Some(AliasProblem::Latest)
        } else if Version::parse(alias).is_ok() || VersionReq::parse(alias).is_ok() {
            Some(AliasProblem::Version)
        } else {
            None
        };
        if let Some(problem) = problem {
            let alias = printable(alias);
            return Err(LineageError::Alias { alias, problem });
        }
        let index = self.position(release)?;
        self.aliases.insert(alias.to_owned(), index);
        Ok(())
    }

    /// The aliases by name, each with its release.
    ///
    /// # Examples
    ///
    /// ```
    /// let lineage = scoreshift::influence::lineage().alias("champion", "^2")?;
    /// let (alias, release) = lineage.aliases().next().ok_or("there is one")?;
    /// assert_eq!((alias, release.id().to_string().as_str()), ("champion", "influence 2.0.0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &Release<I>)> {
        self.aliases
            .iter()
            .filter_map(|(alias, &index)| Some((alias.as_str(), self.releases().nth(index)?)))
    }

    /// The release that is asked for.
    ///
    /// | request | means |
    /// | --- | --- |
    /// | `2.0.0` | exactly this version |
    /// | `latest` | the newest release |
    /// | `champion` | the release that has this [alias](Self::alias) |
    /// | `^2`, `~1.2`, `>=1, <3` | the only release that matches; see [`semver::VersionReq`] |
    ///
    /// Wherever a version is asked for, as in [`at`](crate::at), all of these will do.
    ///
    /// # Errors
    ///
    /// [`LineageError::UnknownVersion`], which lists what there is, and [`LineageError::Ambiguous`] where several
    /// releases match, which lists those: which of them a score comes from must not change with the next release.
    ///
    /// # Examples
    ///
    /// ```
    /// let lineage = scoreshift::influence::lineage();
    /// assert_eq!(lineage.find("^1")?.id().to_string(), "influence 1.0.0");
    /// assert_eq!(lineage.find("latest")?.id(), lineage.latest().id());
    ///
    /// let error = lineage.find(">=1, <3").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`>=1, <3` matches 2 releases of `influence`: 1.0.0, 2.0.0; ask for one of them, or for `latest`",
    /// );
    /// # Ok::<(), scoreshift::lineage::LineageError>(())
    /// ```
    pub fn find(&self, request: &str) -> Result<&Release<I>, LineageError> {
        let index = self.position(request)?;
        let mut releases = self.releases();
        releases.nth(index).ok_or_else(|| self.unknown(request))
    }

    /// The release that holds at a time: the newest one that is not [dated](Release::date) later. One without a date holds
    /// as soon as it is there.
    ///
    /// None where every release is dated later.
    ///
    /// # Examples
    ///
    /// ```
    /// let lineage = scoreshift::influence::lineage();
    /// let held = |day: &str| Ok::<_, scoreshift::time::TimeError>(lineage.in_force(day.parse()?).map(|held| held.id().to_string()));
    ///
    /// assert_eq!(held("2026-11-22")?, None);
    /// assert_eq!(held("2026-11-23")?.as_deref(), Some("influence 2.0.0"));
    /// assert_eq!(held("2026-11-24")?.as_deref(), Some("influence 3.0.0"));
    /// # Ok::<(), scoreshift::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn in_force(&self, time: Time) -> Option<&Release<I>> {
        let holds = |release: &&Release<I>| release.date().is_none_or(|date| date <= time);
        self.releases().rfind(holds)
    }

    /// The release that is announced at a time: the one that will [hold](Self::in_force) next, and from when.
    ///
    /// None where no other release will take the place of the one that holds.
    ///
    /// # Examples
    ///
    /// ```
    /// let lineage = scoreshift::influence::lineage();
    /// let next = |day: &str| {
    ///     let next = lineage.announced(day.parse()?);
    ///     Ok::<_, scoreshift::time::TimeError>(next.map(|(release, day)| format!("{} from {day}", release.id())))
    /// };
    /// assert_eq!(next("2026-11-23")?.as_deref(), Some("influence 3.0.0 from 2026-11-24"));
    /// assert_eq!(next("2026-11-24")?, None);
    /// # Ok::<(), scoreshift::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn announced(&self, time: Time) -> Option<(&Release<I>, Time)> {
        let held = self.in_force(time).map(Release::id);
        let days = self.releases().filter_map(Release::date);
        let mut days: Vec<Time> = days.filter(|day| *day > time).collect();
        days.dedup();
        days.into_iter().find_map(|day| {
            let release = self.in_force(day)?;
            (Some(release.id()) != held).then_some((release, day))
        })
    }

    /// Where in the lineage a release stands.
    pub(crate) fn position(&self, request: &str) -> Result<usize, LineageError> {
        let request = request.trim();
        if let Ok(version) = Version::parse(request) {
            return self
                .releases()
                .position(|release| *release.id().version() == version)
                .ok_or_else(|| self.unknown(request));
        }
        if request == LATEST {
            return Ok(self.releases.older.len());
        }
        if let Some(&index) = self.aliases.get(request) {
            return Ok(index);
        }
        let Ok(requirement) = VersionReq::parse(request) else {
            return Err(self.unknown(request));
        };
        let matches: Vec<(usize, &Version)> = self
            .releases()
            .map(|release| release.id().version())
            .enumerate()
            .filter(|(_, version)| requirement.matches(version))
            .collect();
        match matches.as_slice() {
            [] => Err(self.unknown(request)),
            [(index, _)] => Ok(*index),
            several => Err(LineageError::Ambiguous {
                name: self.name().to_owned(),
                request: printable(request),
                matches: several
                    .iter()
                    .map(|(_, version)| version.to_string())
                    .collect(),
            }),
        }
    }

    fn unknown(&self, request: &str) -> LineageError {
        LineageError::UnknownVersion {
            name: self.name().to_owned(),
            version: printable(request),
            releases: self
                .releases()
                .map(|release| release.id().version().to_string())
                .collect(),
            aliases: self
                .aliases()
                .map(|(alias, release)| {
                    let version = release.id().version();
                    format!("{} ({version})", printable(alias))
                })
                .collect(),
        }
    }
}
