//! Why a score dropped overnight, told to whom it may concern.
//!
//! `cargo run --example explain_drop [-- [--audience person|agent|auditor] [--format text|markdown|json]
//! [--lang en|de|pl|ar] [--html FILE] [BEFORE.json [AFTER.json]]]`
//!
//! Without a path it explains the 2011 story, from 71 to 54, from embedded data. With one profile it explains
//! what the change of the algorithm did to it; with two, what the person's own month did besides. A profile is
//! `{"networks": {"Twitter": {"audience": 8700, "active": 3600, "reactions": 1900}, "Facebook": null}}`.
//!
//! Languages other than English need `--features i18n`; a tag such as `ar-EG` has the numbers of its country.

use std::{
    error::Error,
    fs,
    io::{self, IsTerminal, Write},
};

use scoreshift::{
    at,
    influence::{self, Profile},
    present::{Audience, Disclosure, Language, Presenter, Told},
};

const USAGE: &str = "usage: explain_drop [--audience person|agent|auditor] [--format text|markdown|json] \
                     [--lang en|de|pl|ar] [--html FILE] [BEFORE.json [AFTER.json]]";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut audience, mut format) = (Audience::Person, "text".to_owned());
    let (mut language, mut page, mut paths) = ("en".to_owned(), None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match argument.as_str() {
            "--audience" => audience = audience_of(&value()?)?,
            "--format" => format = value()?,
            "--lang" => language = value()?,
            "--html" => page = Some(value()?),
            option if option.starts_with("--") => {
                return Err(format!("unknown option {option}; {USAGE}").into());
            }
            _ => paths.push(argument),
        }
    }
    let before = match paths.first() {
        Some(path) => read(path)?,
        None => serde_json::from_str(include_str!("profiles/marketer.json"))?,
    };
    let after = paths.get(1).map(|path| read(path)).transpose()?;

    let why = influence::lineage().explain(
        at("1.0.0", &before),
        at("2.0.0", after.as_ref().unwrap_or(&before)),
    )?;
    let told = Presenter::new(audience)
        .disclosure(Disclosure::new().internals())
        .message(&why)
        .tell(&*language_of(&language, page.is_some())?);
    if let Some(file) = page {
        return write_page(&file, &told);
    }
    let mut out = io::stdout();
    let wants_colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    match format.as_str() {
        "text" => writeln!(out, "{}", told.text().coloured(wants_colour))?,
        "markdown" => writeln!(out, "{}", told.markdown())?,
        "json" => writeln!(out, "{}", told.json())?,
        other => return Err(format!("unknown format {other}; {USAGE}").into()),
    }
    Ok(())
}

#[cfg(feature = "html")]
fn write_page(file: &str, told: &Told) -> Result<(), Box<dyn Error>> {
    fs::write(file, told.html().page().to_string())
        .map_err(|error| format!("{file}: {error}").into())
}

#[cfg(not(feature = "html"))]
fn write_page(_: &str, _: &Told) -> Result<(), Box<dyn Error>> {
    Err("--html needs the feature `html`: cargo run --example explain_drop --features html".into())
}

fn audience_of(name: &str) -> Result<Audience, String> {
    match name {
        "person" => Ok(Audience::Person),
        "agent" => Ok(Audience::Agent),
        "auditor" => Ok(Audience::Auditor),
        other => Err(format!("unknown audience {other}; {USAGE}")),
    }
}

/// A shipped language, with the words of this score.
#[cfg(feature = "i18n")]
fn language_of(tag: &str, in_html: bool) -> Result<Box<dyn Language>, Box<dyn Error>> {
    use scoreshift::present::Catalogue;

    let shipped = Catalogue::shipped(tag).map_err(|error| error.to_string())?;
    let words = match shipped.tag().split('-').next() {
        Some("ar") => include_str!("languages/ar.ftl"),
        Some("de") => include_str!("languages/de.ftl"),
        Some("pl") => include_str!("languages/pl.ftl"),
        _ => "",
    };
    Ok(Box::new(
        shipped
            .with(words)
            .map_err(|error| error.to_string())?
            .isolating(in_html),
    ))
}

#[cfg(not(feature = "i18n"))]
fn language_of(tag: &str, _in_html: bool) -> Result<Box<dyn Language>, Box<dyn Error>> {
    match tag {
        "en" => Ok(Box::new(scoreshift::present::English)),
        other => Err(format!("{other}: languages other than English need --features i18n").into()),
    }
}

fn read(path: &str) -> Result<Profile, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}").into())
}
