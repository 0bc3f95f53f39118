//! What single change would reach a goal, as the end of a message.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use pretty_assertions::assert_eq;
use scoreshift::{
    EvalError, Explanation, ModelId, Scale, ScoringModel, Term, Trace, Version, explain,
    present::{Audience, Disclosure, English, Presenter},
    recourse::{Bound, Recourse, RecourseAnswer},
};

/// A supplier: how many deliveries of a site are on time, and who carries them.
#[derive(Clone, Copy)]
struct Supplier {
    on_time: f64,
    own_lorries: bool,
}

struct Reliability;

impl ScoringModel for Reliability {
    type Input = Supplier;

    fn id(&self) -> ModelId {
        ModelId::new("supplier-reliability", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &Supplier, t: T) -> Result<Term<T>, EvalError> {
        let site = t.scope("gdańsk");
        let lorries = site.category("own_lorries", &input.own_lorries);
        let lorries = lorries.points("lorry points", |own| if *own { 8.0 } else { 0.0 });
        Ok(0.88 * site.input("on-time", input.on_time) + lorries)
    }
}

const NOW: Supplier = Supplier {
    on_time: 70.0 + 1.0 / 3.0,
    own_lorries: false,
};

fn why() -> Explanation {
    let then = Supplier {
        on_time: 80.0,
        ..NOW
    };
    explain((&Reliability, &then), (&Reliability, &NOW)).unwrap()
}

fn ask(target: f64, most: f64) -> RecourseAnswer {
    Recourse::to_reach(target)
        .bound("gdańsk.on-time", Bound::from(0.0..=most))
        .labels("gdańsk.own_lorries", ["yes", "no"])
        .find(&Reliability, &NOW)
        .unwrap()
}

fn next(presenter: &Presenter<'_>) -> Vec<String> {
    let told = presenter.message(&why()).localize(&English);
    told.next.into_iter().map(|note| note.sentence).collect()
}

fn told(answer: &RecourseAnswer) -> Vec<String> {
    next(&Presenter::new(Audience::Person).recourse(answer))
}

#[test]
fn each_single_change_that_is_enough_is_said_and_by_which_name() {
    let answer = ask(69.5, 100.0);
    assert_eq!(
        told(&answer),
        [
            "One change by itself would be enough to reach 70:",
            "With “Gdańsk: on time” at 79 instead of 70.333, the score would be 70.",
            "With “Gdańsk: own lorries” being “yes” instead of “no”, the score would be 70.",
        ]
    );
    // The app's own names stand as they are, and its own words beside it.
    let presenter = Presenter::new(Audience::Person)
        .labels(|place| {
            let names: Vec<&str> = place.segments().collect();
            (names == ["gdańsk", "on-time"]).then(|| "Punctual deliveries (Gdańsk)".to_owned())
        })
        .recourse(&answer)
        .next_step("Questions? Call us.");
    let said = next(&presenter);
    assert_eq!(
        (said[1].as_str(), said[3].as_str()),
        (
            "With “Punctual deliveries (Gdańsk)” at 79 instead of 70.333, the score would be 70.",
            "Questions? Call us."
        )
    );
}

#[test]
fn it_is_said_honestly_that_no_single_change_does() {
    assert_eq!(
        told(&ask(90.0, 85.5)),
        [
            "No single change of these was found that reaches 90 within the bounds that were looked at: \
             Gdańsk: on time and Gdańsk: own lorries.",
            "“Gdańsk: on time” at 85.5 comes nearest: the score would be 75.",
        ]
    );
    // One does and the other does not: nothing is claimed beyond that.
    assert_eq!(
        told(&ask(75.0, 100.0)).last().unwrap(),
        "No single change of these reaches 75 within the bounds that were looked at: Gdańsk: own lorries."
    );
    assert_eq!(
        told(&ask(60.0, 100.0)),
        ["The score is 62, and so reaches 60 as it is."]
    );
}

#[test]
fn a_score_that_misses_the_goal_never_looks_like_it() {
    // 61.893… shows as 62.
    assert_eq!(
        told(&ask(62.0, 100.0))[0],
        "One change by itself would be enough to reach 62.0:"
    );
}

#[test]
fn what_may_not_be_seen_is_not_advised() {
    let answer = ask(69.5, 100.0);
    let with = |audience, policy| {
        let presenter = Presenter::new(audience).disclosure(policy);
        next(&presenter.recourse(&answer)).join("\n")
    };
    let policy = Disclosure::new().withhold("on-time");
    assert!(!with(Audience::Person, policy).contains("on time"));
    let policy = Disclosure::new().private("gdańsk");
    assert!(with(Audience::Person, policy.clone()).contains("Gdańsk"));
    assert_eq!(with(Audience::Agent, policy), "");
    // Nor what the app did not ask about: nobody is told to change what they cannot.
    let only = Recourse::to_reach(69.5)
        .labels("gdańsk.own_lorries", ["yes"])
        .find(&Reliability, &NOW)
        .unwrap();
    assert!(!told(&only).join("\n").contains("on time"));
}

#[test]
fn the_answer_is_a_message_by_itself() {
    let presenter = || Presenter::new(Audience::Person).contact("the buyers");
    let told = presenter().message(&ask(69.5, 100.0)).localize(&English);
    let next: Vec<&str> = told
        .next
        .iter()
        .map(|note| note.sentence.as_str())
        .collect();
    assert_eq!(told.headline, ["Your supplier reliability score is 62."]);
    assert_eq!(
        next,
        [
            "One change by itself would be enough to reach 70:",
            "With “Gdańsk: on time” at 79 instead of 70.333, the score would be 70.",
            "With “Gdańsk: own lorries” being “yes” instead of “no”, the score would be 70.",
            "Questions? Ask the buyers.",
        ]
    );
    let json = serde_json::to_value(told.json()).unwrap();
    assert_eq!(
        (&json["question"], &json["value"]),
        (&"reach".into(), &0.into())
    );
    assert!(told.sections.is_empty() && json["next"].as_array().unwrap().len() == 4);
    // It is no question of an explanation.
    assert!(serde_json::from_str::<scoreshift::explain::Question>("\"reach\"").is_err());
    // A score that misses the goal does not look like it.
    let near = presenter().message(&ask(61.95, 100.0)).localize(&English);
    assert_eq!(near.headline, ["Your supplier reliability score is 61.9."]);
    // Withheld stays withheld.
    let policy = Disclosure::new().withhold("on-time");
    let answer = ask(69.5, 100.0);
    let told = presenter()
        .disclosure(policy)
        .message(&answer)
        .localize(&English);
    assert!(!told.text().to_string().contains("on time"));
}

#[cfg(feature = "i18n")]
#[test]
fn a_label_has_room_for_one_name_of_the_path() {
    use scoreshift::present::Catalogue;

    struct Reviews;

    impl ScoringModel for Reviews {
        type Input = f64;

        fn id(&self) -> ModelId {
            ModelId::new("reviews", Version::new(1, 0, 0))
        }

        fn scale(&self) -> Scale {
            Scale::new(0.0, 100.0)
        }

        fn evaluate<T: Trace>(&self, stars: &f64, t: T) -> Result<Term<T>, EvalError> {
            let stars = |country: &str| t.scope("reviews").scope(country).input("stars", *stars);
            Ok(10.0 * (stars("PL") + stars("FR")))
        }
    }

    let answer = Recourse::to_reach(50.0)
        .bound("reviews.PL.stars", 1.0..=5.0)
        .bound("reviews.FR.stars", 1.0..=5.0)
        .find(&Reviews, &2.0)
        .unwrap();
    let told = |labels: &str| {
        let language = Catalogue::shipped("de").unwrap().with(labels).unwrap();
        let told = Presenter::new(Audience::Person)
            .message(&answer)
            .localize(&language);
        [told.next[1].sentence.clone(), told.next[2].sentence.clone()]
    };
    let names = "label-pl = Polen\nlabel-stars = Sterne\n";
    let room = format!("{names}label-reviews-stars = Sterne aus {{ $name }}\n");
    assert_eq!(
        told(&room),
        [
            "Mit „Sterne aus Polen“ bei 3 statt 2 läge der Score bei 50.",
            "Mit „Sterne aus FR“ bei 3 statt 2 läge der Score bei 50.",
        ]
    );
    // Without room it would call both alike.
    let none = format!("{names}label-reviews-stars = Sterne der Bewertungen\n");
    assert!(
        told(&none)[0].contains("„Reviews: Polen: Sterne“"),
        "{:?}",
        told(&none)
    );
    let both = format!("{room}label-reviews-fr-stars = Étoiles\n");
    assert!(told(&both)[1].contains("„Étoiles“"));
    // Elsewhere nothing can stand in words of an author's own.
    let wrong = Catalogue::shipped("de")
        .unwrap()
        .with("title-x = { $name }\n");
    assert!(wrong.is_err());
}

#[cfg(feature = "i18n")]
#[test]
fn it_is_said_in_every_language() {
    use scoreshift::present::Catalogue;

    let alone = |tag: &str| {
        let language = Catalogue::shipped(tag).unwrap().isolating(false);
        let message = Presenter::new(Audience::Person).message(&ask(69.5, 100.0));
        assert!(language.missing_in(&message).is_empty());
        message.localize(&language).headline.remove(0)
    };
    assert_eq!(
        ["de", "pl", "ar"].map(alone),
        [
            "Ihr Score „supplier reliability“ beträgt 62.",
            "Twój wynik „supplier reliability” wynosi 62.",
            "درجتك في «supplier reliability» هي 62.",
        ]
    );
    let (reached, none) = (ask(69.5, 100.0), ask(90.0, 85.5));
    let found: Vec<String> = ["de", "pl", "ar"]
        .into_iter()
        .flat_map(|tag| {
            let language = Catalogue::shipped(tag).unwrap().isolating(false);
            [&reached, &none].into_iter().flat_map(move |answer| {
                let presenter = Presenter::new(Audience::Person).recourse(answer);
                let message = presenter.message(&why());
                assert!(language.missing_in(&message).is_empty());
                let told = message.localize(&language);
                told.next
                    .into_iter()
                    .map(|note| note.sentence)
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    assert_eq!(
        found,
        [
            "Um 70 zu erreichen, würde eine einzige Änderung genügen:",
            "Mit „Gdańsk: on time“ bei 79 statt 70,333 läge der Score bei 70.",
            "Mit „Gdańsk: own lorries“ gleich „yes“ statt „no“ läge der Score bei 70.",
            "In den untersuchten Grenzen wurde hierfür keine einzelne Änderung gefunden, die 90 erreicht: Gdańsk: on time \
             und Gdańsk: own lorries.",
            "Am nächsten kommt „Gdańsk: on time“ bei 85,5: Der Score läge bei 75.",
            "Aby osiągnąć 70, wystarczyłaby jedna zmiana:",
            "Przy wartości „Gdańsk: on time” równej 79 zamiast 70,333 wynik byłby równy 70.",
            "Przy wartości „Gdańsk: own lorries” równej „yes” zamiast „no” wynik byłby równy 70.",
            "W zbadanych granicach nie znaleziono wśród nich pojedynczej zmiany, która osiąga 90: Gdańsk: on time i \
             Gdańsk: own lorries.",
            "Najbliżej jest „Gdańsk: on time” przy wartości 85,5: wynik byłby równy 75.",
            "يكفي تغيير واحد بمفرده لبلوغ 70:",
            "لو كانت قيمة «Gdańsk: on time» 79 بدلًا من 70.333 لكانت الدرجة 70.",
            "لو كانت قيمة «Gdańsk: own lorries» «yes» بدلًا من «no» لكانت الدرجة 70.",
            "لم يُعثر ضمن الحدود المبحوثة على تغيير واحد من هذه يبلغ 90: Gdańsk: on time وGdańsk: own lorries.",
            "الأقرب «Gdańsk: on time» عند 85.5: لكانت الدرجة 75.",
        ]
    );
}
