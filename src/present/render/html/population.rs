//! Who of a population moves, as a story: how many go which way, why, who they are, and how far.

use maud::{Markup, html};

use super::{
    Html,
    bars::length,
    tone,
    words::{name, words},
};
use crate::present::{
    BandTransitions, Figure, GroupMove, Listing, MoveBin, Percent, Population, WayCount,
};

/// A table of more columns than this does not fit a phone, and is told line by line there.
const MOST_COLUMNS: usize = 4;

impl Html<'_> {
    /// `why` is what moved the mean.
    pub(super) fn population(&self, all: &Population<String>, why: &Markup) -> Markup {
        html! {
            @if !all.ways.is_empty() {
                ul class="scoreshift-ways" {
                    @for way in &all.ways { (self.way(way)) }
                }
            }
            (why)
            @for groups in [&all.levels, &all.tenths, &all.groups] { (self.groups(groups)) }
            @if let Some(crossings) = &all.crossings { (self.crossings(crossings)) }
            (self.moves(&all.moves))
        }
    }

    fn way(&self, way: &WayCount<String>) -> Markup {
        html! {
            li class=(tone(way.tone)) id=(self.inner(&way.id)) {
                strong class="scoreshift-large" { bdi { (words(&way.count.text)) } }
                " "
                span class="scoreshift-way" { (words(&way.label)) }
                @if let Some(share) = &way.share {
                    " "
                    span class="scoreshift-share" { bdi { (words(&share.text)) } }
                }
            }
        }
    }

    fn moves(&self, moves: &Listing<MoveBin<String>, String>) -> Markup {
        let most = moves.rows.iter().map(|bin| bin.weight_micro).max();
        html! {
            @if let Some(most) = most {
                section id=(self.inner(&moves.id)) {
                    (self.heading(&moves.heading))
                    ul class="scoreshift-bins" {
                        @for bin in &moves.rows { (self.bin(bin, most)) }
                    }
                }
            }
        }
    }

    fn bin(&self, bin: &MoveBin<String>, most: u64) -> Markup {
        html! {
            li class={ "scoreshift-bin " (tone(bin.tone)) } id=(self.inner(&bin.id)) {
                span class="scoreshift-between" { (words(&bin.label)) }
                " "
                strong class="scoreshift-count" { bdi { (words(&bin.weight.text)) } }
                " "
                span class="scoreshift-share" { bdi { (words(bin.share())) } }
                (length(bin.weight_micro, most, self.is_mirrored()))
            }
        }
    }

    fn crossings(&self, crossings: &BandTransitions<String>) -> Markup {
        html! {
            section id=(self.inner("crossings")) {
                (self.heading(&crossings.heading))
                ul {
                    @for said in &crossings.said {
                        li class="scoreshift-row" id=(self.inner(&said.id)) {
                            div { span class="scoreshift-said" dir=[self.auto()] { (words(&said.sentence)) } }
                        }
                    }
                }
                @if !crossings.counts.is_empty() { (self.table(crossings)) }
            }
        }
    }

    /// For each band before, where those who were in it are after: the share of them, and how many they are.
    fn table(&self, crossings: &BandTransitions<String>) -> Markup {
        let class = if crossings.bands.len() > MOST_COLUMNS {
            "scoreshift-table scoreshift-wide"
        } else {
            "scoreshift-table"
        };
        let rows = crossings.bands.iter().zip(&crossings.counts).enumerate();
        html! {
            table class=(class) id=(self.inner("crossings-table")) role="table" {
                caption class="scoreshift-remark" { (words(&crossings.table)) }
                thead role="rowgroup" {
                    tr role="row" {
                        td role="cell" {}
                        @for band in &crossings.bands { th scope="col" role="columnheader" { (words(band)) } }
                    }
                }
                tbody role="rowgroup" {
                    @for (before, (band, counts)) in rows {
                        tr role="row" {
                            th scope="row" role="rowheader" { (words(band)) }
                            @for (after, count) in counts.iter().enumerate() {
                                @let share = crossings.shares.get(before).and_then(|row| row.get(after));
                                @let cell = Cell { before, after, count, share };
                                (cell.markup(crossings))
                            }
                        }
                    }
                }
            }
        }
    }

    fn groups(&self, groups: &Listing<GroupMove<String>, String>) -> Markup {
        html! {
            @if !groups.rows.is_empty() {
                section id=(self.inner(&groups.id)) {
                    (self.heading(&groups.heading))
                    ul {
                        @for group in &groups.rows { (self.group(group)) }
                        @if let Some(more) = &groups.more {
                            li class="scoreshift-remark" id=(self.inner(&more.id)) { (words(&more.sentence)) }
                        }
                    }
                }
            }
        }
    }

    fn group(&self, group: &GroupMove<String>) -> Markup {
        html! {
            li class="scoreshift-row" id=(self.inner(&group.id)) data-points=(group.moved.shown.to_string()) {
                div {
                    span class={ "scoreshift-points " (tone(group.tone)) } { bdi { (words(&group.moved.text)) } }
                    " "
                    span class="scoreshift-said" {
                        (name(&group.label))
                        ". " (words(&group.sentence))
                    }
                }
            }
        }
    }
}

/// How many went from one band to another.
struct Cell<'t> {
    before: usize,
    after: usize,
    count: &'t Figure<u64, String>,
    share: Option<&'t Figure<Percent, String>>,
}

impl Cell<'_> {
    fn markup(&self, crossings: &BandTransitions<String>) -> Markup {
        let band = crossings.bands.get(self.after).map_or("", String::as_str);
        html! {
            td class=(self.class(crossings)) role="cell" {
                // Where the table is told line by line, each line says whereto.
                span class="scoreshift-to" aria-hidden="true" { "→ " (words(band)) " " }
                @if let Some(share) = self.share.filter(|_| self.count.value > 0) {
                    strong { bdi { (words(&share.text)) } } " "
                }
                span class="scoreshift-count" { bdi { (words(&self.count.text)) } }
            }
        }
    }

    /// Who crossed stands out, the more the larger the part of its band; who stayed does not.
    fn class(&self, crossings: &BandTransitions<String>) -> &'static str {
        let row = crossings.counts.get(self.before);
        let all: u128 = row
            .into_iter()
            .flatten()
            .map(|count| u128::from(count.value))
            .sum();
        let quarter = (u128::from(self.count.value) * 4)
            .checked_div(all)
            .unwrap_or_default();
        if self.count.value == 0 {
            "scoreshift-none"
        } else if self.before == self.after {
            "scoreshift-stays"
        } else {
            match quarter {
                0 => "scoreshift-crosses",
                1 => "scoreshift-crosses scoreshift-crosses-2",
                _ => "scoreshift-crosses scoreshift-crosses-3",
            }
        }
    }
}
