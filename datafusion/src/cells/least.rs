//! An aggregate function: the least values of a column, each with how often it occurs.
//!
//! `scoreshift_least(value, most)` of a column of bytes is a list of at most so many structs of `value` and `times`, the
//! least value first. What it holds does not grow with the rows, and does not depend on their order.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray as _, BinaryArray, BinaryBuilder, BooleanArray, Int64Array,
            Int64Builder, ListArray, StructArray,
        },
        buffer::{OffsetBuffer, ScalarBuffer},
        datatypes::{DataType, Field, FieldRef, Fields},
    },
    common::{ScalarValue, exec_datafusion_err, exec_err, internal_err},
    error::Result,
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, Expr, GroupsAccumulator, Signature,
        Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
        lit,
    },
    physical_expr::expressions::Literal,
};

/// The bytes.
const VALUE: &str = "value";
/// How often they occur.
const TIMES: &str = "times";

const NAME: &str = "scoreshift_least";

/// The function.
pub(crate) fn udaf() -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::new_from_impl(Least {
        signature: Signature::exact(
            vec![DataType::Binary, DataType::Int64],
            Volatility::Immutable,
        ),
    }))
}

/// The least values of a column, at most so many.
pub(crate) fn least(values: Expr, most: usize) -> Expr {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    udaf().call(vec![values, lit(most)])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Least {
    signature: Signature,
}

fn fields() -> Fields {
    vec![
        Field::new(VALUE, DataType::Binary, true),
        Field::new(TIMES, DataType::Int64, true),
    ]
    .into()
}

fn item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Struct(fields()), true))
}

impl AggregateUDFImpl for Least {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(item()))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format!("{}[{VALUE}]", args.name);
        let field = Field::new(name, DataType::List(item()), true);
        Ok(vec![Arc::new(field)])
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OfAll(Bounded::new(most(&args)?))))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(OfGroups {
            most: most(&args)?,
            total: 0,
            bytes: 0,
            groups: BTreeMap::new(),
        }))
    }

    /// Of no rows, wherever they are looked for.
    fn default_value(&self, _: &DataType) -> Result<ScalarValue> {
        OfAll(Bounded::new(0)).list()
    }
}

/// How many are kept, which is written in the query.
fn most(args: &AccumulatorArgs<'_>) -> Result<usize> {
    if args.is_distinct {
        return exec_err!("{NAME} counts how often each value occurs, and takes no DISTINCT");
    }
    let most = args.exprs.get(1).and_then(|most| {
        let most = most.downcast_ref::<Literal>()?;
        match most.value() {
            ScalarValue::Int64(Some(most)) => usize::try_from(*most).ok(),
            _ => None,
        }
    });
    most.ok_or_else(|| exec_datafusion_err!("{NAME} takes a whole number of values to keep"))
}

/// The least values so far.
#[derive(Debug)]
struct Bounded {
    most: usize,
    /// What the values take.
    bytes: usize,
    values: BTreeMap<Box<[u8]>, i64>,
}

/// What a value takes beside itself.
const OF_ONE: usize = size_of::<(Box<[u8]>, i64)>();

impl Bounded {
    fn new(most: usize) -> Self {
        Self {
            most,
            bytes: 0,
            values: BTreeMap::new(),
        }
    }

    fn offer(&mut self, value: &[u8], times: i64) {
        if let Some(known) = self.values.get_mut(value) {
            *known = known.saturating_add(times);
            return;
        }
        if self.values.len() >= self.most {
            // Who is beaten by so many now is beaten by as many in the end.
            let last = self.values.last_key_value();
            if last.is_none_or(|(last, _)| value > &**last) {
                return;
            }
            if let Some((last, _)) = self.values.pop_last() {
                self.bytes -= last.len() + OF_ONE;
            }
        }
        self.bytes += value.len() + OF_ONE;
        self.values.insert(value.into(), times);
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.bytes
    }
}

/// Lists of values, one for each group.
#[derive(Default)]
struct Lists {
    values: BinaryBuilder,
    times: Int64Builder,
    lengths: Vec<usize>,
}

