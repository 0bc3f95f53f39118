//! Whatever a batch holds, all ways of reading it agree.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::arrow::{
    array::{Array, ArrayRef, Float64Array, MapArray, StringArray, StructArray},
    buffer::{NullBuffer, OffsetBuffer},
    compute::cast,
    datatypes::{DataType, Field, Fields},
};
use proptest::prelude::*;
use scoreshift::influence::Profile;
use scoreshift_datafusion::{InfluenceRows, Rows, Serde};

use crate::common::{Applicant, Kind, Loan};

/// Three counts, of which any may be NULL, or the whole.
type Entry = (u8, Option<[Option<f64>; 3]>);
/// Two maps, of which any may be NULL, or the whole.
type Row = Option<[Option<Vec<Entry>>; 2]>;

fn count() -> impl Strategy<Value = Option<f64>> {
    let odd = prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-1.0),
        Just(-0.0),
        Just(9_007_199_254_740_992.0),
        Just(9_007_199_254_740_994.0),
        Just(0.5),
    ];
    prop_oneof![
        12 => (0..5_u32).prop_map(|count| Some(f64::from(count))),
        1 => odd.prop_map(Some),
        1 => Just(None),
    ]
}

fn entries() -> impl Strategy<Value = Option<Vec<Entry>>> {
    let counts = prop_oneof![9 => [count(), count(), count()].prop_map(|mut counts| {
        // Mostly in an order that a profile allows.
        counts.sort_by(|one, other| other.partial_cmp(one).unwrap_or(std::cmp::Ordering::Equal));
        Some(counts)
    }), 1 => Just(None)];
    let entries = prop::collection::vec((0..6_u8, counts), 0..4);
    prop_oneof![9 => entries.prop_map(Some), 1 => Just(None)]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = [entries(), entries()];
    prop::collection::vec(prop_oneof![9 => row.prop_map(Some), 1 => Just(None)], 0..20)
}

fn map(
    rows: &[Option<&Vec<Entry>>],
    shift: u8,
    fields: [&str; 3],
    kinds: [&DataType; 2],
) -> ArrayRef {
    let all: Vec<&Entry> = rows.iter().copied().flatten().flatten().collect();
    let names: ArrayRef = Arc::new(StringArray::from_iter_values(
        all.iter().map(|(name, _)| format!("n{}", name + shift)),
    ));
    let [name_kind, count_kind] = kinds;
    let names = cast(&names, name_kind).unwrap();
    let count = |at: usize| -> ArrayRef {
        let counts: ArrayRef = Arc::new(
            all.iter()
                .map(|(_, counts)| counts.and_then(|counts| counts[at]))
                .collect::<Float64Array>(),
        );
        // What has no such integer becomes NULL.
        cast(&counts, count_kind).unwrap()
    };
    let fields: Fields = fields
        .map(|name| Field::new(name, count_kind.clone(), true))
        .into_iter()
        .collect();
    let nulls: NullBuffer = all.iter().map(|(_, counts)| counts.is_some()).collect();
    let values = StructArray::new(
        fields.clone(),
        vec![count(0), count(1), count(2)],
        Some(nulls),
    );
    let pair = [
        Field::new("keys", name_kind.clone(), false),
        Field::new("values", DataType::Struct(fields), true),
    ];
    let pair: Fields = pair.into_iter().collect();
    let entries = StructArray::new(pair.clone(), vec![names, Arc::new(values)], None);
    let lengths = rows.iter().map(|row| row.map_or(0, Vec::len));
    Arc::new(MapArray::new(
        Arc::new(Field::new("entries", DataType::Struct(pair), false)),
        OffsetBuffer::from_lengths(lengths),
        entries,
        Some(rows.iter().map(Option::is_some).collect()),
        false,
    ))
}

fn subjects(rows: &[Row], kinds: [&DataType; 2]) -> StructArray {
    let side = |at: usize| -> Vec<Option<&Vec<Entry>>> {
        rows.iter()
            .map(|row| row.as_ref().and_then(|sides| sides[at].as_ref()))
            .collect()
    };
    // Names of blogs begin where those of networks end, and overlap.
    let networks = map(&side(0), 0, ["audience", "active", "reactions"], kinds);
    let blogs = map(&side(1), 4, ["readers", "comments", "commenters"], kinds);
    let fields: Fields = [("networks", &networks), ("blogs", &blogs)]
        .map(|(name, array)| Field::new(name, array.data_type().clone(), true))
        .into_iter()
        .collect();
    let nulls: NullBuffer = rows.iter().map(Option::is_some).collect();
    StructArray::new(fields, vec![networks, blogs], Some(nulls))
}

fn read<R: Rows<Profile>>(mapping: &R, subjects: &dyn Array) -> Vec<Result<Profile, String>> {
    let mut reader = mapping.read(subjects).unwrap();
    (0..subjects.len())
        .map(|row| reader.row(row).cloned().map_err(|error| error.to_string()))
        .collect()
}

