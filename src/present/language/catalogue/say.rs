//! How a catalogue puts sentences into words.

use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::CharacterDirection;

use super::{Catalogue, names, numbers};
use crate::{
    present::{
        Argument, Band, Digits, English, Language, Percent, Sentence, ShownEdge, ShownRange, Sign,
        TextDirection, Voice, message::sign,
    },
    time::Time,
};

impl Language for Catalogue {
    fn tag(&self) -> &str {
        &self.tag
    }

    fn direction(&self) -> TextDirection {
        match self.language.character_direction() {
            CharacterDirection::RTL => TextDirection::RightToLeft,
            _ => TextDirection::LeftToRight,
        }
    }

    fn say(&self, sentence: &Sentence, voice: Voice) -> String {
        let id = sentence.id();
        let text = self
            .has(id)
            .then(|| self.format_message(id, &self.arguments(sentence, voice)));
        text.flatten()
            .unwrap_or_else(|| English.say(sentence, voice))
    }

    fn number(&self, number: Digits) -> String {
        self.with_power(number, self.numbers.plain(number))
    }

    fn points(&self, points: Digits) -> String {
        self.with_power(points, self.numbers.signed(points))
    }

    fn percent(&self, share: Percent) -> String {
        self.share(share)
    }

    fn range(&self, range: ShownRange) -> String {
        let edge = |edge: Option<ShownEdge>, [open, closed]: [&'static str; 2]| match edge {
            Some(edge) if edge.is_included => (closed, self.number(edge.digits)),
            Some(edge) => (open, self.number(edge.digits)),
            None => ("none", String::new()),
        };
        let (start_is, start) = edge(range.start, ["above", "from"]);
        let (end_is, end) = edge(range.end, ["below", "up-to"]);
        let mut arguments = FluentArgs::new();
        arguments.set("start_is", start_is);
        arguments.set("start", start);
        arguments.set("end_is", end_is);
        arguments.set("end", end);
        let text = self.joined("range", &arguments);
        text.unwrap_or_else(|| English.range(range))
    }

    fn date(&self, time: Time) -> String {
        let day = time.day();
        let clock = time.clock();
        let mut arguments = FluentArgs::new();
        arguments.set("day", self.numbers.ungrouped(&day.of_month.to_string()));
        arguments.set("month", FluentValue::from(day.month));
        arguments.set("year", self.numbers.ungrouped(&day.year.to_string()));
        arguments.set(
            "clock_is",
            if clock.is_some() { "known" } else { "unknown" },
        );
        arguments.set("clock", self.numbers.ungrouped(&clock.unwrap_or_default()));
        let text = self.joined("date", &arguments);
        text.unwrap_or_else(|| English.date(time))
    }

    fn band(&self, band: Band, sign: Sign) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("band", band.word());
        arguments.set("sign", sign.word());
        let text = self.format_message("size", &arguments);
        text.unwrap_or_else(|| English.band(band, sign))
    }

    fn clauses(&self, clauses: &[String]) -> String {
        let both = |first: String, second: &String| {
            let mut arguments = FluentArgs::new();
            arguments.set("first", first.as_str());
            arguments.set("second", second.as_str());
            let text = self.joined("two-clauses", &arguments);
            text.unwrap_or_else(|| format!("{first}; {second}"))
        };
        let mut clauses = clauses.iter();
        let first = clauses.next().cloned().unwrap_or_default();
        let text = clauses.fold(first, both);
        let mut arguments = FluentArgs::new();
        arguments.set("clauses", text.as_str());
        self.joined("clauses", &arguments)
            .unwrap_or_else(|| format!("{text}."))
    }
}

impl Catalogue {
    /// The text of a message; none if the language does not have it.
    fn format_message(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        Self::format_with(&self.bundle, id, arguments)
    }

    /// The same, of parts that need no marks around them.
    fn joined(&self, id: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        Self::format_with(&self.joining, id, arguments)
    }

    fn format_with(
        bundle: &FluentBundle<Arc<FluentResource>>,
        id: &str,
        arguments: &FluentArgs<'_>,
    ) -> Option<String> {
        let message = bundle.get_message(id)?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(message.value()?, Some(arguments), &mut errors);
        errors.is_empty().then(|| one_line(&text))
    }

    /// The same, for messages that only have a voice.
    fn own(&self, id: &str, voice: Voice) -> Option<String> {
        if !self.has(id) {
            return None;
        }
        let mut arguments = FluentArgs::new();
        arguments.set("voice", voice.word());
        self.format_message(id, &arguments)
    }

    /// What a name is called; of a place that is called by all names of its path, what is around one of them, or each by
    /// itself.
    fn label(&self, name: &str, voice: Voice) -> Option<String> {
        let own = |name: &str| self.own(&format!("label-{}", names::slug(name)?), voice);
        let all = || {
            let names: Vec<&str> = name.split(": ").collect();
            let known: Vec<Option<String>> = names.iter().map(|name| own(name)).collect();
            let is_known = names.len() > 1 && known.iter().any(Option::is_some);
            let called = names.iter().zip(known);
            let called = called.map(|(name, own)| own.unwrap_or_else(|| (*name).to_owned()));
            let called: Vec<String> = called.collect();
            let around = self.label_around(&names, &called, voice);
            around.or_else(|| is_known.then(|| called.join(": ")))
        };
        own(name).or_else(all)
    }