impl Lists {
    fn add(&mut self, kept: Option<&Bounded>) -> Result<()> {
        let values = kept.into_iter().flat_map(|kept| &kept.values);
        let mut length = 0;
        // The builder ends the process where its offsets end.
        let more = kept.map_or(0, |kept| kept.bytes - kept.values.len() * OF_ONE);
        let bytes = self.values.values_slice().len() + more;
        if i32::try_from(bytes).is_err() {
            return exec_err!("{NAME} keeps more bytes than a column can hold");
        }
        for (value, times) in values {
            self.values.append_value(value);
            self.times.append_value(*times);
            length += 1;
        }
        self.lengths.push(length);
        Ok(())
    }

    fn finish(mut self) -> Result<ListArray> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.values.finish()),
            Arc::new(self.times.finish()),
        ];
        let entries = StructArray::try_new(fields(), columns, None)?;
        let mut offsets = vec![0_i32];
        let mut end = 0_i32;
        for length in self.lengths {
            let next = i32::try_from(length)
                .ok()
                .and_then(|length| end.checked_add(length));
            let Some(next) = next else {
                return exec_err!("{NAME} keeps more values than a column can hold");
            };
            end = next;
            offsets.push(end);
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(ListArray::try_new(
            item(),
            offsets,
            Arc::new(entries),
            None,
        )?)
    }
}

/// Calls for each value that is there, with its row.
fn each_value(
    values: &[ArrayRef],
    filter: Option<&BooleanArray>,
    mut take: impl FnMut(usize, &[u8]) -> Result<()>,
) -> Result<()> {
    let Some(values) = values
        .first()
        .and_then(|values| values.as_binary_opt::<i32>())
    else {
        return internal_err!("{NAME} takes bytes");
    };
    if values.null_count() == values.len() {
        return Ok(());
    }
    for (row, value) in values.iter().enumerate() {
        let passes = filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        if let (Some(value), true) = (value, passes) {
            take(row, value)?;
        }
    }
    Ok(())
}

/// The lists of a column that the function gave.
pub(crate) struct Given {
    lists: ListArray,
    values: BinaryArray,
    times: Int64Array,
}

impl Given {
    /// None where the column is another one.
    pub(crate) fn of(column: &dyn Array) -> Option<Self> {
        let lists = column.as_list_opt::<i32>()?.clone();
        let entries = lists.values().as_struct_opt()?;
        let values = entries.column_by_name(VALUE)?.as_binary_opt()?.clone();
        let times = entries.column_by_name(TIMES)?.as_primitive_opt()?.clone();
        Some(Self {
            lists,
            values,
            times,
        })
    }

    /// The values of a row, each with how often it occurred.
    pub(crate) fn at(&self, row: usize) -> impl Iterator<Item = (&[u8], i64)> {
        let ends = self.lists.value_offsets().get(row..row.saturating_add(2));
        let range = match ends {
            Some(&[start, end]) if self.lists.is_valid(row) => start..end,
            _ => 0..0,
        };
        let entries = range.filter_map(|at| usize::try_from(at).ok());
        entries.map(|at| (self.values.value(at), self.times.value(at)))
    }
}

/// Calls for each value of each list, with the list's row.
fn each_kept(
    states: &[ArrayRef],
    mut take: impl FnMut(usize, &[u8], i64) -> Result<()>,
) -> Result<()> {
    let Some(given) = states.first().and_then(|lists| Given::of(lists)) else {
        return internal_err!("{NAME} takes its own lists");
    };
    for row in 0..given.lists.len() {
        for (value, times) in given.at(row) {
            take(row, value, times)?;
        }
    }
    Ok(())
}

#[derive(Debug)]
struct OfAll(Bounded);

impl OfAll {
    fn list(&self) -> Result<ScalarValue> {
        let mut lists = Lists::default();
        lists.add(Some(&self.0))?;
        Ok(ScalarValue::List(Arc::new(lists.finish()?)))
    }
}

impl Accumulator for OfAll {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        each_value(values, None, |_, value| {
            self.0.offer(value, 1);
            Ok(())
        })
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        each_kept(states, |_, value, times| {
            self.0.offer(value, times);
            Ok(())
        })
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.list()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.list()
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}

