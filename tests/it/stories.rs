//! What people reported in October 2011, and what they asked for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests fails as a test does"
)]

use scoreshift::{
    AnyModel, Change, Diff, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    at,
    bump::{Bump, BumpPolicy},
    diff::EffectKind,
    explain,
    formula::Path,
    history::History,
    influence::{
        self, Blog, EqualNetworkWeight, FollowerWeighted, Network, NetworksAndBlogs, Profile,
    },
};

fn story(name: &str) -> Profile {
    let json = match name {
        "marketer" => include_str!("../../examples/profiles/marketer.json"),
        "colleague" => include_str!("../../examples/profiles/colleague.json"),
        "writer" => include_str!("../../examples/profiles/writer.json"),
        "blogger" => include_str!("../../examples/profiles/blogger.json"),
        "blogger_with_blog" => include_str!("../../examples/profiles/blogger_with_blog.json"),
        "no_facebook" => include_str!("../../examples/profiles/no_facebook.json"),
        "newcomer_before" => include_str!("../../examples/profiles/newcomer_before.json"),
        "newcomer_after" => include_str!("../../examples/profiles/newcomer_after.json"),
        "moved_and_rescored_before" => {
            include_str!("../../examples/profiles/moved_and_rescored_before.json")
        }
        "moved_and_rescored_after" => {
            include_str!("../../examples/profiles/moved_and_rescored_after.json")
        }
        other => panic!("no story `{other}`"),
    };
    serde_json::from_str(json).unwrap()
}

fn v1(profile: &Profile) -> f64 {
    FollowerWeighted::default().score(profile).unwrap()
}

fn v2(profile: &Profile) -> f64 {
    EqualNetworkWeight::default().score(profile).unwrap()
}

fn v3(profile: &Profile) -> f64 {
    NetworksAndBlogs::default().score(profile).unwrap()
}

/// The release before with only these changes.
fn with_only(version: &str, changes: &[&str]) -> AnyModel<Profile> {
    let lineage = influence::lineage();
    let release = lineage.find(version).unwrap();
    release.with_only(changes.iter().copied()).unwrap()
}

fn shown(score: f64) -> String {
    FollowerWeighted::default().scale().show(score)
}

#[test]
fn the_reported_scores_come_out() {
    for (name, before, after) in [
        ("marketer", 71.22, 53.90),
        ("colleague", 40.27, 55.23),
        ("writer", 60.09, 46.86),
        ("blogger", 59.74, 51.89),
        ("no_facebook", 60.72, 59.09),
    ] {
        let profile = story(name);
        assert!(
            (v1(&profile) - before).abs() < 0.005,
            "{name} {}",
            v1(&profile)
        );
        assert!(
            (v2(&profile) - after).abs() < 0.005,
            "{name} {}",
            v2(&profile)
        );
    }
}

#[test]
fn the_marketer_falls_from_71_to_54_and_below_his_colleague() {
    let (marketer, colleague) = (story("marketer"), story("colleague"));
    assert_eq!(
        (shown(v1(&marketer)), shown(v2(&marketer))),
        ("71".into(), "54".into())
    );
    assert_eq!(shown(v2(&colleague)), "55");
    assert!(v1(&colleague) < v1(&marketer));
    assert!(v2(&colleague) > v2(&marketer));
}

#[test]
fn the_writer_loses_13_and_the_blogger_goes_from_60_to_52() {
    let (writer, blogger) = (story("writer"), story("blogger"));
    assert_eq!(format!("{:+.0}", v2(&writer) - v1(&writer)), "-13");
    assert_eq!(
        (shown(v1(&blogger)), shown(v2(&blogger))),
        ("60".into(), "52".into())
    );
}

#[test]
fn who_has_no_blog_stays_where_he_was_under_v3() {
    for name in [
        "marketer",
        "colleague",
        "writer",
        "blogger",
        "blogger_with_blog",
        "no_facebook",
        "newcomer_before",
        "newcomer_after",
        "moved_and_rescored_before",
        "moved_and_rescored_after",
    ] {
        let profile = story(name);
        let stays = v3(&profile).to_bits() == v2(&profile).to_bits();
        assert_eq!(stays, name != "blogger_with_blog", "{name}");
    }
}

#[test]
fn his_own_blog_lifts_the_blogger_from_52_to_55_and_only_under_v3() {
    let (without, with) = (story("blogger"), story("blogger_with_blog"));
    assert!(with.networks().eq(without.networks()));
    assert_eq!(v1(&with).to_bits(), v1(&without).to_bits());
    assert_eq!(v2(&with).to_bits(), v2(&without).to_bits());
    assert_eq!(
        (shown(v2(&with)), shown(v3(&with))),
        ("52".into(), "55".into())
    );
    assert!((v3(&with) - 54.98).abs() < 0.005, "{}", v3(&with));
}

