//! One run of a study over a population.

use super::{
    Impact, ImpactError, PreparedStudy, ReadError, Study, failure::FailedAt, group::Scored,
};
use crate::{corpus::NamedInput, path::printable};

pub(super) struct Run<'s, I: ?Sized> {
    study: &'s Study<I>,
    prepared: PreparedStudy<I>,
}

impl<'s, I: ?Sized + 'static> Run<'s, I> {
    pub(super) fn of(study: &'s Study<I>) -> Result<Self, ImpactError> {
        let prepared = study.prepare()?;
        Ok(Self { study, prepared })
    }

    pub(super) fn empty(&self) -> Impact {
        self.prepared.empty()
    }

    pub(super) fn add<S: NamedInput<I>>(
        &self,
        impact: &mut Impact,
        subject: Result<S, ReadError>,
    ) -> Result<(), ImpactError> {
        match subject {
            Ok(subject) => self.score(impact, &subject),
            Err(ReadError { line, problem }) => {
                if self.study.stop {
                    return Err(ImpactError::Read(ReadError { line, problem }));
                }
                impact.fail(FailedAt::Line(line), &[], || problem)
            }
        }
    }

    #[inline]
    fn score<S: NamedInput<I>>(&self, impact: &mut Impact, subject: &S) -> Result<(), ImpactError> {
        let study = self.study;
        let (key, input) = (subject.name(), subject.input());
        let segments = subject.segments();
        let measured = PreparedStudy::<I>::weight(subject.weight())
            .and_then(|weight| Ok((weight, self.prepared.measure(input)?)));
        let (weight, measured) = match measured {
            Ok(measured) => measured,
            Err(reason) if study.stop => {
                return Err(ImpactError::Subject {
                    key: printable(key),
                    reason: reason.to_string(),
                });
            }
            Err(reason) => {
                let at = FailedAt::Subject(key.to_owned());
                return impact.fail(at, &segments, || reason.to_string());
            }
        };
        let scored = Scored {
            key,
            weight,
            measured: &measured,
            standing: &self.prepared.standing(&measured),
        };
        let kept = || study.keep.as_ref().map(|keep| (keep.keep)(input));
        impact.add(&scored, &segments, &kept)
    }

    pub(super) fn finish(&self, mut impact: Impact) -> Impact {
        impact.settle();
        let study = self.study;
        if let Some(keep) = &study.keep {
            impact.explain_movers(|input| {
                let input = (keep.open)(input).ok_or("the input is gone")?;
                let why = match &study.lineage {
                    Some((lineage, from, to)) => {
                        let version = |at: usize| {
                            let release = lineage.releases().nth(at);
                            release.map(|release| release.id().version().to_string())
                        };
                        let (from, to) = (version(*from), version(*to));
                        lineage.explain(
                            crate::explain::at(from.as_deref().unwrap_or_default(), input),
                            crate::explain::at(to.as_deref().unwrap_or_default(), input),
                        )
                    }
                    None => crate::explain::explain((&study.before, input), (&study.after, input)),
                };
                why.map_err(|error| error.to_string())
            });
        }
        impact
    }
}
