//! The options of examples that tell something: to whom, in which language, in which form.
#![allow(unreachable_pub, reason = "a module of examples")]

use std::{
    error::Error,
    io::{self, IsTerminal, Write},
};

use scoreshift::present::{
    Audience, Disclosure, Language, LocalizedMessage, Presentable, Presenter,
};

pub const OPTIONS: &str = "[--audience person|agent|auditor] [--format text|markdown|json] \
                           [--lang en|de|pl|ar] [--html FILE]";

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
    pub fn to(audience: Audience) -> Self {
        Self {
            audience,
            format: None,
            language: "en".to_owned(),
            page: None,
            asked: false,
        }
    }

    /// Takes an option with its value from what follows; whether it was one of these.
    pub fn takes(
        &mut self,
        option: &str,
        rest: &mut impl Iterator<Item = String>,
    ) -> Result<bool, String> {
        let mut value = || {
            rest.next()
                .ok_or(format!("{option} needs a value; options: {OPTIONS}"))
        };
        match option {
            "--audience" => self.audience = audience_of(&value()?)?,
            "--format" => self.format = Some(format_of(value()?)?),
            "--lang" => {
                self.language = value()?;
                // What cannot be told is said before anything is computed.
                language_of(&self.language).map_err(|error| error.to_string())?;
            }
            "--html" if cfg!(feature = "html") => self.page = Some(value()?),
            "--html" => return Err(NO_PAGES.to_owned()),
            _ => return Ok(false),
        }
        self.asked = true;
        Ok(true)
    }

    /// Whether any of these options was given: then it is told in words.
    #[allow(dead_code, reason = "one example has a form of its own")]
    pub fn is_asked_for(&self) -> bool {
        self.asked
    }

    pub fn tell(
        &self,
        presenter: Presenter<'_>,
        of: &impl Presentable,
    ) -> Result<(), Box<dyn Error>> {
        let told = presenter
            .disclosure(Disclosure::new().internals())
            .message(of)
            .localize(&*language_of(&self.language)?);
        if let Some(file) = &self.page {
            return write_page(file, &told);
        }
        let mut out = io::stdout();
        let wants_colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
        match self.format.as_deref().unwrap_or("text") {
            "text" => writeln!(out, "{}", told.text().width(80).coloured(wants_colour))?,
            "markdown" => writeln!(out, "{}", told.markdown())?,
            _ => writeln!(out, "{}", told.json())?,
        }
        Ok(())
    }
}

#[cfg(feature = "html")]
fn write_page(file: &str, told: &LocalizedMessage) -> Result<(), Box<dyn Error>> {
    std::fs::write(file, told.html().page().to_string())
        .map_err(|error| format!("{file}: {error}").into())
}

#[cfg(not(feature = "html"))]
fn write_page(_: &str, _: &LocalizedMessage) -> Result<(), Box<dyn Error>> {
    Err(NO_PAGES.into())
}

const NO_PAGES: &str = "--html needs the feature `html`: cargo run --features html …";

/// A form in which something can be told.
fn format_of(name: String) -> Result<String, String> {
    match name.as_str() {
        "text" | "markdown" | "json" => Ok(name),
        other => Err(format!("unknown format {other}; options: {OPTIONS}")),
    }
}

fn audience_of(name: &str) -> Result<Audience, String> {
    match name {
        "person" => Ok(Audience::Person),
        "agent" => Ok(Audience::Agent),
        "auditor" => Ok(Audience::Auditor),
        other => Err(format!("unknown audience {other}; options: {OPTIONS}")),
    }
}

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
