//! How named changes are told: before they take effect, under a key that came before, and where they move the scale alone.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use scoreshift::{
    Change, ChangeKind, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, at,
    impact::Subject,
    lineage::LineageBuilder,
    present::{Audience, Disclosure, English, Message, Presenter},
    reasons::ReasonCodes,
};

/// A rating whose parts are turned up and down.
#[derive(Clone)]
struct Rating {
    games: f64,
    points: f64,
    lift: f64,
}

impl ScoringModel for Rating {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("rating", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1000.0).decimals(0)
    }

    fn evaluate<T: Trace>(&self, won: &f64, t: T) -> Result<Term<T>, EvalError> {
        let won = t.input("won", *won) * t.parameter("for a game", self.games);
        let played = t.parameter("for playing", self.points);
        Ok(won + played + t.parameter("lift", self.lift))
    }
}

const FIRST: Rating = Rating {
    games: 1.0,
    points: 100.0,
    lift: 0.0,
};

fn games() -> Change {
    Change::new("games")
        .title("Games")
        .sentence("Games now count more.")
        .upcoming("Games will count more.")
}

fn lifted() -> Change {
    Change::new("lifted")
        .kind(ChangeKind::Recalibration)
        .sentence("The whole list was lifted.")
}

fn next() -> LineageBuilder<Rating> {
    Lineage::starting_with(FIRST).release("2.0.0")
}

/// Games count more in the second and in the third version.
fn twice() -> Lineage<f64> {
    next()
        .change(games(), |rating| rating.games = 2.0)
        .release("3.0.0")
        .change(games(), |rating| rating.games = 5.0)
        .change(
            Change::new("playing").sentence("Playing counts less."),
            |rating| rating.points = 90.0,
        )
        .build()
        .unwrap()
}

fn message(lineage: &Lineage<f64>, from: &str, to: &str) -> Message {
    let why = lineage.explain(at(from, &20.0), at(to, &20.0)).unwrap();
    Presenter::new(Audience::Person)
        .disclosure(Disclosure::new().internals())
        .message(&why)
}

fn text(lineage: &Lineage<f64>) -> String {
    message(lineage, "1.0.0", "2.0.0")
        .localize(&English)
        .text()
        .to_string()
}

#[test]
fn where_two_versions_changed_something_under_one_key_the_version_stands_beside_them() {
    let told = message(&twice(), "1.0.0", "3.0.0").localize(&English);
    let text = told.text().to_string();
    for line in [
        "+60  Games now count more. It is part of version 3.0.0.",
        "+20  Games now count more. It is part of version 2.0.0.",
        "−10  Playing counts less.\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let json = serde_json::to_value(told.json()).unwrap();
    let rows: Vec<_> = json["details"][0]["details"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["id"].as_str().unwrap(),
                row["code"].as_str().unwrap(),
                row["release"].as_str(),
                row["label"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (
                "change:games",
                "games",
                Some("3.0.0"),
                "Games (version 3.0.0)"
            ),
            (
                "change:games~2",
                "games",
                Some("2.0.0"),
                "Games (version 2.0.0)"
            ),
            ("change:playing", "playing", None, "Playing"),
        ]
    );
}

#[test]
fn one_release_with_a_key_that_came_before_says_no_version() {
    for (from, to) in [("1.0.0", "2.0.0"), ("2.0.0", "3.0.0")] {
        let told = message(&twice(), from, to).localize(&English);
        let text = told.text().to_string();
        assert!(text.contains("Games now count more.\n"), "{text}");
        assert!(!text.contains("part of version"), "{text}");
        assert!(!told.json().to_string().contains("\"release\""), "{text}");
    }
}

#[test]
fn changes_under_one_key_are_one_reason_with_two_parts() {
    let why = twice()
        .explain(at("1.0.0", &20.0), at("3.0.0", &20.0))
        .unwrap();
    let reasons = ReasonCodes::new().of_move(&why).reasons;
    let games = &reasons[0];
    assert_eq!((games.code.as_str(), games.micro), ("games", 80_000_000));
    let parts: Vec<_> = games
        .parts
        .iter()
        .map(|part| (part.release.as_ref().map(ToString::to_string), part.micro))
        .collect();
    assert_eq!(
        parts,
        [
            (Some("2.0.0".to_owned()), 20_000_000),
            (Some("3.0.0".to_owned()), 60_000_000)
        ]
    );
}

#[test]
fn a_population_is_told_the_version_as_well() {
    let study = twice().impact("1.0.0", "3.0.0").unwrap().by_change();
    let impact = study.run([Subject::new("a", 20.0), Subject::new("b", 40.0)]);
    let message = Presenter::new(Audience::Auditor).message(&impact.unwrap());
    let text = message.localize(&English).text().to_string();
    for part in ["version 2.0.0", "version 3.0.0"] {
        let told = format!("Games now count more. It is part of {part}.");
        assert!(text.contains(&told), "{text}");
    }
}

#[cfg(feature = "html")]
#[test]
fn ids_in_a_page_are_unique_though_keys_are_not() {
    let told = message(&twice(), "1.0.0", "3.0.0").localize(&English);
    let page = told.html().to_string();
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"scoreshift-change:games"), "{ids:?}");
}