/// Of groups, few of which have any value.
#[derive(Debug)]
struct OfGroups {
    most: usize,
    total: usize,
    /// What the groups take; it is asked for after each batch.
    bytes: usize,
    groups: BTreeMap<usize, Bounded>,
}

impl OfGroups {
    fn offer(&mut self, group: Option<&usize>, value: &[u8], times: i64) -> Result<()> {
        let Some(group) = group else {
            return internal_err!("{NAME} has a row without a group");
        };
        let (most, bytes) = (self.most, &mut self.bytes);
        let kept = self.groups.entry(*group).or_insert_with(|| {
            *bytes += size_of::<Bounded>();
            Bounded::new(most)
        });
        // Before it is added, as what is kept may become less.
        *bytes -= kept.bytes;
        kept.offer(value, times);
        *bytes += kept.bytes;
        Ok(())
    }

    fn emit(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let count = match emit_to {
            EmitTo::All => self.total,
            EmitTo::First(count) => count.min(self.total),
        };
        let rest = self.groups.split_off(&count);
        let emitted = std::mem::take(&mut self.groups);
        // What is left is numbered anew.
        self.groups = rest
            .into_iter()
            .map(|(group, kept)| (group - count, kept))
            .collect();
        self.bytes -= emitted.values().map(Bounded::size).sum::<usize>();
        self.total -= count;
        let mut lists = Lists::default();
        for group in 0..count {
            lists.add(emitted.get(&group))?;
        }
        Ok(Arc::new(lists.finish()?))
    }
}

