//! A message in a form: text, Markdown, JSON, HTML, charts. None of them computes anything.

pub(super) mod display;
pub(super) mod history;
#[cfg(feature = "html")]
pub(super) mod html;
pub(super) mod json;
pub(super) mod markdown;
#[cfg(feature = "html")]
pub(super) mod svg;
pub(super) mod text;
