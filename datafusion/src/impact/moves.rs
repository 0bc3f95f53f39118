//! The function that measures a subject: both scores in whole numbers, or why there are none.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{ArrayRef, Float64Builder, Int64Builder, StringBuilder, StructArray},
        datatypes::{DataType, Field, Fields},
    },
    common::exec_err,
    error::Result,
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility},
};
use scoreshift::impact::{Measured, PreparedStudy};

use crate::rows::Rows;

/// Measures a subject and, with a second argument, its weight.
pub(crate) struct Moves<I: 'static> {
    name: String,
    aliases: Vec<String>,
    signature: Signature,
    fields: Fields,
    ready: Arc<PreparedStudy<I>>,
    rows: Arc<dyn Rows<I>>,
}

impl<I: 'static> Moves<I> {
    pub(crate) fn new(
        name: String,
        aliases: Vec<String>,
        ready: PreparedStudy<I>,
        rows: Arc<dyn Rows<I>>,
    ) -> Self {
        let whole = |name: &str| Field::new(name, DataType::Int64, true);
        let points = |name: &str| Field::new(name, DataType::Float64, true);
        let text = |name: &str| Field::new(name, DataType::Utf8, true);
        let mut fields = vec![
            points("before"),
            points("after"),
            whole("micro_before"),
            whole("micro_after"),
            whole("direction"),
            text("failed"),
        ];
        if let Some(changes) = ready.changes() {
            fields.push(text("unexplained"));
            fields.extend((0..changes).map(|at| whole(&format!("change_{at}"))));
        }
        Self {
            name,
            aliases,
            signature: Signature::any(1, Volatility::Immutable),
            fields: fields.into(),
            ready: Arc::new(ready),
            rows,
        }
    }
}

impl<I: Send + Sync + 'static> ScalarUDFImpl for Moves<I> {
    fn name(&self) -> &str {
        &self.name
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(self.fields.clone()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let Some(subjects) = arrays.first() else {
            return exec_err!("{} needs a subject", self.name);
        };
        let read = self.rows.open(subjects)?;
        let mut out = Columns::new(rows, self.ready.changes());
        for row in 0..rows {
            let measured = read(row).and_then(|input| {
                let measured = self.ready.measure(&input);
                measured.map_err(|error| error.to_string())
            });
            match measured {
                Ok(measured) => out.add(&measured),
                Err(reason) => out.fail(&reason),
            }
        }
        let columns = out.finish();
        Ok(ColumnarValue::Array(Arc::new(StructArray::try_new(
            self.fields.clone(),
            columns,
            None,
        )?)))
    }
}

/// The fields of the result, in their order.
struct Columns {
    points: [Float64Builder; 2],
    whole: [Int64Builder; 3],
    failed: StringBuilder,
    unexplained: Option<StringBuilder>,
    changes: Vec<Int64Builder>,
}

impl Columns {
    fn new(rows: usize, changes: Option<usize>) -> Self {
        let whole = || Int64Builder::with_capacity(rows);
        Self {
            points: std::array::from_fn(|_| Float64Builder::with_capacity(rows)),
            whole: std::array::from_fn(|_| whole()),
            failed: StringBuilder::new(),
            unexplained: changes.map(|_| StringBuilder::new()),
            changes: (0..changes.unwrap_or(0)).map(|_| whole()).collect(),
        }
    }

    fn add(&mut self, measured: &Measured) {
        let (before, after) = (measured.before, measured.after);
        for (column, points) in self.points.iter_mut().zip([before, after]) {
            column.append_value(points);
        }
        let whole = [
            measured.micro_before,
            measured.micro_after,
            i64::from(after > before) - i64::from(after < before),
        ];
        for (column, number) in self.whole.iter_mut().zip(whole) {
            column.append_value(number);
        }
        self.failed.append_null();
        if let Some(unexplained) = &mut self.unexplained {
            let why = measured.why.as_ref();
            unexplained.append_option(why.and_then(|why| why.unexplained.as_deref()));
            for (at, column) in self.changes.iter_mut().enumerate() {
                let effect = why.and_then(|why| why.causes.get(at));
                column.append_value(effect.copied().unwrap_or(0));
            }
        }
    }

    fn fail(&mut self, reason: &str) {
        self.points.iter_mut().for_each(Float64Builder::append_null);
        self.whole.iter_mut().for_each(Int64Builder::append_null);
        self.changes.iter_mut().for_each(Int64Builder::append_null);
        self.failed.append_value(reason);
        if let Some(unexplained) = &mut self.unexplained {
            unexplained.append_null();
        }
    }

    fn finish(self) -> Vec<ArrayRef> {
        let Self {
            points,
            whole,
            mut failed,
            unexplained,
            changes,
        } = self;
        let mut columns: Vec<ArrayRef> = Vec::new();
        for mut column in points {
            columns.push(Arc::new(column.finish()));
        }
        for mut column in whole {
            columns.push(Arc::new(column.finish()));
        }
        columns.push(Arc::new(failed.finish()));
        if let Some(mut unexplained) = unexplained {
            columns.push(Arc::new(unexplained.finish()));
        }
        for mut column in changes {
            columns.push(Arc::new(column.finish()));
        }
        columns
    }
}

impl<I: 'static> fmt::Debug for Moves<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moves")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

// The name holds the fingerprints of both releases.
impl<I: 'static> PartialEq for Moves<I> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl<I: 'static> Eq for Moves<I> {}

impl<I: 'static> Hash for Moves<I> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
