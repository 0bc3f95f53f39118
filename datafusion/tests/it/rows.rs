//! What rows become.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, DictionaryArray, Float64Array, Int32Array, ListArray, StringArray,
            StructArray,
        },
        compute::cast,
        datatypes::{DataType, Int32Type, TimeUnit},
    },
    prelude::SessionContext,
};
use scoreshift::influence::{Network, Profile};
use scoreshift_datafusion::{RowProblem, Rows, Serde};
use serde::{Deserialize, de::DeserializeOwned};

use crate::common::{Applicant, Kind, Loan, ask};

/// The rows of a query, each read.
async fn read<I: DeserializeOwned + Clone + 'static>(sql: &str) -> Vec<Result<I, String>> {
    let batch = ask(&SessionContext::new(), sql).await.unwrap();
    let subjects = StructArray::from(batch);
    read_array(&subjects)
}

fn read_array<I: DeserializeOwned + Clone + 'static>(
    subjects: &dyn Array,
) -> Vec<Result<I, String>> {
    let mut reader = Serde::<I>::new().read(subjects).unwrap();
    (0..subjects.len())
        .map(|row| reader.row(row).cloned().map_err(|error| error.to_string()))
        .collect()
}

#[tokio::test]
async fn nested_lists_structs_and_options_are_read() {
    let sql = "SELECT 2000 AS income, 'SelfEmployed' AS kind, NULL AS age, \
        make_array(named_struct('rest', 1, 'late', NULL), named_struct('rest', 2, 'late', 3)) AS loans";
    let expected = Applicant {
        income: 2000.0,
        kind: Kind::SelfEmployed,
        age: None,
        people: 1,
        loans: vec![
            Loan {
                rest: 1.0,
                late: None,
            },
            Loan {
                rest: 2.0,
                late: Some(3),
            },
        ],
    };
    assert_eq!(read::<Applicant>(sql).await, [Ok(expected)]);
}

#[tokio::test]
async fn null_is_absent_wherever_it_stands() {
    let row = |income: &str, people: &str, late: &str| {
        format!(
            "SELECT CAST({income} AS DOUBLE) AS income, 'Employed' AS kind, CAST({people} AS INT) AS people, \
             make_array(named_struct('rest', CAST({late} AS DOUBLE))) AS loans"
        )
    };
    let read_row = async |income, people, late| {
        let rows = read::<Applicant>(&row(income, people, late)).await;
        rows.into_iter().next().unwrap()
    };
    assert_eq!(read_row("1", "NULL", "1").await.unwrap().people, 1);
    assert_eq!(
        read_row("NULL", "1", "1").await,
        Err("missing field `income`".into())
    );
    assert_eq!(
        read_row("1", "1", "NULL").await,
        Err("missing field `loans.0.rest`".into())
    );

    // An entry of a map, and a field of a struct that is read as a map.
    let networks = "named_struct('audience', 9, 'active', 3, 'reactions', 1)";
    let expected = Profile::new()
        .with("Twitter", Network::new(9, 3, 1))
        .unwrap();
    for networks in [
        format!("MAP {{'Twitter': {networks}, 'Facebook': NULL}}"),
        format!("named_struct('Facebook', NULL, 'Twitter', {networks})"),
    ] {
        let sql = format!("SELECT {networks} AS networks, NULL AS blogs");
        assert_eq!(read::<Profile>(&sql).await, [Ok(expected.clone())]);
    }
    // An item of a list keeps its position.
    assert_eq!(
        read::<BTreeMap<String, Vec<Option<u8>>>>("SELECT make_array(1, NULL, 3) AS items").await,
        [Ok(
            [("items".to_owned(), vec![Some(1), None, Some(3)])].into()
        )],
    );
    assert_eq!(
        read::<BTreeMap<String, Vec<u8>>>("SELECT make_array(1, NULL, 3) AS items").await,
        [Err("`items.1` is NULL, expected u8".into())],
    );
}

#[tokio::test]
async fn nan_stays_nan_and_large_integers_keep_their_digits() {
    let rows = read::<BTreeMap<String, f64>>("SELECT CAST('NaN' AS DOUBLE) AS x").await;
    assert!(rows[0].as_ref().unwrap()["x"].is_nan());
    let rows = read::<BTreeMap<String, i64>>("SELECT 9223372036854775807 AS x").await;
    assert_eq!(rows, [Ok([("x".to_owned(), i64::MAX)].into())]);
    let rows =
        read::<BTreeMap<String, u64>>("SELECT CAST(18446744073709551615 AS BIGINT UNSIGNED) AS x")
            .await;
    assert_eq!(rows, [Ok([("x".to_owned(), u64::MAX)].into())]);
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Types {
    small: f32,
    ratio: f64,
    count: i64,
    day: String,
    days: i32,
    noon: String,
    name: String,
    view: String,
    flag: bool,
    pair: (f64, u8),
    raw: Bytes,
}

#[derive(Clone, Debug, PartialEq)]
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Raw;
        impl serde::de::Visitor<'_> for Raw {
            type Value = Bytes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Raw)
    }
}

