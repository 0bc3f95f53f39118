//! The profiles of the built-in family, without serde.

use datafusion::arrow::{
    array::{Array, AsArray as _, Float64Array, MapArray},
    buffer::NullBuffer,
    compute::cast,
    datatypes::DataType,
};
use scoreshift::influence::{Blog, Network, Profile};

use super::{Reader, RowError, Rows, Serde, Texts, serde::SerdeReader};

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

    fn check(&self, subject: &DataType) -> Result<(), RowError> {
        Serde::<Profile>::new().check(subject)
    }

    fn read<'b>(&self, subjects: &'b dyn Array) -> Result<Box<dyn Reader<Profile> + 'b>, RowError> {
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
    fn row(&mut self, row: usize) -> Result<&Profile, RowError> {
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
    /// Where its entries begin.
    first: usize,
    names: Texts<'b>,
    /// Of the values.
    nulls: Option<&'b NullBuffer>,
    counts: [Counts; 3],
}

impl<'b> Entries<'b> {
    fn new(map: &'b MapArray, fields: [&str; 3]) -> Option<Self> {
        let values = map.values().as_struct_opt()?;
        if values.num_columns() != fields.len() {
            return None;
        }
        // Of many rows that share their arrays, these.
        let ends = [map.value_offsets().first()?, map.value_offsets().last()?];
        let [first, last] = ends.map(|end| usize::try_from(*end).ok());
        let (first, length) = (first?, last?.checked_sub(first?)?);
        let counts = |name| Counts::new(&values.column_by_name(name)?.slice(first, length));
        let [a, b, c] = fields.map(counts);
        Some(Self {
            map,
            first,
            names: Texts::new(map.keys())?,
            nulls: values.nulls(),
            counts: [a?, b?, c?],
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
            let [a, b, c] = self.counts.each_ref().map(|of| of.at(row - self.first));
            let counts = [a?, b?, c?];
            Some((self.names.get(row)?, counts))
        }))
    }
}

/// Numbers of any type.
struct Counts {
    values: Float64Array,
    are_whole: bool,
}

impl Counts {
    fn new(array: &dyn Array) -> Option<Self> {
        let are_whole = array.data_type().is_integer();
        let are_floats = matches!(array.data_type(), DataType::Float32 | DataType::Float64);
        let values = cast(array, &DataType::Float64).ok()?;
        (are_whole || are_floats).then(|| Self {
            values: values.as_primitive().clone(),
            are_whole,
        })
    }

    /// None for NULL, and for a whole number that an `f64` may not hold.
    fn at(&self, row: usize) -> Option<f64> {
        let value = self.values.is_valid(row).then(|| self.values.value(row))?;
        (!self.are_whole || value.abs() < MOST_WHOLE).then_some(value)
    }
}

/// From here on not every whole number is an `f64`.
const MOST_WHOLE: f64 = 9_007_199_254_740_992.0;
