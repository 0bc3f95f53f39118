//! A whole document.

use std::fmt;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Html, STYLE, bare, clean, dir};
use crate::present::TextDirection;

/// A message as an HTML document. See [`Html::page`].
#[derive(Clone, Debug)]
pub struct Page<'t> {
    piece: Html<'t>,
}

impl<'t> Page<'t> {
    pub(super) fn of(piece: Html<'t>) -> Self {
        Self { piece }
    }
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let localized = self.piece.localized;
        // The name of a tab or bookmark: the move, where there is a sentence of it.
        let title = localized.headline.get(1).or(localized.headline.first());
        let title = bare(title.unwrap_or(&localized.score));
        let style = html! {
            @if self.piece.is_styled { style { (PreEscaped(STYLE)) } }
            @if let Some(href) = &self.piece.href { link rel="stylesheet" href=(href); }
        };
        let body = html! {
            main { (self.piece.markup()) }
        };
        let language = (localized.language.as_str(), localized.direction);
        f.write_str(&document(language, &title, &style, &body))
    }
}

/// A document of a title, in a language.
pub(super) fn document(
    (language, direction): (&str, TextDirection),
    title: &str,
    style: &Markup,
    body: &Markup,
) -> String {
    let document = html! {
        (DOCTYPE)
        html lang=(clean(language)) dir=(dir(direction)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                (style)
            }
            body class="scoreshift-page" {
                (body)
            }
        }
    };
    document.into_string()
}
