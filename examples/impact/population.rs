//! An invented population of influence profiles, the same on every run and platform.
//!
//! Nothing here was measured. Kinds of account, their shares and their sizes are chosen so that what was published of
//! October 2011 comes out under the two versions of this family: a majority stays or rises, large drops are rare,
//! those who fall far are strong on one network and weak on another, follow-back accounts lose about a quarter of their
//! scores and shout-out accounts a third, celebrities about nothing.
//!
//! | kind | share | networks | audience of each | active | reactions in a month |
//! | --- | --- | --- | --- | --- | --- |
//! | quiet | 63.3 % | 1 to 3 | log-normal, median 90, σ 0.9 | 30–80 % | about 0.2 for each active follower |
//! | regular | 25 % | 2 to 5 | log-normal, median 300, σ 0.8 | 35–75 % | about 0.5 |
//! | everywhere | 8 % | 3 to 6 | log-normal, median 900, σ 0.7 | 50–90 % | about 1 |
//! | big on one network | 2.5 % | 1, and 1 or 2 for friends | Pareto from 1,500, exponent 1.16 | 10–45 % | about 0.4 |
//! | follow-back | 0.8 % | 1, and 1 for friends | Pareto from 4,000, exponent 1.5 | 4–15 % | about 0.2 |
//! | shout-out | 0.2 % | 1, and 1 for friends | Pareto from 8,000, exponent 1.5 | 2–8 % | about 0.8 |
//! | celebrity | 0.1 % | 2 to 4 | Pareto from 400,000, exponent 1.16 | 30–60 % | about 0.3 |
//! | not connected | 0.1 % | none | | | |
//!
//! A network for friends has a log-normal audience of median 150, σ 0.8, 35 to 75 % active, about 0.2 reactions each. A
//! Pareto exponent of 1.16 is the one under which a fifth of the accounts has four fifths of the followers. Reactions
//! for each active follower are log-normal with σ 0.8.
//!
//! An account is made from its number alone, by `SplitMix64` (Steele, Lea and Flood 2014) and `scoreshift::math`, so that
//! any part of the population can be made anywhere, in any order.
#![allow(
    unreachable_pub,
    dead_code,
    reason = "a module of an example and of the benches"
)]

use scoreshift::{
    influence::{Network, Profile, ProfileError},
    math,
};

const NETWORKS: [&str; 8] = [
    "Twitter",
    "Facebook",
    "LinkedIn",
    "Google+",
    "YouTube",
    "Foursquare",
    "Flickr",
    "Tumblr",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Quiet,
    Regular,
    Everywhere,
    BigOnOne,
    FollowBack,
    ShoutOut,
    Celebrity,
    NotConnected,
}

impl Kind {
    /// Each kind with its share in a thousand.
    const SHARES: [(Kind, u64); 8] = [
        (Kind::Quiet, 633),
        (Kind::Regular, 250),
        (Kind::Everywhere, 80),
        (Kind::BigOnOne, 25),
        (Kind::FollowBack, 8),
        (Kind::ShoutOut, 2),
        (Kind::Celebrity, 1),
        (Kind::NotConnected, 1),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Quiet => "quiet",
            Kind::Regular => "regular",
            Kind::Everywhere => "everywhere",
            Kind::BigOnOne => "big on one network",
            Kind::FollowBack => "follow-back",
            Kind::ShoutOut => "shout-out",
            Kind::Celebrity => "celebrity",
            Kind::NotConnected => "not connected",
        }
    }

    fn any(random: &mut Random) -> Kind {
        let mut left = random.below(1000);
        for (kind, share) in Self::SHARES {
            if left < share {
                return kind;
            }
            left -= share;
        }
        Kind::Quiet
    }
}

/// How the networks of an account come about.
#[derive(Clone, Copy)]
enum Size {
    LogNormal { median: f64, sigma: f64 },
    Pareto { from: f64, exponent: f64 },
}

#[derive(Clone, Copy)]
struct Habit {
    size: Size,
    /// The least and the largest share of the audience that is active.
    active: (f64, f64),
    /// The median of reactions for each active follower.
    reactions: f64,
}

const fn habit(size: Size, active: (f64, f64), reactions: f64) -> Habit {
    Habit {
        size,
        active,
        reactions,
    }
}

const fn log_normal(median: f64, sigma: f64) -> Size {
    Size::LogNormal { median, sigma }
}

const fn pareto(from: f64, exponent: f64) -> Size {
    Size::Pareto { from, exponent }
}

const QUIET: Habit = habit(log_normal(90.0, 0.9), (0.3, 0.8), 0.2);
const REGULAR: Habit = habit(log_normal(300.0, 0.8), (0.35, 0.75), 0.5);
const FRIENDS: Habit = habit(log_normal(150.0, 0.8), (0.35, 0.75), 0.2);
const EVERYWHERE: Habit = habit(log_normal(900.0, 0.7), (0.5, 0.9), 1.0);
const BIG: Habit = habit(pareto(1_500.0, 1.16), (0.1, 0.45), 0.4);
const FOLLOW_BACK: Habit = habit(pareto(4_000.0, 1.5), (0.04, 0.15), 0.2);
const SHOUT_OUT: Habit = habit(pareto(8_000.0, 1.5), (0.02, 0.08), 0.8);
const CELEBRITY: Habit = habit(pareto(400_000.0, 1.16), (0.3, 0.6), 0.3);