impl GroupsAccumulator for OfGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.total = total_num_groups;
        each_value(values, opt_filter, |row, value| {
            self.offer(group_indices.get(row), value, 1)
        })
    }

    fn merge_batch(
        &mut self,
        states: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.total = total_num_groups;
        each_kept(states, |row, value, times| {
            self.offer(group_indices.get(row), value, times)
        })
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        self.emit(emit_to)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.emit(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values.first().map_or(0, Array::len);
        let mut kept: Vec<Option<Bounded>> = (0..rows).map(|_| None).collect();
        each_value(values, opt_filter, |row, value| {
            let mut one = Bounded::new(1);
            one.offer(value, 1);
            if let Some(kept) = kept.get_mut(row) {
                *kept = Some(one);
            }
            Ok(())
        })?;
        let mut lists = Lists::default();
        for kept in &kept {
            lists.add(kept.as_ref())?;
        }
        Ok(vec![Arc::new(lists.finish()?)])
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.bytes
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use datafusion::{
        arrow::array::{ArrayRef, BinaryArray, BooleanArray},
        common::exec_err,
        error::Result,
        logical_expr::{Accumulator as _, EmitTo, GroupsAccumulator as _},
        scalar::ScalarValue,
    };
    use proptest::prelude::*;

    use super::{Bounded, OF_ONE, OfAll, OfGroups, each_kept};

    /// Group, value, and whether it is filtered out.
    type Row = (usize, Option<Vec<u8>>, bool);

    /// The values of each group that has any, with how often they occur.
    type Kept = BTreeMap<usize, Vec<(Vec<u8>, i64)>>;

    const GROUPS: usize = 5;

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let value = prop::option::weighted(0.8, prop::collection::vec(0_u8..3, 0..3));
        prop::collection::vec((0..GROUPS, value, prop::bool::weighted(0.2)), 0..80)
    }

    fn of_groups(most: usize) -> OfGroups {
        OfGroups {
            most,
            total: 0,
            bytes: 0,
            groups: BTreeMap::new(),
        }
    }

    /// What is asked for after each batch is what a count comes to.
    fn check_size(of: &OfGroups) -> Result<()> {
        let of_values = |kept: &Bounded| -> usize {
            kept.values.keys().map(|value| value.len() + OF_ONE).sum()
        };
        let counted: usize = of
            .groups
            .values()
            .map(|kept| size_of::<Bounded>() + of_values(kept))
            .sum();
        if of.size() != size_of::<OfGroups>() + counted {
            return exec_err!("{} is not {counted}", of.size());
        }
        Ok(())
    }

    fn values(rows: &[Row]) -> [ArrayRef; 1] {
        let values = rows.iter().map(|(_, value, _)| value.as_deref());
        [Arc::new(values.collect::<BinaryArray>())]
    }

    /// What is NULL does not pass either.
    fn filter(rows: &[Row]) -> BooleanArray {
        let passes = |group: usize, out: bool| (!out || group != 1).then_some(!out);
        rows.iter()
            .map(|(group, _, out)| passes(*group, *out))
            .collect()
    }

    /// The groups of a state, by number from the first.
    fn kept(state: &[ArrayRef], first: usize) -> Result<Kept> {
        let mut kept = Kept::new();
        each_kept(state, |row, value, times| {
            let values = kept.entry(first + row).or_default();
            values.push((value.to_vec(), times));
            Ok(())
        })?;
        Ok(kept)
    }

    fn expected(rows: &[Row], most: usize) -> Kept {
        let mut all: BTreeMap<usize, BTreeMap<Vec<u8>, i64>> = BTreeMap::new();
        for (group, value, out) in rows {
            if let (Some(value), false) = (value, out) {
                let values = all.entry(*group).or_default();
                *values.entry(value.clone()).or_insert(0) += 1;
            }
        }
        let first = |(group, values): (usize, BTreeMap<Vec<u8>, i64>)| {
            (group, values.into_iter().take(most).collect())
        };
        all.into_iter().map(first).collect()
    }

    /// Two parts, each counted apart and merged; those of each that come first leave first.
    fn merged(parts: [&[Row]; 2], most: usize, emitted: usize, as_states: bool) -> Result<Kept> {
        let mut all = of_groups(most);
        for part in parts {
            let indices: Vec<usize> = part.iter().map(|(group, _, _)| *group).collect();
            if as_states {
                // As where hardly two rows are of one group, and are not grouped before they are merged.
                let states = all.convert_to_state(&values(part), Some(&filter(part)))?;
                all.merge_batch(&states, &indices, GROUPS)?;
                continue;
            }
            let mut one = of_groups(most);
            one.update_batch(&values(part), &indices, Some(&filter(part)), GROUPS)?;
            let groups: Vec<usize> = (0..GROUPS).collect();
            let (first, rest) = groups.split_at(emitted);
            all.merge_batch(&one.state(EmitTo::First(emitted))?, first, GROUPS)?;
            all.merge_batch(&one.state(EmitTo::All)?, rest, GROUPS)?;
        }
        check_size(&all)?;
        let mut found = kept(&[all.evaluate(EmitTo::First(emitted))?], 0)?;
        check_size(&all)?;
        found.extend(kept(&[all.evaluate(EmitTo::All)?], emitted)?);
        check_size(&all)?;
        Ok(found)
    }

    fn merged_without_groups(parts: [&[Row]; 2], most: usize) -> Result<Kept> {
        let mut all = OfAll(Bounded::new(most));
        for part in parts {
            let mut one = OfAll(Bounded::new(most));
            one.update_batch(&values(part))?;
            let states = one.state()?;
            let states: Result<Vec<ArrayRef>> = states.iter().map(ScalarValue::to_array).collect();
            all.merge_batch(&states?)?;
        }
        kept(&[all.evaluate()?.to_array()?], 0)
    }

    proptest! {
        #[test]
        fn however_rows_are_divided_the_least_of_each_group_are_kept(
            rows in rows(),
            most in 1_usize..5,
            cut in 0_usize..80,
            emitted in 0_usize..=GROUPS,
            as_states in any::<bool>(),
        ) {
            let (first, rest) = rows.split_at(cut.min(rows.len()));
            let found = merged([first, rest], most, emitted, as_states);
            prop_assert_eq!(found.map_err(|error| error.to_string()), Ok(expected(&rows, most)));
        }

        #[test]
        fn without_groups_as_well(rows in rows(), most in 1_usize..5, cut in 0_usize..80) {
            let rows: Vec<Row> = rows.into_iter().map(|(_, value, _)| (0, value, false)).collect();
            let (first, rest) = rows.split_at(cut.min(rows.len()));
            let found = merged_without_groups([first, rest], most);
            prop_assert_eq!(found.map_err(|error| error.to_string()), Ok(expected(&rows, most)));
        }
    }
}
