//! Laws of lineages.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use scoreshift::{
    Change, ChangeKind, Explanation, Lineage, ScoringModel, at,
    influence::{self, Blog, Network, Profile},
    lineage::{LineageBuilder, Rewrite},
};

use crate::formula::{self, Chain, Data, Model};

fn any_profile() -> impl Strategy<Value = Profile> {
    let count = || prop_oneof![Just(0.0), (0_u32..10_000).prop_map(f64::from), 0.0..1e9];
    let network = (count(), 0.0..=1.0, count()).prop_map(|(audience, share, reactions)| {
        Network::new(audience, audience * share, reactions)
    });
    let blog = (count(), count(), 0.0..=1.0).prop_map(|(readers, comments, share)| {
        Blog::new(readers, comments, readers.min(comments) * share)
    });
    let networks =
        prop::collection::btree_map("\\PC{0,8}", prop::option::weighted(0.8, network), 0..13);
    let blogs = prop_oneof![
        Just(BTreeMap::new()),
        prop::collection::btree_map("\\PC{0,8}", blog, 0..3)
    ];
    (networks, blogs).prop_map(|(networks, blogs)| {
        let profile = networks
            .into_iter()
            .fold(Profile::new(), |profile, (name, network)| match network {
                Some(network) => profile.with(name, network).unwrap(),
                None => profile.without(name),
            });
        blogs.into_iter().fold(profile, |profile, (name, blog)| {
            profile.with_blog(name, blog).unwrap()
        })
    })
}

#[test]
fn the_familys_own_lineage_has_its_releases_dates_and_kinds() {
    let known = influence::lineage();
    let dated: Vec<bool> = known
        .releases()
        .map(|release| release.date().is_some())
        .collect();
    assert_eq!(dated, [true; 3]);
    assert_eq!(known.name(), "influence");
    let versions: Vec<String> = known
        .releases()
        .map(|release| release.id().to_string())
        .collect();
    assert_eq!(
        versions,
        ["influence 1.0.0", "influence 2.0.0", "influence 3.0.0"]
    );
    for release in known.releases() {
        assert_eq!(release.id(), &release.model().id());
    }
    let kinds = |version| -> Vec<ChangeKind> {
        let changes = known.find(version).unwrap().changes();
        changes.iter().map(|change| change.kind).collect()
    };
    assert_eq!(kinds("2.0.0")[2], ChangeKind::Recalibration);
    assert_eq!(kinds("3.0.0"), [ChangeKind::NewData; 2]);
}

#[test]
fn a_lineage_reads_as_its_releases_and_changes() {
    let lineage = influence::lineage();
    assert!(lineage.find("1.0.0").unwrap().changes().is_empty());
    assert_eq!(lineage.find("2.0.0").unwrap().changes().len(), 3);
    assert_eq!(lineage.latest().changes().len(), 2);
    assert_eq!(format!("{:?}", lineage.clone()), format!("{lineage:?}"));
}