    /// What a place is called by a label that has room for one of the names in it: `label-reviews-stars` for every country
    /// between the two.
    fn label_around(&self, names: &[&str], called: &[String], voice: Voice) -> Option<String> {
        let inner = 1..names.len().saturating_sub(1);
        inner.into_iter().find_map(|at| {
            let (before, after) = (names.get(..at)?, names.get(at + 1..)?);
            let id = format!(
                "label-{}",
                names::slug(&[before, after].concat().join(" "))?
            );
            let name = called.get(at)?;
            let mut arguments = FluentArgs::new();
            arguments.set("voice", voice.word());
            arguments.set("name", name.as_str());
            // One without room would call different places alike.
            let text = self
                .has(&id)
                .then(|| self.format_message(&id, &arguments))
                .flatten();
            text.filter(|text| text.contains(name.as_str()))
        })
    }

    fn arguments<'s>(&self, sentence: &'s Sentence, voice: Voice) -> FluentArgs<'s> {
        let mut out = FluentArgs::new();
        out.set("voice", voice.word());
        for (name, argument) in sentence.arguments() {
            self.put(&mut out, name, argument, sentence, voice);
        }
        out
    }

    fn put<'s>(
        &self,
        out: &mut FluentArgs<'s>,
        name: &'static str,
        argument: Argument<'s>,
        sentence: &Sentence,
        voice: Voice,
    ) {
        match argument {
            Argument::Text(text) => {
                let own = match name {
                    "sentence" | "title" => names::own(name, sentence)
                        .iter()
                        .find_map(|id| self.own(id, voice)),
                    _ if names::IS_LABEL.contains(&name) => self.label(text, voice),
                    _ => None,
                };
                let is_inside = name == "sentence" && !matches!(sentence, Sentence::Change { .. });
                let own = own.map(|own| {
                    if is_inside {
                        names::without_point(own)
                    } else {
                        own
                    }
                });
                let begins_a_line = matches!(sentence, Sentence::Place { .. });
                let own = own.map(|own| {
                    if begins_a_line {
                        capitalised(&own)
                    } else {
                        own
                    }
                });
                let text = own.map_or(FluentValue::from(text), FluentValue::from);
                if let FluentValue::String(text) = &text {
                    if name == "score" {
                        out.set("score_is", names::score_is(text));
                    }
                }
                out.set(name, text);
            }
            Argument::List(listed) => {
                let called = |name: &String| {
                    let called = self.label(name, voice).unwrap_or_else(|| name.clone());
                    if self.is_isolating {
                        format!("\u{2068}{called}\u{2069}")
                    } else {
                        called
                    }
                };
                let listed: Vec<String> = listed.iter().map(called).collect();
                out.set(name, self.lists.write(&listed));
            }
            Argument::Choice(word) => out.set(name, word),
            Argument::Count(count) => out.set(name, self.counted(count)),
            Argument::Number(digits) => out.set(name, self.plural(digits)),
            Argument::Points(digits) => {
                let (size_name, sign_name) = (format!("{name}_size"), format!("{name}_sign"));
                out.set(name, self.points(digits));
                out.set(size_name, self.plural(digits.size()));
                out.set(sign_name, sign(digits.units).word());
            }
            Argument::Percent(share) => out.set(name, self.share(share)),
            Argument::Range(range) => out.set(name, self.range(range)),
            Argument::Date(time) => out.set(name, self.date(time)),
        }
    }

    fn counted(&self, count: u64) -> FluentValue<'static> {
        let digits = i64::try_from(count).ok().map(Digits::count);
        let plural = digits.and_then(numbers::plural);
        plural.unwrap_or_else(|| self.numbers.count(count).into())
    }

    fn plural(&self, digits: Digits) -> FluentValue<'static> {
        numbers::plural(digits).unwrap_or_else(|| self.number(digits).into())
    }

    fn share(&self, share: Percent) -> String {
        let number = self.number(share.digits);
        let mut arguments = FluentArgs::new();
        let is_latin = number.bytes().any(|byte| byte.is_ascii_digit());
        arguments.set("digits", if is_latin { "latin" } else { "own" });
        arguments.set("number", number.as_str());
        arguments.set("is", share.is.word());
        let text = self.joined("percent", &arguments);
        text.unwrap_or_else(|| format!("{number} %"))
    }

    fn with_power(&self, digits: Digits, number: String) -> String {
        if digits.exponent == 0 {
            return number;
        }
        let mut arguments = FluentArgs::new();
        arguments.set("power", English::raised(digits.exponent));
        arguments.set("number", number.as_str());
        self.joined("power", &arguments).unwrap_or(number)
    }
}

/// Breaks of lines, and what stands around them, as single spaces.
fn one_line(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join(" ").trim().to_owned()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
