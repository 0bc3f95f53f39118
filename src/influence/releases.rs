//! What was released, when, and why: the one source of the family's changelog.

use super::{Blog, Network, Profile, ProfileError, formula::Influence};
use crate::lineage::{Change, ChangeKind, Lineage, LineageBuilder};

const V1: &str = "\
First version. A network weighs as much as its audience, and every follower counts as reach.
A score rests on the largest network; a small one hardly moves it.";

const V2: &str = "\
Every connected network weighs the same, only the active audience counts, and the midpoint was lowered
from 6.0 to 5.5 so that typical scores stay where they were. Scores that rested on one large network fall;
scores of people whose smaller networks answer rise. A marketer with 8,700 followers on Twitter and a quiet
Facebook falls from 71 to 54; his colleague, who is strong on Facebook, rises from 40 to 55.";

const V3: &str = "\
A self-hosted blog counts like a network, with its readers as reach; half of the weight of its reactions goes
to its comments and half to how many different people wrote them. Scores of people without a blog do not
move, to the last bit. A blog that answers more than its owner's networks lifts the score, one that answers
less pulls it down, and a hundred comments by one person count less than a hundred by many. A blogger with
5,200 readers and 480 comments by 120 people rises from 52 to 55.";

/// The releases of the family and the named changes between them.
///
/// # Examples
///
/// ```
/// use scoreshift::influence;
///
/// let lineage = influence::lineage();
/// let keys = |version| -> Result<Vec<&str>, scoreshift::lineage::LineageError> {
///     Ok(lineage.find(version)?.changes().iter().map(|change| change.key.as_str()).collect())
/// };
/// assert_eq!(keys("2.0.0")?, ["equal-network-weight", "active-audience", "recalibration"]);
/// assert_eq!(keys("3.0.0")?, ["self-hosted-blogs", "who-comments"]);
/// # Ok::<(), scoreshift::lineage::LineageError>(())
/// ```
#[must_use]
pub fn lineage() -> Lineage<Profile> {
    // A test sees that nothing is wrong with it.
    written().finish().0
}

fn written() -> LineageBuilder<Influence> {
    // The three came into this crate on these days.
    Lineage::starting_with(Influence::FOLLOWER_WEIGHTED)
        .dated("2026-11-23")
        .notes(V1)
        .probes(probes().into_iter().flatten())
        .release("2.0.0")
        .change(
            Change::new("equal-network-weight")
                .sentence("Every network you connect now counts the same.")
                .upcoming("Every network you connect will count the same."),
            |influence| influence.equal_weights = true,
        )
        .change(
            Change::new("active-audience")
                .sentence("Followers who never react no longer count.")
                .upcoming("Followers who never react will no longer count."),
            |influence| influence.active_only = true,
        )
        .change(
            Change::new("recalibration")
                .kind(ChangeKind::Recalibration)
                .sentence("The whole scale was lifted so that typical scores stay where they were.")
                .upcoming(
                    "The whole scale will be lifted so that typical scores stay where they are.",
                ),
            |influence| influence.midpoint = Influence::EQUAL_NETWORK_WEIGHT.midpoint,
        )
        .dated("2026-11-23")
        .notes(V2)
        .release("3.0.0")
        .change(
            Change::new("self-hosted-blogs")
                .title("Self-hosted blogs")
                .kind(ChangeKind::NewData)
                .sentence("Your own blog now counts like a network.")
                .upcoming("Your own blog will count like a network."),
            |influence| influence.blogs = true,
        )
        .change(
            Change::new("who-comments")
                .kind(ChangeKind::NewData)
                .sentence("Comments by many different people now count more than many by a few.")
                .upcoming("Comments by many different people will count more than many by a few."),
            |influence| influence.people_weight = Influence::NETWORKS_AND_BLOGS.people_weight,
        )
        .dated("2026-11-24")
        .notes(V3)
}

/// Profiles that reach every branch of the three formulas: one and several networks, an audience that is all, partly
/// and not at all active, a network that is not connected, blogs beside networks and alone, and nobody.
fn probes() -> [Result<Profile, ProfileError>; 6] {
    let twitter = || Profile::new().with("Twitter", Network::new(8700, 3600, 1900));
    [
        twitter(),
        twitter().and_then(|profile| profile.with("Facebook", Network::new(420, 420, 0))),
        Profile::new()
            .without("Facebook")
            .with("LinkedIn", Network::new(12, 0, 0)),
        twitter().and_then(|profile| profile.with_blog("jane.example", Blog::new(900, 60, 25))),
        Profile::new().with_blog("jane.example", Blog::new(5200, 480, 120)),
        Ok(Profile::new().without("Twitter")),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_is_wrong_with_the_lineage_of_the_family() {
        let found = super::written()
            .build()
            .map(|lineage| lineage.releases().count());
        assert_eq!(found, Ok(3));
    }
}
