//! Sentences, held against the recorded formulas.

use std::collections::BTreeMap;

use scoreshift::{
    Audience, Change, EvalError, Explanation, Lineage, ModelId, Presenter, Scale, ScoringModel,
    Term, Trace, Version, at,
    lineage::Rewrite,
    math,
    present::{Disclosure, English, Message, Percent, PercentIs, Row, RowKind, Sentence},
    score::{apportion, exact_sum},
};

use crate::{
    Against, Asked,
    changed::Game,
    edits::{Edited, Naming, Random, Values},
    recorded::{Recorded, caps_hold},
    told_shares::told_shares,
};

#[derive(Clone)]
struct Released {
    edited: Edited,
    version: u64,
}

impl ScoringModel for Released {
    type Input = Values;

    fn id(&self) -> ModelId {
        ModelId::new("edited", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, values: &Values, t: T) -> Result<Term<T>, EvalError> {
        self.edited.evaluate(values, t)
    }
}

/// So many cases are shown that speak against the crate.
const MOST_SHOWN: usize = 8;

#[allow(clippy::struct_excessive_bools, reason = "a list of what may be wrong")]
struct Judged {
    cap_false: bool,
    move_without_reason: bool,
    shares_beyond_100: bool,
    share_untrue: bool,
    /// What a person reads cancels, and what was done does not.
    cancels: bool,
    cancels_in_fact: bool,
    /// What is told, for who asks to see it.
    shown: String,
}

fn case(asked: &Asked, number: u64) -> Option<Judged> {
    let mut random = Random(number);
    let linear = random.chance(20);
    let mut game = Game::generate(&mut random, linear, 3)?;
    // The owner's numbers do not move with anybody's data.
    game.moved.retain(|name| name.starts_with('x'));
    if random.chance(50) {
        game.moved.clear();
    }
    let exact = game.exact()?;
    let release = |made, version| Released {
        edited: Edited {
            formula: game.formula.clone(),
            made,
            names: Naming::AsWritten,
        },
        version,
    };
    let ((first, before), (last, after)) = (game.at(0), game.at(game.everyone()));
    let mut changes = Rewrite::starting_from(release(first, 1));
    for edit in 0..game.edits {
        let change = Change::new(format!("edit-{edit}")).sentence(format!("We made edit {edit}."));
        changes = changes.change(change, move |released: &mut Released| {
            released.edited.made ^= 1 << edit;
        });
    }
    let lineage = Lineage::starting_with(release(first, 1))
        .rewritten(release(last, 2), changes)
        .build()
        .ok()?;
    let why = lineage
        .explain(at("1.0.0", &before), at("2.0.0", &after))
        .ok()?;
    let [was, is] = [(first, 1, &before), (last, 2, &after)].map(|(made, version, values)| {
        release(made, version)
            .breakdown(values)
            .expect("it was scored")
    });
    let messages = || {
        let person = [Disclosure::new(), Disclosure::new().internals()];
        let person = person
            .into_iter()
            .map(|disclosure| (Audience::Person, disclosure));
        person
            .chain([(Audience::Agent, Disclosure::new())])
            .map(|(audience, disclosure)| message(&why, audience, disclosure))
    };
    let recorded = Recorded::of(&is);
    let shares = [&was, &is]
        .map(|side| Recorded::of(side).shares(&serde_json::to_value(side).expect("it is stored")));
    let person = message(&why, Audience::Person, Disclosure::new().internals());
    let cancel = |parts: &[f64]| {
        exact_sum(parts.iter().copied()).abs()
            < 0.1 * exact_sum(parts.iter().map(|part| part.abs()))
    };
    let read = cancel(&shown(&person));
    // In whole points that add up to the move as shown as well: of a score that stayed at 10, +1.5 and −0.7 are +1 and −1.
    let points = apportion(person.moved.shown.units, &exact).unwrap_or_default();
    let points: Vec<f64> = points.into_iter().map(|part| part as f64).collect();
    let in_fact = cancel(&exact) || cancel(&points);
    Some(Judged {
        cap_false: messages().any(|message| !caps_hold(&message, &recorded)),
        move_without_reason: messages().any(|message| !has_a_reason(&message)),
        shares_beyond_100: messages().any(|message| !shares_add_up(&message)),
        share_untrue: messages().any(|message| !shares_are_so(&message, &shares)),
        cancels: read && !in_fact,
        cancels_in_fact: read && in_fact,
        shown: if asked.show {
            let agent = message(&why, Audience::Agent, Disclosure::new());
            let [person, agent] =
                [&person, &agent].map(|message| message.localize(&English).text().to_string());
            format!("{person}\n{agent}\n{exact:?}\n{was}\n{is}")
        } else {
            String::new()
        },
    })
}

fn message(why: &Explanation, audience: Audience, disclosure: Disclosure) -> Message {
    // Every place by the name that the formula has for it.
    let presenter = Presenter::new(audience).disclosure(disclosure);
    presenter
        .labels(|path| path.last().map(str::to_owned))
        .message(why)
}

fn units(row: &Row) -> i64 {
    row.amount.shown().map_or(0, |shown| shown.units)
}

/// Whether something that is named moved the score the way that the message says it went.
fn has_a_reason(message: &Message) -> bool {
    let way = message.moved.shown.units.signum();
    let goes = |row: &Row| units(row).signum() == way;
    let is_named = |row: &Row| {
        let is_place = matches!(row.kind, RowKind::Place | RowKind::Detail);
        is_place
            && !matches!(row.label, Sentence::RoundingTitle { .. })
            && (!row.sentences.is_empty() || !row.rows.is_empty())
    };
    let gives_a_reason = |row: &Row| match row.kind {
        RowKind::Change | RowKind::Recalibration => goes(row),
        RowKind::Data | RowKind::Reference => {
            goes(row) && row.rows.iter().any(|row| goes(row) && is_named(row))
        }
        _ => false,
    };
    way == 0 || message.rows().any(gives_a_reason)
}

/// What the rows without rows inside say, in points as shown.
fn shown(message: &Message) -> Vec<f64> {
    let (mut open, mut found): (Vec<&Row>, Vec<f64>) = (message.rows().collect(), Vec::new());
    while let Some(row) = open.pop() {
        if row.rows.is_empty() {
            found.push(units(row) as f64);
        }
        open.extend(&row.rows);
    }
    found
}

/// What one more of the last digit is.
fn step(percent: Percent) -> f64 {
    math::powi(10.0, -i32::from(percent.digits.decimals))
}

fn percent(percent: Percent) -> f64 {
    percent.digits.units as f64 / math::powi(10.0, i32::from(percent.digits.decimals))
}

/// Whether the shares of each mean are at most all of it, each part as often as it is told.
fn shares_add_up(message: &Message) -> bool {
    let mut sums: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    // What counts and shows in no digit is less than a step: of each mean all of that together is held to be one.
    let mut least: BTreeMap<String, [f64; 2]> = BTreeMap::new();
    for (part, before, after) in told_shares(message) {
        let mean = part.split(" part ").next().unwrap_or_default().to_owned();
        let sum = sums.entry(mean.clone()).or_default();
        let least = least.entry(mean).or_default();
        for ((sum, least), told) in sum.iter_mut().zip(least).zip([before, after]) {
            match told.is {
                PercentIs::Less => *least = step(told),
                _ => *sum += percent(told),
            }
        }
    }
    let all = sums.iter().zip(least.values());
    all.flat_map(|((_, sum), least)| [sum[0] + least[0], sum[1] + least[1]])
        .all(|sum| sum <= 100.0 + 1e-9)
}

/// Whether the shares that are told are those of the two scores, as far as rounded.
fn shares_are_so(message: &Message, shares: &[BTreeMap<String, f64>; 2]) -> bool {
    told_shares(message).iter().all(|(part, before, after)| {
        let is = |told: Percent, side: usize| {
            // A part that one side does not have counts nothing there.
            let share = shares[side].get(part).copied().unwrap_or(0.0);
            (percent(told) - 100.0 * share).abs() <= 1.01 * step(told)
        };
        is(*before, 0) && is(*after, 1)
    })
}

pub(crate) fn print(asked: &Asked) {
    let cases = asked.each(|number| case(asked, number));
    for (name, is_so) in [
        (
            "sentence_cap_false",
            (|case| case.cap_false) as fn(&Judged) -> bool,
        ),
        ("sentence_move_without_reason", |case| {
            case.move_without_reason
        }),
        ("sentence_shares_beyond_100", |case| case.shares_beyond_100),
        ("sentence_share_untrue", |case| case.share_untrue),
    ] {
        asked.count(name, &cases, is_so);
        for (_, case) in cases
            .iter()
            .filter(|(_, case)| asked.show && is_so(case))
            .take(MOST_SHOWN)
        {
            println!("{}", case.shown);
        }
    }
    asked.share(
        "sentence_cancelling_rows",
        &cases,
        |case| case.cancels,
        Against::Where,
    );
    asked.share(
        "sentence_cancelling_rows_in_fact",
        &cases,
        |case| case.cancels_in_fact,
        Against::Where,
    );
}
