//! The cells of a batch of rows, as a column of lists.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            ArrayRef, BinaryBuilder, Decimal128Array, Float64Array, Int64Array, ListArray,
            StructArray,
        },
        buffer::{OffsetBuffer, ScalarBuffer},
        datatypes::{DataType, Field, FieldRef, Fields},
    },
    error::Result,
};
use scoreshift::impact::{BinAssignment, Measured};

use super::{Cell, Cells, Move, Row};

/// The number of the cell.
pub(crate) const CELL: &str = "cell";
/// The subject's weight, in millionths of a subject.
pub(crate) const WEIGHT: &str = "weight";
/// Millionths of a point beyond the middle of the bin, or what a change did; times the weight.
pub(crate) const REST: &str = "rest";
/// The square of what is beyond, times the weight.
pub(crate) const SQUARE: &str = "square";
/// The score or the move, in points.
pub(crate) const POINTS: &str = "points";
/// A row that may be named; NULL for most.
pub(crate) const KEPT: &str = "kept";

fn fields() -> Fields {
    let field = |name: &str, data_type: DataType| Field::new(name, data_type, true);
    let wide = || DataType::Decimal128(38, 0);
    vec![
        field(CELL, DataType::Int64),
        field(WEIGHT, DataType::Int64),
        field(REST, wide()),
        field(SQUARE, wide()),
        field(POINTS, DataType::Float64),
        field(KEPT, DataType::Binary),
    ]
    .into()
}

fn item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Struct(fields()), true))
}

/// Builds the column.
pub(crate) struct Entries {
    offsets: Vec<i32>,
    cell: Vec<i64>,
    weight: Vec<i64>,
    rest: Vec<i128>,
    square: Vec<i128>,
    points: Vec<f64>,
    kept: BinaryBuilder,
}

impl Entries {
    /// The type of the column.
    pub(crate) fn data_type() -> DataType {
        DataType::List(item())
    }

    pub(crate) fn with_capacity(rows: usize) -> Self {
        let entries = rows.saturating_mul(3);
        Self {
            offsets: std::iter::once(0).collect(),
            cell: Vec::with_capacity(entries),
            weight: Vec::with_capacity(entries),
            rest: Vec::with_capacity(entries),
            square: Vec::with_capacity(entries),
            points: Vec::with_capacity(entries),
            kept: BinaryBuilder::with_capacity(entries, 0),
        }
    }

    /// Adds what is counted of a subject that is scored; none where it is beyond the scales.
    pub(crate) fn scored(
        &mut self,
        cells: &Cells,
        (measured, standing, weight): (&Measured, &BinAssignment, i64),
    ) -> Option<()> {
        let (before, after) = (measured.before, measured.after);
        let of_three = Cells::of_standing(standing).into_iter();
        let points = [before, after, after - before];
        for ((cell, rest), points) in of_three.zip(standing.rests).zip(points) {
            let (rest, wide) = (i128::from(rest), i128::from(weight));
            let sums = [rest * wide, rest * rest * wide];
            // There is one zero, whichever the engine meets first.
            self.add(cells.number(cell)?, weight, sums, points + 0.0, None)?;
        }
        Some(())
    }

    /// Adds a row that may be among those that moved most.
    pub(crate) fn mover(&mut self, cells: &Cells, moved: Move<'_>) -> Option<()> {
        let cell = if moved.moved() < 0.0 {
            Cell::Fell
        } else {
            Cell::Rose
        };
        self.keep(cells.number(cell)?, Row::Moved(moved))
    }

    /// Adds what the named changes did, or why that cannot be told.
    pub(crate) fn why(
        &mut self,
        cells: &Cells,
        key: &str,
        measured: &Measured,
        weight: i64,
    ) -> Option<()> {
        let Some(why) = &measured.why else {
            return Some(());
        };
        let wide = |micro: i64| i128::from(micro) * i128::from(weight);
        if let Some(reason) = &why.unexplained {
            let sums = [wide(measured.move_micro()), 0];
            let cell = cells.number(Cell::Unexplained)?;
            return self.add(cell, weight, sums, 0.0, Some(Row::Said { key, reason }));
        }
        for (at, &effect) in why.causes.iter().enumerate() {
            // What did nothing needs no counting.
            if effect != 0 {
                let cell = cells.number(Cell::Change(at))?;
                self.add(cell, weight, [wide(effect), 0], 0.0, None)?;
            }
        }
        Some(())
    }

    /// Adds a subject that has no score.
    pub(crate) fn failed(&mut self, cells: &Cells, key: &str, reason: &str) -> Option<()> {
        self.keep(cells.number(Cell::Failed)?, Row::Said { key, reason })
    }

    /// Adds a row that may be named, and is not counted here.
    fn keep(&mut self, cell: i64, row: Row<'_>) -> Option<()> {
        self.add(cell, 0, [0, 0], 0.0, Some(row))
    }

    #[inline]
    fn add(
        &mut self,
        cell: i64,
        weight: i64,
        [rest, square]: [i128; 2],
        points: f64,
        row: Option<Row<'_>>,
    ) -> Option<()> {
        match row.map(Row::bytes) {
            None => self.kept.append_null(),
            Some(bytes) => {
                // The builder ends the process where its offsets end.
                let end = self.kept.values_slice().len().checked_add(bytes.len())?;
                i32::try_from(end).ok()?;
                self.kept.append_value(bytes);
            }
        }
        self.cell.push(cell);
        self.weight.push(weight);
        self.rest.push(rest);
        self.square.push(square);
        self.points.push(points);
        Some(())
    }

    /// What was added since is of one row. None where there is more than a column can hold.
    pub(crate) fn end_row(&mut self) -> Option<()> {
        self.offsets.push(i32::try_from(self.cell.len()).ok()?);
        Some(())
    }

    pub(crate) fn finish(mut self) -> Result<ArrayRef> {
        let wide =
            |numbers: Vec<i128>| Decimal128Array::from(numbers).with_precision_and_scale(38, 0);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(self.cell)),
            Arc::new(Int64Array::from(self.weight)),
            Arc::new(wide(self.rest)?),
            Arc::new(wide(self.square)?),
            Arc::new(Float64Array::from(self.points)),
            Arc::new(self.kept.finish()),
        ];
        let entries = StructArray::try_new(fields(), columns, None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        Ok(Arc::new(ListArray::try_new(
            item(),
            offsets,
            Arc::new(entries),
            None,
        )?))
    }
}
