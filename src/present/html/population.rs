//! Bands, bars and groups of a population.

use maud::{Markup, html};

use super::{Html, clean, tone};
use crate::present::{LocalizedGroup, LocalizedPopulation, LocalizedTransitions};

impl Html<'_> {
    pub(super) fn population(&self, all: &LocalizedPopulation) -> Markup {
        let moves = self.told.histogram();
        let moves = moves.map(|chart| chart.id(&self.inner("moves-chart")).in_page());
        html! {
            @if let Some(crossings) = &all.crossings { (self.crossings(crossings)) }
            @if let Some(chart) = moves {
                section id=(self.inner("moves")) {
                    (self.heading(&all.moves_heading))
                    figure { (chart.markup()) }
                }
            }
            @if !all.levels.is_empty() {
                section id=(self.inner("levels")) {
                    (self.heading(&all.levels_heading))
                    ul { @for level in &all.levels { (self.group(level)) } }
                }
            }
            @if !all.groups.is_empty() {
                section id=(self.inner("groups")) {
                    (self.heading(&all.groups_heading))
                    ul {
                        @for group in &all.groups { (self.group(group)) }
                        @if let Some(more) = &all.more_groups {
                            li class="scoreshift-remark" id=(self.inner(&more.id)) { (clean(&more.text)) }
                        }
                    }
                }
            }
        }
    }

    fn crossings(&self, crossings: &LocalizedTransitions) -> Markup {
        let table = self.told.crossing_matrix();
        let table = table.map(|table| table.id(&self.inner("crossings-chart")).in_page());
        html! {
            section id=(self.inner("crossings")) {
                (self.heading(&crossings.heading))
                ul {
                    @for said in &crossings.said {
                        li class="scoreshift-row" id=(self.inner(&said.id)) { div { (clean(&said.text)) } }
                    }
                }
                @if let Some(table) = table {
                    p class="scoreshift-remark" { (clean(&crossings.table)) }
                    figure { (table.markup()) }
                }
            }
        }
    }

    fn group(&self, group: &LocalizedGroup) -> Markup {
        html! {
            li class="scoreshift-row" id=(self.inner(&group.id)) data-points=(group.moved.to_string()) {
                div {
                    span class={ "scoreshift-points " (tone(group.tone)) } { bdi { (clean(&group.points)) } }
                    " "
                    span class="scoreshift-said" {
                        bdi class="scoreshift-name" { (clean(&group.label)) }
                        ". " (clean(&group.text))
                    }
                }
            }
        }
    }
}
