//! Who of a population moves, as a story: how many go which way, why, who they are, and how far.

use maud::{Markup, html};

use super::{
    Html,
    bars::length,
    tone,
    words::{name, words},
};
use crate::present::{
    LocalizedBin, LocalizedGroup, LocalizedPopulation, LocalizedTransitions, LocalizedWay,
};

/// A table of more columns than this does not fit a phone, and is told line by line there.
const MOST_COLUMNS: usize = 4;

impl Html<'_> {
    /// `why` is what moved the mean.
    pub(super) fn population(&self, all: &LocalizedPopulation, why: &Markup) -> Markup {
        html! {
            @if !all.ways.is_empty() {
                ul class="scoreshift-ways" {
                    @for way in &all.ways { (self.way(way)) }
                }
            }
            (why)
            (self.groups("levels", &all.levels_heading, &all.levels, None))
            (self.groups("tenths", &all.tenths_heading, &all.tenths, None))
            (self.groups("groups", &all.groups_heading, &all.groups, all.more_groups.as_ref()))
            @if let Some(crossings) = &all.crossings { (self.crossings(crossings)) }
            (self.moves(all))
        }
    }

    fn way(&self, way: &LocalizedWay) -> Markup {
        html! {
            li class=(tone(way.tone)) id=(self.inner(&way.id)) {
                strong class="scoreshift-large" { bdi { (words(&way.text)) } }
                " "
                span class="scoreshift-way" { (words(&way.label)) }
                @if !way.share.is_empty() {
                    " "
                    span class="scoreshift-share" { bdi { (words(&way.share)) } }
                }
            }
        }
    }

    fn moves(&self, all: &LocalizedPopulation) -> Markup {
        let most = all.moves.iter().map(|bin| bin.weight_micro).max();
        html! {
            @if let Some(most) = most {
                section id=(self.inner("moves")) {
                    (self.heading(&all.moves_heading))
                    ul class="scoreshift-bins" {
                        @for bin in &all.moves { (self.bin(bin, most)) }
                    }
                }
            }
        }
    }

    fn bin(&self, bin: &LocalizedBin, most: u64) -> Markup {
        html! {
            li class={ "scoreshift-bin " (tone(bin.tone)) } id=(self.inner(&bin.id)) {
                span class="scoreshift-between" { (words(&bin.label)) }
                " "
                strong class="scoreshift-count" { bdi { (words(&bin.text)) } }
                " "
                span class="scoreshift-share" { bdi { (words(&bin.share)) } }
                (length(bin.weight_micro, most, self.is_mirrored()))
            }
        }
    }

    fn crossings(&self, crossings: &LocalizedTransitions) -> Markup {
        html! {
            section id=(self.inner("crossings")) {
                (self.heading(&crossings.heading))
                ul {
                    @for said in &crossings.said {
                        li class="scoreshift-row" id=(self.inner(&said.id)) {
                            div { span class="scoreshift-said" dir=[self.auto()] { (words(&said.text)) } }
                        }
                    }
                }
                @if !crossings.counts.is_empty() { (self.table(crossings)) }
            }
        }
    }

    /// For each band before, where those who were in it are after: the share of them, and how many they are.
    fn table(&self, crossings: &LocalizedTransitions) -> Markup {
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
                            @for (after, (count, text)) in counts.iter().enumerate() {
                                @let share = crossings.shares.get(before).and_then(|row| row.get(after));
                                @let cell = Cell { before, after, count: *count, text, share: share.map(String::as_str) };
                                (cell.markup(crossings))
                            }
                        }
                    }
                }
            }
        }
    }

    fn groups(
        &self,
        id: &str,
        heading: &str,
        groups: &[LocalizedGroup],
        more: Option<&crate::present::LocalizedNote>,
    ) -> Markup {
        html! {
            @if !groups.is_empty() {
                section id=(self.inner(id)) {
                    (self.heading(heading))
                    ul {
                        @for group in groups { (self.group(group)) }
                        @if let Some(more) = more {
                            li class="scoreshift-remark" id=(self.inner(&more.id)) { (words(&more.text)) }
                        }
                    }
                }
            }
        }
    }

    fn group(&self, group: &LocalizedGroup) -> Markup {
        html! {
            li class="scoreshift-row" id=(self.inner(&group.id)) data-points=(group.moved.to_string()) {
                div {
                    span class={ "scoreshift-points " (tone(group.tone)) } { bdi { (words(&group.points)) } }
                    " "
                    span class="scoreshift-said" {
                        (name(&group.label))
                        ". " (words(&group.text))
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
    count: u64,
    text: &'t str,
    share: Option<&'t str>,
}

impl Cell<'_> {
    fn markup(&self, crossings: &LocalizedTransitions) -> Markup {
        let band = crossings.bands.get(self.after).map_or("", String::as_str);
        html! {
            td class=(self.class(crossings)) role="cell" {
                // Where the table is told line by line, each line says whereto.
                span class="scoreshift-to" aria-hidden="true" { "→ " (words(band)) " " }
                @if self.count > 0 {
                    @if let Some(share) = self.share { strong { bdi { (words(share)) } } " " }
                    span class="scoreshift-count" { bdi { (words(self.text)) } }
                } @else {
                    span class="scoreshift-count" { bdi { (words(self.text)) } }
                }
            }
        }
    }

    /// Who crossed stands out, the more the larger the part of its band; who stayed does not.
    fn class(&self, crossings: &LocalizedTransitions) -> &'static str {
        let row = crossings.counts.get(self.before);
        let all: u128 = row
            .into_iter()
            .flatten()
            .map(|(count, _)| u128::from(*count))
            .sum();
        let quarter = (u128::from(self.count) * 4)
            .checked_div(all)
            .unwrap_or_default();
        if self.count == 0 {
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
