//! A whole document.

use std::fmt;

use maud::{DOCTYPE, PreEscaped, html};

use super::{Html, STYLE, bare, clean, dir};

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
        let told = self.piece.told;
        // The name of a tab or bookmark: the move, where there is a sentence of it.
        let title = told.headline.get(1).or(told.headline.first());
        let title = bare(title.unwrap_or(&told.score));
        let document = html! {
            (DOCTYPE)
            html lang=(clean(&told.language)) dir=(dir(told.direction)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    @if self.piece.is_styled { style { (PreEscaped(STYLE)) } }
                    @if let Some(href) = &self.piece.href { link rel="stylesheet" href=(href); }
                }
                body class="scoreshift-page" {
                    main { (self.piece.markup()) }
                }
            }
        };
        f.write_str(&document.into_string())
    }
}
