//! The score: how far a seller can be trusted, from 0 to 100.

use std::{collections::BTreeMap, sync::Arc};

use scoreshift::recourse::{Bound, Recourse, RecourseAnswer};
use scoreshift::{Curve, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version};
use scoreshift::{formula::Path, score::Bands, time::Time};
use serde::{Deserialize, Serialize};

use crate::visit::Problem;

const BANDS: Bands = Bands::fixed(&[40.0, 60.0, 80.0], &["at risk", "fair", "good", "excellent"]);

/// What is known of a seller. Whatever is missing is not counted: missing is not bad.
#[derive(Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
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
        let mut trust = t.weighted_mean("trust");
        let mut part = |name, weight, value| match value {
            Some(value) => trust.part(name, t.scope(name).parameter("weight", weight), value),
            None => trust.absent(name),
        };
        let orders = account.orders.map(|orders| t.input("orders", orders));
        let half = Curve::saturating(self.orders_for_half)?;
        part("volume", self.weights.volume, orders.map(|orders| 100.0 * orders.curve(&half)));

        let peace = match (account.disputes, account.orders, orders) {
            (Some(disputes), Some(most), _) if disputes > most => {
                return Err(t.refuse("disputes", format!("{disputes} of {most} orders")));
            }
            (Some(disputes), Some(1..), Some(orders)) => {
                let t = t.scope("disputes");
                let rate = 100.0 * t.input("number", disputes) / orders;
                let rate = t.named("in a hundred orders", rate);
                let cost = t.parameter("points for each", self.points_per_dispute) * rate;
                Some((100.0 - cost).at_least(0.0))
            }
            _ => None,
        };
        part("disputes", self.weights.disputes, peace);

        let speed = |days: f64| {
            let t = t.scope("delivery");
            let days = t.input("days", days).within(0.0, 365.0)?;
            let late = (days - t.parameter("in time", self.days_in_time)).at_least(0.0);
            let cost = t.parameter("points for each day late", self.points_per_day_late) * late;
            Ok::<_, EvalError>((100.0 - cost).at_least(0.0))
        };
        part("delivery", self.weights.delivery, account.delivery_days.map(speed).transpose()?);

        if account.reviews.is_empty() {
            trust.absent("reviews");
        } else {
            let t = t.scope("reviews");
            let mut mean = t.weighted_mean("by country");
            for (country, reviews) in &account.reviews {
                let is_known = country.bytes().all(|letter| letter.is_ascii_uppercase());
                if country.len() != 2 || !is_known {
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
            let weight = t.parameter("weight", self.weights.reviews);
            trust.part("reviews", weight, mean.finish()?);
        }
        let lifted = trust.finish()? + t.parameter("lift", self.lift);
        Ok(lifted.at_least(0.0).at_most(100.0))
    }
}

/// What would bring an account into the next band: only what a seller can change, and only for the better. None in the highest
/// band, and before there is a release.
pub(crate) fn next_band(
    lineage: &Lineage<Account>,
    account: &Account,
    now: Time,
) -> Result<Option<RecourseAnswer>, Problem> {
    let Some(release) = lineage.in_force(now) else { return Ok(None) };
    let model = release.model();
    let recourse = Recourse::to_next_band(&model.scale(), model.score(account)?);
    let bound = |place: &Path, now: f64| {
        let (least, most, step) = match place.to_string().as_str() {
            "orders" => (now, 4.0 * now, 1.0),
            "disputes.number" => (0.0, now, 1.0),
            "delivery.days" => (0.0, now.ceil(), 0.1),
            _ if place.last() == Some("stars") => (now, 5.0, 0.1),
            _ => return None,
        };
        Some(Bound::from(least..=most).step(step))
    };
    Ok(recourse.map(|recourse| recourse.find_each(model, account, bound)).transpose()?)
}

/// Accounts by which releases are fingerprinted and locked: each way through the formula.
pub(crate) fn corpus() -> serde_json::Result<BTreeMap<String, Arc<Account>>> {
    serde_json::from_str(include_str!("../sheets/corpus.json"))
}
