//! The invented population of the core's example `impact`, as rows.
#![allow(unreachable_pub, dead_code, reason = "a module of examples and tests")]

use std::{error::Error, fs::File, ops::Range, path::Path, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            ArrayRef, Int64Builder, MapBuilder, MapFieldNames, RecordBatch, StringBuilder,
            StructBuilder,
        },
        datatypes::{DataType, Field, Fields},
    },
    parquet::{arrow::ArrowWriter, file::properties::WriterProperties},
};

#[path = "../../../examples/impact/population.rs"]
pub mod population;

use population::Kind;
use scoreshift::influence::Profile;

/// Rows in a batch of [`write`].
const BATCH: u64 = 8192;

/// Rows in a row group: what one thread reads at a time.
const ROW_GROUP: usize = 131_072;

/// So many towns there are.
const TOWNS: u64 = 10_000;

/// What makes the rows of the accounts of these numbers.
pub type Batches = fn(Range<u64>) -> Result<RecordBatch, Box<dyn Error>>;

/// The accounts of these numbers: key, kind, number of networks, profile, and the number of the town they live in.
pub fn batch(numbers: Range<u64>) -> Result<RecordBatch, Box<dyn Error>> {
    let mut rows = Rows::new();
    let mut profiles = profiles();
    for number in numbers {
        let person = population::person(number)?;
        rows.push(number, person.kind, &person.profile)?;
        append(&mut profiles, Some(&person.profile))?;
    }
    rows.with(false, [("profile", profiles)])
}

/// The accounts of these numbers a month before, `was`, and now, `profile`; NULL where one was not there, or is no more.
pub fn month(numbers: Range<u64>) -> Result<RecordBatch, Box<dyn Error>> {
    let mut rows = Rows::new();
    let (mut before, mut after) = (profiles(), profiles());
    for number in numbers {
        let person = population::month(number)?;
        let some = person.after.as_ref().or(person.before.as_ref());
        rows.push(number, person.kind, some.unwrap_or(&Profile::new()))?;
        append(&mut before, person.before.as_ref())?;
        append(&mut after, person.after.as_ref())?;
    }
    rows.with(true, [("was", before), ("profile", after)])
}

/// What is told of an account besides what is scored.
struct Rows {
    keys: StringBuilder,
    kinds: StringBuilder,
    counts: Int64Builder,
    towns: Int64Builder,
}

impl Rows {
    fn new() -> Self {
        Self {
            keys: StringBuilder::new(),
            kinds: StringBuilder::new(),
            counts: Int64Builder::new(),
            towns: Int64Builder::new(),
        }
    }

    fn push(&mut self, number: u64, kind: Kind, profile: &Profile) -> Result<(), Box<dyn Error>> {
        self.keys.append_value(format!("account {number}"));
        self.kinds.append_value(kind.name());
        self.counts
            .append_value(i64::try_from(profile.networks().count())?);
        self.towns.append_value(i64::try_from(number % TOWNS)?);
        Ok(())
    }

    /// With columns of profiles, which some accounts may lack.
    fn with<const N: usize>(
        mut self,
        may_lack: bool,
        profiles: [(&str, Profiles); N],
    ) -> Result<RecordBatch, Box<dyn Error>> {
        let mut columns: Vec<(&str, ArrayRef, bool)> = vec![
            ("key", Arc::new(self.keys.finish()), false),
            ("kind", Arc::new(self.kinds.finish()), false),
            ("networks", Arc::new(self.counts.finish()), false),
        ];
        for (name, mut profiles) in profiles {
            columns.push((name, Arc::new(profiles.finish()), may_lack));
        }
        columns.push(("town", Arc::new(self.towns.finish()), false));
        Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
    }
}

type Profiles = MapBuilder<StringBuilder, StructBuilder>;

fn profiles() -> Profiles {
    let whole = |name: &str| Field::new(name, DataType::Int64, false);
    let fields = Fields::from(vec![whole("audience"), whole("active"), whole("reactions")]);
    let network = StructBuilder::from_fields(fields, 0);
    let names = MapFieldNames {
        entry: "entries".to_owned(),
        key: "key".to_owned(),
        value: "value".to_owned(),
    };
    MapBuilder::new(Some(names), StringBuilder::new(), network)
}

fn append(profiles: &mut Profiles, profile: Option<&Profile>) -> Result<(), Box<dyn Error>> {
    for (name, network) in profile.into_iter().flat_map(Profile::networks) {
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
    profiles.append(profile.is_some())?;
    Ok(())
}

/// Writes the first accounts as Parquet, a batch at a time: memory does not grow with their number.
pub fn write(
    path: &Path,
    subjects: u64,
    batch: Batches,
    mut seen: impl FnMut(u64),
) -> Result<(), Box<dyn Error>> {
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
