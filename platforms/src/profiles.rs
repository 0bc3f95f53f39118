//! 10,000 profiles of the influence family, each as it was and as it became.

use scoreshift::influence::{Blog, Network, Profile, ProfileError};

use crate::random::Random;

pub(crate) const COUNT: u32 = 10_000;

const NETWORKS: [&str; 8] = [
    "Twitter",
    "Facebook",
    "LinkedIn",
    "Google+",
    "YouTube",
    "Last.fm",
    "Flickr \"pro\"",
    "Наша сеть",
];

const BLOGS: [&str; 3] = ["jane.example", "a|b", "Zoë’s | <blog>"];

/// The most that can be counted.
const MOST: f64 = 9_007_199_254_740_992.0;

/// One person at two times.
pub(crate) struct Person {
    pub(crate) key: String,
    pub(crate) before: Profile,
    pub(crate) after: Profile,
}

pub(crate) fn all() -> Result<Vec<Person>, ProfileError> {
    (0..COUNT)
        .map(|number| {
            let mut random = Random::new(u64::from(number));
            let (mut before, mut after) = (Profile::new(), Profile::new());
            // Most have two or three, and few have none.
            let networks = match random.below(100) {
                0 => 0,
                1..=20 => 1,
                21..=60 => 2,
                61..=80 => 3,
                81..=95 => 4,
                _ => 8,
            };
            let first = random.below(8) as usize;
            for name in NETWORKS.iter().cycle().skip(first).take(networks) {
                let then = network(&mut random);
                let now = match random.below(4) {
                    0 => then,
                    1 => grown(then, &mut random),
                    _ => network(&mut random),
                };
                before = listed(before, name, then, &mut random)?;
                after = listed(after, name, now, &mut random)?;
            }
            for name in BLOGS
                .iter()
                .take(random.below(12).saturating_sub(8) as usize)
            {
                before = before.with_blog(*name, blog(&mut random))?;
                if !random.one_in(6) {
                    after = after.with_blog(*name, blog(&mut random))?;
                }
            }
            Ok(Person {
                key: format!("person {number}"),
                before,
                after,
            })
        })
        .collect()
}

/// With the network; one in eight times it is not connected, or not even listed.
fn listed(
    profile: Profile,
    name: &str,
    network: Network,
    random: &mut Random,
) -> Result<Profile, ProfileError> {
    match random.below(16) {
        0 => Ok(profile.without(name)),
        1 => Ok(profile),
        _ => profile.with(name, network),
    }
}

fn network(random: &mut Random) -> Network {
    let audience = count(random);
    let active = part_of(audience, random);
    Network::new(audience, active, count(random))
}

fn grown(then: Network, random: &mut Random) -> Network {
    let more = f64::from(random.below(50));
    let audience = (then.audience + more).min(MOST);
    Network::new(audience, then.active.min(audience), then.reactions)
}

fn blog(random: &mut Random) -> Blog {
    let (readers, comments) = (count(random), count(random));
    let commenters = part_of(readers.min(comments), random);
    Blog::new(readers, comments, commenters)
}

/// Mostly what people have; sometimes none, an average, the most or next to nothing.
fn count(random: &mut Random) -> f64 {
    match random.below(20) {
        0 => 0.0,
        1 => MOST,
        2 => MOST - f64::from(random.below(3)),
        3 => random.number(-1022..53),
        4 => f64::MIN_POSITIVE * random.share(),
        5 | 6 => f64::from(random.below(4000)) + random.share(),
        7 => f64::from(random.below(u32::MAX)) * 1000.0,
        8..=11 => f64::from(random.below(100)),
        _ => random.number(3..20).floor(),
    }
}

/// At most the whole, and often all of it or nothing.
fn part_of(whole: f64, random: &mut Random) -> f64 {
    match random.below(8) {
        0 => whole,
        1 => 0.0,
        _ => (whole * random.share()).floor(),
    }
}
