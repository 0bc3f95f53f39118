//! What single change would reach a goal, as sentences.

use super::outline::{Levels, blank, numbered};
use crate::{
    explain::Question,
    path::{Path, called, printable},
    present::{
        Digits, Message, Presenter, Sentence,
        message::argument::{ShownValue, Tense, Tried},
    },
    recourse::{InputValue, OutOfReach, RecourseAnswer, SingleChange, rounded_apart},
    score::{self, Scale},
};

/// The answer by itself: where the score stands, and what can be done next.
pub(in crate::present) fn message(presenter: &Presenter<'_>, answer: &RecourseAnswer) -> Message {
    let band = answer.scale.band_of(answer.score);
    let levels = Levels::of(answer.scale.clone(), answer.score, answer.score)
        .in_bands(presenter, [band, band]);
    // A score that misses the goal does not look like it.
    let level = level(&apart(answer), answer.score);
    let score = presenter.score(answer.model.name());
    let version = answer.model.version().clone();
    let outline = blank(presenter, &levels, Tense::Done, [version.clone(), version]);
    let said = outline.next.into_iter().map(|note| note.sentence);
    Message {
        headline: vec![Sentence::StandsAt {
            score: score.clone(),
            level: level.unwrap_or_else(|| levels.shown(levels.after)),
        }],
        score,
        question: Question::Reach,
        next: numbered(of(presenter, answer).into_iter().chain(said)),
        ..outline
    }
}

/// The answer in sentences: of what may be seen of it, and nothing where nothing may.
pub(in crate::present) fn of(presenter: &Presenter<'_>, answer: &RecourseAnswer) -> Vec<Sentence> {
    let scale = apart(answer);
    let level = |points| level(&scale, points);
    let Some(goal) = level(answer.target) else {
        return Vec::new();
    };
    if answer.reached {
        let reached = level(answer.score);
        return reached
            .map(|level| Sentence::NextReached { level, goal })
            .into_iter()
            .collect();
    }
    let may_be_seen = |place: &Path, values: [Option<&InputValue>; 2]| {
        let mut labels = values.into_iter().flatten();
        let hidden = |value: &InputValue| match value {
            InputValue::Label(label) => presenter.hides(label),
            InputValue::Number(_) => false,
        };
        !presenter.hides_place(place) && !labels.any(hidden)
    };
    let changes: Vec<Sentence> = answer
        .options
        .iter()
        .filter(|option| may_be_seen(&option.id, [Some(&option.before), Some(&option.stated)]))
        .filter_map(|option| change(presenter, option, level(option.stated_score)?))
        .collect();
    let stuck: Vec<&OutOfReach> = answer
        .out_of_reach
        .iter()
        .filter(|stuck| may_be_seen(&stuck.id, [Some(&stuck.before), stuck.best.as_ref()]))
        .collect();
    let mut sentences = Vec::new();
    if !changes.is_empty() {
        sentences.push(Sentence::NextGoal { goal });
    }
    let none_does = answer.options.is_empty();
    sentences.extend(changes);
    if stuck.is_empty() {
        return sentences;
    }
    sentences.push(Sentence::NextNone {
        names: stuck
            .iter()
            .map(|stuck| name(presenter, &stuck.id))
            .collect(),
        goal,
        tried: if stuck.iter().all(|stuck| stuck.exhaustive) {
            Tried::All
        } else {
            Tried::Some
        },
    });
    if none_does {
        // Where one would do, how near another comes helps nobody.
        let distance = |stuck: &&OutOfReach| (stuck.score - answer.target).abs();
        let best = stuck
            .iter()
            .copied()
            .filter(|stuck| stuck.best.is_some())
            .min_by(|a, b| distance(a).total_cmp(&distance(b)));
        sentences.extend(best.and_then(|stuck| {
            Some(Sentence::NextNearest {
                name: name(presenter, &stuck.id),
                after: value(stuck.best.as_ref()?)?,
                level: level(stuck.score)?,
            })
        }));
    }
    sentences
}

fn change(presenter: &Presenter<'_>, option: &SingleChange, level: Digits) -> Option<Sentence> {
    let name = name(presenter, &option.id);
    Some(match (&option.before, &option.stated) {
        (InputValue::Number(now), InputValue::Number(stated)) => Sentence::NextNumber {
            name,
            before: Digits::exactly(rounded_apart(*now, *stated).unwrap_or(*now))?,
            after: Digits::exactly(*stated)?,
            level,
        },
        (InputValue::Label(now), InputValue::Label(stated)) => Sentence::NextLabel {
            name,
            before: printable(now),
            after: printable(stated),
            level,
        },
        _ => return None,
    })
}

/// What an input is called in a sentence.
fn name(presenter: &Presenter<'_>, place: &Path) -> String {
    let whole = || printable(&place.to_string());
    let given = presenter.given(place);
    given.or_else(|| called(place)).unwrap_or_else(whole)
}

/// A value as it is: what is read is what was scored.
fn value(value: &InputValue) -> Option<ShownValue> {
    match value {
        InputValue::Number(value) => Digits::exactly(*value).map(ShownValue::Number),
        InputValue::Label(label) => Some(ShownValue::Text(printable(label))),
    }
}

/// The scale with so many decimals that no score which misses the goal looks like it.
fn apart(answer: &RecourseAnswer) -> Scale {
    let missing = || {
        let now = (!answer.reached).then_some(answer.score);
        let stuck = answer.out_of_reach.iter().map(|stuck| stuck.score);
        now.into_iter().chain(stuck)
    };
    let scaled = |decimals| answer.scale.clone().decimals(decimals);
    (answer.scale.shown_decimals()..=Scale::MAX_DECIMALS)
        .map(scaled)
        .find(|scale| missing().all(|score| level(scale, score) != level(scale, answer.target)))
        .unwrap_or_else(|| scaled(Scale::MAX_DECIMALS))
}

fn level(scale: &Scale, points: f64) -> Option<Digits> {
    let micro = score::micro(points).ok()?;
    Some(Digits::points(scale, scale.round(micro)))
}
