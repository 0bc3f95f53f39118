//! One's own lineage in SQL: the kidney filtration of the core's example `custom_model`.
//!
//! `cargo run -p scoreshift-datafusion --example egfr`

#[path = "../../examples/custom_model.rs"]
#[allow(dead_code, reason = "its `main` is that of another example")]
mod custom_model;

use datafusion::prelude::SessionContext;
use scoreshift_datafusion::{Functions, Serde};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let columns = ["creatinine", "age", "sex", "black"];
    let functions =
        Functions::new("eGFR", custom_model::lineage()?, Serde::new())?.columns(columns)?;
    let ctx = SessionContext::new();
    functions.register(&ctx)?;

    ctx.sql(
        "CREATE TABLE patients (name VARCHAR, creatinine DOUBLE, age DOUBLE, sex VARCHAR, black BOOLEAN) AS VALUES
         ('Ada', 1.0, 50.0, 'female', false), ('Ben', 1.0, 50.0, 'male', true), ('Cleo', 2.0, NULL, 'female', false)",
    )
    .await?;
    ctx.sql(
        "SELECT name,
                round(try_egfr_2009_0_0(creatinine, age, sex, black)) AS in_2009,
                round(try_egfr_2021_0_0(creatinine, age, sex, black)) AS since_2021,
                try_egfr_2009_0_0_2021_0_0_reason(creatinine, age, sex, black) AS why,
                egfr_2021_0_0_failure(creatinine, age, sex, black) AS failure
         FROM patients",
    )
    .await?
    .show()
    .await?;
    Ok(())
}
