//! What every message starts from: where the score stood and stands, and what an auditor checks.

use semver::Version;

use super::{Next, fold::Total, next};
use crate::{
    explain::{Method, Question},
    path::{printable, prose},
    present::{
        Amount, Audience, Digits, Message, Note, Presenter, Said, ScoreLevel, Sentence,
        ShownPoints, Tone,
        message::{
            argument::{ScaleHint, Sign, Signed, Split, Tense, Versions, When},
            sign,
        },
    },
    reasons::counted,
    score::{Direction, Scale},
};

/// A message that says nothing yet but where the score stood and stands.
pub(in crate::present) fn blank(
    presenter: &Presenter<'_>,
    levels: &Levels,
    tense: Tense,
    [from, to]: [Version; 2],
) -> Message {
    let label = |version: &Version| version.to_string();
    let said = presenter.next.iter().flat_map(|next| match next {
        Next::Words(words) => vec![Sentence::OwnWords { text: prose(words) }],
        Next::Contact(whom) => vec![Sentence::Contact { whom: prose(whom) }],
        Next::Recourse(answer) => next::of(presenter, answer),
    });
    let fingerprints = presenter
        .fingerprints
        .map(|print| print.map(|print| print.sha256()));
    let total = levels.moved();
    let mut message = Message {
        schema: Sentence::SCHEMA,
        language: (),
        direction: (),
        audience: presenter.audience,
        question: Question::Move,
        score: String::new(),
        scale: levels.scale.clone(),
        before: ScoreLevel {
            level: Some(ShownPoints::new(levels.shown_before(), levels.before)),
            label: Sentence::Before {
                tense,
                version: label(&from),
            },
            version: from,
            grade: graded(levels.bands[0].as_ref()),
            fingerprint: None,
        },
        after: ScoreLevel {
            level: Some(ShownPoints::new(levels.shown(levels.after), levels.after)),
            label: Sentence::After {
                tense,
                version: label(&to),
            },
            version: to,
            grade: graded(levels.bands[1].as_ref()),
            fingerprint: None,
        },
        moved: ShownPoints::new(Digits::points(&levels.scale, total.units), total.micro),
        tone: Tone::of(&levels.scale, sign(total.units)),
        headline: Vec::new(),
        sections: Vec::new(),
        places: None,
        population: None,
        notes: Vec::new(),
        next: numbered(said),
        facts_heading: Sentence::Facts {},
        facts: Vec::new(),
        method: None,
    };
    if presenter.audience == Audience::Auditor {
        message.fingerprinted(fingerprints);
    }
    message
}

/// What can be done next, with ids that differ.
pub(in crate::present) fn numbered(sentences: impl Iterator<Item = Sentence>) -> Vec<Note> {
    let ids = (1..).map(|at| format!("next:{at}"));
    ids.zip(sentences)
        .map(|(id, sentence)| Note::new(id, sentence))
        .collect()
}

fn graded(band: Option<&String>) -> Option<Sentence> {
    let name = band?.clone();
    Some(Sentence::Grade { name })
}

/// Two levels in micro-points.
pub(in crate::present) struct Levels {
    pub(in crate::present) scale: Scale,
    pub(in crate::present) before: i64,
    pub(in crate::present) after: i64,
    /// What the bands of the two levels are called, where they have one that may be seen.
    pub(in crate::present) bands: [Option<String>; 2],
    /// Whether the move is rounded once, from itself, as a mean move is: then the level before is told as far from the one
    /// after as the move says, which may be one in the last digit away from where it would be rounded to.
    pub(in crate::present) rounds_move: bool,
}

impl Levels {
    pub(in crate::present) fn of(scale: Scale, before: f64, after: f64) -> Self {
        Self {
            scale,
            before: counted(before),
            after: counted(after),
            bands: [None, None],
            rounds_move: false,
        }
    }

    /// The same, in these bands.
    pub(in crate::present) fn in_bands(
        mut self,
        presenter: &Presenter<'_>,
        bands: [Option<&str>; 2],
    ) -> Self {
        let seen = |name: &&str| !presenter.hides(name);
        self.bands = bands.map(|name| name.filter(seen).map(printable));
        self
    }

    /// That the score is in another band, if it is.
    pub(in crate::present) fn regraded(&self, tense: Tense) -> Option<Sentence> {
        match &self.bands {
            [Some(before), Some(after)] if before != after => Some(Sentence::Regraded {
                before: before.clone(),
                after: after.clone(),
                tense,
            }),
            _ => None,
        }
    }

