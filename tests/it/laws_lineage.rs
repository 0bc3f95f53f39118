//! Laws of lineages.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use scoreshift::{
    Change, ChangeKind, Changes, Lineage, ScoringModel, at,
    influence::{
        self, Blog, BlogBridge, Bridge, EqualNetworkWeight, FollowerWeighted, Network,
        NetworksAndBlogs, Profile,
    },
};

use crate::formula;

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

/// The family's releases once more, through the checks that a user's lineage passes.
fn declared_again() -> Lineage<Profile> {
    let known = influence::lineage();
    let to_v2: [fn(&mut Bridge); 3] = [
        |model| model.equal_weights = true,
        |model| model.active_only = true,
        |model| model.midpoint = 5.5,
    ];
    let to_v3: [fn(&mut BlogBridge); 2] = [
        |model| model.blogs = true,
        |model| model.people_weight = 0.5,
    ];
    let told = |lineage: Lineage<Profile>| {
        let release = known.find(&lineage.latest().id().version().to_string());
        let release = release.unwrap();
        let date = release.date().unwrap().to_string();
        lineage.dated(&date).unwrap().notes(release.notes())
    };
    let probes = known.find("1.0.0").unwrap().probes().cloned();
    let v1 = told(Lineage::starting_with(FollowerWeighted::default())).probes(probes);
    let v2 = again(&known, "2.0.0", Bridge::like_v1(), &to_v2);
    let v2 = told(v1.release(EqualNetworkWeight::default(), v2).unwrap());
    let v3 = again(&known, "3.0.0", BlogBridge::like_v2(), &to_v3);
    told(v2.release(NetworksAndBlogs::default(), v3).unwrap())
}

fn again<M: 'static>(
    known: &Lineage<Profile>,
    version: &str,
    base: M,
    apply: &[fn(&mut M)],
) -> Changes<M> {
    let changes = known.find(version).unwrap().changes();
    assert_eq!(changes.len(), apply.len());
    changes
        .iter()
        .zip(apply)
        .fold(Changes::starting_from(base), |all, (change, &apply)| {
            all.change(change.clone(), apply)
        })
}

#[test]
fn the_familys_own_lineage_passes_the_checks_of_every_lineage() {
    let (known, again) = (influence::lineage(), declared_again());
    assert_eq!(format!("{known:?}"), format!("{again:?}"));
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
    fn the_familys_changes_lead_from_release_to_release_on_every_profile(profile in any_profile()) {
        let lineage = influence::lineage();
        let scored = lineage.releases().all(|release| release.model().score(&profile).is_ok());
        prop_assert_eq!(lineage.check(&profile).is_ok(), scored);
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
        let mut lineage = Lineage::starting_with(chain.release(0));
        for (index, step) in chain.steps.iter().enumerate() {
            let mut changes = Changes::starting_from(chain.release(index));
            for (number, &mutation) in step.iter().enumerate() {
                let change = Change::new(format!("{index} {number}")).sentence("We changed it.");
                changes = changes.change(change, move |model| mutation.apply(model));
            }
            lineage = lineage.release(chain.release(index + 1), changes).unwrap();
        }
        for data in [&chain.a, &chain.b] {
            let scored = (0..3).all(|index| chain.release(index).score(data).is_ok());
            prop_assert_eq!(lineage.check(data).is_ok(), scored);
        }
    }
}