#[cfg(feature = "i18n")]
#[test]
fn the_version_stands_beside_them_in_every_language() {
    for (tag, said) in [
        ("de", "Das gehört zu Version 3.0.0."),
        ("pl", "To część wersji 3.0.0."),
        ("ar", "هذا جزء من الإصدار 3.0.0."),
    ] {
        let language = scoreshift::present::Catalogue::shipped(tag)
            .unwrap()
            .isolating(false);
        let message = message(&twice(), "1.0.0", "3.0.0");
        let text = message.localize(&language).text().to_string();
        assert!(text.contains(said), "{tag}: {text}");
        // Both are one change to a translator.
        let missing = language.missing_in(&message);
        let expected = [
            "change-games",
            "change-playing",
            "title-games",
            "title-playing",
        ];
        assert_eq!(
            missing.iter().map(String::as_str).collect::<Vec<_>>(),
            expected
        );
    }
}

#[test]
fn before_a_change_takes_effect_its_author_speaks_of_the_future() {
    let lineage = next()
        .change(games(), |rating| rating.games = 2.0)
        .change(
            lifted().upcoming("The whole list will be lifted."),
            |rating| rating.lift = 5.0,
        )
        .change(
            Change::new("playing").sentence("Playing counts less."),
            |rating| rating.points = 90.0,
        )
        .build()
        .unwrap();
    let day = || "2027-01-01".parse().unwrap();
    let notice = lineage.preview("1.0.0", "2.0.0", &20.0, day()).unwrap();
    let text = notice.to_string();
    for said in [
        "+20  Games will count more.",
        "Separately: The whole list will be lifted (+5 for you).",
        // Without a sentence for the future, the other one will do.
        "−10  Playing counts less.",
    ] {
        assert!(text.contains(said), "{text}");
    }
    // Once it holds, and where it is taken back, it is told as it holds.
    for text in [
        lineage
            .explain(at("1.0.0", &20.0), at("2.0.0", &20.0))
            .unwrap()
            .to_string(),
        lineage
            .preview("2.0.0", "1.0.0", &20.0, day())
            .unwrap()
            .to_string(),
    ] {
        assert!(text.contains("Games now count more."), "{text}");
        assert!(!text.contains("Games will"), "{text}");
    }

    #[cfg(feature = "i18n")]
    {
        let german = |messages: &str| {
            let german = scoreshift::present::Catalogue::shipped("de").unwrap();
            german.with(messages).unwrap()
        };
        let message = Presenter::new(Audience::Person).message(&notice);
        let now = german("change-games = Spiele zählen mehr.\n");
        let then = german(
            "change-games = Spiele zählen mehr.\nupcoming-games = Spiele werden mehr zählen.\n",
        );
        for (language, said) in [
            (&now, "Spiele zählen mehr."),
            (&then, "Spiele werden mehr zählen."),
        ] {
            let text = message.localize(language).text().to_string();
            assert!(text.contains(said), "{text}");
            assert!(!language.missing_in(&message).contains("upcoming-games"));
        }
        assert!(now.missing_in(&message).contains("upcoming-lifted"));
    }
}

