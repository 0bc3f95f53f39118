//! Laws of lineages.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    Change, ChangeKind, Changes, Lineage, ScoringModel, at,
    influence::{self, Bridge, EqualNetworkWeight, FollowerWeighted, Network, Profile},
};

use crate::formula;

fn any_profile() -> impl Strategy<Value = Profile> {
    let count = || prop_oneof![Just(0.0), (0_u32..10_000).prop_map(f64::from), 0.0..1e9];
    let network = (count(), 0.0..=1.0, count()).prop_map(|(audience, share, reactions)| {
        Network::new(audience, audience * share, reactions)
    });
    prop::collection::btree_map("\\PC{0,8}", prop::option::weighted(0.8, network), 0..13).prop_map(
        |networks| {
            networks
                .into_iter()
                .fold(Profile::new(), |profile, (name, network)| match network {
                    Some(network) => profile.with(name, network).unwrap(),
                    None => profile.without(name),
                })
        },
    )
}

/// The family's releases once more, through the checks that a user's lineage passes.
fn declared_again() -> Lineage<Profile> {
    let known = influence::lineage();
    let mut changes = Changes::starting_from(Bridge::like_v1());
    let apply: [fn(&mut Bridge); 3] = [
        |model| model.equal_weights = true,
        |model| model.active_only = true,
        |model| model.midpoint = 5.5,
    ];
    for (change, apply) in known.latest().changes().iter().zip(apply) {
        changes = changes.change(change.clone(), apply);
    }
    Lineage::starting_with(FollowerWeighted::default())
        .release(EqualNetworkWeight::default(), changes)
        .unwrap()
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
    assert_eq!(versions, ["influence 1.0.0", "influence 2.0.0"]);
    for release in known.releases() {
        assert_eq!(release.id(), &release.model().id());
    }
    assert_eq!(known.latest().changes()[2].kind, ChangeKind::Recalibration);
}

#[test]
fn a_lineage_reads_as_its_releases_and_changes() {
    let lineage = influence::lineage();
    assert!(lineage.find("1.0.0").unwrap().changes().is_empty());
    assert_eq!(lineage.find("2.0.0").unwrap().changes().len(), 3);
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
        let scored = lineage.check(&then).is_ok() && lineage.check(&now).is_ok();
        let why = lineage.explain(at("1.0.0", &then), at("2.0.0", &now));
        prop_assert_eq!(why.is_ok(), scored);
        let Ok(why) = why else { return Ok(()) };
        prop_assert_eq!(why.causes.iter().map(|cause| cause.micro).sum::<i64>(), why.delta_micro);
        for cause in &why.causes {
            prop_assert_eq!(cause.places.iter().map(|place| place.micro).sum::<i64>(), cause.micro);
        }
        prop_assert_eq!(why.places.iter().map(|place| place.micro).sum::<i64>(), why.delta_micro);
        prop_assert!(why.causes.iter().all(|cause| cause.effect.abs() <= 200.0), "{why:#?}");
        prop_assert!(!why.to_string().is_empty());
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
