//! One function, as DataFusion calls it.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, StructArray},
        buffer::NullBuffer,
        datatypes::{DataType, Field, FieldRef, Fields},
    },
    common::{ScalarValue, exec_err, plan_err},
    error::Result,
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::{
    engine::{Engine, Presentation, Task},
    moves,
    name::Kind,
    report::BYTES,
};

/// A function of one lineage.
pub(super) struct Scalar {
    pub(super) task: Task,
    pub(super) columns: Arc<[String]>,
    pub(super) engine: Arc<dyn Engine>,
    pub(super) presentation: Presentation,
    signature: Signature,
}

impl Scalar {
    pub(super) fn new(
        task: Task,
        columns: Arc<[String]>,
        engine: Arc<dyn Engine>,
        presentation: Presentation,
    ) -> Result<Self> {
        let volatility = match task.kind {
            // It gives the same for the same row, but who takes five fields of it must not have it computed five times:
            // the optimiser copies what is immutable to wherever a field of it is read.
            kind if kind.is_composed() => Volatility::Volatile,
            _ => Volatility::Immutable,
        };
        // How many arguments there may be is said by `coerce_types`.
        let signature = Signature::user_defined(volatility);
        let signature = if columns.is_empty() {
            signature
        } else {
            signature.with_parameter_names(columns.to_vec())?
        };
        Ok(Self {
            task,
            columns,
            engine,
            presentation,
            signature,
        })
    }

    fn is_subject(&self, arg: &DataType) -> bool {
        is_subject(&self.columns, self.engine.as_ref(), arg)
    }

    /// The type of the subject that arguments of these types make.
    fn subject_type<'t>(&self, args: impl ExactSizeIterator<Item = &'t DataType>) -> DataType {
        let args: Vec<&DataType> = args.collect();
        match args.as_slice() {
            [arg] if self.is_subject(arg) => (*arg).clone(),
            args => DataType::Struct(self.fields(args)),
        }
    }

    /// As what one argument is taken that is not the subject: else it is told of as the first column, which nobody wrote.
    fn taken_as(&self, args: &[FieldRef]) -> Option<String> {
        let [arg] = args else { return None };
        let found = arg.data_type();
        let first = self.columns.first().filter(|_| !self.is_subject(found))?;
        let is = "the subject is a struct, a map, or its columns";
        Some(format!(
            "; one argument, {found}, was taken as `{first}`: {is}"
        ))
    }

    fn fields(&self, args: &[&DataType]) -> Fields {
        let field = |(name, arg): (&String, &&DataType)| Field::new(name, (*arg).clone(), true);
        self.columns.iter().zip(args).map(field).collect()
    }

    /// The subjects that arguments make.
    fn subjects(&self, args: Vec<ArrayRef>) -> Result<ArrayRef> {
        // One column that is NULL is a subject of which nothing is known.
        let nulls: Option<NullBuffer> = match args.as_slice() {
            [arg] if self.is_subject(arg.data_type()) => return Ok(Arc::clone(arg)),
            [arg] => arg.logical_nulls(),
            _ => None,
        };
        let types: Vec<&DataType> = args.iter().map(Array::data_type).collect();
        let fields = self.fields(&types);
        Ok(Arc::new(StructArray::try_new(fields, args, nulls)?))
    }
}

/// Whether one argument is the subject itself, and not the first of its columns: a struct with one of them, and any struct
/// or map that the first column cannot be.
pub(super) fn is_subject(columns: &[String], engine: &dyn Engine, arg: &DataType) -> bool {
    let Some(first) = columns.first() else {
        return true;
    };
    let can_be_first = |arg: DataType| {
        let subject = vec![Field::new(first, arg, true)];
        engine.check(&DataType::Struct(subject.into())).is_ok()
    };
    match arg {
        DataType::Null => true,
        DataType::Struct(fields) => {
            fields.iter().any(|field| columns.contains(field.name())) || !can_be_first(arg.clone())
        }
        // Whatever its values are: a column that takes a map says by itself what is wrong with them.
        DataType::Map(entries, sorted) => {
            let DataType::Struct(sides) = entries.data_type() else {
                return false;
            };
            let sides = sides.iter().enumerate().map(|(at, side)| match at {
                0 => Arc::clone(side),
                _ => Arc::new(Field::new(side.name(), DataType::Null, true)),
            });
            let entries = entries.as_ref().clone();
            let entries = entries.with_data_type(DataType::Struct(sides.collect()));
            !can_be_first(DataType::Map(Arc::new(entries), *sorted))
        }
        _ => false,
    }
}

impl ScalarUDFImpl for Scalar {
    fn name(&self) -> &str {
        &self.task.name
    }

    fn aliases(&self) -> &[String] {
        &self.task.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        let most = self.columns.len().max(1);
        if args.is_empty() || args.len() > most {
            let (name, given) = (&self.task.name, args.len());
            // The engine adds their names.
            let columns = match most {
                1 => String::new(),
                _ => format!(", or up to {most} columns"),
            };
            return plan_err!("{name} takes one subject{columns}, and was given {given} arguments");
        }
        Ok(args.to_vec())
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.task.kind {
            Kind::Score => DataType::Float64,
            Kind::Delta => DataType::Int64,
            Kind::Failure | Kind::Explain | Kind::Reason => DataType::Utf8,
            Kind::Moves => DataType::Struct(moves::fields(None)),
            Kind::MovesByChange => {
                DataType::Struct(moves::fields(Some(self.engine.changes(&self.task))))
            }
            Kind::Report => BYTES,
        })
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let of_subject = args.arg_fields;
        let types = of_subject.iter().map(|field| field.data_type());
        if let Err(problem) = self.engine.check(&self.subject_type(types)) {
            let taken_as = self.taken_as(of_subject).unwrap_or_default();
            return plan_err!(
                "{} cannot be called so: {problem}{taken_as}",
                self.task.name
            );
        }
        // What stops is not declared to be never NULL, although it is not: the optimiser would count rows without asking.
        let is_nullable = !self.task.kind.is_composed();
        let data_type = self.return_type(&[])?;
        Ok(Arc::new(Field::new(self.name(), data_type, is_nullable)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let is_scalar = args
            .args
            .iter()
            .all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if is_scalar { 1 } else { args.number_rows };
        let arrays: Vec<ArrayRef> = args
            .args
            .into_iter()
            .map(|arg| arg.into_array(rows))
            .collect::<Result<_>>()?;
        if arrays.is_empty() {
            return exec_err!("{} needs a subject", self.task.name);
        }
        let subjects = self.subjects(arrays)?;
        let result = self
            .engine
            .run(&self.task, &self.presentation, subjects.as_ref())?;
        if is_scalar {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &result, 0,
            )?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scalar")
            .field("name", &self.task.name)
            .field("aliases", &self.task.aliases)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

// The name carries the fingerprints: what has the same name and columns scores the same.
impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.task.name == other.task.name
            && self.task.aliases == other.task.aliases
            && self.columns == other.columns
    }
}

impl Eq for Scalar {}

impl Hash for Scalar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.task.name.hash(state);
    }
}
