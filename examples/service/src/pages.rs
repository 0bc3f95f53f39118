//! Pages that people read.

use axum::response::Html;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use scoreshift::{
    history::Step,
    present::{Language, LocalizedMessage, TextDirection, printable},
    record::ScoreRecord,
};

/// The words of the page itself: what it is, how the score moved, what can be done, a new version, the first score.
fn words(language: &str) -> [&'static str; 5] {
    match language {
        "de" => {
            ["Ihr Score als Verkäufer", "Wie er sich verändert hat", "Was Sie tun können", "Neue Version", "Der erste Score"]
        }
        "ar" => ["تقييمك كبائع", "كيف تغيّر", "ما يمكنك فعله", "إصدار جديد", "التقييم الأول"],
        _ => ["Your score as a seller", "How it moved", "What you can do", "New version", "The first score"],
    }
}

/// A subject's scores, newest first, with what is about to come and what can be done.
pub(crate) struct History<'p> {
    pub(crate) subject: &'p str,
    pub(crate) language: &'p dyn Language,
    pub(crate) records: &'p [ScoreRecord],
    /// Each step with its message; one fewer than records.
    pub(crate) steps: Vec<(&'p Step, &'p LocalizedMessage)>,
    pub(crate) notice: Option<&'p LocalizedMessage>,
    pub(crate) next: &'p [String],
    pub(crate) unreadable: &'p [String],
}

impl History<'_> {
    pub(crate) fn document(&self) -> Html<String> {
        let [title, moved, can_do, new_version, first_score] = words(self.language.tag());
        let steps = self.records.iter().skip(1).zip(&self.steps).enumerate();
        document(
            self.language.tag(),
            self.language.direction(),
            title,
            &html! {
                h1 { (title) }
                p.service-subject { bdi { (printable(self.subject)) } }
                @if let Some((_, told)) = self.steps.last() {
                    p.service-score { (told.after.text) }
                    @if let Some(grade) = &told.after.grade { p.service-grade { (grade) } }
                } @else if let Some(only) = self.records.first() {
                    p.service-score { (only.scale().show(only.value())) }
                }
                @if let Some(notice) = self.notice { (piece(notice, "notice")) }
                @if !self.next.is_empty() {
                    section.service-next {
                        h2 { (can_do) }
                        @for line in self.next { p { (line) } }
                    }
                }
                h2 { (moved) }
                ol.service-history reversed {
                    @for (index, (record, (step, told))) in steps.rev() {
                        li {
                            (when(record))
                            @if step.version_changed() {
                                p.service-version { (new_version) " " (record.model().version().to_string()) }
                            }
                            (piece(told, &format!("step-{index}")))
                        }
                    }
                    @if let Some(first) = self.records.first() {
                        li { (when(first)) p { (first_score) ": " (first.scale().show(first.value())) } }
                    }
                }
                @for line in self.unreadable { p.service-unreadable { (printable(line)) } }
            },
        )
    }
}

fn when(record: &ScoreRecord) -> Markup {
    let time = record.time().map(|time| time.to_string()).unwrap_or_default();
    html! { p.service-when { time dir="ltr" datetime=(time) { (time.replace('T', " ").replace('Z', "")) } } }
}

fn piece(told: &LocalizedMessage, id: &str) -> PreEscaped<String> {
    PreEscaped(told.html().id(id).without_style().to_string())
}

/// One message as a page.
pub(crate) fn single(told: &LocalizedMessage) -> Html<String> {
    let title = told.headline.first().unwrap_or(&told.score);
    document(&told.language, told.direction, title, &html! { (piece(told, "why")) })
}

fn document(language: &str, direction: TextDirection, title: &str, body: &Markup) -> Html<String> {
    let direction = match direction {
        TextDirection::RightToLeft => "rtl",
        _ => "ltr",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(language) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/style.css";
            }
            body.scoreshift-page { main.scoreshift { (body) } }
        }
    };
    Html(page.into_string())
}

/// The style of explanations, and of what is around them.
pub(crate) fn style() -> String {
    format!("{}{}", scoreshift::present::Html::STYLE, include_str!("page.css"))
}
