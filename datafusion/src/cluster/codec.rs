//! Plans on their way between machines: as Ballista sends them, with words for functions that a machine does not have.

use std::sync::Arc;

use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::{
    arrow::datatypes::{DataType, FieldRef, SchemaRef},
    catalog::TableProvider,
    common::{TableReference, exec_err, plan_err},
    datasource::file_format::FileFormatFactory,
    error::Result,
    execution::TaskContext,
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, ColumnarValue, Extension, LogicalPlan,
        ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
    physical_plan::ExecutionPlan,
};
use datafusion_proto::{
    logical_plan::LogicalExtensionCodec,
    physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension},
};

use crate::{
    Functions,
    functions::{BYTES, Report, state},
};

/// Ballista's codec, which also knows the functions of lineages.
#[derive(Debug)]
pub(super) struct Codec<C> {
    inner: C,
    lineages: Arc<[Functions]>,
}

impl<C> Codec<C> {
    /// What to update, where a function is asked for that is not here.
    fn missing(&self, name: &str) -> String {
        let known = self.lineages.iter().find_map(|of| of.missing(name));
        known.unwrap_or_else(|| {
            format!(
                "this process has no function {name}: its build is not that of the client; update and restart it"
            )
        })
    }

    fn report(&self, name: &str, request: &[u8]) -> Option<Arc<AggregateUDF>> {
        let request = std::str::from_utf8(request).ok()?;
        let named = |of: &Functions| of.report_named(name, request);
        let report = self.lineages.iter().find_map(named)?;
        Some(Arc::new(report.into()))
    }
}

/// In place of a function that is not here: it says so when it is called.
///
/// An executor that cannot read its task tells the client no more than that. What a task says while it runs arrives.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Missing {
    name: String,
    says: String,
    signature: Signature,
}

impl ScalarUDFImpl for Missing {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        plan_err!("{}", self.says)
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        exec_err!("{}", self.says)
    }
}

impl AggregateUDFImpl for Missing {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(BYTES)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state(args.name))
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        exec_err!("{}", self.says)
    }
}

/// What goes along with a report; nothing with any other function.
fn request(function: &AggregateUDF) -> &[u8] {
    let report = function.inner().downcast_ref::<Report>();
    report.map_or(&[], |report| report.request().as_bytes())
}

impl Codec<BallistaLogicalExtensionCodec> {
    pub(super) fn logical(lineages: Arc<[Functions]>) -> Arc<dyn LogicalExtensionCodec> {
        let inner = BallistaLogicalExtensionCodec::default();
        Arc::new(Self { inner, lineages })
    }
}

impl Codec<BallistaPhysicalExtensionCodec> {
    pub(super) fn physical(lineages: Arc<[Functions]>) -> Arc<dyn PhysicalExtensionCodec> {
        let inner = BallistaPhysicalExtensionCodec::default();
        Arc::new(Self { inner, lineages })
    }
}

impl LogicalExtensionCodec for Codec<BallistaLogicalExtensionCodec> {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[LogicalPlan],
        ctx: &TaskContext,
    ) -> Result<Extension> {
        self.inner.try_decode(buf, inputs, ctx)
    }

    fn try_encode(&self, node: &Extension, buf: &mut Vec<u8>) -> Result<()> {
        self.inner.try_encode(node, buf)
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.inner
            .try_decode_table_provider(buf, table, schema, ctx)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<()> {
        self.inner.try_encode_table_provider(table, node, buf)
    }

    fn try_decode_file_format(
        &self,
        buf: &[u8],
        ctx: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.inner.try_decode_file_format(buf, ctx)
    }

    fn try_encode_file_format(
        &self,
        buf: &mut Vec<u8>,
        node: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.inner.try_encode_file_format(buf, node)
    }

    fn try_decode_udf(&self, name: &str, _: &[u8]) -> Result<Arc<ScalarUDF>> {
        let known = self.lineages.iter().find_map(|of| of.udf_named(name));
        match known {
            Some(function) => Ok(function),
            None => plan_err!("{}", self.missing(name)),
        }
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        buf.extend_from_slice(request(function));
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        match self.report(name, buf) {
            Some(report) => Ok(report),
            None => plan_err!("{}", self.missing(name)),
        }
    }
}

impl PhysicalExtensionCodec for Codec<BallistaPhysicalExtensionCodec> {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.try_decode(buf, inputs, ctx, converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.inner.try_encode(node, buf, converter)
    }

    fn try_decode_udf(&self, name: &str, _: &[u8]) -> Result<Arc<ScalarUDF>> {
        let known = self.lineages.iter().find_map(|of| of.udf_named(name));
        Ok(known.unwrap_or_else(|| {
            Arc::new(ScalarUDF::new_from_impl(Missing {
                name: name.to_owned(),
                says: self.missing(name),
                signature: Signature::variadic_any(Volatility::Volatile),
            }))
        }))
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buf: &mut Vec<u8>) -> Result<()> {
        buf.extend_from_slice(request(function));
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, buf: &[u8]) -> Result<Arc<AggregateUDF>> {
        let report = self.report(name, buf);
        Ok(report.unwrap_or_else(|| {
            Arc::new(AggregateUDF::new_from_impl(Missing {
                name: name.to_owned(),
                says: self.missing(name),
                signature: Signature::variadic_any(Volatility::Volatile),
            }))
        }))
    }
}
