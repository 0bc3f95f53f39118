//! One run of a study over a population.

use std::{cell::OnceCell, sync::Arc};

use super::{
    Impact, ImpactError, PreparedStudy, ReadError, Study, failure::FailedAt, group::Scored,
    mover::Input, told::Explainer,
};
use crate::{corpus::NamedInput, path::printable};

pub(super) struct Run<'s, I: ?Sized> {
    study: &'s Study<I>,
    prepared: PreparedStudy<I>,
    /// Where movers are explained.
    explainer: Arc<Explainer<I>>,
}

impl<'s, I: ?Sized + 'static> Run<'s, I> {
    pub(super) fn of(study: &'s Study<I>) -> Result<Self, ImpactError> {
        let prepared = study.prepare()?;
        let explainer = Arc::new(study.explainer());
        Ok(Self {
            study,
            prepared,
            explainer,
        })
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
        // One for all groups that the subject is in.
        let kept: OnceCell<Input> = OnceCell::new();
        let input = || {
            let new = || study.keep.map(|keep| keep(input, &self.explainer));
            kept.get_or_init(new).clone()
        };
        impact.add(&scored, &segments, &input)
    }
}