#[test]
fn a_key_reads_as_a_title_until_one_is_given() {
    let change = Change::new("active-audience");
    assert_eq!(
        (change.title.as_str(), change.kind),
        ("Active audience", ChangeKind::Policy)
    );
    assert_eq!(change.title("Only active").title, "Only active");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_familys_changes_need_no_check(profile in any_profile()) {
        prop_assert_eq!(influence::lineage().check(&profile), Ok(()));
    }

    #[test]
    fn every_pair_of_profiles_is_explained_with_parts_that_add_up(then in any_profile(), now in any_profile()) {
        let lineage = influence::lineage();
        let releases = [("1.0.0", "2.0.0", 0..2), ("2.0.0", "3.0.0", 1..3), ("1.0.0", "3.0.0", 0..3)];
        for (from, to, between) in releases {
            let scored = lineage.releases().skip(between.start).take(between.len()).all(|release| {
                [&then, &now].into_iter().all(|profile| release.model().score(profile).is_ok())
            });
            let why = lineage.explain(at(from, &then), at(to, &now));
            prop_assert_eq!(why.is_ok(), scored);
            let Ok(why) = why else { continue };
            prop_assert_eq!(why.causes.iter().map(|cause| cause.micro).sum::<i64>(), why.delta_micro);
            for cause in &why.causes {
                prop_assert_eq!(cause.places.iter().map(|place| place.micro).sum::<i64>(), cause.micro);
            }
            prop_assert_eq!(why.places.iter().map(|place| place.micro).sum::<i64>(), why.delta_micro);
            prop_assert!(why.causes.iter().all(|cause| cause.effect.abs() <= 200.0), "{why:#?}");
            prop_assert!(!why.to_string().is_empty());
        }
    }

    #[test]
    fn generated_changes_lead_from_release_to_release(chain in formula::chain(8, 3, 3)) {
        let lineage = rewritten(&chain);
        for data in [&chain.a, &chain.b] {
            let scored = (0..3).all(|index| chain.release(index).score(data).is_ok());
            prop_assert_eq!(lineage.check(data).is_ok(), scored);
        }
    }

    #[test]
    fn a_derived_lineage_and_one_with_bases_and_results_give_identical_explanations(
        chain in formula::chain(8, 3, 3),
        (from, to) in (1_u8..=3, 1_u8..=3),
    ) {
        let (derived, rewritten) = (derived(&chain), rewritten(&chain));
        let (older, newer) = (format!("{from}.0.0"), format!("{to}.0.0"));
        for (before, after) in [(&chain.a, &chain.b), (&chain.a, &chain.a)] {
            let told = |lineage: &Lineage<Data>| lineage.explain(at(&older, before), at(&newer, after));
            match (told(&derived), told(&rewritten)) {
                (Ok(ours), Ok(theirs)) => {
                    let saved = theirs.evaluations - ours.evaluations;
                    let (releases, inputs) = (u64::from(from.abs_diff(to)), 1 + u64::from(!std::ptr::eq(before, after)));
                    prop_assert_eq!(saved, 4 * releases * inputs);
                    prop_assert_eq!(without_evaluations(&ours), without_evaluations(&theirs));
                }
                (ours, theirs) => prop_assert!(ours.is_err() && theirs.is_err(), "{ours:?} {theirs:?}"),
            }
        }
    }

    #[test]
    fn what_a_derived_release_gives_carries_its_version_and_nothing_else_of_it(chain in formula::chain(8, 3, 2)) {
        let lineage = derived(&chain);
        for (index, release) in lineage.releases().enumerate() {
            let own = chain.release(index);
            prop_assert_eq!(release.id(), &own.id());
            prop_assert_eq!(release.id(), &release.model().id());
            match (release.model().breakdown(&chain.a), own.breakdown(&chain.a)) {
                (Ok(ours), Ok(theirs)) => {
                    prop_assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&theirs).unwrap());
                }
                (ours, theirs) => prop_assert_eq!(
                    ours.err().map(|error| error.to_string()),
                    theirs.err().map(|error| error.to_string())
                ),
            }
        }
    }

    #[test]
    fn a_patch_moves_no_score_and_costs_no_evaluation(chain in formula::chain(8, 2, 2)) {
        let with = Lineage::starting_with(chain.release(0)).release("1.0.1");
        let with = changed(with.release("2.0.0"), &chain, 0).release("2.0.1").build().unwrap();
        let without = derived(&chain);
        for (before, after) in [(&chain.a, &chain.b), (&chain.a, &chain.a)] {
            let (ours, theirs) = (
                with.explain(at("1.0.0", before), at("2.0.1", after)),
                without.explain(at("1.0.0", before), at("2.0.0", after)),
            );
            let (Ok(ours), Ok(theirs)) = (ours, theirs) else { continue };
            prop_assert_eq!(ours.evaluations, theirs.evaluations);
            prop_assert_eq!(&ours.causes, &theirs.causes);
            let patch = with.explain(at("2.0.0", before), at("2.0.1", before)).unwrap();
            prop_assert_eq!((patch.delta_micro, patch.evaluations), (0, 1));
            prop_assert!(patch.causes.iter().all(|cause| cause.effect == 0.0), "{patch:?}");
        }
    }
}

fn rewritten(chain: &Chain) -> Lineage<Data> {
    let mut lineage = Lineage::starting_with(chain.release(0));
    for (index, step) in chain.steps.iter().enumerate() {
        let mut changes = Rewrite::starting_from(chain.release(index));
        for (number, &mutation) in step.iter().enumerate() {
            changes = changes.change(change(index, number), move |model| mutation.apply(model));
        }
        lineage = lineage.rewritten(chain.release(index + 1), changes);
    }
    lineage.build().unwrap()
}

fn derived(chain: &Chain) -> Lineage<Data> {
    let first = Lineage::starting_with(chain.release(0));
    let all = (0..chain.steps.len()).fold(first, |lineage, index| {
        let version = chain.release(index + 1).id().version().to_string();
        changed(lineage.release(version), chain, index)
    });
    all.build().unwrap()
}

fn changed(lineage: LineageBuilder<Model>, chain: &Chain, index: usize) -> LineageBuilder<Model> {
    let step = chain.steps[index].iter().enumerate();
    step.fold(lineage, |lineage, (number, &mutation)| {
        lineage.change(change(index, number), move |model| mutation.apply(model))
    })
}

fn change(index: usize, number: usize) -> Change {
    Change::new(format!("{index} {number}")).sentence("We changed it.")
}

/// Everything but what an explanation cost.
fn without_evaluations(why: &Explanation) -> Explanation {
    let mut why = why.clone();
    why.evaluations = 0;
    why
}
