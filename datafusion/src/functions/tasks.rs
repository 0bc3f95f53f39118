//! Every function of a lineage: what it does, and what it is called.

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

use super::{
    Functions, Named,
    engine::Task,
    name::{Kind, Template},
    scalar::Scalar,
};
use crate::FunctionsError;

impl Functions {
    pub(super) fn udf(&self, task: Task) -> Result<Arc<ScalarUDF>, FunctionsError> {
        let (columns, engine) = (Arc::clone(&self.columns), Arc::clone(&self.engine));
        let function = Scalar::new(task, columns, engine, self.presentation.clone())?;
        Ok(Arc::new(ScalarUDF::new_from_impl(function)))
    }

    /// What each function is about that is registered: its kind and the releases, twice the same where it is about one.
    fn questions(&self) -> impl Iterator<Item = (Kind, usize, usize)> {
        let is_there = |before, after| before == after || self.pairs.contains(&(before, after));
        let all = self.all().filter(|(kind, ..)| *kind != Kind::Report);
        all.filter(move |&(_, before, after)| is_there(before, after))
    }

    /// The same of all that there could be, reports included.
    pub(super) fn all(&self) -> impl Iterator<Item = (Kind, usize, usize)> + use<> {
        let count = self.releases.len();
        let one = (0..count).flat_map(|at| Kind::OF_ONE.map(move |kind| (kind, at, at)));
        let two = (0..count).flat_map(move |before| (0..count).map(move |after| (before, after)));
        let two = two.filter(|(before, after)| before != after);
        let two =
            two.flat_map(|(before, after)| Kind::OF_TWO.map(move |kind| (kind, before, after)));
        one.chain(two)
    }

    pub(super) fn tasks(&self) -> impl Iterator<Item = Task> {
        self.questions().flat_map(|(kind, before, after)| {
            let stops = kind.stops();
            let lenient = stops.then(|| self.task(kind, before, after, true));
            std::iter::once(self.task(kind, before, after, false)).chain(lenient)
        })
    }

    pub(super) fn task(&self, kind: Kind, before: usize, after: usize, lenient: bool) -> Task {
        let (prefix, suffix) = (if lenient { "try_" } else { "" }, kind.suffix());
        let between = self.between(kind, before, after);
        let fingerprints = self.fingerprints(kind, before, after);
        let full = self.template(kind, before, after).with(&fingerprints);
        let mut aliases = vec![format!("{prefix}{}", self.name)];
        for named in &between {
            aliases = aliases
                .iter()
                .flat_map(|start| {
                    named
                        .aliases
                        .iter()
                        .map(move |alias| format!("{start}_{alias}"))
                })
                .collect();
        }
        for alias in &mut aliases {
            alias.push_str(suffix);
        }
        Task {
            kind,
            before,
            after,
            lenient,
            name: format!("{prefix}{full}"),
            aliases,
            about: self.about(kind, before, after),
        }
    }

    pub(super) fn template(&self, kind: Kind, before: usize, after: usize) -> Template {
        let mut around = Vec::new();
        let mut text = self.name.clone();
        for named in self.between(kind, before, after) {
            around.push(format!("{text}_{}_", named.part));
            text.clear();
        }
        let suffix = kind.suffix();
        if kind.by_change() {
            around.extend([format!("{suffix}_"), String::new()]);
        } else {
            around.push(suffix.to_owned());
        }
        Template { around }
    }

    /// What fills the template.
    pub(super) fn fingerprints(&self, kind: Kind, before: usize, after: usize) -> Vec<&str> {
        let releases = self.between(kind, before, after).into_iter();
        let changes = kind.by_change().then(|| {
            let (older, newer) = (before.min(after), before.max(after));
            self.engine.between(older, newer)
        });
        releases
            .map(|named| named.fingerprint.as_str())
            .chain(changes)
            .collect()
    }

    /// The one release, or the two.
    pub(super) fn between(&self, kind: Kind, before: usize, after: usize) -> Vec<&Named> {
        let both = !Kind::OF_ONE.contains(&kind);
        let after = both.then(|| self.release(after)).flatten();
        self.release(before).into_iter().chain(after).collect()
    }

    pub(super) fn about(&self, kind: Kind, before: usize, after: usize) -> String {
        let ids = self.between(kind, before, after);
        let ids: Vec<&str> = ids.iter().map(|named| named.id.as_str()).collect();
        ids.join(" or ")
    }

    pub(super) fn release(&self, at: usize) -> Option<&Named> {
        self.releases.get(at)
    }
}
