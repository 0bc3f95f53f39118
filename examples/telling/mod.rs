//! The options of examples that tell something: to whom, in which language, in which form.
#![allow(unreachable_pub, reason = "a module of examples")]

use std::{
    error::Error,
    io::{self, IsTerminal, Write},
};

use clap::{Arg, ArgMatches};
use scoreshift::present::{
    Audience, Disclosure, Language, LocalizedMessage, Presentable, Presenter,
};

/// The options, of a command that may have others.
pub fn options() -> [Arg; 4] {
    let option = |name: &'static str, value, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let language = |tag: &str| match language_of(tag) {
        Ok(_) => Ok(tag.to_owned()),
        Err(error) => Err(error.to_string()),
    };
    let page = |file: &str| {
        if cfg!(feature = "html") {
            Ok(file.to_owned())
        } else {
            Err(NO_PAGES)
        }
    };
    let (audiences, formats) = (["person", "agent", "auditor"], ["text", "markdown", "json"]);
    [
        option("audience", "AUDIENCE", "Say it in words, to whom").value_parser(audiences),
        option("format", "FORMAT", "Say it in words, in this form").value_parser(formats),
        option(
            "lang",
            "TAG",
            "Say it in words, in this language: en, de, pl, ar",
        )
        .value_parser(language),
        option("html", "FILE", "Say it in words, as a page").value_parser(page),
    ]
}

/// To whom, in which language, in which form.
pub struct Telling {
    pub audience: Audience,
    pub format: Option<String>,
    pub language: String,
    pub page: Option<String>,
    /// Whether any of these was given.
    pub asked: bool,
}

impl Telling {
    /// What was asked for; to this audience where none was named.
    pub fn of(matches: &ArgMatches, otherwise: Audience) -> Self {
        let value = |name| matches.get_one::<String>(name).cloned();
        let audience = match value("audience").as_deref() {
            Some("person") => Audience::Person,
            Some("agent") => Audience::Agent,
            Some("auditor") => Audience::Auditor,
            _ => otherwise,
        };
        let names = ["audience", "format", "lang", "html"];
        Self {
            audience,
            format: value("format"),
            language: value("lang").unwrap_or_else(|| "en".to_owned()),
            page: value("html"),
            asked: names.into_iter().any(|name| matches.contains_id(name)),
        }
    }

    /// Whether any of these options was given: then it is localized in words.
    #[allow(dead_code, reason = "one example has a form of its own")]
    pub fn is_asked_for(&self) -> bool {
        self.asked
    }

    pub fn show(
        &self,
        presenter: Presenter<'_>,
        of: &impl Presentable,
    ) -> Result<(), Box<dyn Error>> {
        let localized = presenter
            .disclosure(Disclosure::new().internals())
            .message(of)
            .localize(&*language_of(&self.language)?);
        if let Some(file) = &self.page {
            return write_page(file, &localized);
        }
        let mut out = io::stdout();
        let wants_colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
        match self.format.as_deref().unwrap_or("text") {
            "text" => writeln!(out, "{}", localized.text().width(80).coloured(wants_colour))?,
            "markdown" => writeln!(out, "{}", localized.markdown())?,
            _ => writeln!(out, "{}", localized.json())?,
        }
        Ok(())
    }
}

#[cfg(feature = "html")]
fn write_page(file: &str, localized: &LocalizedMessage) -> Result<(), Box<dyn Error>> {
    std::fs::write(file, localized.html().page().to_string())
        .map_err(|error| format!("{file}: {error}").into())
}

#[cfg(not(feature = "html"))]
fn write_page(_: &str, _: &LocalizedMessage) -> Result<(), Box<dyn Error>> {
    Err(NO_PAGES.into())
}

const NO_PAGES: &str = "--html needs the feature `html`: cargo run --features html …";

/// A shipped language, with the words of this score.
#[cfg(feature = "i18n")]
fn language_of(tag: &str) -> Result<Box<dyn Language>, Box<dyn Error>> {
    use scoreshift::present::Catalogue;

    let shipped = Catalogue::shipped(tag).map_err(|error| error.to_string())?;
    let words = match shipped.tag().split('-').next() {
        Some("ar") => include_str!("../languages/ar.ftl"),
        Some("de") => include_str!("../languages/de.ftl"),
        Some("pl") => include_str!("../languages/pl.ftl"),
        _ => "",
    };
    Ok(Box::new(
        shipped.with(words).map_err(|error| error.to_string())?,
    ))
}

#[cfg(not(feature = "i18n"))]
fn language_of(tag: &str) -> Result<Box<dyn Language>, Box<dyn Error>> {
    match tag {
        "en" => Ok(Box::new(scoreshift::present::English)),
        other => Err(format!("{other}: languages other than English need --features i18n").into()),
    }
}
