//! What is to be found out about a population, and the run over it.

use std::{convert::Infallible, fmt, sync::Arc};

use super::{
    Bands, Gate, Impact, ImpactError, Mode, PreparedStudy, ReadError, Setup,
    run::Run,
    told::{self, Explained, Explainer},
    why::Changing,
};
use crate::{
    corpus::NamedInput,
    lineage::{Lineage, LineageError},
    model::{AnyModel, ScoringModel},
    score::{self, Scale},
};

/// How many subjects lie between two reports of progress.
const PROGRESS: u64 = 16_384;

/// What to find out about the move of a population from one version to another; [`run`](Self::run) finds it out.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Network, Profile};
///
/// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
/// let people = [("ann", profile(12)?), ("bob", profile(80)?)];
///
/// let impact = influence::lineage()
///     .impact("1.0.0", "2.0.0")?
///     .by_change()
///     .run(&people)?;
/// println!("{impact}");
/// assert_eq!(impact.whole().scored().subjects, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Study<I: ?Sized> {
    before: AnyModel<I>,
    after: AnyModel<I>,
    /// The lineage, and where the two releases stand in it.
    lineage: Option<(Lineage<I>, usize, usize)>,
    wants_changes: bool,
    places: Option<usize>,
    mode: Mode,
    resolution: Option<f64>,
    bands: Option<Bands>,
    falls: Vec<f64>,
    rises: Vec<f64>,
    movers: usize,
    failures: usize,
    segments: usize,
    pub(super) stop: bool,
    pub(super) keep: Option<Keep<I>>,
    progress: Option<Progress>,
}

type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// How the inputs of movers are kept, to be explained.
type Keep<I> = fn(&I, &Arc<Explainer<I>>) -> Arc<dyn Explained>;

impl<I: ?Sized + 'static> Lineage<I> {
    /// What a release does to a population, against another release: the beginning of a [`Study`].
    ///
    /// Releases are asked for as in [`find`](Self::find): by number or by alias.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    ///
    /// # Examples
    ///
    /// See [`Study`].
    pub fn impact(&self, before: &str, after: &str) -> Result<Study<I>, LineageError> {
        let (from, to) = (self.position(before)?, self.position(after)?);
        let models = (self.find(before)?.model(), self.find(after)?.model());
        let mut study = Study::of(models.0.clone(), models.1.clone());
        study.lineage = Some((self.clone(), from, to));
        Ok(study)
    }
}