#[test]
fn a_hundred_comments_by_one_person_count_less_than_a_hundred_by_many() {
    let by = |commenters: u32| {
        let blog = Blog::new(5200, 100, commenters);
        v3(&story("blogger").with_blog("jane.example", blog).unwrap())
    };
    assert!(by(1) < by(10) && by(10) < by(100));
    // Were only comments counted, all three would score as this does.
    let alike = with_only("3.0.0", &["self-hosted-blogs"]);
    let blog = Blog::new(5200, 100, 1);
    let profile = story("blogger").with_blog("jane.example", blog).unwrap();
    assert_eq!(alike.score(&profile).unwrap().to_bits(), by(100).to_bits());
}

#[test]
fn a_blog_that_nobody_answers_pulls_down_as_a_quiet_network_does() {
    let with = |comments: u32| {
        let blog = Blog::new(5200, comments, comments);
        v3(&story("blogger").with_blog("jane.example", blog).unwrap())
    };
    assert!(with(0) < v3(&story("blogger")) && with(200) > v3(&story("blogger")));
}

#[test]
fn a_network_that_is_not_connected_costs_nothing() {
    let listed = story("no_facebook");
    let unlisted: Profile = serde_json::from_str(
        r#"{"networks": {
            "Twitter": {"audience": 3000, "active": 1800, "reactions": 900},
            "LinkedIn": {"audience": 700, "active": 400, "reactions": 200}
        }}"#,
    )
    .unwrap();
    assert_ne!(listed, unlisted);
    assert_eq!(v1(&listed).to_bits(), v1(&unlisted).to_bits());
    assert_eq!(v2(&listed).to_bits(), v2(&unlisted).to_bits());
    assert_eq!(
        EqualNetworkWeight::default()
            .breakdown(&listed)
            .unwrap()
            .absent(),
        [Path::new(["Facebook"])]
    );
}

#[test]
fn the_newcomer_rises_with_his_own_month_under_one_version() {
    let model = FollowerWeighted::default();
    let (before, after) = (
        model.breakdown(&story("newcomer_before")).unwrap(),
        model.breakdown(&story("newcomer_after")).unwrap(),
    );
    let diff = Diff::between(&before, &after).unwrap();
    assert!(diff.moved() > 5.0, "{}", diff.moved());
    assert!(
        diff.effects()
            .iter()
            .all(|effect| effect.kind == EffectKind::Input)
    );
    let most = diff
        .effects()
        .iter()
        .max_by(|a, b| a.effect.total_cmp(&b.effect));
    assert_eq!(most.unwrap().place.to_string(), "Twitter.reactions");
}

#[test]
fn who_moved_and_was_rescored_lost_to_the_version_and_gained_by_himself() {
    let (then, now) = (
        story("moved_and_rescored_before"),
        story("moved_and_rescored_after"),
    );
    assert!(v2(&now) < v1(&then));
    assert!(v2(&then) < v1(&then));
    assert!(v2(&now) > v2(&then));
}

/// Places and kinds of a diff, with the effects in whole micro-points.
fn read(diff: &Diff) -> Vec<(String, EffectKind, i64)> {
    diff.effects()
        .iter()
        .map(|effect| (effect.place.to_string(), effect.kind, effect.micro))
        .collect()
}

#[test]
fn the_difference_of_the_versions_reads_by_network_in_both_directions() {
    let profile = story("marketer");
    let (before, after) = (
        FollowerWeighted::default().breakdown(&profile).unwrap(),
        EqualNetworkWeight::default().breakdown(&profile).unwrap(),
    );
    let forward = read(&Diff::between(&before, &after).unwrap());
    let places: Vec<_> = forward
        .iter()
        .map(|(place, kind, _)| (place.as_str(), *kind))
        .collect();
    assert_eq!(
        places,
        [
            ("Facebook", EffectKind::Weight),
            ("Facebook.reach", EffectKind::Replaced),
            ("Facebook.strength", EffectKind::Curve),
            ("Twitter", EffectKind::Weight),
            ("Twitter.reach", EffectKind::Replaced),
            ("Twitter.strength", EffectKind::Curve),
        ]
    );

    let back = read(&Diff::between(&after, &before).unwrap());
    let negated: Vec<_> = forward
        .into_iter()
        .map(|(place, kind, micro)| (place, kind, -micro))
        .collect();
    assert_eq!(back, negated);
}

#[test]
fn each_change_of_v2_moves_the_places_that_it_should() {
    let profile = story("marketer");
    let v1 = FollowerWeighted::default().breakdown(&profile).unwrap();
    let kinds = |changes: &[&str]| {
        let changed = with_only("2.0.0", changes).breakdown(&profile).unwrap();
        let mut kinds: Vec<_> = Diff::between(&v1, &changed)
            .unwrap()
            .effects()
            .iter()
            .map(|effect| effect.kind)
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(&[]), []);
    assert_eq!(kinds(&["equal-network-weight"]), [EffectKind::Weight]);
    assert_eq!(
        kinds(&["active-audience"]),
        // Whoever does not count for reach does not count for weight either.
        [EffectKind::Weight, EffectKind::Replaced]
    );
    assert_eq!(kinds(&["recalibration"]), [EffectKind::Curve]);
}

