//! Laws and errors of the built-in family.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests fails as a test does"
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use scoreshift::{
    AnyModel, Breakdown, Diff, ScoringModel, at, conformance,
    influence::{
        self, Blog, EqualNetworkWeight, FollowerWeighted, Network, NetworksAndBlogs, Profile,
    },
};
use serde::{
    Deserialize, Serialize, Serializer,
    de::value::SeqDeserializer,
    ser::{Error as _, Impossible, SerializeStruct},
};

/// The release before with only these changes.
fn with_only(version: &str, changes: &[&str]) -> AnyModel<Profile> {
    let lineage = influence::lineage();
    let release = lineage.find(version).unwrap();
    release.with_only(changes.iter().copied()).unwrap()
}

/// Every combination of the changes to version 3, none of them first and all of them last.
fn between_v2_and_v3() -> [AnyModel<Profile>; 4] {
    let (blogs, who) = ("self-hosted-blogs", "who-comments");
    [&[][..], &[who], &[blogs], &[blogs, who]].map(|changes| with_only("3.0.0", changes))
}

/// Counts of every size, whole or not, zero and the largest among them.
fn any_count() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(9_007_199_254_740_992.0),
        (0_u32..10_000).prop_map(f64::from),
        0.0..1e9,
    ]
}

fn any_network() -> impl Strategy<Value = Network> {
    (any_count(), 0.0..=1.0, any_count()).prop_map(|(audience, share, reactions)| {
        Network::new(audience, audience * share, reactions)
    })
}

fn any_blog() -> impl Strategy<Value = Blog> {
    (any_count(), any_count(), 0.0..=1.0).prop_map(|(readers, comments, share)| {
        Blog::new(readers, comments, readers.min(comments) * share)
    })
}

/// What stands under one name.
#[derive(Clone, Debug)]
enum Named {
    Network(Option<Network>),
    Blog(Blog),
}

fn any_profile_of(named: impl Strategy<Value = Named>) -> impl Strategy<Value = Profile> {
    let name = prop_oneof![
        Just("Twitter".to_owned()),
        Just("Last.fm".to_owned()),
        Just("https://blog.example/a\\b".to_owned()),
        "\\PC{0,8}",
    ];
    prop::collection::btree_map(name, named, 0..13).prop_map(profile)
}

fn any_named_network() -> impl Strategy<Value = Named> {
    prop::option::weighted(0.8, any_network()).prop_map(Named::Network)
}

fn any_profile() -> impl Strategy<Value = Profile> {
    any_profile_of(prop_oneof![3 => any_named_network(), 1 => any_blog().prop_map(Named::Blog)])
}

fn any_profile_without_blogs() -> impl Strategy<Value = Profile> {
    any_profile_of(any_named_network())
}

fn profile(named: BTreeMap<String, Named>) -> Profile {
    named
        .into_iter()
        .fold(Profile::new(), |profile, (name, named)| match named {
            Named::Network(Some(network)) => profile.with(name, network).unwrap(),
            Named::Network(None) => profile.without(name),
            Named::Blog(blog) => profile.with_blog(name, blog).unwrap(),
        })
}

/// The same profile as people knew it before blogs.
fn without_blogs(profile: &Profile) -> Profile {
    profile
        .networks()
        .fold(Profile::new(), |profile, (name, network)| match network {
            Some(network) => profile.with(name, *network).unwrap(),
            None => profile.without(name),
        })
}

/// Every number of a result, in bits, or the whole error.
fn bits<M: ScoringModel<Input = Profile>>(model: &M, profile: &Profile) -> Result<u64, String> {
    model
        .score(profile)
        .map(f64::to_bits)
        .map_err(|error| error.to_string())
}

fn leaves(breakdown: &Breakdown) -> Vec<String> {
    let mut leaves: Vec<_> = breakdown.leaves().map(|leaf| format!("{leaf:?}")).collect();
    leaves.sort();
    leaves
}