impl<I: ?Sized + 'static> Study<I> {
    /// Any two models of one input type, without named changes between them.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::impact::Study;
    /// use scoreshift::influence::{EqualNetworkWeight, FollowerWeighted, Network, Profile};
    ///
    /// let study = Study::between(FollowerWeighted::default(), EqualNetworkWeight::default());
    /// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
    /// assert_eq!(study.run([("ann", ann)])?.whole().exactly().down.subjects, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between<A, B>(before: A, after: B) -> Self
    where
        A: ScoringModel<Input = I> + Send + Sync + 'static,
        B: ScoringModel<Input = I> + Send + Sync + 'static,
    {
        Self::of(AnyModel::new(before), AnyModel::new(after))
    }

    fn of(before: AnyModel<I>, after: AnyModel<I>) -> Self {
        Self {
            before,
            after,
            lineage: None,
            wants_changes: false,
            places: None,
            mode: Mode::Streaming,
            resolution: None,
            bands: None,
            falls: Vec::new(),
            rises: Vec::new(),
            movers: 10,
            failures: 100,
            segments: 1000,
            stop: false,
            keep: None,
            progress: None,
        }
    }

    /// Keeps both scores of every subject, for exact figures and rank statistics; see [`Mode::Exact`].
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.mode = Mode::Exact;
        self
    }

    /// How finely streamed quantiles are told, in points: from a millionth up to 0.01, or up to the default. That is 0.01;
    /// finer where the scale is shorter than 100 points or shows more digits, and coarser where it is longer than 100,000
    /// points, or shows so many digits that bins would take too much memory: then a ten millionth of the scale.
    #[must_use]
    pub fn resolution(mut self, points: f64) -> Self {
        self.resolution = Some(points);
        self
    }

    /// Measures what each named change did to the population: exact Shapley values for every subject, which take up to
    /// 2ᵐ scores for m changes instead of two.
    ///
    /// They are those of [`Lineage::explain`], to the micro-point. Has no effect on two models without a lineage.
    #[must_use]
    pub fn by_change(mut self) -> Self {
        self.wants_changes = true;
        self
    }

    /// Measures what happened at each place, told apart by the first `depth` segments of its name, such as 1 for
    /// `Twitter` and 2 for `Twitter.reactions`; and what each named change did.
    ///
    /// Every subject is explained in full, which takes some hundred times as long as scoring it, and memory for every
    /// place that occurs.
    #[must_use]
    pub fn by_place(mut self, depth: usize) -> Self {
        self.wants_changes = true;
        self.places = Some(depth.max(1));
        self
    }

    /// The bands, such as grades, whose crossings are counted; see [`Bands`]. Streaming, their thresholds are also
    /// those that can be [rebased](Impact::rebase).
    ///
    /// Without this they are those of the two versions' [scales](Scale::bands), where both have bands of the same names:
    /// each version's scores are held against its own limits.
    #[must_use]
    pub fn bands(mut self, bands: Bands) -> Self {
        self.bands = Some(bands);
        self
    }

    /// Counts the subjects that fall by more than each of these numbers of points. Falls are counted in millionths of a
    /// point: one from 0.9 to 0.7 is not more than 0.2.
    #[must_use]
    pub fn count_falls(mut self, points: impl IntoIterator<Item = f64>) -> Self {
        self.falls.extend(points);
        self
    }

    /// Counts the subjects that rise by more than each of these numbers of points, as
    /// [`count_falls`](Self::count_falls).
    #[must_use]
    pub fn count_rises(mut self, points: impl IntoIterator<Item = f64>) -> Self {
        self.rises.extend(points);
        self
    }

    /// Measures what a gate asks about: its bounds on falls and rises are counted.
    #[must_use]
    pub fn measuring(self, gate: &Gate) -> Self {
        let (falls, rises) = gate.bounds();
        self.count_falls(falls).count_rises(rises)
    }

    /// How many of the subjects that rose and fell most are kept, in all and for each segment; 10 by default.
    #[must_use]
    pub fn movers(mut self, most: usize) -> Self {
        self.movers = most;
        self
    }

    /// Explains the subjects that moved most, in full.
    ///
    /// Their inputs are cloned while they are among the movers, and each is explained once, at the end of the run. Of
    /// subjects that are alike in key and scores, each is explained by its own input, and those are kept whose
    /// explanations come first as text: such are explained when they meet. The explanations are in [`Mover::explanation`](super::Mover::explanation) and in the JSON; the printed tables have no
    /// room for them.
    #[must_use]
    pub fn explain_movers(mut self) -> Self
    where
        I: ToOwned + Send + Sync,
        I::Owned: Send + Sync,
    {
        self.keep = Some(told::keep::<I>);
        self
    }

    /// How many failures are kept with key and reason; beyond, they are counted. 100 by default.
    #[must_use]
    pub fn failures(mut self, most: usize) -> Self {
        self.failures = most;
        self
    }

    /// How many segments there may be in all; more are an error, since their memory would grow with the population.
    /// 1,000 by default.
    #[must_use]
    pub fn segments(mut self, most: usize) -> Self {
        self.segments = most;
        self
    }

    /// Stops at the first subject that cannot be read or scored, with an error, instead of counting it.
    #[must_use]
    pub fn stop_at_failure(mut self) -> Self {
        self.stop = true;
        self
    }

    /// Is told how many subjects have been seen, every some ten thousand and at the end of a run.
    ///
    /// In parallel, it is called from several threads, and a smaller number may come after a larger one.
    #[must_use]
    pub fn progress(mut self, seen: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(seen));
        self
    }

    /// Scores every subject under both versions.
    ///
    /// A subject is anything with a name and an input: a pair, or a [`Subject`](crate::Subject) with segments and a
    /// weight. A key that occurs twice is two subjects, each of which is counted, listed and explained by itself: who
    /// holds every key at once to find those that occur twice needs memory for all.
    ///
    /// # Errors
    ///
    /// [`ImpactError`]: what is asked for cannot be measured on these scales; and the first failure, where
    /// [`stop_at_failure`](Self::stop_at_failure) says so.
    pub fn run<S: NamedInput<I>>(
        &self,
        subjects: impl IntoIterator<Item = S>,
    ) -> Result<Impact, ImpactError> {
        self.read(subjects.into_iter().map(Ok::<S, NeverRead>))
    }

    /// As [`run`](Self::run), over subjects that are read, where a line can be bad: that is counted as a failure, with
    /// the number of the line.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn read<S: NamedInput<I>, E: Into<ReadError>>(
        &self,
        subjects: impl IntoIterator<Item = Result<S, E>>,
    ) -> Result<Impact, ImpactError> {
        let run = Run::of(self)?;
        let mut impact = run.empty();
        let mut seen = 0_u64;
        for subject in subjects {
            run.add(&mut impact, subject.map_err(Into::into))?;
            seen += 1;
            if seen % PROGRESS == 0 {
                self.tell(seen);
            }
        }
        if seen % PROGRESS > 0 {
            self.tell(seen);
        }
        Ok(impact.finished())
    }

    /// As [`run`](Self::run), on all cores: the report is the same, to the last bit.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    #[cfg(feature = "parallel")]
    pub fn run_parallel<S: NamedInput<I> + Send>(
        &self,
        subjects: impl rayon::iter::IntoParallelIterator<Item = S>,
    ) -> Result<Impact, ImpactError>
    where
        I: Send + Sync,
    {
        use rayon::iter::ParallelIterator as _;
        self.read_parallel(
            subjects
                .into_par_iter()
                .map(|subject| Ok::<S, ReadError>(subject)),
        )
    }

    /// As [`read`](Self::read), on all cores. An ordinary iterator becomes a parallel one by rayon's `par_bridge`.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    #[cfg(feature = "parallel")]
    pub fn read_parallel<S: NamedInput<I> + Send>(
        &self,
        subjects: impl rayon::iter::IntoParallelIterator<Item = Result<S, ReadError>>,
    ) -> Result<Impact, ImpactError>
    where
        I: Send + Sync,
    {
        use rayon::iter::ParallelIterator as _;
        let run = &Run::of(self)?;
        let total = std::sync::atomic::AtomicU64::new(0);
        let tell = |more: u64| {
            self.tell(total.fetch_add(more, std::sync::atomic::Ordering::Relaxed) + more);
        };
        let impact = subjects
            .into_par_iter()
            .try_fold(
                // Boxed, for it is handed on at every subject.
                || Box::new((run.empty(), 0_u64)),
                |mut part, subject| {
                    let (impact, seen) = &mut *part;
                    run.add(impact, subject)?;
                    *seen += 1;
                    if *seen % PROGRESS == 0 {
                        tell(PROGRESS);
                    }
                    Ok::<_, ImpactError>(part)
                },
            )
            .map(|part| {
                let (impact, seen) = *part?;
                if seen % PROGRESS > 0 {
                    tell(seen % PROGRESS);
                }
                Ok::<_, ImpactError>(impact)
            })
            .try_reduce(
                || run.empty(),
                |mut all, part| {
                    all.absorb(part)?;
                    Ok(all)
                },
            )?;
        Ok(impact.finished())
    }

    pub(super) fn explainer(&self) -> Explainer<I> {
        match &self.lineage {
            Some((lineage, from, to)) => {
                let version = |at: usize| {
                    let release = lineage.releases().nth(at);
                    release.map_or_else(String::new, |release| release.id().version().to_string())
                };
                Explainer::Lineage {
                    lineage: Box::new(lineage.clone()),
                    versions: [version(*from), version(*to)],
                }
            }
            None => Explainer::Models([self.before.clone(), self.after.clone()]),
        }
    }

    fn tell(&self, seen: u64) {
        if let Some(progress) = &self.progress {
            progress(seen);
        }
    }

    /// Checks what is asked for, once, so that subjects can be measured one by one: for an engine of its own that counts
    /// elsewhere, such as a database, and has the counts [assembled](PreparedStudy::assemble).
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), save for failures of subjects.
    ///
    /// # Examples
    ///
    /// See [`PreparedStudy`].
    pub fn prepare(&self) -> Result<PreparedStudy<I>, ImpactError> {
        let scales = [self.before.scale(), self.after.scale()];
        let bands = match &self.bands {
            Some(bands) => bands.clone(),
            None => bands_of(&scales),
        };
        bands.check()?;
        let changing = match &self.lineage {
            Some((lineage, from, to)) if self.wants_changes => {
                Some(Changing::new(lineage, *from, *to, self.places)?)
            }
            _ => None,
        };
        let resolution = self.resolution_on(&scales)?;
        let micro = |points: &[f64]| -> Result<Vec<i64>, ImpactError> {
            let mut bounds = points
                .iter()
                .map(|&value| match score::micro(value) {
                    Ok(micro) if value >= 0.0 => Ok(micro),
                    _ => Err(ImpactError::Bound { value }),
                })
                .collect::<Result<Vec<i64>, ImpactError>>()?;
            bounds.sort_unstable();
            bounds.dedup();
            Ok(bounds)
        };
        let setup = Setup {
            before: self.before.id(),
            after: self.after.id(),
            scale_before: scales[0].clone(),
            scale_after: scales[1].clone(),
            origins: scales.each_ref().map(Setup::origin),
            units: scales.each_ref().map(Setup::unit),
            mode: self.mode,
            resolution,
            bands,
            falls: micro(&self.falls)?,
            rises: micro(&self.rises)?,
            movers: self.movers,
            failures: self.failures,
            segments: self.segments,
            changes: changing.as_ref().map(Changing::heads),
            places: changing.as_ref().and(self.places),
        };
        let models = [self.before.clone(), self.after.clone()];
        let how = [self.stop, self.keep.is_some()];
        Ok(PreparedStudy::new(models, Arc::new(setup), changing, how))
    }

    #[allow(clippy::cast_precision_loss, reason = "a resolution is far below 2⁵³")]
    fn resolution_on(&self, scales: &[Scale; 2]) -> Result<i64, ImpactError> {
        let default = Setup::default_resolution(scales);
        let most = default.max(10_000);
        let resolution = match self.resolution {
            None => default,
            Some(points) => match score::micro(points) {
                Ok(micro) if (1..=most).contains(&micro) => micro,
                _ => {
                    let most = most as f64 / 1e6;
                    return Err(ImpactError::Resolution { points, most });
                }
            },
        };
        if self.mode == Mode::Streaming {
            for (scale, model) in scales.iter().zip([&self.before, &self.after]) {
                let span = scale.max() - scale.min();
                let bins = span * 1e6 / resolution as f64;
                if !(bins <= 1e9
                    && score::micro(scale.min()).is_ok()
                    && score::micro(scale.max()).is_ok())
                {
                    return Err(ImpactError::Unbounded {
                        model: model.id(),
                        min: scale.min(),
                        max: scale.max(),
                    });
                }
            }
        }
        Ok(resolution)
    }
}

/// The bands of two scales, where they are the same bands.
fn bands_of([before, after]: &[Scale; 2]) -> Bands {
    match (before.declared_bands(), after.declared_bands()) {
        (Some(before), Some(after)) if before == after => before.clone(),
        (Some(before), Some(after)) if before.have_the_names_of(after) => {
            before.clone().rebased(after.limits().iter().copied())
        }
        _ => Bands::default(),
    }
}

/// Subjects that are not read cannot be bad lines.
struct NeverRead(Infallible);

impl From<NeverRead> for ReadError {
    fn from(never: NeverRead) -> Self {
        match never.0 {}
    }
}

impl<I: ?Sized> fmt::Debug for Study<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Study")
            .field("before", &self.before)
            .field("after", &self.after)
            .field("mode", &self.mode)
            .field("bands", &self.bands)
            .finish_non_exhaustive()
    }
}
