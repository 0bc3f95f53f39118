//! How counts are stored: whole numbers as they are, in JSON and in bytes alike.

use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error};

use super::{group::Pair, wide::Wide};
use crate::{
    impact::{Directions, WeightedCount},
    path::{Path, printable, shown},
};

/// What is stored in another form than it is reported in; for `#[serde(with)]`.
pub(in crate::impact) trait Wire: Sized {
    type Form: Serialize + DeserializeOwned;

    fn form(&self) -> Self::Form;

    fn of(form: Self::Form) -> Result<Self, WireError>;
}

/// Why stored counts are none that a study writes.
#[derive(Debug, thiserror::Error)]
pub(in crate::impact) enum WireError {
    #[error("the reason `{}` at `{}` stands twice", printable(kind), shown(place))]
    ReasonTwice { kind: String, place: Path },
    #[error("bins from {least} to {most} are too many")]
    TooManyBins { least: i64, most: i64 },
    #[error("bin {index} stands where it cannot")]
    Bin { index: i64 },
}

pub(in crate::impact) fn serialize<T: Wire, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.form().serialize(serializer)
}

pub(in crate::impact) fn deserialize<'de, T: Wire, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::of(T::Form::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Subjects, and their weight in millionths of one.
impl Wire for WeightedCount {
    type Form = (u64, u64);

    fn form(&self) -> Self::Form {
        (self.subjects, self.weight_micro)
    }

    fn of((subjects, weight): Self::Form) -> Result<Self, WireError> {
        Ok(Self::new(subjects, weight))
    }
}

/// Down, same, up.
impl Wire for Directions {
    type Form = [(u64, u64); 3];

    fn form(&self) -> Self::Form {
        [self.down, self.same, self.up].map(|mass| mass.form())
    }

    fn of([down, same, up]: Self::Form) -> Result<Self, WireError> {
        Ok(Self {
            down: WeightedCount::of(down)?,
            same: WeightedCount::of(same)?,
            up: WeightedCount::of(up)?,
        })
    }
}

/// Both scores of a subject.
impl Wire for Pair {
    type Form = (f64, f64);

    fn form(&self) -> Self::Form {
        (self.before, self.after)
    }

    fn of((before, after): Self::Form) -> Result<Self, WireError> {
        Ok(Self { before, after })
    }
}

/// A number that JSON has no type for, which is text there.
#[derive(Clone, Copy, Debug)]
pub(in crate::impact) struct Big<T>(T);

impl<T: Serialize + Display> Serialize for Big<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&self.0)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de, T: Deserialize<'de> + FromStr> Deserialize<'de> for Big<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return T::deserialize(deserializer).map(Self);
        }
        let text = String::deserialize(deserializer)?;
        let number = text.parse().map(Self);
        number.map_err(|_| D::Error::custom(format!("{text:?} is no whole number")))
    }
}

impl Wire for i128 {
    type Form = Big<i128>;

    fn form(&self) -> Self::Form {
        Big(*self)
    }

    fn of(form: Self::Form) -> Result<Self, WireError> {
        Ok(form.0)
    }
}

impl Wire for Wide {
    type Form = [Big<u128>; 2];

    fn form(&self) -> Self::Form {
        [Big(self.high), Big(self.low)]
    }

    fn of([high, low]: Self::Form) -> Result<Self, WireError> {
        Ok(Self {
            high: high.0,
            low: low.0,
        })
    }
}

impl<T: Wire> Wire for Vec<T> {
    type Form = Vec<T::Form>;

    fn form(&self) -> Self::Form {
        self.iter().map(T::form).collect()
    }

    fn of(form: Self::Form) -> Result<Self, WireError> {
        form.into_iter().map(T::of).collect()
    }
}

impl<T: Wire> Wire for [T; 3] {
    type Form = [T::Form; 3];

    fn form(&self) -> Self::Form {
        self.each_ref().map(T::form)
    }

    fn of([a, b, c]: Self::Form) -> Result<Self, WireError> {
        Ok([T::of(a)?, T::of(b)?, T::of(c)?])
    }
}

impl<T: Wire> Wire for BTreeMap<Path, T> {
    type Form = BTreeMap<Path, T::Form>;

    fn form(&self) -> Self::Form {
        self.iter()
            .map(|(at, of)| (at.clone(), of.form()))
            .collect()
    }

    fn of(form: Self::Form) -> Result<Self, WireError> {
        let entries = form.into_iter();
        entries.map(|(at, of)| Ok((at, T::of(of)?))).collect()
    }
}
