//! What a report says of populations that few think of: nobody who stays, all alike, weights that are next to nothing.

use scoreshift::{
    impact::{Gate, Impact, Subject},
    influence::{self, Network, Profile},
    present::{Audience, English, Presenter},
    score::{Bands, MOST_POINTS, Scale},
};

use crate::impact::{Given, run, study, study_on, subject};

fn says(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "{line:?} is missing:\n{text}");
    }
}

#[test]
fn who_joined_and_left_is_told_where_nobody_stays() {
    let profile = |reactions: u32| {
        let network = Network::new(900, 300, reactions);
        Profile::new().with("Twitter", network).unwrap()
    };
    let by_change = |people: Vec<Subject<Profile>>| -> Impact {
        let study = influence::lineage().impact("1.0.0", "2.0.0").unwrap();
        study.by_change().run(people).unwrap()
    };
    let left = Subject::left("ann", profile(900));
    let (joined, stayed) = (
        Subject::joined("bob", profile(0)),
        Subject::new("cem", profile(12)),
    );

    let text = by_change(vec![left.clone(), joined.clone()]).to_string();
    let lines = [
        "0 subjects\n1 joined and 1 left between the two times; nobody is scored at both.\n",
        "\nWhy the mean moves: −",
        "1 subject joined, with a mean of ",
        "1 subject left, with a mean of ",
    ];
    says(&text, &lines);
    // Without a mean before there is nothing to compare.
    let text = by_change(vec![joined.clone()]).to_string();
    says(
        &text,
        &["1 joined and 0 left between the two times; nobody is scored at both."],
    );
    assert!(!text.contains("Why"), "{text}");
    let alone = by_change(vec![joined.clone()]);
    let told = Presenter::new(Audience::Person).message(&alone);
    says(
        &told.localize(&English).text().to_string(),
        &[
            "There is no score that both versions give.\n",
            "Not there before: 1 score, with a mean of ",
        ],
    );
    let alone = by_change(vec![left.clone()]);
    let told = Presenter::new(Audience::Person).message(&alone);
    let left_alone = "Not there any more: 1 score, with a mean of ";
    says(&told.localize(&English).text().to_string(), &[left_alone]);
    // Who stayed did not move by what the mean moved.
    let text = by_change(vec![left, joined, stayed.clone()]).to_string();
    let stay = "1 joined and 1 left between the two times; the tables are about those who stayed.";
    says(&text, &[stay, "\nWhy the mean moves: −"]);
    let text = by_change(vec![stayed]).to_string();
    says(&text, &["\nWhy they move: "]);
    assert!(!text.contains("joined"), "{text}");
}

#[test]
fn what_those_do_who_join_and_leave_adds_up_on_the_longest_scale() {
    let ends = Scale::new(-MOST_POINTS, MOST_POINTS);
    let study = study_on(ends.clone(), ends).exact();
    let (low, high) = (-MOST_POINTS, MOST_POINTS);
    let given = |before, after| Given { before, after };
    let people = [
        Subject::new("ann", given(low, high)),
        Subject::joined("bob", given(low, low)),
        Subject::left("cem", given(high, high)),
    ];
    let impact = study.run(people).unwrap();
    let of = impact.whole().composition().unwrap();
    assert!(
        of.stayed_micro > 0 && of.joined_micro < 0 && of.left_micro < 0,
        "{of:?}"
    );
    assert_eq!(
        of.stayed_micro + of.joined_micro + of.left_micro,
        of.change_micro
    );
}

#[test]
fn a_threshold_that_keeps_the_share_need_not_be_moved() {
    let banded = || study().bands(Bands::at([50.0]));
    let rebased = |pairs: &[(f64, f64)]| -> [String; 2] {
        [banded(), banded().exact()]
            .map(|study| run(&study, pairs).rebase(50.0).unwrap().to_string())
    };
    for text in rebased(&[(60.0, 60.0); 5])
        .into_iter()
        .chain(rebased(&[(60.0, 40.0), (40.0, 60.0)]))
    {
        says(&text, &["\nThat keeps the share, so it can stay."]);
    }
    // Who is alike after can be divided nowhere.
    for text in rebased(&[(60.0, 40.0), (60.0, 40.0), (30.0, 40.0)]) {
        says(
            &text,
            &["\nTo come nearest to the share (33.3 % more) it has to be "],
        );
    }
    for text in rebased(&[(60.0, 60.0), (40.0, 60.0)]) {
        says(&text, &["\nNo other comes nearer to the share."]);
    }
    for text in rebased(&[(60.0, 30.0), (40.0, 20.0)]) {
        says(
            &text,
            &[
                "\nTo keep the share it has to be ",
                ", which 50.0 % reach: ",
            ],
        );
    }
}

#[test]
fn next_to_nothing_is_not_a_thousandth_of_a_percent() {
    let study = study().bands(Bands::at([50.0])).count_falls([10.0]);
    let impact = study.run([
        subject("huge", 10.0, 5.0).weight(1e9),
        subject("tiny", 80.0, 40.0).weight(1e-6),
        subject("none", 80.0, 40.0).weight(0.0),
    ]);
    let impact = impact.unwrap();
    let lines = [
        "1 (< 0.001 %) fall by more than 10 points.",
        "none: its weight is 0, not a number from 0.000001 to 1e9",
    ];
    says(&impact.to_string(), &lines);
    let text = impact.rebase(50.0).unwrap().to_string();
    let lines = [
        "< 0.001 % reach 50 before.",
        "0.0 % reach it after: 0 come up to it and less than 0.001 fall below it.",
    ];
    says(&text, &lines);
}

#[test]
fn a_band_in_which_nobody_was_has_no_mean() {
    let study = study().bands(Bands::at([50.0]).named(["low", "high"]));
    let text = run(&study, &[(60.0, 30.0)]).to_string();
    says(
        &text,
        &["  low          0        –      –          –             –\n"],
    );
}

#[test]
fn a_gate_that_divides_otherwise_than_the_report_says_so() {
    let gate: Gate =
        serde_json::from_str(r#"[{"lost": {"share": 0.1, "within": ["plan", "pro"]}}]"#).unwrap();
    let ann = || subject("ann", 60.0, 30.0);
    for (people, said) in [
        (
            vec![ann()],
            "plan pro: not measured: the report is not divided so",
        ),
        (
            vec![ann().segment("plan", "free")],
            "plan pro: not measured: nobody in this segment was scored",
        ),
        (
            vec![],
            "plan pro: not measured: nobody in this segment was scored",
        ),
    ] {
        let outcome = gate.check(&study().run(people).unwrap());
        says(&outcome.to_string(), &[said]);
    }
}
