//! What is to be found out about a population, and the run over it.

use std::{convert::Infallible, fmt, ops::ControlFlow, sync::Arc};

use super::why::Changing;
use crate::{
    corpus::NamedInput,
    impact::{
        Gate, Impact, ImpactError, Mode, PreparedStudy, Questions, ReadError,
        report::{
            explained::{self, Explained, Explainer},
            heading::{Heading, InMicro, Side},
            questions::Sample,
        },
    },
    lineage::{Lineage, LineageError},
    model::{AnyModel, ScoringModel},
    score::Bands,
};

/// How many subjects lie between two reports of progress.
const PROGRESS: u64 = 1000;

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
    questions: Questions,
    keep: Option<Keep<I>>,
    progress: Option<Progress>,
}

type Progress = Arc<dyn Fn(u64) -> ControlFlow<()> + Send + Sync>;

/// How the inputs of movers are kept, to be explained.
pub(in crate::impact) type Keep<I> = fn([&I; 2], &Arc<Explainer<I>>) -> Arc<dyn Explained>;

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
            questions: Questions::default(),
            keep: None,
            progress: None,
        }
    }

    /// Asks these questions, and no others: for a study whose configuration is a file, or came with a query.
    ///
    /// # Examples
    ///
    /// See [`Questions`].
    #[must_use]
    pub fn asking(mut self, questions: Questions) -> Self
    where
        I: ToOwned + Send + Sync,
        I::Owned: Send + Sync,
    {
        self.keep = questions.explain_movers.then_some(explained::keep::<I>);
        self.questions = questions;
        self
    }

    /// What is asked.
    #[must_use]
    pub fn questions(&self) -> &Questions {
        &self.questions
    }

    /// Keeps both scores of every subject, for exact figures and rank statistics; see [`Mode::Exact`].
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.questions.mode = Mode::Exact;
        self
    }

    /// How finely streamed quantiles are told, in points: from a millionth up to 0.01, or up to the default. That is 0.01;
    /// finer where the scale is shorter than 100 points or shows more digits, and coarser where it is longer than 100,000
    /// points, or shows so many digits that bins would take too much memory: then a ten millionth of the scale.
    #[must_use]
    pub fn resolution(mut self, points: f64) -> Self {
        self.questions.resolution = Some(points);
        self
    }

    /// Measures what each named change did to the population: exact Shapley values for every subject, which take up to
    /// 2ᵐ scores for m changes instead of two.
    ///
    /// Of a subject that [moved](crate::impact::Subject::moved) between two snapshots, what its own data did and what the others'
    /// did are measured as well, from twice as many scores. Where a reference had two values in these, or is a curve, the
    /// subject is explained, which takes some 25 times as long (three changes, six inputs and a reference: 110
    /// microseconds instead of 4.4).
    ///
    /// They are those of [`Lineage::explain`], to the micro-point. Has no effect on two models without a lineage.
    #[must_use]
    pub fn by_change(mut self) -> Self {
        self.questions.by_change = true;
        self
    }

    /// Measures what happened at each place, told apart by the first `depth` segments of its name, such as 1 for
    /// `Twitter` and 2 for `Twitter.reactions`; and what each named change did.
    ///
    /// Every subject is explained in full, which takes some hundred times as long as scoring it, and memory for every
    /// place that occurs.
    #[must_use]
    pub fn by_place(mut self, depth: usize) -> Self {
        self.questions.by_change = true;
        self.questions.by_place = Some(depth.max(1));
        self
    }

    /// The bands, such as grades, whose crossings are counted; see [`Bands`]. Streaming, their thresholds are also
    /// those that can be [rebased](Impact::rebase).
    ///
    /// Without this they are those of the two versions' [scales](crate::Scale::bands), where both have bands of the same names:
    /// each version's scores are held against its own limits.
    #[must_use]
    pub fn bands(mut self, bands: Bands) -> Self {
        self.questions.bands = Some(bands);
        self
    }

    /// Counts the subjects that fall by more than each of these numbers of points. Falls are counted in millionths of a
    /// point: one from 0.9 to 0.7 is not more than 0.2.
    #[must_use]
    pub fn count_falls(mut self, points: impl IntoIterator<Item = f64>) -> Self {
        self.questions.falls.extend(points);
        self
    }

    /// Counts the subjects that rise by more than each of these numbers of points, as
    /// [`count_falls`](Self::count_falls).
    #[must_use]
    pub fn count_rises(mut self, points: impl IntoIterator<Item = f64>) -> Self {
        self.questions.rises.extend(points);
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
        self.questions.movers = most;
        self
    }

    /// Explains the subjects that moved most, in full.
    ///
    /// Their inputs are cloned while they are among the movers, and each is explained once, at the end of the run. Of
    /// subjects that are alike in key and scores, each is explained by its own input, and those are kept whose
    /// explanations come first as text: such are explained when they meet. The explanations are in [`Mover::explanation`](crate::impact::Mover::explanation) and in the JSON; the printed tables have no
    /// room for them.
    #[must_use]
    pub fn explain_movers(mut self) -> Self
    where
        I: ToOwned + Send + Sync,
        I::Owned: Send + Sync,
    {
        self.questions.explain_movers = true;
        self.keep = Some(explained::keep::<I>);
        self
    }

    /// How many failures are kept with key and reason; beyond, they are counted. 100 by default.
    #[must_use]
    pub fn failures(mut self, most: usize) -> Self {
        self.questions.failures = most;
        self
    }

    /// How many segments there may be in all; more are an error, since their memory would grow with the population.
    /// 1,000 by default.
    #[must_use]
    pub fn segments(mut self, most: usize) -> Self {
        self.questions.segments = most;
        self
    }

    /// Says that the subjects are a random sample of many more: mean moves, shares and mean effects have intervals then; see
    /// [`Intervals`](crate::impact::Intervals).
    #[must_use]
    pub fn sampled(mut self) -> Self {
        self.questions.sample = Some(Sample { of: None });
        self
    }

    /// As [`sampled`](Self::sampled), of so many: the larger the sample is beside them, the narrower the intervals, and of
    /// all of them there are none.
    #[must_use]
    pub fn sampled_from(mut self, population: u64) -> Self {
        self.questions.sample = Some(Sample {
            of: Some(population),
        });
        self
    }

    /// Stops at the first subject that cannot be read or scored, with an error, instead of counting it.
    #[must_use]
    pub fn stop_at_failure(mut self) -> Self {
        self.questions.stop_at_failure = true;
        self
    }

    /// Is told how many subjects have been seen, every thousand and at the end of a run, and says whether to go on: for
    /// lines on a terminal, and to stop a report that is no longer wanted.
    ///
    /// In parallel, it is called from several threads, and a smaller number may come after a larger one.
    ///
    /// # Errors
    ///
    /// After [`ControlFlow::Break`], the run is [`ImpactError::Stopped`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let people = (0..5000).map(|number| (number.to_string(), Profile::new()));
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?.progress(|seen| {
    ///     if seen < 2000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    /// });
    /// assert_eq!(study.run(people).unwrap_err().to_string(), "stopped after 2000 subjects");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn progress(
        mut self,
        seen: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Arc::new(seen));
        self
    }

    /// Scores every subject under both versions.
    ///
    /// A subject is anything with a name and an input: a pair, or a [`Subject`](crate::impact::Subject) with segments and a
    /// weight. A key that occurs twice is two subjects, each of which is counted, listed and explained by itself: who
    /// holds every key at once to find those that occur twice needs memory for all.
    ///
    /// # Errors
    ///
    /// [`ImpactError`]: what is asked for cannot be measured on these scales; the first failure, where
    /// [`stop_at_failure`](Self::stop_at_failure) says so; and that [`progress`](Self::progress) has stopped it.
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
        let ready = self.prepare()?;
        let mut tally = ready.tally();
        let mut seen = 0_u64;
        for subject in subjects {
            ready.add_read(&mut tally, subject.map_err(Into::into))?;
            seen += 1;
            if seen % PROGRESS == 0 {
                self.report_progress(seen)?;
            }
        }
        if seen % PROGRESS > 0 {
            self.report_progress(seen)?;
        }
        Ok(tally.finish())
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
        let ready = &self.prepare()?;
        let total = std::sync::atomic::AtomicU64::new(0);
        let report_progress = |more: u64| {
            self.report_progress(total.fetch_add(more, std::sync::atomic::Ordering::Relaxed) + more)
        };
        let tally = subjects
            .into_par_iter()
            .try_fold(
                // Boxed, for it is handed on at every subject.
                || Box::new((ready.tally(), 0_u64)),
                |mut part, subject| {
                    let (tally, seen) = &mut *part;
                    ready.add_read(tally, subject)?;
                    *seen += 1;
                    if *seen % PROGRESS == 0 {
                        report_progress(PROGRESS)?;
                    }
                    Ok::<_, ImpactError>(part)
                },
            )
            .map(|part| {
                let (tally, seen) = *part?;
                if seen % PROGRESS > 0 {
                    report_progress(seen % PROGRESS)?;
                }
                Ok::<_, ImpactError>(tally)
            })
            .try_reduce(
                || ready.tally(),
                |mut all, part| {
                    all.merge(part)?;
                    Ok(all)
                },
            )?;
        Ok(tally.finish())
    }

    fn explainer(&self) -> Explainer<I> {
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

    fn report_progress(&self, seen: u64) -> Result<(), ImpactError> {
        match self.progress.as_ref().map(|progress| progress(seen)) {
            Some(ControlFlow::Break(())) => Err(ImpactError::Stopped { seen }),
            _ => Ok(()),
        }
    }

    /// Checks what is asked for, once, so that subjects can be measured one by one: for an engine that goes over the
    /// population itself, such as a database.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), save for failures of subjects.
    ///
    /// # Examples
    ///
    /// See [`PreparedStudy`].
    pub fn prepare(&self) -> Result<PreparedStudy<I>, ImpactError> {
        let questions = &self.questions;
        let changing = match &self.lineage {
            Some((lineage, from, to)) if questions.by_change || questions.by_place.is_some() => {
                let depth = questions.by_place.map(|depth| depth.max(1));
                let models = [self.before.clone(), self.after.clone()];
                Some(Changing::new(lineage, (*from, *to), models, depth)?)
            }
            _ => None,
        };
        let fingerprint = |at: fn(&(Lineage<I>, usize, usize)) -> usize| {
            let known = self.lineage.as_ref()?;
            known.0.releases().nth(at(known))?.fingerprint()
        };
        let side = |model: &AnyModel<I>, fingerprint| Side {
            model: model.id(),
            scale: model.scale(),
            fingerprint,
        };
        let heading = Heading {
            before: side(&self.before, fingerprint(|known| known.1)),
            after: side(&self.after, fingerprint(|known| known.2)),
            changes: changing.as_ref().map(Changing::heads),
            questions: questions.clone(),
            in_micro: InMicro::default(),
        };
        Ok(PreparedStudy {
            models: [self.before.clone(), self.after.clone()],
            heading: Arc::new(heading.checked()?),
            changing,
            stops: questions.stop_at_failure,
            keep: self.keep,
            explainer: Arc::new(self.explainer()),
        })
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
            .field("questions", &self.questions)
            .finish_non_exhaustive()
    }
}
