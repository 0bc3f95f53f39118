//! The profiles of the built-in family, without serde.

use datafusion::arrow::{
    array::{Array, AsArray as _, MapArray, PrimitiveArray},
    buffer::NullBuffer,
    datatypes::{
        ArrowPrimitiveType, DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use scoreshift::influence::{Blog, Network, Profile};

use super::{Reader, Rows, Serde, Texts, serde::SerdeReader};

/// Reads rows into a [`Profile`], as [`Serde`] does and faster: the same profiles, and the same reasons where a row
/// cannot be read.
///
/// Its columns are `networks` and `blogs`, which may be left out. It is fast where they are maps from text to a struct of
/// counts, of integers or floats: `MAP(VARCHAR, STRUCT(audience, active, reactions))` and `MAP(VARCHAR, STRUCT(readers,
/// comments, commenters))`. Everything else, such as a struct with a field for each network, it leaves to [`Serde`].
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::exhaustive_structs, reason = "there is nothing to choose")]
pub struct InfluenceRows;

impl Rows<Profile> for InfluenceRows {
    fn columns(&self) -> Vec<String> {
        Serde::<Profile>::new().columns()
    }

    fn check(&self, subject: &DataType) -> Result<(), String> {
        Serde::<Profile>::new().check(subject)
    }

    fn read<'b>(&self, subjects: &'b dyn Array) -> Result<Box<dyn Reader<Profile> + 'b>, String> {
        let slow = SerdeReader::new(subjects)?;
        Ok(match Columns::new(subjects) {
            Some(columns) => Box::new(Fast {
                nulls: subjects.nulls(),
                columns,
                slow,
                profile: Profile::new(),
            }),
            None => Box::new(slow),
        })
    }
}

struct Fast<'b> {
    nulls: Option<&'b NullBuffer>,
    columns: Columns<'b>,
    slow: SerdeReader<'b, Profile>,
    profile: Profile,
}

impl Reader<Profile> for Fast<'_> {
    fn row(&mut self, row: usize) -> Result<&Profile, String> {
        let fast = if self.nulls.is_some_and(|nulls| nulls.is_null(row)) {
            None
        } else {
            self.columns.profile(row)
        };
        self.profile = match fast {
            Some(profile) => profile,
            // Whatever it is, serde says it.
            None => self.slow.one(row)?,
        };
        Ok(&self.profile)
    }
}

struct Columns<'b> {
    networks: Entries<'b>,
    blogs: Option<Entries<'b>>,
}

impl<'b> Columns<'b> {
    fn new(subjects: &'b dyn Array) -> Option<Self> {
        let subjects = subjects.as_struct_opt()?;
        let blogs = match subjects.column_by_name("blogs") {
            // A column of NULLs is none.
            Some(column) if column.null_count() < column.len() => {
                let fields = ["readers", "comments", "commenters"];
                Some(Entries::new(column.as_map_opt()?, fields)?)
            }
            _ => None,
        };
        let known = |name: &&str| ["networks", "blogs"].contains(name);
        if !subjects.column_names().iter().all(known) || subjects.num_columns() > 2 {
            return None;
        }
        let networks = subjects.column_by_name("networks")?.as_map_opt()?;
        Some(Self {
            networks: Entries::new(networks, ["audience", "active", "reactions"])?,
            blogs,
        })
    }

    /// None where the row is not what it should be.
    fn profile(&self, row: usize) -> Option<Profile> {
        let mut profile = Profile::new();
        if self.networks.map.is_null(row) {
            return None;
        }
        let mut networks = 0;
        for entry in self.networks.of(row)? {
            let (name, [audience, active, reactions]) = entry?;
            let network = Network::new(audience, active, reactions);
            profile = profile.with(name, network).ok()?;
            networks += 1;
        }
        let mut count = 0;
        if let Some(blogs) = self.blogs.as_ref().filter(|blogs| !blogs.map.is_null(row)) {
            for entry in blogs.of(row)? {
                let (name, [readers, comments, commenters]) = entry?;
                let blog = Blog::new(readers, comments, commenters);
                profile = profile.with_blog(name, blog).ok()?;
                count += 1;
            }
        }
        // A name that was given twice has been replaced.
        (profile.networks().count() == networks && profile.blogs().count() == count)
            .then_some(profile)
    }
}