/// What the rows say, without Arrow: through serde's JSON, for which NULL is left out.
fn expected(rows: &[Row]) -> Vec<Result<Profile, String>> {
    let object = |entries: &Vec<Entry>, shift: u8, fields: [&str; 3]| {
        let entries = entries.iter().filter_map(|(name, counts)| {
            let counts = fields.iter().zip((*counts)?);
            let counts =
                counts.filter_map(|(field, count)| Some(format!("\"{field}\":{:?}", count?)));
            Some(format!(
                "\"n{}\":{{{}}}",
                name + shift,
                counts.collect::<Vec<_>>().join(",")
            ))
        });
        format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
    };
    let profile = |row: &Row| {
        let [networks, blogs] = row.as_ref().ok_or("NULL")?;
        let sides = [
            networks.as_ref().map(|all| {
                format!(
                    "\"networks\":{}",
                    object(all, 0, ["audience", "active", "reactions"])
                )
            }),
            blogs.as_ref().map(|all| {
                format!(
                    "\"blogs\":{}",
                    object(all, 4, ["readers", "comments", "commenters"])
                )
            }),
        ];
        let text = format!(
            "{{{}}}",
            sides.into_iter().flatten().collect::<Vec<_>>().join(",")
        );
        serde_json::from_str(&text).map_err(|error| error.to_string())
    };
    rows.iter().map(profile).collect()
}

proptest! {
    #[test]
    fn the_mapping_by_hand_reads_what_serde_reads(
        rows in rows(),
        name in 0..3_usize,
        count in 0..8_usize,
        first in 0..5_usize,
    ) {
        let names = [DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View];
        let counts = [
            DataType::Float64, DataType::Float32, DataType::Int64, DataType::UInt64, DataType::Int32, DataType::UInt8,
            DataType::Int16, DataType::Decimal128(20, 1),
        ];
        let subjects = subjects(&rows, [&names[name], &counts[count]]);
        let first = first.min(subjects.len());
        let slice = subjects.slice(first, subjects.len() - first);
        let by_hand = read(&InfluenceRows, &slice);
        prop_assert_eq!(&by_hand, &read(&Serde::<Profile>::new(), &slice));

        // And what the rows say: doubles hold every value that was put in.
        if count == 0 {
            for (found, expected) in by_hand.iter().zip(expected(&rows).split_off(first)) {
                prop_assert_eq!(found.as_ref().ok(), expected.as_ref().ok(), "{:?} {:?}", found, expected);
            }
        }
    }

    #[test]
    fn without_null_it_reads_what_serde_arrow_reads(rows in prop::collection::vec(applicants(), 1..20)) {
        let fields = serde_fields();
        let batch = serde_arrow::to_record_batch(&fields, &rows).unwrap();
        let theirs: Vec<Applicant> = serde_arrow::from_record_batch(&batch).unwrap();
        prop_assert_eq!(&theirs, &rows);
        let subjects = StructArray::from(batch);
        let mut reader = Serde::<Applicant>::new().read(&subjects).unwrap();
        for (row, expected) in rows.iter().enumerate() {
            prop_assert_eq!(reader.row(row), Ok(expected));
        }
    }
}

fn applicants() -> impl Strategy<Value = Applicant> {
    let loan = (any::<f64>(), prop::option::of(any::<u32>()));
    let loan = loan.prop_map(|(rest, late)| Loan { rest, late });
    let number = any::<f64>().prop_filter("equal to itself", |x| !x.is_nan());
    (
        number,
        any::<bool>(),
        any::<Option<u8>>(),
        any::<u32>(),
        prop::collection::vec(loan, 0..4),
    )
        .prop_filter("equal to itself", |(_, _, _, _, loans)| {
            loans.iter().all(|loan| !loan.rest.is_nan())
        })
        .prop_map(|(income, employed, age, people, loans)| Applicant {
            income,
            kind: if employed {
                Kind::Employed
            } else {
                Kind::SelfEmployed
            },
            age,
            people,
            loans,
        })
}

fn serde_fields() -> Vec<Arc<Field>> {
    let loan: Fields = [
        Field::new("rest", DataType::Float64, false),
        Field::new("late", DataType::UInt32, true),
    ]
    .into_iter()
    .collect();
    let item = Field::new("element", DataType::Struct(loan), false);
    [
        Field::new("income", DataType::Float64, false),
        Field::new("kind", DataType::Utf8, false),
        Field::new("age", DataType::UInt8, true),
        Field::new("people", DataType::UInt32, false),
        Field::new("loans", DataType::LargeList(Arc::new(item)), false),
    ]
    .map(Arc::new)
    .to_vec()
}

#[test]
fn the_generator_reaches_what_can_be_scored_and_what_cannot() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let (mut read_ok, mut failed) = (0, BTreeMap::<String, u32>::new());
    for _ in 0..300 {
        let rows = rows().new_tree(&mut runner).unwrap().current();
        let subjects = subjects(&rows, [&DataType::Utf8, &DataType::Float64]);
        for row in read(&InfluenceRows, &subjects) {
            match row {
                Ok(profile) if profile.networks().count() + profile.blogs().count() > 1 => {
                    read_ok += 1;
                }
                Ok(_) => {}
                Err(reason) => {
                    *failed
                        .entry(reason.split('`').next().unwrap().to_owned())
                        .or_default() += 1;
                }
            }
        }
    }
    assert!(read_ok > 300, "{read_ok} {failed:?}");
    assert!(failed.values().sum::<u32>() > 300, "{failed:?}");
}