proptest! {
    #[test]
    fn each_release_is_its_public_version_to_the_last_bit(profile in any_profile()) {
        let versions = [
            AnyModel::new(FollowerWeighted::default()),
            AnyModel::new(EqualNetworkWeight::default()),
            AnyModel::new(NetworksAndBlogs::default()),
        ];
        let lineage = influence::lineage();
        prop_assert_eq!(lineage.releases().count(), versions.len());
        for (release, version) in lineage.releases().zip(&versions) {
            prop_assert_eq!(bits(release.model(), &profile), bits(version, &profile));
            let stored = |model: &AnyModel<Profile>| {
                model.breakdown(&profile).ok().map(|breakdown| serde_json::to_string(&breakdown).unwrap())
            };
            prop_assert_eq!(stored(release.model()), stored(version));
        }
    }

    #[test]
    fn who_comments_makes_no_difference_where_no_blog_counts(profile in any_profile()) {
        let (v2, v3) = (EqualNetworkWeight::default(), NetworksAndBlogs::default());
        let [like_v2, who_only, blogs_only, like_v3] = between_v2_and_v3();
        prop_assert_eq!(bits(&like_v2, &profile), bits(&v2, &profile));
        prop_assert_eq!(bits(&like_v3, &profile), bits(&v3, &profile));
        prop_assert_eq!(bits(&who_only, &profile), bits(&v2, &profile));
        prop_assert_eq!(blogs_only.score(&profile).is_ok(), v3.score(&profile).is_ok());
    }

    #[test]
    fn who_has_no_blog_does_not_move_from_v2_to_v3(profile in any_profile_without_blogs()) {
        let (v2, v3) = (EqualNetworkWeight::default(), NetworksAndBlogs::default());
        prop_assert_eq!(bits(&v3, &profile), bits(&v2, &profile));
        if let (Ok(before), Ok(after)) = (v2.breakdown(&profile), v3.breakdown(&profile)) {
            prop_assert_eq!(leaves(&before), leaves(&after));
            prop_assert_eq!(before.absent(), after.absent());
            let diff = Diff::between(&before, &after).unwrap();
            prop_assert!(diff.effects().is_empty());
        }
    }

    #[test]
    fn v1_and_v2_do_not_see_a_blog(profile in any_profile()) {
        let unseen = without_blogs(&profile);
        let (v1, v2) = (FollowerWeighted::default(), EqualNetworkWeight::default());
        prop_assert_eq!(bits(&v1, &profile), bits(&v1, &unseen));
        prop_assert_eq!(bits(&v2, &profile), bits(&v2, &unseen));
    }

    #[test]
    fn the_same_comments_by_more_people_never_count_for_less(
        blog in any_blog(), more in 0.0..=1.0, others in any_profile()
    ) {
        let model = NetworksAndBlogs::default();
        let with = |commenters: f64| {
            let blog = Blog::new(blog.readers, blog.comments, commenters);
            model.score(&others.clone().with_blog("jane.example", blog).unwrap()).unwrap()
        };
        let most = blog.readers.min(blog.comments);
        let commenters: f64 = blog.commenters + more * (most - blog.commenters);
        prop_assert!(with(commenters.min(most)) >= with(blog.commenters));
    }

    #[test]
    fn a_valid_profile_has_a_score_unless_there_is_nothing_to_average(profile in any_profile()) {
        let connected: Vec<_> = profile.networks().filter_map(|(_, network)| network).collect();
        let audience: f64 = connected.iter().map(|network| network.audience).sum();
        prop_assert_eq!(FollowerWeighted::default().score(&profile).is_ok(), audience > 0.0);
        prop_assert_eq!(EqualNetworkWeight::default().score(&profile).is_ok(), !connected.is_empty());
        let counted = connected.len() + profile.blogs().count();
        prop_assert_eq!(NetworksAndBlogs::default().score(&profile).is_ok(), counted > 0);
    }

    #[test]
    fn the_formula_is_the_one_that_its_file_states(profile in any_profile()) {
        let (mut total, mut weights, mut equal, mut count) = (0.0, 0.0, 0.0, 0.0);
        for (_, network) in profile.networks() {
            let Some(n) = network else { continue };
            let z = |reach| 0.3 * scoreshift::math::ln_1p(reach) + 0.7 * scoreshift::math::ln_1p(n.reactions);
            let strength = |z: f64, c: f64| 100.0 / (1.0 + scoreshift::math::exp(-(z - c) / 2.0));
            total += n.audience * strength(z(n.audience), 6.0);
            weights += n.audience;
            equal += strength(z(n.active), 5.5);
            count += 1.0;
        }
        if let Ok(score) = FollowerWeighted::default().score(&profile) {
            prop_assert!((score - total / weights).abs() < 1e-12, "{} {}", score, total / weights);
        }
        if let Ok(score) = EqualNetworkWeight::default().score(&profile) {
            prop_assert!((score - equal / count).abs() < 1e-12, "{} {}", score, equal / count);
        }
        for (_, b) in profile.blogs() {
            let ln_1p = scoreshift::math::ln_1p;
            let z = 0.3 * ln_1p(b.readers) + 0.35 * ln_1p(b.comments) + 0.35 * ln_1p(b.commenters);
            equal += 100.0 / (1.0 + scoreshift::math::exp(-(z - 5.5) / 2.0));
            count += 1.0;
        }
        if let Ok(score) = NetworksAndBlogs::default().score(&profile) {
            prop_assert!((score - equal / count).abs() < 1e-12, "{} {}", score, equal / count);
        }
    }

    #[test]
    fn the_family_keeps_the_laws(profiles in prop::collection::vec(any_profile(), 1..6)) {
        let scored: Vec<_> = profiles
            .iter()
            .filter(|profile| FollowerWeighted::default().score(profile).is_ok())
            .collect();
        if !scored.is_empty() {
            conformance::check_model(&FollowerWeighted::default(), scored.iter().copied()).unwrap();
            conformance::check_model(&EqualNetworkWeight::default(), scored.iter().copied()).unwrap();
            for only in ["equal-network-weight", "active-audience", "recalibration"] {
                conformance::check_model(&with_only("2.0.0", &[only]), scored.iter().copied()).unwrap();
            }
            for bridge in between_v2_and_v3() {
                conformance::check_model(&bridge, scored.iter().copied()).unwrap();
            }
        }
        let scored: Vec<_> = profiles
            .iter()
            .filter(|profile| NetworksAndBlogs::default().score(profile).is_ok())
            .collect();
        if !scored.is_empty() {
            let [.., like_v3] = between_v2_and_v3();
            conformance::check_model(&NetworksAndBlogs::default(), scored.iter().copied()).unwrap();
            conformance::check_model(&like_v3, scored.iter().copied()).unwrap();
        }
    }

    #[test]
    fn a_profile_of_whole_numbers_survives_json(
        // No dots in the names: a dot must mean a decimal point.
        counts in prop::collection::btree_map(
            "[^\\pC.]{0,8}",
            prop::option::of((0_u64..1 << 53, 0_u64..1 << 53, any::<bool>())),
            0..5,
        )
    ) {
        #[allow(clippy::cast_precision_loss, reason = "below 2^53")]
        let written = profile(counts.into_iter().map(|(name, counts)| {
            (name, match counts {
                None => Named::Network(None),
                Some((audience, reactions, false)) => Named::Network(Some(
                    Network::new(audience as f64, (audience / 2) as f64, reactions as f64),
                )),
                Some((readers, comments, true)) => Named::Blog(
                    Blog::new(readers as f64, comments as f64, (readers.min(comments) / 2) as f64),
                ),
            })
        }).collect());
        let json = serde_json::to_string(&written).unwrap();
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        let entries = ["networks", "blogs"].into_iter().filter_map(|kind| read.get(kind)?.as_object());
        for entry in entries.flat_map(|entries| entries.values()) {
            for (_, count) in entry.as_object().into_iter().flatten() {
                prop_assert!(count.is_u64(), "{}", json);
            }
        }
        prop_assert_eq!(read.get("blogs").is_some(), written.blogs().count() > 0);
        prop_assert_eq!(serde_json::from_str::<Profile>(&json).unwrap(), written);
    }
}

