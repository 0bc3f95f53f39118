//! Lineages: how a release is found, named, dated and told.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use scoreshift::{
    Change, Lineage,
    bump::{self, BumpPolicy},
    conformance, influence,
    lineage::{AliasProblem, LineageError, Rewrite},
};

use crate::families::{Page, Risk, Speed, applicant, noises, page, pages, risks, speeds};

fn found<I: ?Sized + 'static>(lineage: &Lineage<I>, request: &str) -> Result<String, String> {
    lineage
        .find(request)
        .map(|release| release.id().version().to_string())
        .map_err(|error| error.to_string())
}

#[test]
fn a_release_is_found_by_version_requirement_latest_and_alias() {
    let lineage = speeds()
        .alias("champion", "~2.0")
        .unwrap()
        .alias("challenger", "latest")
        .unwrap()
        .alias("the one of 2019", "champion")
        .unwrap()
        .alias("the one of 2019", "1.0.0")
        .unwrap();
    for (request, expected) in [
        ("1.0.0", "1.0.0"),
        (" 2.0.0\n", "2.0.0"),
        ("latest", "2.1.0"),
        ("^1", "1.0.0"),
        ("1", "1.0.0"),
        ("~2.0", "2.0.0"),
        ("2.0.*", "2.0.0"),
        (">2.0.0", "2.1.0"),
        (">=1.5, <2.1", "2.0.0"),
        ("=2.1.0", "2.1.0"),
        ("<2", "1.0.0"),
        ("champion", "2.0.0"),
        ("challenger", "2.1.0"),
        ("the one of 2019", "1.0.0"),
    ] {
        assert_eq!(found(&lineage, request).unwrap(), expected, "{request}");
    }
    // As for Cargo, 2.0 is any 2.x from 2.0 on.
    assert_eq!(
        found(&lineage, "2.0").unwrap_err(),
        "`2.0` matches 2 releases of `speed`: 2.0.0, 2.1.0; ask for one of them, or for `latest`"
    );
    let names: Vec<(&str, String)> = lineage
        .aliases()
        .map(|(alias, release)| (alias, release.id().version().to_string()))
        .collect();
    assert_eq!(
        names,
        [
            ("challenger", "2.1.0".to_owned()),
            ("champion", "2.0.0".to_owned()),
            ("the one of 2019", "1.0.0".to_owned()),
        ]
    );
}

