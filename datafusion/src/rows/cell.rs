//! One value of a column, as serde reads it.
//!
//! NULL is absent: a field of a struct and an entry of a map that is NULL is passed over, so that `Option` is `None`,
//! `#[serde(default)]` the default, an open map has no such entry, and a required field is missing. That is why this
//! reads the arrays itself. `serde_arrow`, against which the tests hold it, takes NULL for a value that only `Option` can
//! hold, reads no whole number into an `f64`, and no decimal into either.

use std::ops::Range;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
    value::{BorrowedStrDeserializer, MapAccessDeserializer},
};

use super::{
    column::{Column, Values, key},
    error::RowError,
};

#[derive(Clone, Copy)]
pub(super) struct Cell<'de> {
    pub(super) column: &'de Column<'de>,
    pub(super) row: usize,
}

impl<'de> Cell<'de> {
    /// The text, where it is one.
    fn text(self) -> Option<&'de str> {
        match &self.column.values {
            Values::Utf8(array) => Some(array.value(self.row)),
            Values::LargeUtf8(array) => Some(array.value(self.row)),
            Values::Utf8View(array) => Some(array.value(self.row)),
            Values::Dictionary(keys, values) => {
                let row = key(keys, self.row)?;
                Self {
                    column: values,
                    row,
                }
                .text()
            }
            _ => None,
        }
    }

    /// A value that is not NULL, as what it is.
    fn present<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        let row = self.row;
        match &self.column.values {
            Values::Null => visitor.visit_none(),
            Values::Bool(array) => visitor.visit_bool(array.value(row)),
            Values::I8(array) => visitor.visit_i64(array.value(row).into()),
            Values::I16(array) => visitor.visit_i64(array.value(row).into()),
            Values::I32(array) => visitor.visit_i64(array.value(row).into()),
            Values::I64(array) => visitor.visit_i64(array.value(row)),
            Values::U8(array) => visitor.visit_u64(array.value(row).into()),
            Values::U16(array) => visitor.visit_u64(array.value(row).into()),
            Values::U32(array) => visitor.visit_u64(array.value(row).into()),
            Values::U64(array) => visitor.visit_u64(array.value(row)),
            Values::F16(array) => visitor.visit_f32(array.value(row).to_f32()),
            Values::F32(array) => visitor.visit_f32(array.value(row)),
            Values::F64(array) => visitor.visit_f64(array.value(row)),
            Values::Utf8(array) => visitor.visit_borrowed_str(array.value(row)),
            Values::LargeUtf8(array) => visitor.visit_borrowed_str(array.value(row)),
            Values::Utf8View(array) => visitor.visit_borrowed_str(array.value(row)),
            Values::Binary(array) => visitor.visit_borrowed_bytes(array.value(row)),
            Values::LargeBinary(array) => visitor.visit_borrowed_bytes(array.value(row)),
            Values::BinaryView(array) => visitor.visit_borrowed_bytes(array.value(row)),
            Values::FixedBinary(array) => visitor.visit_borrowed_bytes(array.value(row)),
            Values::Decimal(text) | Values::Moment(text, _) => {
                visitor.visit_string(text.value(row).to_string())
            }
            Values::Dictionary(keys, values) => match key(keys, row) {
                Some(row) => Cell {
                    column: values,
                    row,
                }
                .present(visitor),
                None => visitor.visit_none(),
            },
            Values::List(ranges, items) => visitor.visit_seq(Items {
                column: items,
                first: ranges.of(row).start,
                rows: ranges.of(row),
            }),
            Values::Struct(fields) => visitor.visit_map(Fields {
                left: fields.iter(),
                row,
                value: None,
            }),
            Values::Map(ranges, sides) => visitor.visit_map(Entries {
                sides,
                rows: ranges.of(row),
                value: None,
            }),
        }
    }

    /// A value that must not be NULL.
    fn required<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.column.is_null(self.row) {
            return Err(RowError::invalid_type(Unexpected::Other("NULL"), &visitor));
        }
        self.typed(self.present(visitor))
    }

    /// Names the column's type where a value was not of the type that was expected.
    fn typed<T>(self, result: Result<T, RowError>) -> Result<T, RowError> {
        result.map_err(|fault| fault.of_type(self.column.data_type()))
    }

    /// A float that must not be NULL. Decimals are the nearest one.
    fn float<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if let Values::Decimal(text) = &self.column.values
            && !self.column.is_null(self.row)
            && let Ok(value) = text.value(self.row).to_string().parse()
        {
            return visitor.visit_f64(value);
        }
        self.required(visitor)
    }

    /// A whole number that must not be NULL. Dates and times are what they are stored as.
    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.column.is_null(self.row) {
            return self.required(visitor);
        }
        match &self.column.values {
            Values::Moment(_, numbers) => visitor.visit_i64(numbers.value(self.row)),
            Values::Decimal(text) => {
                let text = text.value(self.row).to_string();
                match (text.parse(), text.parse()) {
                    (Ok(value), _) => visitor.visit_i64(value),
                    (_, Ok(value)) => visitor.visit_u64(value),
                    _ => self.required(visitor),
                }
            }
            _ => self.required(visitor),
        }
    }

    /// A struct by position, as a tuple.
    fn tuple<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        match &self.column.values {
            Values::Struct(fields) if !self.column.is_null(self.row) => {
                visitor.visit_seq(Positions {
                    fields: fields.iter(),
                    row: self.row,
                })
            }
            _ => self.required(visitor),
        }
    }
}