/// A map from names to three counts.
struct Entries<'b> {
    map: &'b MapArray,
    names: Texts<'b>,
    /// Of the values.
    nulls: Option<&'b NullBuffer>,
    counts: [Counts<'b>; 3],
}

impl<'b> Entries<'b> {
    fn new(map: &'b MapArray, fields: [&str; 3]) -> Option<Self> {
        let values = map.values().as_struct_opt()?;
        if values.num_columns() != fields.len() {
            return None;
        }
        let [first, second, third] =
            fields.map(|name| Counts::new(values.column_by_name(name)?.as_ref()));
        Some(Self {
            map,
            names: Texts::new(map.keys())?,
            nulls: values.nulls(),
            counts: [first?, second?, third?],
        })
    }

    /// The entries of a row that are not NULL; none for one that is not what it should be.
    #[allow(clippy::type_complexity, reason = "a name and its counts")]
    fn of(&self, row: usize) -> Option<impl Iterator<Item = Option<(&'b str, [f64; 3])>>> {
        let offsets = self.map.value_offsets();
        let at = |row: usize| usize::try_from(*offsets.get(row)?).ok();
        let rows = at(row)?..at(row + 1)?;
        let present = rows.filter(|&row| !self.nulls.is_some_and(|nulls| nulls.is_null(row)));
        Some(present.map(|row| {
            let [first, second, third] = &self.counts;
            let counts = [first.at(row)?, second.at(row)?, third.at(row)?];
            Some((self.names.get(row)?, counts))
        }))
    }
}

enum Counts<'b> {
    F32(&'b PrimitiveArray<Float32Type>),
    F64(&'b PrimitiveArray<Float64Type>),
    I8(&'b PrimitiveArray<Int8Type>),
    I16(&'b PrimitiveArray<Int16Type>),
    I32(&'b PrimitiveArray<Int32Type>),
    I64(&'b PrimitiveArray<Int64Type>),
    U8(&'b PrimitiveArray<UInt8Type>),
    U16(&'b PrimitiveArray<UInt16Type>),
    U32(&'b PrimitiveArray<UInt32Type>),
    U64(&'b PrimitiveArray<UInt64Type>),
}

impl<'b> Counts<'b> {
    fn new(array: &'b dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Float32 => Self::F32(array.as_primitive()),
            DataType::Float64 => Self::F64(array.as_primitive()),
            DataType::Int8 => Self::I8(array.as_primitive()),
            DataType::Int16 => Self::I16(array.as_primitive()),
            DataType::Int32 => Self::I32(array.as_primitive()),
            DataType::Int64 => Self::I64(array.as_primitive()),
            DataType::UInt8 => Self::U8(array.as_primitive()),
            DataType::UInt16 => Self::U16(array.as_primitive()),
            DataType::UInt32 => Self::U32(array.as_primitive()),
            DataType::UInt64 => Self::U64(array.as_primitive()),
            _ => return None,
        })
    }

    /// None for NULL, and for a whole number that an `f64` may not hold.
    fn at(&self, row: usize) -> Option<f64> {
        fn native<T: ArrowPrimitiveType>(
            array: &PrimitiveArray<T>,
            row: usize,
        ) -> Option<T::Native> {
            (!array.is_null(row)).then(|| array.value(row))
        }
        #[allow(clippy::cast_precision_loss, reason = "up to 2^53")]
        let exact = |value: u64| (value <= 1 << f64::MANTISSA_DIGITS).then_some(value as f64);
        match self {
            Self::F32(array) => native(array, row).map(f64::from),
            Self::F64(array) => native(array, row),
            Self::I8(array) => native(array, row).map(f64::from),
            Self::I16(array) => native(array, row).map(f64::from),
            Self::I32(array) => native(array, row).map(f64::from),
            Self::I64(array) => exact(native(array, row)?.try_into().ok()?),
            Self::U8(array) => native(array, row).map(f64::from),
            Self::U16(array) => native(array, row).map(f64::from),
            Self::U32(array) => native(array, row).map(f64::from),
            Self::U64(array) => exact(native(array, row)?),
        }
    }
}