#[test]
fn a_patch_is_no_new_way_of_calculating() {
    let lineage = next()
        .change(games(), |rating| rating.games = 2.0)
        .release("2.0.1")
        .notes("Games are listed by day.")
        .build()
        .unwrap();
    let told = |from: &str, to: &str, won: (f64, f64)| {
        let why = lineage.explain(at(from, &won.0), at(to, &won.1)).unwrap();
        why.to_string()
    };
    let patch = told("2.0.0", "2.0.1", (3.0, 3.0));
    assert!(
        patch.starts_with(
            "Both versions calculate the score in the same way. Nothing changed for you.\n\nYour rating score stayed at "
        ),
        "{patch}"
    );
    let back = told("2.0.1", "2.0.0", (3.0, 3.0));
    assert!(
        back.starts_with("Both versions calculate the score in the same way."),
        "{back}"
    );
    let moved = told("2.0.0", "2.0.1", (3.0, 5.0));
    assert!(
        moved.starts_with("Your own data moved the score; it is calculated as before.\n"),
        "{moved}"
    );
    // What was changed and moved nothing here is a new way of calculating all the same.
    let idle = told("1.0.0", "2.0.0", (0.0, 0.0));
    assert!(!idle.contains("in the same way"), "{idle}");
    let notice = lineage
        .preview("2.0.0", "2.0.1", &3.0, "2027-01-01".parse().unwrap())
        .unwrap()
        .to_string();
    assert!(
        notice.starts_with(
            "Nothing changes on 1 January 2027: your score will be calculated as it is today.\n"
        ),
        "{notice}"
    );
}

#[test]
fn a_recalibration_that_stands_alone_is_told_like_any_change() {
    let lineage = next()
        .change(lifted(), |rating| rating.lift = 50.0)
        .build()
        .unwrap();
    let told = text(&lineage);
    assert!(
        told.contains("What we changed:\n  +50  The whole list was lifted."),
        "{told}"
    );
    assert!(!told.contains("Separately"), "{told}");
    let why = lineage
        .explain(at("1.0.0", &20.0), at("2.0.0", &20.0))
        .unwrap();
    let reasons = ReasonCodes::new().of_move(&why);
    assert_eq!(reasons.reasons.len(), 1);
    assert!(reasons.apart.is_empty());
    let message = message(&lineage, "1.0.0", "2.0.0");
    assert_eq!(message.reasons().count(), 1);

    let study = lineage.impact("1.0.0", "2.0.0").unwrap().by_change();
    let impact = study.run([Subject::new("a", 20.0)]).unwrap();
    let told = Presenter::new(Audience::Auditor)
        .message(&impact)
        .localize(&English);
    let json = serde_json::to_value(told.json()).unwrap();
    let row = &json["details"][0]["details"][0];
    assert_eq!((&row["kind"], &row["rank"]), (&"change".into(), &1.into()));
}

#[test]
fn a_recalibration_that_did_nothing_is_not_mentioned_beside_others() {
    let lineage = next()
        .change(games(), |rating| rating.games = 2.0)
        .change(lifted(), |_| ())
        .build()
        .unwrap();
    let told = text(&lineage);
    assert!(told.contains("+20  Games now count more."), "{told}");
    assert!(
        !told.contains("lifted") && !told.contains("Separately"),
        "{told}"
    );
    let study = lineage.impact("1.0.0", "2.0.0").unwrap().by_change();
    let impact = study.run([Subject::new("a", 20.0)]).unwrap();
    let message = Presenter::new(Audience::Auditor).message(&impact);
    let told = message.localize(&English).text().to_string();
    assert!(!told.contains("lifted"), "{told}");
    // One that moved something is told apart, as before.
    let lineage = next()
        .change(games(), |rating| rating.games = 2.0)
        .change(lifted(), |rating| rating.lift = 5.0)
        .build()
        .unwrap();
    let told = text(&lineage);
    assert!(
        told.contains("Separately: The whole list was lifted (+5 for you)."),
        "{told}"
    );
}
