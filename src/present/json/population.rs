//! Who of a population moves, as JSON.

use serde::Serialize;

use super::{Said, number};
use crate::present::{
    Digits, LocalizedBin, LocalizedGroup, LocalizedPopulation, LocalizedTransitions, Tone,
};

#[derive(Serialize)]
pub(super) struct Crowd<'t> {
    id: &'static str,
    subjects: u64,
    failed: u64,
    down: u64,
    same: u64,
    up: u64,
    moves: Moves<'t>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crossings: Option<BandTransitions<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<Groups<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenths: Option<Groups<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Groups<'t>>,
}

#[derive(Serialize)]
struct Moves<'t> {
    id: &'static str,
    description: &'t str,
    details: Vec<Bin<'t>>,
}

#[derive(Serialize)]
struct Bin<'t> {
    id: &'t str,
    #[serde(serialize_with = "number")]
    from: Option<Digits>,
    #[serde(serialize_with = "number")]
    to: Option<Digits>,
    #[serde(serialize_with = "number")]
    weight: Option<Digits>,
    label: &'t str,
}

#[derive(Serialize)]
struct BandTransitions<'t> {
    id: &'static str,
    description: &'t str,
    bands: &'t [String],
    counts: Vec<Vec<u64>>,
    details: Vec<Said<'t>>,
}

#[derive(Serialize)]
struct Groups<'t> {
    id: &'static str,
    description: &'t str,
    details: Vec<Group<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<Said<'t>>,
}

#[derive(Serialize)]
struct Group<'t> {
    id: &'t str,
    subjects: u64,
    #[serde(serialize_with = "number")]
    value: Option<Digits>,
    micro: i64,
    points: &'t str,
    tone: Tone,
    label: &'t str,
    description: &'t str,
}

impl<'t> Crowd<'t> {
    pub(super) fn of(all: &'t LocalizedPopulation) -> Self {
        Self {
            id: "population",
            subjects: all.subjects,
            failed: all.failed,
            down: all.down,
            same: all.same,
            up: all.up,
            moves: Moves {
                id: "moves",
                description: &all.moves_heading,
                details: all.moves.iter().map(Bin::of).collect(),
            },
            crossings: all.crossings.as_ref().map(BandTransitions::of),
            levels: (!all.levels.is_empty()).then(|| Groups {
                id: "levels",
                description: &all.levels_heading,
                details: all.levels.iter().map(Group::of).collect(),
                more: None,
            }),
            tenths: (!all.tenths.is_empty()).then(|| Groups {
                id: "tenths",
                description: &all.tenths_heading,
                details: all.tenths.iter().map(Group::of).collect(),
                more: None,
            }),
            groups: (!all.groups.is_empty()).then(|| Groups {
                id: "groups",
                description: &all.groups_heading,
                details: all.groups.iter().map(Group::of).collect(),
                more: all.more_groups.as_ref().map(Said::of),
            }),
        }
    }
}

impl<'t> Bin<'t> {
    fn of(bin: &'t LocalizedBin) -> Self {
        Self {
            id: &bin.id,
            from: Some(bin.low),
            to: Some(bin.high),
            weight: Some(bin.shown),
            label: &bin.label,
        }
    }
}

impl<'t> BandTransitions<'t> {
    fn of(all: &'t LocalizedTransitions) -> Self {
        let count = |row: &Vec<(u64, String)>| row.iter().map(|(count, _)| *count).collect();
        Self {
            id: "crossings",
            description: &all.heading,
            bands: &all.bands,
            counts: all.counts.iter().map(count).collect(),
            details: all.said.iter().map(Said::of).collect(),
        }
    }
}

impl<'t> Group<'t> {
    fn of(group: &'t LocalizedGroup) -> Self {
        Self {
            id: &group.id,
            subjects: group.subjects,
            value: Some(group.moved),
            micro: group.moved_micro,
            points: &group.points,
            tone: group.tone,
            label: &group.label,
            description: &group.text,
        }
    }
}