#[test]
fn each_change_of_v3_moves_the_places_that_it_should() {
    let profile = story("blogger_with_blog");
    let moves = |from: &[&str], to: &[&str]| -> Vec<_> {
        let side = |changes| with_only("3.0.0", changes).breakdown(&profile).unwrap();
        read(&Diff::between(&side(from), &side(to)).unwrap())
            .into_iter()
            .map(|(place, kind, micro)| (place, kind, micro.signum()))
            .collect()
    };
    let blog = |place: &str| Path::new(["jane.example"]).to_string() + place;
    assert_eq!(
        moves(&[], &["self-hosted-blogs"]),
        [(blog(""), EffectKind::Added, 1)]
    );
    assert_eq!(
        moves(
            &["self-hosted-blogs"],
            &["self-hosted-blogs", "who-comments"]
        ),
        [(
            blog(".weight of different people"),
            EffectKind::Parameter,
            -1
        )]
    );
    assert_eq!(moves(&[], &["who-comments"]), []);
}

/// Whatever a network is called, it counts as any other does.
#[test]
fn any_open_network_counts_like_another() {
    for name in ["Digg", "StumbleUpon", "Triberr", "Empire Avenue", "東京"] {
        let with = |name: &str| {
            story("no_facebook")
                .with(name, Network::new(420, 130, 38))
                .unwrap()
        };
        let (theirs, known) = (with(name), with("Tumblr"));
        for version in influence::lineage().releases() {
            let score = |profile| version.model().score(profile).unwrap();
            // Names decide in which order the parts are added up, and so the last bits.
            let (theirs, known) = (score(&theirs), score(&known));
            assert!((theirs - known).abs() < 1e-12, "{name}: {theirs} {known}");
        }
        // And what it does is told by its name.
        let before = story("no_facebook");
        let why = influence::lineage()
            .explain(at("2.0.0", &before), at("2.0.0", &theirs))
            .unwrap();
        let places: Vec<String> = why
            .places
            .iter()
            .map(|place| place.id.to_string())
            .collect();
        assert!(
            places.contains(&Path::new([name]).to_string()),
            "{places:?}"
        );
    }
}

/// How often people answer, for each follower: a second score of the same profiles, with releases of its own.
#[derive(Clone)]
struct Answers {
    active_only: bool,
}

impl ScoringModel for Answers {
    type Input = Profile;

    fn id(&self) -> ModelId {
        ModelId::new("answers", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, f64::INFINITY)
    }

    fn evaluate<T: Trace>(&self, profile: &Profile, t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("networks");
        for (name, network) in profile.networks() {
            let Some(network) = network else {
                mean.absent(name);
                continue;
            };
            let t = t.scope(name);
            let heard = if self.active_only {
                t.input("active audience", network.active)
            } else {
                t.input("audience", network.audience)
            };
            mean.part(name, 1.0, t.input("reactions", network.reactions) / heard);
        }
        mean.finish()
    }
}

#[test]
fn a_second_score_stands_beside_the_first_and_is_not_compared_with_it() {
    let answers = Lineage::starting_with(Answers { active_only: false })
        .release("2.0.0")
        .change(
            Change::new("active-audience").sentence("Who never reacts is not counted."),
            |answers| answers.active_only = true,
        )
        .build()
        .unwrap();
    let (influence, marketer) = (influence::lineage(), story("marketer"));
    let why = answers
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    assert_eq!(
        (why.model.as_str(), why.causes[0].id.as_str()),
        ("answers", "active-audience")
    );

    let told = "`influence` and `answers` are different scores, not versions of one";
    let (first, second) = (influence.latest(), answers.latest());
    let error = explain((first.model(), &marketer), (second.model(), &marketer)).unwrap_err();
    assert_eq!(error.to_string(), told);
    let recordings = [first, second].map(|release| release.model().breakdown(&marketer).unwrap());
    let error = Diff::between(&recordings[0], &recordings[1]).unwrap_err();
    assert_eq!(error.to_string(), told);
    let records = [first, second].map(|release| release.record(&marketer).unwrap());
    assert_eq!(
        records[0].compare(&records[1]).unwrap_err().to_string(),
        told
    );
    assert!(influence.reproduce(&records[1], &marketer).is_err());
    assert!(History::new(records).is_err());
    let policy = BumpPolicy::default();
    let corpus = [("marketer", &marketer)];
    assert!(Bump::required(first.model(), second.model(), corpus, &policy).is_err());
    let faults = influence
        .continued()
        .rewritten(
            Answers { active_only: true },
            Change::new("answers").sentence("Answers count."),
        )
        .build()
        .unwrap_err();
    assert!(
        faults
            .to_string()
            .contains("it is a version of `answers`, not of `influence`"),
        "{faults}"
    );
}