#[test]
fn one_network_scores_its_own_strength_whatever_it_weighs() {
    let profile = Profile::new()
        .with("blog", Network::new(500, 500, 60))
        .unwrap();
    let equal = with_only("2.0.0", &["equal-network-weight"]);
    let (weighted, alone) = (
        FollowerWeighted::default().score(&profile).unwrap(),
        equal.score(&profile).unwrap(),
    );
    assert!((weighted - alone).abs() < 1e-12);
}

#[test]
fn who_has_nothing_to_average_is_told_so() {
    let (v1, v2) = (FollowerWeighted::default(), EqualNetworkWeight::default());
    let silent = Profile::new()
        .with("Twitter", Network::new(0, 0, 5))
        .unwrap();
    assert_eq!(
        v1.score(&silent).unwrap_err().to_string(),
        "the weights at `networks` add up to zero"
    );
    assert!(v2.score(&silent).is_ok());
    let unconnected = Profile::new().without("Twitter").without("Last.fm");
    assert_eq!(
        v2.score(&unconnected).unwrap_err().to_string(),
        r"nothing to average at `networks`: every part is absent (`Last\.fm`, `Twitter`)"
    );
    assert_eq!(
        v1.score(&Profile::new()).unwrap_err().to_string(),
        "nothing to average at `networks`: it has no parts"
    );
}

