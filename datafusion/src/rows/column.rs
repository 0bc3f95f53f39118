//! An Arrow array, taken apart once for a batch.

use std::ops::Range;

use datafusion::arrow::{
    array::{
        Array, ArrayRef, AsArray as _, BinaryArray, BinaryViewArray, BooleanArray,
        FixedSizeBinaryArray, Float16Array, Float32Array, Float64Array, Int8Array, Int16Array,
        Int32Array, Int64Array, LargeBinaryArray, LargeStringArray, StringArray, StringViewArray,
        UInt8Array, UInt16Array, UInt32Array, UInt64Array,
    },
    buffer::NullBuffer,
    compute::cast,
    datatypes::DataType,
    error::ArrowError,
    util::display::{ArrayFormatter, FormatOptions},
};

use super::error::{RowError, RowProblem};

/// How dates, times and decimals are written.
const FORMAT: FormatOptions<'static> = FormatOptions::new();

pub(super) struct Column<'a> {
    array: &'a dyn Array,
    nulls: Option<&'a NullBuffer>,
    pub(super) values: Values<'a>,
    /// Whether it stands for a type: then a field that is not known is an error where another one is not there.
    pub(super) is_sample: bool,
}

pub(super) enum Values<'a> {
    Null,
    Bool(&'a BooleanArray),
    I8(&'a Int8Array),
    I16(&'a Int16Array),
    I32(&'a Int32Array),
    I64(&'a Int64Array),
    U8(&'a UInt8Array),
    U16(&'a UInt16Array),
    U32(&'a UInt32Array),
    U64(&'a UInt64Array),
    F16(&'a Float16Array),
    F32(&'a Float32Array),
    F64(&'a Float64Array),
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
    Binary(&'a BinaryArray),
    LargeBinary(&'a LargeBinaryArray),
    BinaryView(&'a BinaryViewArray),
    FixedBinary(&'a FixedSizeBinaryArray),
    /// A number in decimal digits.
    Decimal(ArrayFormatter<'a>),
    /// A date, a time or a duration: its text, and the integer that it is stored as.
    Moment(ArrayFormatter<'a>, Int64Array),
    Dictionary(Int64Array, Box<Column<'a>>),
    List(Ranges<'a>, Box<Column<'a>>),
    Struct(Vec<(&'a str, Column<'a>)>),
    Map(Ranges<'a>, Box<[Column<'a>; 2]>),
}

/// Which items belong to which row.
pub(super) enum Ranges<'a> {
    Short(&'a [i32]),
    Long(&'a [i64]),
    Fixed(usize),
}

impl<'a> Column<'a> {
    /// Takes an array apart.
    ///
    /// # Errors
    ///
    /// The type is none that rows are read from.
    pub(super) fn new(array: &'a dyn Array) -> Result<Self, RowError> {
        let values = Values::new(array)?;
        let nulls = array.nulls();
        Ok(Self {
            array,
            nulls,
            values,
            is_sample: false,
        })
    }

    /// The same column, of an array that stands for its type.
    pub(super) fn sample(mut self) -> Self {
        self.is_sample = true;
        let boxed = |column: Box<Self>| Box::new(column.sample());
        self.values = match self.values {
            Values::Dictionary(keys, values) => Values::Dictionary(keys, boxed(values)),
            Values::List(ranges, items) => Values::List(ranges, boxed(items)),
            Values::Struct(fields) => {
                let fields = fields.into_iter();
                Values::Struct(
                    fields
                        .map(|(name, column)| (name, column.sample()))
                        .collect(),
                )
            }
            Values::Map(ranges, sides) => Values::Map(ranges, Box::new(sides.map(Self::sample))),
            other => other,
        };
        self
    }

    pub(super) fn data_type(&self) -> &'a DataType {
        self.array.data_type()
    }

    #[inline]
    pub(super) fn is_null(&self, row: usize) -> bool {
        match &self.values {
            Values::Null => true,
            Values::Dictionary(keys, values) => {
                key(keys, row).is_none_or(|key| values.is_null(key))
            }
            _ => self.nulls.is_some_and(|nulls| nulls.is_null(row)),
        }
    }

    /// The value in words, for the name of a place.
    pub(super) fn label(&self, row: usize) -> String {
        match ArrayFormatter::try_new(self.array, &FORMAT) {
            Ok(text) => text.value(row).to_string(),
            Err(_) => row.to_string(),
        }
    }
}

/// Which of a dictionary's values a row has.
pub(super) fn key(keys: &Int64Array, row: usize) -> Option<usize> {
    (!keys.is_null(row)).then(|| usize::try_from(keys.value(row)).ok())?
}

impl<'a> Values<'a> {
    fn new(array: &'a dyn Array) -> Result<Self, RowError> {
        let text = || ArrayFormatter::try_new(array, &FORMAT).map_err(refused);
        let boxed = |array: &'a ArrayRef| Column::new(array.as_ref()).map(Box::new);
        Ok(match array.data_type() {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Bool(array.as_boolean()),
            DataType::Int8 => Self::I8(array.as_primitive()),
            DataType::Int16 => Self::I16(array.as_primitive()),
            DataType::Int32 => Self::I32(array.as_primitive()),
            DataType::Int64 => Self::I64(array.as_primitive()),
            DataType::UInt8 => Self::U8(array.as_primitive()),
            DataType::UInt16 => Self::U16(array.as_primitive()),
            DataType::UInt32 => Self::U32(array.as_primitive()),
            DataType::UInt64 => Self::U64(array.as_primitive()),
            DataType::Float16 => Self::F16(array.as_primitive()),
            DataType::Float32 => Self::F32(array.as_primitive()),
            DataType::Float64 => Self::F64(array.as_primitive()),
            DataType::Utf8 => Self::Utf8(array.as_string()),
            DataType::LargeUtf8 => Self::LargeUtf8(array.as_string()),
            DataType::Utf8View => Self::Utf8View(array.as_string_view()),
            DataType::Binary => Self::Binary(array.as_binary()),
            DataType::LargeBinary => Self::LargeBinary(array.as_binary()),
            DataType::BinaryView => Self::BinaryView(array.as_binary_view()),
            DataType::FixedSizeBinary(_) => Self::FixedBinary(array.as_fixed_size_binary()),
            kind if kind.is_decimal() => Self::Decimal(text()?),
            DataType::Date32
            | DataType::Date64
            | DataType::Time32(_)
            | DataType::Time64(_)
            | DataType::Timestamp(..)
            | DataType::Duration(_) => {
                let numbers = cast(array, &DataType::Int64).map_err(refused)?;
                Self::Moment(text()?, numbers.as_primitive().clone())
            }
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let keys = cast(dictionary.keys(), &DataType::Int64);
                let keys = keys.map_err(refused)?;
                Self::Dictionary(keys.as_primitive().clone(), boxed(dictionary.values())?)
            }
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                Self::List(Ranges::Short(list.value_offsets()), boxed(list.values())?)
            }
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                Self::List(Ranges::Long(list.value_offsets()), boxed(list.values())?)
            }
            DataType::FixedSizeList(_, size) => {
                let list = array.as_fixed_size_list();
                let size = usize::try_from(*size).unwrap_or(0);
                Self::List(Ranges::Fixed(size), boxed(list.values())?)
            }
            DataType::Struct(fields) => {
                let columns = fields.iter().zip(array.as_struct().columns());
                let columns = columns.map(|(field, column)| {
                    let name = field.name().as_str();
                    let column = Column::new(column.as_ref());
                    Ok((name, column.map_err(|error| error.at(name.to_owned()))?))
                });
                Self::Struct(columns.collect::<Result<_, RowError>>()?)
            }
            DataType::Map(..) => {
                let map = array.as_map();
                let sides = [
                    Column::new(map.keys().as_ref())?,
                    Column::new(map.values().as_ref())?,
                ];
                Self::Map(Ranges::Short(map.value_offsets()), Box::new(sides))
            }
            other => {
                return Err(RowError::new(RowProblem::ColumnType {
                    found: other.clone(),
                }));
            }
        })
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is for `map_err`")]
fn refused(error: ArrowError) -> RowError {
    error.to_string().into()
}

impl Ranges<'_> {
    /// The items of a row.
    pub(super) fn of(&self, row: usize) -> Range<usize> {
        let range = || -> Option<Range<usize>> {
            Some(match self {
                Self::Short(offsets) => {
                    let (start, end) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                    usize::try_from(start).ok()?..usize::try_from(end).ok()?
                }
                Self::Long(offsets) => {
                    let (start, end) = (*offsets.get(row)?, *offsets.get(row + 1)?);
                    usize::try_from(start).ok()?..usize::try_from(end).ok()?
                }
                Self::Fixed(size) => row * size..(row + 1) * size,
            })
        };
        range().unwrap_or(0..0)
    }
}
