//! One row of default values of a type.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, FixedSizeListArray, GenericListArray, MapArray, OffsetSizeTrait,
            StringArray, StructArray,
        },
        buffer::OffsetBuffer,
        compute::{cast, concat},
        datatypes::{DataType, FieldRef, Fields},
    },
    common::ScalarValue,
};

/// How a key is called that stands for all.
const ANY: &str = "*";

/// An array of one row: zero, an empty text, and one item in each list and map, so that their types are seen as well.
/// None for a type that has no defaults.
pub(super) fn sample(data_type: &DataType) -> Option<ArrayRef> {
    Some(match data_type {
        DataType::Struct(fields) => Arc::new(structs(fields)?),
        DataType::List(item) => list::<i32>(item)?,
        DataType::LargeList(item) => list::<i64>(item)?,
        DataType::FixedSizeList(item, size) => {
            let items = sample(item.data_type())?;
            let items = vec![items.as_ref(); usize::try_from(*size).ok()?.max(1)];
            let items = concat(&items).ok()?.slice(0, usize::try_from(*size).ok()?);
            Arc::new(FixedSizeListArray::try_new(Arc::clone(item), *size, items, None).ok()?)
        }
        DataType::Map(pair, sorted) => {
            let DataType::Struct(fields) = pair.data_type() else {
                return None;
            };
            let (key, value) = match fields.as_ref() {
                [key, value] => (key.data_type(), value.data_type()),
                _ => return None,
            };
            let key = match key {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                    cast(&StringArray::from(vec![ANY]), key).ok()?
                }
                _ => sample(key)?,
            };
            let columns = vec![key, sample(value)?];
            let entries = StructArray::try_new(fields.clone(), columns, None).ok()?;
            let offsets = OffsetBuffer::from_lengths([1]);
            let map = MapArray::try_new(Arc::clone(pair), offsets, entries, None, *sorted);
            Arc::new(map.ok()?)
        }
        DataType::Dictionary(_, values) => cast(&sample(values)?, data_type).ok()?,
        leaf => ScalarValue::new_default(leaf).ok()?.to_array().ok()?,
    })
}

fn structs(fields: &Fields) -> Option<StructArray> {
    let columns = fields.iter().map(|field| sample(field.data_type()));
    let columns = columns.collect::<Option<_>>()?;
    StructArray::try_new_with_length(fields.clone(), columns, None, 1).ok()
}

fn list<O: OffsetSizeTrait>(item: &FieldRef) -> Option<ArrayRef> {
    let items = sample(item.data_type())?;
    let offsets = OffsetBuffer::<O>::from_lengths([1]);
    let list = GenericListArray::try_new(Arc::clone(item), offsets, items, None).ok()?;
    Some(Arc::new(list))
}
