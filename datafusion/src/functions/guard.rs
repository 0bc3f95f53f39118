//! What keeps a score from being computed for rows that a filter takes away.

use std::sync::Arc;

use datafusion::{
    common::tree_node::{Transformed, TransformedResult as _, TreeNode as _, TreeNodeRecursion},
    config::ConfigOptions,
    error::Result,
    execution::{SessionState, SessionStateBuilder},
    physical_expr::ScalarFunctionExpr,
    physical_optimizer::PhysicalOptimizerRule,
    physical_plan::{
        ExecutionPlan,
        projection::{ProjectionExec, remove_unnecessary_projections},
    },
};

use super::scalar::Scalar;

/// The same session, whose optimiser leaves scores where they stand.
///
/// By default it moves a projection below a filter if that makes rows narrower, and so has every row scored, explained or
/// refused that the filter would have taken away.
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

/// A rule that pushes projections down, save those that score.
#[derive(Debug)]
struct ScoresStay(Arc<dyn PhysicalOptimizerRule + Send + Sync>);

impl PhysicalOptimizerRule for ScoresStay {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
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
        let mut found = false;
        for of in projection.expr() {
            // What looks does not fail.
            let _ = of.expr.apply(|part| {
                found |= ScalarFunctionExpr::try_downcast_func::<Scalar>(part.as_ref()).is_some();
                Ok(TreeNodeRecursion::Continue)
            });
        }
        found
    })
}