/// Several of the methods of a deserializer, by one that does it.
macro_rules! by {
    ($by:ident: $($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
            self.$by(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Cell<'de> {
    type Error = RowError;

    by!(integer: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128);
    by!(float: deserialize_f32 deserialize_f64);
    by!(required: deserialize_bool deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_seq deserialize_map deserialize_identifier);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.column.is_null(self.row) {
            visitor.visit_none()
        } else {
            self.typed(self.present(visitor))
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.column.is_null(self.row) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowError> {
        if self.column.is_null(self.row) {
            visitor.visit_unit()
        } else {
            self.required(visitor)
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.tuple(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, RowError> {
        self.tuple(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        match &self.column.values {
            Values::Struct(columns) if self.column.is_sample => {
                let is_there = |name: &&str| columns.iter().any(|(column, _)| column == name);
                let other = columns.iter().find(|(name, _)| !known.contains(name));
                match other {
                    // It may be misspelt, and would be passed over.
                    Some((name, _)) if !known.iter().all(is_there) => {
                        Err(RowError::unknown_field(name, known))
                    }
                    _ => self.required(visitor),
                }
            }
            Values::Map(ranges, sides) if !self.column.is_null(self.row) => {
                let [keys, _] = &**sides;
                let keys: Vec<String> = ranges.of(self.row).map(|row| keys.label(row)).collect();
                let is_there = |name: &&str| keys.iter().any(|key| key == name);
                let other = keys.iter().find(|key| !known.contains(&key.as_str()));
                match other {
                    // As of a struct.
                    Some(key) if !known.iter().all(is_there) => {
                        Err(RowError::unknown_field(key, known))
                    }
                    _ => self.required(visitor),
                }
            }
            // What a struct derives would take a list for its fields by position.
            Values::List(..) => self.typed(Err(RowError::invalid_type(Unexpected::Seq, &visitor))),
            _ => self.required(visitor),
        }
    }

    /// A text is a variant without content; a struct or a map with one entry is a variant with content.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowError> {
        let row = self.row;
        if self.column.is_null(row) {
            return self.required(visitor);
        }
        if let Some(text) = self.text() {
            return visitor.visit_enum(BorrowedStrDeserializer::new(text));
        }
        match &self.column.values {
            Values::Struct(fields) => {
                let present = fields.iter().filter(|(_, column)| !column.is_null(row));
                if present.count() == 1 {
                    return visitor.visit_enum(MapAccessDeserializer::new(Fields {
                        left: fields.iter(),
                        row,
                        value: None,
                    }));
                }
            }
            Values::Map(ranges, sides) => {
                let rows = ranges.of(row);
                let [_, values] = &**sides;
                if rows.clone().filter(|&row| !values.is_null(row)).count() == 1 {
                    return visitor.visit_enum(MapAccessDeserializer::new(Entries {
                        sides,
                        rows,
                        value: None,
                    }));
                }
            }
            _ => {}
        }
        self.required(visitor)
    }
}

/// The fields of a struct that are not NULL.
struct Fields<'de> {
    left: std::slice::Iter<'de, (&'de str, Column<'de>)>,
    row: usize,
    value: Option<(&'de str, &'de Column<'de>)>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = RowError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, RowError> {
        let row = self.row;
        let Some((name, column)) = self.left.find(|(_, column)| !column.is_null(row)) else {
            return Ok(None);
        };
        self.value = Some((name, column));
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, RowError> {
        let (name, column) = self
            .value
            .take()
            .ok_or_else(|| RowError::custom("no field"))?;
        let row = self.row;
        seed.deserialize(Cell { column, row })
            .map_err(|fault| fault.at(name.to_owned()))
    }
}

/// The entries of a map that are not NULL.
struct Entries<'de> {
    /// Keys and values.
    sides: &'de [Column<'de>; 2],
    rows: Range<usize>,
    value: Option<usize>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = RowError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, RowError> {
        let [keys, values] = self.sides;
        let Some(row) = self.rows.find(|&row| !values.is_null(row)) else {
            return Ok(None);
        };
        self.value = Some(row);
        seed.deserialize(Cell { column: keys, row }).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, RowError> {
        let [keys, column] = self.sides;
        let row = self
            .value
            .take()
            .ok_or_else(|| RowError::custom("no entry"))?;
        seed.deserialize(Cell { column, row })
            .map_err(|fault| fault.at(keys.label(row)))
    }
}

/// The items of a list, NULL or not.
struct Items<'de> {
    column: &'de Column<'de>,
    first: usize,
    rows: Range<usize>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = RowError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, RowError> {
        let Some(row) = self.rows.next() else {
            return Ok(None);
        };
        let column = self.column;
        seed.deserialize(Cell { column, row })
            .map(Some)
            .map_err(|fault| fault.at((row - self.first).to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rows.len())
    }
}

/// The fields of a struct by position, NULL or not.
struct Positions<'de> {
    fields: std::slice::Iter<'de, (&'de str, Column<'de>)>,
    row: usize,
}

impl<'de> SeqAccess<'de> for Positions<'de> {
    type Error = RowError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, RowError> {
        let Some((name, column)) = self.fields.next() else {
            return Ok(None);
        };
        let row = self.row;
        seed.deserialize(Cell { column, row })
            .map(Some)
            .map_err(|fault| fault.at((*name).to_owned()))
    }
}
