//! The invented population of the core's example `impact`, as rows.
#![allow(unreachable_pub, dead_code, reason = "a module of examples and tests")]

use std::{error::Error, fs::File, path::Path, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Int64Builder, MapBuilder, MapFieldNames, RecordBatch, StringBuilder, StructBuilder,
        },
        datatypes::{DataType, Field, Fields},
    },
    parquet::{arrow::ArrowWriter, file::properties::WriterProperties},
};

#[path = "../../../examples/impact/population.rs"]
pub mod population;

/// Rows in a batch of [`write`].
const BATCH: u64 = 8192;

/// Rows in a row group: what one thread reads at a time.
const ROW_GROUP: usize = 131_072;

/// So many towns there are.
const TOWNS: u64 = 10_000;

/// The accounts of these numbers: key, kind, number of networks, profile, and the number of the town they live in.
pub fn batch(numbers: std::ops::Range<u64>) -> Result<RecordBatch, Box<dyn Error>> {
    let whole = |name: &str| Field::new(name, DataType::Int64, false);
    let fields = Fields::from(vec![whole("audience"), whole("active"), whole("reactions")]);
    let network = StructBuilder::from_fields(fields, 0);
    let names = MapFieldNames {
        entry: "entries".to_owned(),
        key: "key".to_owned(),
        value: "value".to_owned(),
    };
    let (mut keys, mut kinds) = (StringBuilder::new(), StringBuilder::new());
    let (mut counts, mut towns) = (Int64Builder::new(), Int64Builder::new());
    let mut profiles = MapBuilder::new(Some(names), StringBuilder::new(), network);
    for number in numbers {
        let person = population::person(number)?;
        keys.append_value(format!("account {number}"));
        kinds.append_value(person.kind.name());
        towns.append_value(i64::try_from(number % TOWNS)?);
        counts.append_value(i64::try_from(person.profile.networks().count())?);
        for (name, network) in person.profile.networks() {
            let Some(network) = network else { continue };
            profiles.keys().append_value(name);
            let fields = profiles.values();
            for (at, count) in [network.audience, network.active, network.reactions]
                .into_iter()
                .enumerate()
            {
                #[allow(clippy::cast_possible_truncation, reason = "a whole number below 2⁵³")]
                if let Some(field) = fields.field_builder::<Int64Builder>(at) {
                    field.append_value(count as i64);
                }
            }
            fields.append(true);
        }
        profiles.append(true)?;
    }
    Ok(RecordBatch::try_from_iter([
        ("key", Arc::new(keys.finish()) as _),
        ("kind", Arc::new(kinds.finish()) as _),
        ("networks", Arc::new(counts.finish()) as _),
        ("profile", Arc::new(profiles.finish()) as _),
        ("town", Arc::new(towns.finish()) as _),
    ])?)
}

/// Writes the first accounts as Parquet, a batch at a time: memory does not grow with their number.
pub fn write(path: &Path, subjects: u64, mut seen: impl FnMut(u64)) -> Result<(), Box<dyn Error>> {
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(ROW_GROUP));
    let mut writer = ArrowWriter::try_new(
        File::create(path)?,
        batch(0..0)?.schema(),
        Some(properties.build()),
    )?;
    let mut next = 0;
    while next < subjects {
        let end = (next + BATCH).min(subjects);
        writer.write(&batch(next..end)?)?;
        next = end;
        seen(next);
    }
    writer.close()?;
    Ok(())
}