#[test]
fn what_is_not_there_is_an_error_that_lists_what_is() {
    let lineage = speeds();
    for (request, told) in [
        (
            "2.0.1",
            "`speed` has no release `2.0.1`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
        (
            "^3",
            "`speed` has no release `^3`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
        ("", "`speed` has no release ``; it has 1.0.0, 2.0.0, 2.1.0"),
        (
            "champion",
            "`speed` has no release `champion`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
        (
            "v2.0.0",
            "`speed` has no release `v2.0.0`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
        (
            "1.0.0-rc.1",
            "`speed` has no release `1.0.0-rc.1`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
        (
            "2\u{202e}\n",
            "`speed` has no release `2\\u{202e}`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
        (
            "2; DROP TABLE",
            "`speed` has no release `2; DROP TABLE`; it has 1.0.0, 2.0.0, 2.1.0",
        ),
    ] {
        assert_eq!(found(&lineage, request).unwrap_err(), told, "{request:?}");
    }
    let lineage = lineage.alias("champion", "2.0.0").unwrap();
    assert_eq!(
        found(&lineage, "challenger").unwrap_err(),
        "`speed` has no release `challenger`; it has 1.0.0, 2.0.0, 2.1.0, and the aliases champion (2.0.0)"
    );
    assert_eq!(
        found(&lineage, "*").unwrap_err(),
        "`*` matches 3 releases of `speed`: 1.0.0, 2.0.0, 2.1.0; ask for one of them, or for `latest`"
    );
}

#[test]
fn a_requirement_takes_a_prerelease_only_if_it_names_one() {
    let lineage = risks();
    assert_eq!(found(&lineage, "^1").unwrap(), "1.0.0");
    assert_eq!(found(&lineage, "^0.9").unwrap(), "0.9.0");
    assert_eq!(found(&lineage, "1.0.0-beta.1").unwrap(), "1.0.0-beta.1");
    assert_eq!(found(&lineage, "=1.0.0-beta.1").unwrap(), "1.0.0-beta.1");
    assert!(
        found(&lineage, ">=1.0.0-beta")
            .unwrap_err()
            .contains("1.0.0-beta.1, 1.0.0")
    );
    // Of a release that is a pre-release there is no stable one to ask for by a requirement.
    let beta = Lineage::starting_with(Risk::new("1.0.0-beta.1"))
        .build()
        .unwrap();
    assert!(
        found(&beta, "^1")
            .unwrap_err()
            .contains("it has 1.0.0-beta.1")
    );
    assert_eq!(found(&beta, "latest").unwrap(), "1.0.0-beta.1");
}

#[test]
fn an_alias_can_be_told_from_every_other_request() {
    for (alias, problem) in [
        ("", AliasProblem::Empty),
        ("  ", AliasProblem::Empty),
        (" champion", AliasProblem::Space),
        ("champion\t", AliasProblem::Space),
        ("latest", AliasProblem::Latest),
        ("1.0.0", AliasProblem::Version),
        ("9.9.9", AliasProblem::Version),
        ("2", AliasProblem::Version),
        ("^2", AliasProblem::Version),
        (">=1, <2", AliasProblem::Version),
        ("*", AliasProblem::Version),
        ("x", AliasProblem::Version),
    ] {
        let error = speeds().alias(alias, "1.0.0").unwrap_err();
        let LineageError::Alias { problem: found, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(*found, problem, "{alias:?}");
    }
    for unknown in ["3.0.0", "champion", "2"] {
        assert!(speeds().alias("champion", unknown).is_err(), "{unknown}");
    }
}

#[test]
fn an_alias_stays_with_its_release_when_newer_ones_come() {
    let first = Speed::new("1.0.0");
    let whole = |key: &str| Change::new(key).sentence("We changed it.");
    let lineage = Lineage::starting_with(first.clone())
        .alias("stable", "^1")
        .alias("newest then", "latest")
        .build()
        .unwrap();
    let before = lineage.clone();
    let lineage = lineage
        .continued()
        .rewritten(first.versioned("1.1.0"), whole("a"))
        .build()
        .unwrap();
    assert_eq!(found(&lineage, "stable").unwrap(), "1.0.0");
    assert_eq!(found(&lineage, "newest then").unwrap(), "1.0.0");
    let moved = lineage.alias("stable", "latest").unwrap();
    assert_eq!(found(&moved, "stable").unwrap(), "1.1.0");
    // A clone is a lineage of its own.
    assert_eq!(found(&before, "stable").unwrap(), "1.0.0");
    assert_eq!(before.releases().count(), 1);
}

#[test]
fn an_alias_stands_wherever_a_version_is_asked_for() {
    let lineage = speeds()
        .alias("champion", "1.0.0")
        .unwrap()
        .alias("challenger", "2.1.0")
        .unwrap();
    let page = page(2400.0, 180.0);
    let (by_alias, by_version) = (
        lineage.explain(
            scoreshift::at("champion", &page),
            scoreshift::at("challenger", &page),
        ),
        lineage.explain(scoreshift::at("^1", &page), scoreshift::at("latest", &page)),
    );
    assert_eq!(by_alias.unwrap(), by_version.unwrap());
}

#[test]
fn releases_are_in_order_dated_and_told() {
    let lineage = speeds();
    let told: Vec<String> = lineage
        .releases()
        .map(|release| {
            let date = release
                .date()
                .map_or("none".to_owned(), |date| date.to_string());
            format!("{} {date} {:?}", release.id(), release.notes())
        })
        .collect();
    assert_eq!(
        told,
        [
            "speed 1.0.0 2019-05-01 \"The first version.\"",
            "speed 2.0.0 2020-05-27 \"\"",
            "speed 2.1.0 none \"\"",
        ]
    );
    let dated = |date: &str| speeds().continued().dated(date).build();
    let refused = |date: &str| dated(date).unwrap_err().as_slice()[0].to_string();
    assert_eq!(
        refused("2020-05-26"),
        "release 2.1.0: its date, 2020-05-26, is before that of release 2.0.0, 2020-05-27"
    );
    assert!(refused("yesterday").starts_with("release 2.1.0: `yesterday` is neither a day"));
    assert!(dated("2020-05-27").is_ok());
    let whole = Change::new("a").sentence("We changed it.");
    let same = speeds()
        .continued()
        .rewritten(Speed::new("2.1.0"), whole)
        .build()
        .unwrap_err();
    assert_eq!(
        same.to_string(),
        "the lineage of `speed` has 1 fault:\n  release 2.1.0: it is not newer than release 2.1.0"
    );
}

#[test]
fn the_changelog_tells_every_release_newest_first() {
    assert_eq!(
        speeds().changelog(),
        "\
- **speed 2.1.0**
  - **Patience** (fix, `patience`): We had counted visitors who had long left.
- **speed 2.0.0** (2020-05-27)
  - **Stricter paint** (recalibration, `stricter-paint`): Pages are expected to appear sooner.
  - **Blocking counts more** (policy, `blocking-counts-more`): A page that does not answer costs more.
- **speed 1.0.0** (2019-05-01): The first version.
"
    );
}

#[test]
fn what_authors_wrote_comes_out_as_text_and_never_as_markup() {
    let hostile = "# 1. <script>alert(`x`)</script>\n\n- **not** a list\n1. nor this\n2) nor that\n+ x\n---\n===\n\
                   > quote\n```\ncode\n\u{1b}[31mred\u{202e}\n    indented | table | [link](http://x) ![i](y) &amp; ~~a~~\r\nend";
    let change = Change::new("a`b\n* c")
        .title("**bold**\n# heading")
        .sentence("[click](javascript:x)\n- item");
    let text = Lineage::starting_with(Speed::new("1.0.0"))
        .rewritten(Speed::new("2.0.0"), change)
        .notes(hostile)
        .build()
        .unwrap()
        .changelog();
    assert_eq!(
        text,
        "- **speed 2.0.0**: # 1. \\<script\\>alert(\\`x\\`)\\</script\\>\n\
         \n\
         \x20 \\- \\*\\*not\\*\\* a list\n\
         \x20 1\\. nor this\n\
         \x20 2\\) nor that\n\
         \x20 \\+ x\n\
         \x20 \\---\n\
         \x20 \\===\n\
         \x20 \\> quote\n\
         \x20 \\`\\`\\`\n\
         \x20 code\n\
         \x20 \\\\u{1b}\\[31mred\\\\u{202e}\n\
         \x20 indented \\| table \\| \\[link\\](http\\://x) !\\[i\\](y) \\&amp; \\~\\~a\\~\\~\n\
         \x20 end\n\
         \x20 - **\\*\\*bold\\*\\*\\\\u{a}# heading** (policy, a\\`b\\\\u{a}\\* c): \\[click\\](javascript:x)\\\\u{a}- item\n\
         - **speed 1.0.0**\n"
    );
}

#[test]
fn every_family_keeps_the_laws_of_lineages() {
    conformance::check_lineage(&speeds(), pages()).unwrap();
    let applicants = [
        ("a", applicant(30_000.0, 12_000.0, true)),
        ("b", applicant(1.0, 0.0, false)),
    ];
    conformance::check_lineage(&risks(), &applicants).unwrap();
    conformance::check_lineage(&noises(), [("two", vec![40.0, 50.0]), ("none", vec![])]).unwrap();
}

#[test]
fn a_change_that_is_not_named_and_a_base_that_starts_elsewhere_are_found() {
    let (v1, v2) = (
        Speed::new("1.0.0"),
        Speed {
            median: 1800.0,
            blocking_weight: 3.0,
            ..Speed::new("2.0.0")
        },
    );
    let stricter = || Change::new("stricter").sentence("Pages are expected to appear sooner.");
    let forgotten = Lineage::starting_with(v1.clone())
        .rewritten(
            v2.clone(),
            Rewrite::starting_from(v1.clone()).change(stricter(), |speed| speed.median = 1800.0),
        )
        .build()
        .unwrap();
    let one = [("one", page(2400.0, 180.0))];
    let told = conformance::check_lineage(&forgotten, &one)
        .unwrap_err()
        .to_string();
    assert!(
        told.starts_with("the lineage of `speed` breaks its laws once\n  `one`: with all its changes, the base of release 2.0.0 scores "),
        "{told}"
    );
    let elsewhere = Lineage::starting_with(v1)
        .rewritten(
            v2.clone(),
            Rewrite::starting_from(v2).change(stricter(), |speed| speed.median = 1800.0),
        )
        .build()
        .unwrap();
    let told = conformance::check_lineage(&elsewhere, &one)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("`one`: without any change, the base of release 2.0.0 scores "),
        "{told}"
    );
    let nothing: [(&str, Page); 0] = [];
    assert_eq!(
        conformance::check_lineage(&speeds(), &nothing)
            .unwrap_err()
            .to_string(),
        "the lineage of `speed` breaks its laws once\n  no input was given, so nothing was checked"
    );
}

#[test]
fn inputs_without_a_fixed_size_are_scored_explained_and_fingerprinted() {
    let lineage = noises();
    let rooms = [40.0, 55.5, 61.0];
    let why = lineage
        .explain(
            scoreshift::at("1.0.0", &rooms[..]),
            scoreshift::at("2.0.0", &rooms[1..]),
        )
        .unwrap();
    assert_eq!(
        why.causes.iter().map(|cause| cause.micro).sum::<i64>(),
        why.delta_micro
    );
    let print = lineage.latest().fingerprint().unwrap();
    assert_eq!((print.probes(), print.refused()), (2, 1));
    let record = lineage.latest().record(&rooms).unwrap();
    assert_eq!(
        lineage.reproduce(&record, &rooms).unwrap().verdict,
        scoreshift::record::Verdict::Same
    );
    bump::check_declared(&lineage, [("a", &rooms[..])], &BumpPolicy::default()).unwrap();
}

#[test]
fn the_built_in_family_is_found_as_any_other() {
    let lineage = influence::lineage();
    assert_eq!(found(&lineage, "^3").unwrap(), "3.0.0");
    assert!(lineage.find("*").is_err());
}

#[test]
fn a_lineage_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let lineage = speeds();
    shared(&lineage);
    let prints: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| lineage.latest().fingerprint()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(prints.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn build_metadata_is_a_part_of_a_version() {
    let built = Lineage::starting_with(Speed::new("1.0.0+build.7"))
        .build()
        .unwrap();
    assert_eq!(found(&built, "1.0.0+build.7").unwrap(), "1.0.0+build.7");
    assert_eq!(found(&built, "^1").unwrap(), "1.0.0+build.7");
    assert!(found(&built, "1.0.0").is_err());
}