#[test]
fn who_has_only_a_blog_is_scored_from_v3_on() {
    let profile = Profile::new()
        .with_blog("jane.example", Blog::new(900, 60, 25))
        .unwrap();
    let nothing = "nothing to average at `networks`: it has no parts";
    for refused in [
        FollowerWeighted::default().score(&profile),
        EqualNetworkWeight::default().score(&profile),
        with_only("3.0.0", &[]).score(&profile),
    ] {
        assert_eq!(refused.unwrap_err().to_string(), nothing);
    }
    let score = NetworksAndBlogs::default().score(&profile).unwrap();
    assert!((score - 39.2).abs() < 0.05, "{score}");
    // A private network beside it costs nothing.
    let private = profile.clone().without("Facebook");
    let model = NetworksAndBlogs::default();
    assert_eq!(model.score(&private).unwrap().to_bits(), score.to_bits());
    assert_eq!(model.breakdown(&private).unwrap().absent().len(), 1);

    let lineage = influence::lineage();
    assert_eq!(
        lineage
            .explain(at("2.0.0", &profile), at("3.0.0", &profile))
            .unwrap_err()
            .to_string(),
        format!("influence 2.0.0 cannot score the `before` snapshot: {nothing}")
    );
    assert!(
        lineage
            .explain(at("3.0.0", &private), at("3.0.0", &profile))
            .is_ok()
    );
}

#[test]
fn a_network_and_a_blog_share_one_space_of_names() {
    let (network, blog) = (Network::new(10, 5, 3), Blog::new(10, 5, 3));
    let counts = |profile: &Profile| (profile.networks().count(), profile.blogs().count());
    let is_network = Profile::new().with("home", network).unwrap();
    let is_blog = is_network.clone().with_blog("home", blog).unwrap();
    assert_eq!(counts(&is_network), (1, 0));
    assert_eq!(counts(&is_blog), (0, 1));
    assert_eq!(is_blog.clone().with("home", network).unwrap(), is_network);
    let is_absent = is_blog.clone().without("home");
    assert_eq!(is_absent, Profile::new().without("home"));
    assert_eq!(is_absent.with_blog("home", blog).unwrap(), is_blog);
    // What is refused replaces nothing.
    assert!(
        is_network
            .clone()
            .with_blog("home", Blog::new(1, 2, 2))
            .is_err()
    );

    let other = is_blog.with_blog("away", Blog::new(7, 0, 0)).unwrap();
    let names: Vec<&str> = other.blogs().map(|(name, _)| name).collect();
    assert_eq!(names, ["away", "home"]);
}

