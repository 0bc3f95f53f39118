//! The score: how far a seller can be trusted, from 0 to 100.

use std::{collections::BTreeMap, sync::Arc};

use scoreshift::{
    Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    recourse::{Bound, Recourse},
    score::Bands,
};
use serde::{Deserialize, Serialize};

/// From where on a seller is fair, good and excellent.
const LIMITS: [f64; 3] = [40.0, 60.0, 80.0];
const BANDS: Bands = Bands::fixed(&LIMITS, &["at risk", "fair", "good", "excellent"]);

/// What is known of a seller. Whatever is missing is not counted: missing is not bad.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    /// Orders of the last year.
    pub(crate) orders: Option<u32>,
    /// How many of them were disputed.
    pub(crate) disputes: Option<u32>,
    /// Days from order to delivery, on average.
    pub(crate) delivery_days: Option<f64>,
    /// Reviews by the country of the buyers, such as `PL`.
    #[serde(default)]
    pub(crate) reviews: BTreeMap<String, Reviews>,
}

/// The reviews of one country's buyers.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reviews {
    /// One to five, on average.
    pub(crate) stars: f64,
    /// How many there are, at least one.
    pub(crate) count: u32,
}

/// The settings of the score: the fields that a sheet sets.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SellerTrust {
    /// So many orders are worth half of what orders can be worth.
    orders_for_half: f64,
    /// Points that one dispute in a hundred orders costs.
    points_per_dispute: f64,
    /// A delivery within so many days is in time.
    days_in_time: f64,
    /// Points that each day beyond costs.
    points_per_day_late: f64,
    /// Whether a country counts by its number of reviews, or each country the same.
    countries_by_reviews: bool,
    /// What each part weighs.
    weights: Weights,
    /// Points that everybody gets, so that typical scores stay where they were.
    lift: f64,
}

#[derive(Clone, Serialize, Deserialize)]
struct Weights {
    volume: f64,
    disputes: f64,
    delivery: f64,
    reviews: f64,
}

impl ScoringModel for SellerTrust {
    type Input = Account;

    fn id(&self) -> ModelId {
        ModelId::new("seller trust", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0).bands(BANDS)
    }

    fn evaluate<T: Trace>(&self, account: &Account, t: T) -> Result<Term<T>, EvalError> {
        let weight = |part: &str, weight: f64| t.scope(part).parameter("weight", weight);
        let orders = account.orders.map(|orders| t.input("orders", orders));
        let mut trust = t.weighted_mean("trust");

        match orders {
            Some(orders) => {
                let volume = 100.0 * orders.curve(&Curve::saturating(self.orders_for_half)?);
                trust.part("volume", weight("volume", self.weights.volume), volume);
            }
            None => trust.absent("volume"),
        }
        match (account.disputes, account.orders, orders) {
            (Some(disputes), Some(most), _) if disputes > most => {
                return Err(t.refuse("disputes", format!("{disputes} of {most} orders")));
            }
            (Some(disputes), Some(1..), Some(orders)) => {
                let t = t.scope("disputes");
                let rate = t.named("in a hundred orders", 100.0 * t.input("number", disputes) / orders);
                let cost = t.parameter("points for each", self.points_per_dispute) * rate;
                let peace = (100.0 - cost).at_least(0.0);
                trust.part("disputes", weight("disputes", self.weights.disputes), peace);
            }
            _ => trust.absent("disputes"),
        }
        match account.delivery_days {
            Some(days) => {
                let t = t.scope("delivery");
                let late =
                    (t.input("days", days).within(0.0, 365.0)? - t.parameter("in time", self.days_in_time)).at_least(0.0);
                let cost = t.parameter("points for each day late", self.points_per_day_late) * late;
                let speed = (100.0 - cost).at_least(0.0);
                trust.part("delivery", weight("delivery", self.weights.delivery), speed);
            }
            None => trust.absent("delivery"),
        }
        if account.reviews.is_empty() {
            trust.absent("reviews");
        } else {
            let t = t.scope("reviews");
            let mut mean = t.weighted_mean("by country");
            for (country, reviews) in &account.reviews {
                if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
                    return Err(t.refuse(country, "a country has two capital letters"));
                }
                let t = t.scope(country);
                let praise = 25.0 * (t.input("stars", reviews.stars).within(1.0, 5.0)? - 1.0);
                if self.countries_by_reviews {
                    mean.part(country, t.input("number", reviews.count).within(1.0, 1e9)?, praise);
                } else {
                    mean.part(country, 1.0, praise);
                }
            }
            trust.part("reviews", weight("reviews", self.weights.reviews), mean.finish()?);
        }
        let lifted = trust.finish()? + t.parameter("lift", self.lift);
        Ok(lifted.at_least(0.0).at_most(100.0))
    }
}

/// What would bring an account into the next band: only what a seller can change, and only for the better. None where there
/// is no band above, or nothing that could move.
#[must_use]
pub(crate) fn next_band(account: &Account, score: f64) -> Option<Recourse> {
    let goal = LIMITS.into_iter().find(|limit| *limit > score)?;
    let mut recourse = Recourse::to_reach(goal);
    let mut movable = false;
    let mut may = |place: String, from: f64, to: f64, step: f64| {
        if from < to {
            movable = true;
            recourse = recourse.clone().bound(place, Bound::from(from..=to).step(step));
        }
    };
    if let Some(orders) = account.orders {
        may("orders".to_owned(), f64::from(orders), f64::from(orders) * 4.0, 1.0);
    }
    if let (Some(disputes), Some(1..)) = (account.disputes, account.orders) {
        may("disputes.number".to_owned(), 0.0, f64::from(disputes), 1.0);
    }
    if let Some(days) = account.delivery_days {
        may("delivery.days".to_owned(), 0.0, days.ceil(), 0.1);
    }
    for (country, reviews) in &account.reviews {
        may(format!("reviews.{country}.stars"), reviews.stars, 5.0, 0.1);
    }
    movable.then_some(recourse)
}

/// Accounts by which releases are fingerprinted and locked: each path through the formula.
#[must_use]
pub(crate) fn corpus() -> Vec<(&'static str, Arc<Account>)> {
    let reviews = |of: &[(&str, f64, u32)]| {
        let entry = |&(country, stars, count): &(&str, f64, u32)| (country.to_owned(), Reviews { stars, count });
        of.iter().map(entry).collect::<BTreeMap<_, _>>()
    };
    let account =
        |orders, disputes, delivery_days, of| Arc::new(Account { orders, disputes, delivery_days, reviews: reviews(of) });
    vec![
        ("everything", account(Some(420), Some(6), Some(3.5), &[("DE", 4.6, 130), ("PL", 3.9, 22)])),
        ("large and late", account(Some(90_000), Some(5_400), Some(11.0), &[("US", 3.1, 20_000)])),
        ("no disputes told", account(Some(12), None, Some(2.0), &[("FR", 5.0, 3)])),
        ("nothing sold", account(Some(0), Some(0), None, &[])),
        ("delivery alone", account(None, None, Some(30.0), &[])),
        ("reviews alone", account(None, None, None, &[("AT", 1.0, 1), ("EG", 4.2, 7), ("PL", 2.5, 900)])),
    ]
}
