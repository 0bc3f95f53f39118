//! Pages that people read.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use scoreshift::{
    present::{LocalizedMessage, TextDirection, printable},
    record::ScoreRecord,
};

use crate::{
    problem::Answer,
    score::next_band,
    visit::{Explained, Visit, now},
};

/// The words of the page itself: what it is, how the score moved, what can be done, a new version, the first score.
fn words(language: &str) -> [&'static str; 5] {
    match language {
        "de" => [
            "Ihr Score als Verkäufer",
            "Wie er sich verändert hat",
            "Was Sie tun können",
            "Neue Version",
            "Der erste Score",
        ],
        "ar" => ["تقييمك كبائع", "كيف تغيّر", "ما يمكنك فعله", "إصدار جديد", "التقييم الأول"],
        _ => [
            "Your score as a seller",
            "How it moved",
            "What you can do",
            "New version",
            "The first score",
        ],
    }
}

/// A subject's scores, newest first, with what is about to come and what can be done.
pub(crate) fn history(visit: &Visit, told: &Explained) -> Answer<String> {
    let (language, lineage) = (visit.language(), &visit.tenant.lineage);
    let [title, moved, can_do, new_version, first_score] = words(language.tag());
    let (account, records) = (visit.newest()?, told.history.records());
    let notice = lineage.notice(&account, now()?)?.map(|notice| visit.tell(&notice));
    let next = next_band(lineage, &account, now()?)?.map(|answer| visit.tell(&answer).next);
    let steps: Vec<_> = told.steps.iter().map(|step| (step, visit.tell(step))).collect();
    let body = html! {
        h1 { (title) }
        p.service-subject { bdi { (printable(&visit.named.subject)) } }
        @if let Some(newest) = records.last() {
            p.service-score { (newest.scale().show(newest.value())) }
        }
        @if let Some(grade) = steps.last().and_then(|(_, told)| told.after.grade.as_ref()) {
            p.service-grade { (grade) }
        }
        @if let Some(notice) = &notice { (piece(notice, "notice")) }
        @if let Some(next) = next.filter(|next| !next.is_empty()) {
            section.service-next {
                h2 { (can_do) }
                @for line in &next { p { (line.text) } }
            }
        }
        h2 { (moved) }
        ol.service-history reversed {
            @for (index, (record, (step, told))) in records.iter().skip(1).zip(&steps).enumerate().rev() {
                li {
                    (when(record))
                    @if step.version_changed() {
                        p.service-version { (new_version) " " (record.model().version().to_string()) }
                    }
                    (piece(told, &format!("step-{index}")))
                }
            }
            @if let Some(first) = records.first() {
                li { (when(first)) p { (first_score) ": " (first.scale().show(first.value())) } }
            }
        }
        @for line in &told.unreadable { p.service-unreadable { (printable(line)) } }
    };
    let direction = match language.direction() {
        TextDirection::RightToLeft => "rtl",
        _ => "ltr",
    };
    let page = html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/style.css";
            }
            body.scoreshift-page { main.scoreshift { (body) } }
        }
    };
    Ok(page.into_string())
}

fn when(record: &ScoreRecord) -> Markup {
    let time = record.time().map(|time| time.to_string()).unwrap_or_default();
    let shown = time.replace('T', " ").replace('Z', "");
    html! { p.service-when { time dir="ltr" datetime=(time) { (shown) } } }
}

fn piece(told: &LocalizedMessage, id: &str) -> PreEscaped<String> {
    PreEscaped(told.html().id(id).without_style().to_string())
}

/// The style of explanations, and of what is around them.
pub(crate) fn style() -> String {
    format!("{}{}", scoreshift::present::Html::STYLE, include_str!("page.css"))
}
