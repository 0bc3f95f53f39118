//! Our side of the comparison with numpy and polars, which `compare.py` beside this file runs and describes.
//!
//! `cargo bench --bench peers -- COLUMNS` makes the population, writes its numbers to the file COLUMNS unless it is
//! there, and prints how long each mode took on one thread, with its figures, as JSON. Without a file it does nothing.
#![allow(missing_docs, reason = "a bench")]
#![allow(clippy::print_stdout, reason = "a bench prints")]
#![allow(
    clippy::disallowed_methods,
    reason = "a bench measures time; nothing else does"
)]

#[path = "../../examples/impact/population.rs"]
mod population;

use std::{
    error::Error,
    fs::File,
    hint::black_box,
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use scoreshift::{
    ScoringModel,
    impact::{Impact, QUANTILES, Study},
    influence::{self, EqualNetworkWeight, FollowerWeighted, Network, Profile},
};

const SUBJECTS: u64 = 1_000_000;
const NETWORKS: u64 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo passes `--bench`.
    let Some(path) = std::env::args().skip(1).find(|arg| !arg.starts_with("--")) else {
        println!("peers: run by hand, see benches/peers/compare.py");
        return Ok(());
    };
    let people = (0..SUBJECTS)
        .map(|number| {
            let profile = population::person_on(NETWORKS, number)?;
            Ok((format!("account {number}"), profile))
        })
        .collect::<Result<Vec<(String, Profile)>, Box<dyn Error>>>()?;
    if !Path::new(&path).exists() {
        write_columns(&people, &path)?;
    }
    let study = || influence::lineage().impact("1.0.0", "2.0.0");
    let report = serde_json::json!({
        "subjects": SUBJECTS,
        "bare": bare(&people)?,
        "streaming": measured(&study()?, &people)?,
        "exact": measured(&study()?.exact(), &people)?,
    });
    println!("{report}");
    Ok(())
}

/// Audiences of the first network, of the second, …, then active audiences, then reactions: a column after the other,
/// each number an `f64` in little-endian order.
fn write_columns(people: &[(String, Profile)], path: &str) -> Result<(), Box<dyn Error>> {
    let fields: [fn(&Network) -> f64; 3] = [|n| n.audience, |n| n.active, |n| n.reactions];
    let mut out = BufWriter::new(File::create(path)?);
    for field in fields {
        for at in 0..usize::try_from(NETWORKS)? {
            for (_, profile) in people {
                let network = profile.networks().nth(at).and_then(|(_, network)| network);
                let value = network.map_or(f64::NAN, field);
                out.write_all(&value.to_le_bytes())?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// Seconds for both scores of everybody, and nothing else.
fn bare(people: &[(String, Profile)]) -> Result<f64, Box<dyn Error>> {
    let (v1, v2) = (FollowerWeighted::default(), EqualNetworkWeight::default());
    let start = Instant::now();
    for (_, profile) in people {
        black_box((v1.score(profile)?, v2.score(profile)?));
    }
    Ok(start.elapsed().as_secs_f64())
}

fn measured(
    study: &Study<Profile>,
    people: &[(String, Profile)],
) -> Result<serde_json::Value, Box<dyn Error>> {
    let start = Instant::now();
    let impact = study.run(people)?;
    let figures = figures(&impact);
    let seconds = start.elapsed().as_secs_f64();
    let mut figures = figures;
    if let Some(object) = figures.as_object_mut() {
        object.insert("seconds".to_owned(), seconds.into());
        object.insert("resolution".to_owned(), impact.resolution().into());
    }
    Ok(figures)
}

fn figures(impact: &Impact) -> serde_json::Value {
    let whole = impact.whole();
    let quantiles = |of: scoreshift::impact::Distribution| QUANTILES.map(|p| of.quantile(p));
    serde_json::json!({
        "down": whole.exactly().down.subjects,
        "before": quantiles(whole.before()),
        "after": quantiles(whole.after()),
        "move": quantiles(whole.moves()),
    })
}