    pub(in crate::present) fn moved(&self) -> Total {
        let micro = self.after.saturating_sub(self.before);
        let units = if self.rounds_move {
            micro.signum() * self.scale.round_size(micro.saturating_abs())
        } else {
            self.scale.round(self.after) - self.scale.round(self.before)
        };
        Total { units, micro }
    }

    pub(in crate::present) fn shown_before(&self) -> Digits {
        let units = self.scale.round(self.after) - self.moved().units;
        Digits::points(&self.scale, units)
    }

    pub(in crate::present) fn shown(&self, level: i64) -> Digits {
        Digits::points(&self.scale, self.scale.round(level))
    }

    /// What must be said of the direction.
    pub(in crate::present) fn aside(&self) -> ScaleHint {
        match (self.scale.better(), sign(self.moved().units)) {
            (Direction::LowerIsBetter, Sign::Minus) => ScaleHint::Better,
            (Direction::LowerIsBetter, Sign::Plus) => ScaleHint::Worse,
            _ => ScaleHint::Plain,
        }
    }
}

impl Message {
    pub(in crate::present) fn fingerprinted(&mut self, [before, after]: [Option<String>; 2]) {
        (self.before.fingerprint, self.after.fingerprint) = (before.clone(), after.clone());
        let before = before.map(|fingerprint| Sentence::FactFingerprintBefore { fingerprint });
        let after = after.map(|fingerprint| Sentence::FactFingerprintAfter { fingerprint });
        for sentence in before.into_iter().chain(after) {
            self.fact(sentence);
        }
    }

    /// What an auditor checks, before the fingerprints.
    ///
    /// `spans` says that it is told of several releases.
    pub(in crate::present) fn audited(&mut self, model: &str, spans: bool) {
        let id = |version: &Version| format!("{} {version}", printable(model));
        let (from, to) = (id(&self.before.version), id(&self.after.version));
        let mut facts = vec![Sentence::FactVersions { from, to }];
        if let (Some(before), Some(after)) = (&self.before.level, &self.after.level) {
            facts.push(Sentence::FactMove {
                before: Digits::micro(before.micro),
                after: Digits::micro(after.micro),
                moved: Signed(Digits::micro(self.moved.micro)),
            });
        }
        if self.is_shared_out() {
            facts.push(Sentence::FactRounding {});
        }
        if let Some(working) = self.method {
            let split = match working.data_method {
                Method::Owen => Split::Owen,
                _ => Split::Secant,
            };
            facts.push(Sentence::FactMethod { split });
            if spans {
                facts.push(Sentence::FactReleases {});
            }
            facts.push(Sentence::FactEvaluations {
                evaluations: working.evaluations,
                budget: working.budget,
                diffs: working.diffs,
            });
        }
        self.stated(facts);
    }

    /// Whether points are shown that are not their own rounding, so that all add up.
    fn is_shared_out(&self) -> bool {
        let mut amounts = self.all_rows().map(|row| &row.amount);
        amounts.any(|amount| match amount {
            Amount::Points(points) => {
                let size = self.scale.round_size(points.micro.saturating_abs());
                points.shown.units != points.micro.signum() * size
            }
            Amount::Banded { .. } => false,
        })
    }

    /// What an auditor checks, after what is there and before the fingerprints.
    pub(in crate::present) fn stated(&mut self, sentences: impl IntoIterator<Item = Sentence>) {
        let is_print = |note: &Note| {
            matches!(
                note.sentence,
                Sentence::FactFingerprintBefore { .. } | Sentence::FactFingerprintAfter { .. }
            )
        };
        let at = self.facts.iter().position(is_print);
        let prints = self.facts.split_off(at.unwrap_or(self.facts.len()));
        sentences
            .into_iter()
            .for_each(|sentence| self.fact(sentence));
        self.facts.extend(prints);
    }

    fn fact(&mut self, sentence: Sentence) {
        let id = sentence.id().replacen('-', ":", 1);
        self.facts.push(Note::new(id, sentence));
    }
}

/// The headline of a move that happened.
pub(in crate::present) fn moved_or_stayed(
    score: String,
    levels: &Levels,
    units: i64,
    when: When,
    versions: Versions,
    [from, to]: [String; 2],
) -> Sentence {
    let after = levels.shown(levels.after);
    if units == 0 {
        return Sentence::Stayed {
            score,
            after,
            versions,
            from,
            to,
        };
    }
    Sentence::Moved {
        score,
        before: levels.shown(levels.before),
        after,
        moved: Signed(Digits::points(&levels.scale, units)),
        aside: levels.aside(),
        when,
        versions,
        from,
        to,
    }
}
