#[path = "../benches/common/mod.rs"]
mod common;
use scoreshift::ScoringModel;
use std::hint::black_box;
fn main() {
    let what = std::env::args().nth(1).unwrap();
    let four = common::profile(4, 1.0);
    let later = common::profile(4, 1.3);
    let v1 = scoreshift::influence::FollowerWeighted::default();
    let lineage = scoreshift::influence::lineage();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let t = std::time::Instant::now();
    for _ in 0..n {
        match what.as_str() {
            "hand" => {
                black_box(common::influence_by_hand(black_box(&four)).unwrap());
            }
            "score" => {
                black_box(v1.score(black_box(&four)).unwrap());
            }
            "breakdown" => {
                black_box(v1.breakdown(black_box(&four)).unwrap());
            }
            "two" => {
                black_box(
                    lineage
                        .explain(
                            scoreshift::at("1.0.0", &four),
                            scoreshift::at("1.0.0", &later),
                        )
                        .unwrap(),
                );
            }
            "full" => {
                black_box(
                    lineage
                        .explain(
                            scoreshift::at("1.0.0", &four),
                            scoreshift::at("2.0.0", &later),
                        )
                        .unwrap(),
                );
            }
            "eng" => {
                black_box(
                    common::Engagement { depth: 1.5 }
                        .score(black_box(&common::USAGE))
                        .unwrap(),
                );
            }
            "enghand" => {
                black_box(
                    common::engagement_by_hand(black_box(&common::USAGE), black_box(1.5)).unwrap(),
                );
            }
            _ => {}
        }
    }
    println!(
        "{what} {:.1} ns",
        t.elapsed().as_secs_f64() * 1e9 / n as f64
    );
}