/// The largest audience: a tenth of mankind then.
const MOST: f64 = 7e8;

/// An account's kind and profile.
#[derive(Clone, Debug)]
pub struct Person {
    pub kind: Kind,
    pub profile: Profile,
}

/// The account of this number.
pub fn person(number: u64) -> Result<Person, ProfileError> {
    let mut random = Random::of(number);
    let kind = Kind::any(&mut random);
    let (first, others, count) = match kind {
        Kind::Quiet => (QUIET, QUIET, 1 + random.below(3)),
        Kind::Regular => (REGULAR, REGULAR, 2 + random.below(4)),
        Kind::Everywhere => (EVERYWHERE, EVERYWHERE, 3 + random.below(4)),
        Kind::BigOnOne => (BIG, FRIENDS, 2 + random.below(2)),
        Kind::FollowBack => (FOLLOW_BACK, FRIENDS, 2),
        Kind::ShoutOut => (SHOUT_OUT, FRIENDS, 2),
        Kind::Celebrity => (CELEBRITY, CELEBRITY, 2 + random.below(3)),
        Kind::NotConnected => (QUIET, QUIET, 0),
    };
    let profile = connected(&mut random, (first, others), count)?;
    Ok(Person { kind, profile })
}

/// What an account of this number is a month before and now.
#[derive(Clone, Debug)]
pub struct Month {
    pub kind: Kind,
    /// None if it joined meanwhile.
    pub before: Option<Profile>,
    /// None if it left meanwhile.
    pub after: Option<Profile>,
}

/// The account of this number at two times, a month apart. Of a thousand accounts 25 join, most of them small, and 15
/// leave; of the others two in three are as active as before, and one in three has between half and twice as many reactions.
pub fn month(number: u64) -> Result<Month, ProfileError> {
    let Person { kind, profile } = person(number)?;
    // Not the numbers that the account itself was made of.
    let mut random = Random::of(!number);
    let fate = random.below(1000);
    if fate < 25 {
        return Ok(Month {
            kind,
            before: None,
            after: Some(connected(&mut random, (QUIET, QUIET), 1)?),
        });
    }
    let after = if fate < 40 {
        None
    } else if fate < 683 {
        Some(profile.clone())
    } else {
        let times = math::exp((random.unit() * 2.0 - 1.0) * math::ln(2.0));
        let networks = profile.networks();
        let networks = networks.filter_map(|(name, network)| Some((name, network?)));
        let moved = networks
            .map(|(name, of)| {
                let reactions = (of.reactions * times).round();
                (name, Network::new(of.audience, of.active, reactions))
            })
            .try_fold(Profile::new(), |moved, (name, of)| moved.with(name, of));
        Some(moved?)
    };
    Ok(Month {
        kind,
        before: Some(profile),
        after,
    })
}

/// An account of this number on exactly so many networks, for benches: any kind but those that are not connected.
pub fn person_on(networks: u64, number: u64) -> Result<Profile, ProfileError> {
    let mut random = Random::of(number);
    let habits = match Kind::any(&mut random) {
        Kind::Quiet | Kind::NotConnected => (QUIET, QUIET),
        Kind::Regular => (REGULAR, REGULAR),
        Kind::Everywhere => (EVERYWHERE, EVERYWHERE),
        Kind::BigOnOne => (BIG, FRIENDS),
        Kind::FollowBack => (FOLLOW_BACK, FRIENDS),
        Kind::ShoutOut => (SHOUT_OUT, FRIENDS),
        Kind::Celebrity => (CELEBRITY, CELEBRITY),
    };
    connected(&mut random, habits, networks)
}

fn connected(
    random: &mut Random,
    (first, others): (Habit, Habit),
    count: u64,
) -> Result<Profile, ProfileError> {
    let habits = std::iter::once(first).chain(std::iter::repeat(others));
    (0..count)
        .zip(NETWORKS)
        .zip(habits)
        .try_fold(Profile::new(), |profile, ((_, name), habit)| {
            profile.with(name, habit.network(random))
        })
}

impl Habit {
    fn network(self, random: &mut Random) -> Network {
        let size = match self.size {
            Size::LogNormal { median, sigma } => random.log_normal(median, sigma),
            // The quantile function at a uniform number above 0.
            Size::Pareto { from, exponent } => {
                from * math::powf(1.0 - random.unit(), -1.0 / exponent)
            }
        };
        let audience = size.clamp(1.0, MOST).floor();
        let (least, most) = self.active;
        let active = (audience * (least + (most - least) * random.unit())).round();
        let reactions = (active * random.log_normal(self.reactions, 0.8)).round();
        Network::new(audience, active, reactions)
    }
}

/// `SplitMix64`, begun at a number's own place.
struct Random(u64);

impl Random {
    fn of(number: u64) -> Self {
        // The first output scatters the numbers, whose sequences would be one sequence else.
        Random(Random(number ^ 0x2011_1026).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `bound`, from the upper half of a product.
    fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// Uniform from 0 (within) to 1 (without), in steps of 2⁻⁵³.
    #[allow(clippy::cast_precision_loss, reason = "53 bits")]
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Marsaglia's polar method, which needs no sine.
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * math::sqrt(-2.0 * math::ln(square) / square);
            }
        }
    }

    fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * math::exp(sigma * self.normal())
    }
}