#[tokio::test]
async fn every_common_type_is_read() {
    let sql = "SELECT CAST(1.5 AS REAL) AS small, CAST(0.1 AS DECIMAL(30, 20)) AS ratio, CAST(7 AS DECIMAL(10, 0)) AS count, \
        DATE '2026-11-24' AS day, DATE '1970-01-03' AS days, TIMESTAMP '2026-11-24T12:00:00' AS noon, \
        arrow_cast('Ann', 'Dictionary(Int8, Utf8View)') AS name, arrow_cast('a longer text than twelve', 'Utf8View') AS view, \
        true AS flag, named_struct('c0', 1, 'c1', 2) AS pair, arrow_cast('ab', 'Binary') AS raw, 'ignored' AS other";
    let expected = Types {
        small: 1.5,
        ratio: 0.1,
        count: 7,
        day: "2026-11-24".into(),
        days: 2,
        noon: "2026-11-24T12:00:00".into(),
        name: "Ann".into(),
        view: "a longer text than twelve".into(),
        flag: true,
        pair: (1.0, 2),
        raw: Bytes(b"ab".to_vec()),
    };
    assert_eq!(read::<Types>(sql).await, [Ok(expected)]);
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
enum Shape {
    Point,
    Circle(f64),
    Box { width: f64, height: f64 },
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Tagged {
    shape: Shape,
    #[serde(flatten)]
    rest: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind")]
enum Inside {
    A { x: f64 },
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Wrapped(Applicant);

#[tokio::test]
async fn enums_and_flattened_fields_are_read() {
    let shapes = [
        ("'Point'", Shape::Point),
        ("named_struct('Circle', 2, 'Box', NULL)", Shape::Circle(2.0)),
        ("MAP {'Circle': 2.5}", Shape::Circle(2.5)),
        (
            "named_struct('Circle', CAST(NULL AS INT), 'Box', named_struct('height', 1, 'width', 3))",
            Shape::Box {
                width: 3.0,
                height: 1.0,
            },
        ),
    ];
    for (shape, expected) in shapes {
        let rows = read::<Tagged>(&format!("SELECT {shape} AS shape, 3 AS x, NULL AS y")).await;
        let rest = [("x".to_owned(), 3.0)].into();
        assert_eq!(
            rows,
            [Ok(Tagged {
                shape: expected,
                rest
            })],
            "{shape}"
        );
    }
    let rows = read::<Tagged>("SELECT named_struct('Circle', 1, 'Point', 2) AS shape").await;
    assert_eq!(rows, [Err("`shape` is map, expected enum Shape".into())]);
    let rows = read::<Tagged>("SELECT 'Line' AS shape").await;
    assert_eq!(
        rows,
        [Err(
            "`shape`: unknown variant `Line`, expected one of `Point`, `Circle`, `Box`".into()
        )]
    );
    let rows = read::<Inside>("SELECT 'A' AS kind, 1 AS x").await;
    assert_eq!(rows, [Ok(Inside::A { x: 1.0 })]);
}

#[test]
fn the_columns_are_those_that_the_input_declares() {
    let declared = ["income", "kind", "age", "people", "loans"];
    assert_eq!(Serde::<Applicant>::new().columns(), declared);
    assert_eq!(Serde::<Wrapped>::new().columns(), declared);
    assert_eq!(Serde::<Profile>::new().columns(), ["networks", "blogs"]);
    assert!(Serde::<Tagged>::new().columns().is_empty());
    assert!(Serde::<f64>::new().columns().is_empty());
}

#[test]
fn a_dictionary_may_be_all_null_and_arrays_may_be_slices() {
    let keys = Int32Array::from(vec![None, None]);
    let empty: ArrayRef = Arc::new(StringArray::from(Vec::<&str>::new()));
    let names: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::try_new(keys, empty).unwrap());
    assert_eq!(
        read_array::<Option<String>>(&names),
        [
            Err("the subject is NULL".to_owned()),
            Err("the subject is NULL".to_owned()),
        ]
    );

    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([
        Some(vec![Some(1)]),
        None,
        Some(vec![]),
        Some(vec![Some(2), Some(3)]),
    ]);
    let lists: ArrayRef = Arc::new(lists);
    for kind in [DataType::LargeList, DataType::List] {
        let item = Arc::new(datafusion::arrow::datatypes::Field::new(
            "item",
            DataType::Float64,
            true,
        ));
        let lists = cast(&lists, &kind(item)).unwrap().slice(2, 2);
        assert_eq!(
            read_array::<Vec<u8>>(&cast_items(&lists)),
            [Ok(vec![]), Ok(vec![2, 3])]
        );
    }
    let moments: ArrayRef = Arc::new(Int32Array::from(vec![0, 61]));
    let times = cast(&moments, &DataType::Time32(TimeUnit::Second)).unwrap();
    assert_eq!(
        read_array::<String>(&times),
        [Ok("00:00:00".into()), Ok("00:01:01".into())]
    );
}

fn cast_items(lists: &ArrayRef) -> ArrayRef {
    let item = datafusion::arrow::datatypes::Field::new("item", DataType::UInt8, true);
    cast(lists, &DataType::List(Arc::new(item))).unwrap()
}

#[test]
fn what_is_wrong_with_every_row_is_said_before_there_is_one() {
    let wrong = |columns: &[(&str, DataType)]| {
        let fields = columns.iter().map(|(name, kind)| {
            datafusion::arrow::datatypes::Field::new(*name, kind.clone(), true)
        });
        Serde::<Applicant>::new().check(&DataType::Struct(fields.collect()))
    };
    let check = |columns: &[(&str, DataType)]| wrong(columns).map_err(|error| error.to_string());
    let (number, text) = (DataType::Float64, DataType::Utf8);
    assert_eq!(
        check(&[("income", number.clone()), ("kind", text.clone())]),
        Ok(())
    );
    assert_eq!(
        check(&[
            ("income", DataType::Decimal128(10, 2)),
            ("kind", text.clone())
        ]),
        Ok(())
    );
    assert_eq!(
        check(&[("income", text.clone()), ("kind", text.clone())]),
        Err("`income` is Utf8, expected f64".into())
    );
    let error = wrong(&[("income", text.clone()), ("kind", text.clone())]).unwrap_err();
    assert_eq!(error.place().to_string(), "income");
    assert!(matches!(error.problem(), RowProblem::Type { found, .. } if found == "Utf8"));
    assert_eq!(
        check(&[("kind", text.clone()), ("age", number.clone())]),
        // An empty text is no kind: whether the age is one, only rows can tell.
        Ok(())
    );
    assert_eq!(
        check(&[("income", number.clone())]),
        Err("missing field `kind`".into())
    );
    assert_eq!(
        check(&[("incomes", number.clone()), ("kind", text)]),
        Err("unknown field `incomes`: there is income, kind, age, people, loans".into())
    );
    assert_eq!(
        check(&[("age", number)]),
        Err("`age` is Float64, expected u8".into())
    );
    assert_eq!(
        Serde::<Applicant>::new()
            .check(&DataType::Int32)
            .map_err(|error| error.to_string()),
        Err("the subject is Int32, expected struct Applicant".into())
    );
    assert_eq!(Serde::<Applicant>::new().check(&DataType::Null), Ok(()));
}

#[test]
fn numbers_are_read_from_every_numeric_type_or_refused_with_the_value() {
    let numbers: ArrayRef = Arc::new(Float64Array::from(vec![3.0]));
    for kind in [
        DataType::Int8,
        DataType::Int16,
        DataType::Int32,
        DataType::Int64,
        DataType::UInt8,
        DataType::UInt16,
        DataType::UInt32,
        DataType::UInt64,
        DataType::Decimal128(8, 0),
        DataType::Decimal256(8, 0),
    ] {
        let array = cast(&numbers, &kind).unwrap();
        assert_eq!(read_array::<f64>(&array), [Ok(3.0)], "{kind}");
        assert_eq!(read_array::<u8>(&array), [Ok(3)], "{kind}");
        assert_eq!(read_array::<i64>(&array), [Ok(3)], "{kind}");
    }
    for kind in [
        DataType::Float16,
        DataType::Float32,
        DataType::Decimal128(8, 3),
    ] {
        let array = cast(&numbers, &kind).unwrap();
        assert_eq!(read_array::<f64>(&array), [Ok(3.0)], "{kind}");
        assert!(read_array::<u8>(&array)[0].is_err());
    }
    let large: ArrayRef = Arc::new(Int32Array::from(vec![300, -1]));
    assert_eq!(
        read_array::<u8>(&large),
        [
            Err("the subject is integer `300`, expected u8".to_owned()),
            Err("the subject is integer `-1`, expected u8".to_owned()),
        ]
    );
}
