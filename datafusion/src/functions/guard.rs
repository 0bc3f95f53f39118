//! What keeps a score from being computed for rows that a filter takes away.

use std::sync::Arc;

use datafusion::{
    common::tree_node::{Transformed, TransformedResult as _, TreeNode as _, TreeNodeRecursion},
    config::ConfigOptions,
    error::Result,
    execution::{SessionState, SessionStateBuilder},
    physical_expr::{PhysicalExpr, ScalarFunctionExpr, conjunction, split_conjunction},
    physical_optimizer::PhysicalOptimizerRule,
    physical_plan::{
        ExecutionPlan,
        filter::{FilterExec, FilterExecBuilder},
        projection::{ProjectionExec, remove_unnecessary_projections},
    },
};

use super::scalar::Scalar;

/// The same session, whose optimiser leaves scores where they stand.
///
/// By default it moves a projection below a filter if that makes rows narrower, and so has every row scored, explained or
/// refused that the filter would have taken away. And of the conditions of one filter it may ask all of each row: those that
/// score are asked of what the others leave.
pub(crate) fn guarded(state: SessionState) -> SessionState {
    let rules = state.physical_optimizers().iter().map(|rule| {
        if rule.name() == "ProjectionPushdown" {
            Arc::new(ScoresStay(Arc::clone(rule)))
        } else {
            Arc::clone(rule)
        }
    });
    let (rules, id) = (rules.collect(), state.session_id().to_owned());
    SessionStateBuilder::new_from_existing(state)
        .with_session_id(id)
        .with_physical_optimizer_rules(rules)
        .build()
}

/// A filter whose conditions that score stand above the others.
fn sieved(node: Arc<dyn ExecutionPlan>) -> Result<Transformed<Arc<dyn ExecutionPlan>>> {
    let Some(filter) = node.downcast_ref::<FilterExec>() else {
        return Ok(Transformed::no(node));
    };
    let conditions = split_conjunction(filter.predicate()).into_iter().cloned();
    let (scoring, others): (Vec<_>, Vec<_>) = conditions.partition(asks_for_a_score);
    if scoring.is_empty() || others.is_empty() {
        return Ok(Transformed::no(node));
    }
    let below = FilterExec::try_new(conjunction(others), Arc::clone(filter.input()))?;
    let above = FilterExecBuilder::from(filter)
        .with_predicate(conjunction(scoring))
        .with_input(Arc::new(below))
        .build()?;
    Ok(Transformed::yes(Arc::new(above)))
}

fn asks_for_a_score(expr: &Arc<dyn PhysicalExpr>) -> bool {
    let mut found = false;
    // What looks does not fail.
    let _ = expr.apply(|part| {
        found |= ScalarFunctionExpr::try_downcast_func::<Scalar>(part.as_ref()).is_some();
        Ok(TreeNodeRecursion::Continue)
    });
    found
}

/// A rule that pushes projections down, save those that score.
#[derive(Debug)]
struct ScoresStay(Arc<dyn PhysicalOptimizerRule + Send + Sync>);

impl PhysicalOptimizerRule for ScoresStay {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let plan = plan.transform_up(sieved).data()?;
        if !plan.exists(|node| Ok(scores(node)))? {
            return self.0.optimize(plan, config);
        }
        let pushed = plan.transform_down(|node| {
            if scores(&node) {
                Ok(Transformed::no(node))
            } else {
                remove_unnecessary_projections(node)
            }
        });
        pushed.data()
    }

    fn name(&self) -> &'static str {
        "ScoresStay"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn scores(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let projection = plan.downcast_ref::<ProjectionExec>();
    projection.is_some_and(|projection| {
        let mut columns = projection.expr().iter();
        columns.any(|of| asks_for_a_score(&of.expr))
    })
}