#[test]
fn a_network_that_cannot_be_is_named_with_field_and_value() {
    for (network, message) in [
        (
            Network::new(-1, 0, 0),
            "`blog.audience` is -1, not a count from 0 to 2^53",
        ),
        (
            Network::new(1, -0.5, 0),
            "`blog.active` is -0.5, not a count from 0 to 2^53",
        ),
        (
            Network::new(1, 0, f64::NAN),
            "`blog.reactions` is NaN, not a count from 0 to 2^53",
        ),
        (
            Network::new(f64::INFINITY, 0, 0),
            "`blog.audience` is inf, not a count from 0 to 2^53",
        ),
        (
            Network::new(1e16, 0, 0),
            "`blog.audience` is 10000000000000000, not a count from 0 to 2^53",
        ),
        (
            Network::new(10, 12, 0),
            "`blog.active` is 12, more than the whole audience of 10",
        ),
    ] {
        let error = Profile::new().with("blog", network).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_blog_that_cannot_be_is_named_with_field_and_value() {
    for (blog, message) in [
        (
            Blog::new(-1, 0, 0),
            r"`jane\.example.readers` is -1, not a count from 0 to 2^53",
        ),
        (
            Blog::new(1, f64::NAN, 0),
            r"`jane\.example.comments` is NaN, not a count from 0 to 2^53",
        ),
        (
            Blog::new(1, 1, f64::NEG_INFINITY),
            r"`jane\.example.commenters` is -inf, not a count from 0 to 2^53",
        ),
        (
            Blog::new(1e16, 1, 1),
            r"`jane\.example.readers` is 10000000000000000, not a count from 0 to 2^53",
        ),
        (
            Blog::new(100, 10, 12),
            r"`jane\.example.commenters` is 12, more than the comment count of 10",
        ),
        (
            Blog::new(10, 100, 12.5),
            r"`jane\.example.commenters` is 12.5, more than the readership of 10",
        ),
    ] {
        let error = Profile::new().with_blog("jane.example", blog).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let least = Profile::new().with_blog("jane.example", Blog::new(-0.0, -0.0, -0.0));
    let most = 9_007_199_254_740_992.0;
    let most = least
        .unwrap()
        .with_blog("large.example", Blog::new(most, most, most));
    assert!(
        most.unwrap()
            .blogs()
            .all(|(_, blog)| blog.readers.is_sign_positive() && blog.commenters == blog.comments)
    );
}

#[test]
fn a_stored_profile_that_cannot_be_is_refused_with_network_and_line() {
    for (json, message) in [
        (
            r#"{"networks": {"a": {"audience": -1, "active": 0, "reactions": 0}}}"#,
            "`a.audience` is -1, not a count from 0 to 2^53 at line 1 column 65",
        ),
        (
            r#"{"networks": {"a": {"audience": -1.5, "active": 0, "reactions": 0}}}"#,
            "`a.audience` is -1.5, not a count from 0 to 2^53 at line 1 column 67",
        ),
        (
            r#"{"networks": {"a": {"audience": 9007199254740993, "active": 0, "reactions": 0}}}"#,
            "network `a`: invalid value: integer `9007199254740993`, expected a count from 0 to 2^53 at line 1 column 48",
        ),
        (
            r#"{"networks": {"a": {"audience": 1, "active": 2, "reactions": 0}}}"#,
            "`a.active` is 2, more than the whole audience of 1 at line 1 column 64",
        ),
        (
            r#"{"networks": {"a": {"audience": 1, "active": 1}}}"#,
            "network `a`: missing field `reactions` at line 1 column 47",
        ),
        (
            r#"{"networks": {"a": {"audience": 1, "active": 1, "reactions": null}}}"#,
            "network `a`: invalid type: null, expected a count from 0 to 2^53 at line 1 column 65",
        ),
        (
            r#"{"networks": {"a": {"audience": 1, "active": 1, "reactions": 1, "likes": 2}}}"#,
            "network `a`: unknown field `likes`, expected one of `audience`, `active`, `reactions` at line 1 column 71",
        ),
        (
            r#"{"networks": {"a": null, "a": null}}"#,
            "network `a` is given twice at line 1 column 35",
        ),
        (
            r#"{"networks": [], "since": 2011}"#,
            "invalid type: sequence, expected networks by name at line 1 column 13",
        ),
        ("{}", "missing field `networks` at line 1 column 2"),
        (
            r#"{"blogs": {}}"#,
            "missing field `networks` at line 1 column 13",
        ),
        (
            r#"{"networks": {}, "networks": {}}"#,
            "duplicate field `networks` at line 1 column 27",
        ),
        (
            r#"{"networks": {}, "blogs": null}"#,
            "invalid type: null, expected blogs by name at line 1 column 30",
        ),
        (
            r#"{"networks": {}, "blogs": {"a": null}}"#,
            "blog `a`: invalid type: null, expected struct Blog at line 1 column 36",
        ),
        (
            r#"{"networks": {}, "blogs": {"a": {"readers": 9, "comments": 2, "commenters": 3}}}"#,
            "`a.commenters` is 3, more than the comment count of 2 at line 1 column 79",
        ),
        (
            r#"{"networks": {}, "blogs": {"a": {"readers": 2, "comments": 9, "commenters": 3}}}"#,
            "`a.commenters` is 3, more than the readership of 2 at line 1 column 79",
        ),
        (
            r#"{"networks": {}, "blogs": {"a": {"readers": 2, "comments": 9}}}"#,
            "blog `a`: missing field `commenters` at line 1 column 61",
        ),
        (
            r#"{"networks": {}, "blogs": {"a": {"readers": 2, "likes": 9}}}"#,
            "blog `a`: unknown field `likes`, expected one of `readers`, `comments`, `commenters` at line 1 column 54",
        ),
        (
            r#"{"networks": {}, "blogs": {"a": {"readers": 2, "comments": 0, "commenters": 0}, "a": {"readers": 2, "comments": 0, "commenters": 0}}}"#,
            "blog `a` is given twice at line 1 column 132",
        ),
        (
            r#"{"networks": {"a": null}, "blogs": {"a": {"readers": 2, "comments": 0, "commenters": 0}}}"#,
            "`a` is both a network and a blog",
        ),
        (
            r#"{"networks": {}, "since": 2011}"#,
            "unknown field `since`, expected `networks` or `blogs` at line 1 column 24",
        ),
    ] {
        let error = serde_json::from_str::<Profile>(json).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_profile_without_blogs_is_written_as_it_was_before_there_were_any() {
    let json =
        r#"{"networks":{"Facebook":null,"Twitter":{"audience":9,"active":4,"reactions":2.5}}}"#;
    let read: Profile = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    // Blogs that are listed as none are none.
    let listed = r#"{"networks":{},"blogs":{}}"#;
    assert_eq!(
        serde_json::from_str::<Profile>(listed).unwrap(),
        Profile::new()
    );

    let json =
        r#"{"networks":{},"blogs":{"jane.example":{"readers":900,"comments":60,"commenters":25}}}"#;
    let read: Profile = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
}

#[test]
fn a_format_without_names_has_every_field_in_its_place() {
    let blog = Blog::new(900, 60, 25);
    let with_blog = Profile::new().with_blog("jane.example", blog).unwrap();
    for profile in [Profile::new(), with_blog] {
        assert_eq!(profile.serialize(Binary).unwrap(), ["networks", "blogs"]);
    }

    let fields = |json: &str| -> Vec<serde_json::Value> { serde_json::from_str(json).unwrap() };
    let read = |fields: Vec<serde_json::Value>| {
        Profile::deserialize(SeqDeserializer::<_, serde_json::Error>::new(
            fields.into_iter(),
        ))
    };
    let both = r#"[{"Twitter": null}, {"jane.example": {"readers": 900, "comments": 60, "commenters": 25}}]"#;
    assert_eq!(
        read(fields(both)).unwrap(),
        Profile::new()
            .without("Twitter")
            .with_blog("jane.example", blog)
            .unwrap()
    );
    // A sequence that knows its length may come from before there were blogs.
    assert_eq!(
        read(fields(r#"[{"Twitter": null}]"#)).unwrap(),
        Profile::new().without("Twitter")
    );
}

/// As a format that people do not read: the fields that it is handed, in order.
struct Binary;

struct Fields(Vec<&'static str>);

impl SerializeStruct for Fields {
    type Ok = Vec<&'static str>;
    type Error = serde_json::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        _: &T,
    ) -> Result<(), Self::Error> {
        self.0.push(key);
        Ok(())
    }

    fn end(self) -> Result<Self::Ok, Self::Error> {
        Ok(self.0)
    }
}

/// Nothing but a struct is written here.
macro_rules! no_other_type {
    ($($name:ident($($argument:ty),*) -> $ok:ty;)*) => {$(
        fn $name(self, $(_: $argument),*) -> Result<$ok, Self::Error> {
            Err(Self::Error::custom(stringify!($name)))
        }
    )*};
}

impl Serializer for Binary {
    type Ok = Vec<&'static str>;
    type Error = serde_json::Error;
    type SerializeSeq = Impossible<Self::Ok, Self::Error>;
    type SerializeTuple = Impossible<Self::Ok, Self::Error>;
    type SerializeTupleStruct = Impossible<Self::Ok, Self::Error>;
    type SerializeTupleVariant = Impossible<Self::Ok, Self::Error>;
    type SerializeMap = Impossible<Self::Ok, Self::Error>;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<Self::Ok, Self::Error>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Fields, Self::Error> {
        Ok(Fields(Vec::with_capacity(len)))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Self::Ok, Self::Error> {
        self.serialize_none()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<Self::Ok, Self::Error> {
        self.serialize_none()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Self::Ok, Self::Error> {
        self.serialize_none()
    }

    no_other_type! {
        serialize_bool(bool) -> Self::Ok;
        serialize_i8(i8) -> Self::Ok;
        serialize_i16(i16) -> Self::Ok;
        serialize_i32(i32) -> Self::Ok;
        serialize_i64(i64) -> Self::Ok;
        serialize_u8(u8) -> Self::Ok;
        serialize_u16(u16) -> Self::Ok;
        serialize_u32(u32) -> Self::Ok;
        serialize_u64(u64) -> Self::Ok;
        serialize_f32(f32) -> Self::Ok;
        serialize_f64(f64) -> Self::Ok;
        serialize_char(char) -> Self::Ok;
        serialize_str(&str) -> Self::Ok;
        serialize_bytes(&[u8]) -> Self::Ok;
        serialize_none() -> Self::Ok;
        serialize_unit() -> Self::Ok;
        serialize_unit_struct(&'static str) -> Self::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Self::Ok;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}
