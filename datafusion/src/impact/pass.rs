//! The pass over the rows, and how far it is.

use std::{pin::pin, sync::Arc, time::Duration};

use datafusion::{
    arrow::array::RecordBatch,
    dataframe::DataFrame,
    execution::SendableRecordBatchStream,
    physical_plan::{ExecutionPlan, execute_stream},
};
use futures::StreamExt as _;

use crate::ImpactQueryError;

/// Is told how many rows have been read.
pub(super) type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// How long it is between two reports of progress.
const BETWEEN: Duration = Duration::from_millis(500);

pub(super) struct Pass {
    plan: Arc<dyn ExecutionPlan>,
    batches: SendableRecordBatchStream,
    progress: Option<Progress>,
}

impl Pass {
    pub(super) async fn over(
        rows: DataFrame,
        progress: Option<&Progress>,
    ) -> Result<Self, ImpactQueryError> {
        let task = Arc::new(rows.task_ctx());
        let plan = rows.create_physical_plan().await?;
        let batches = execute_stream(Arc::clone(&plan), task)?;
        Ok(Self {
            plan,
            batches,
            progress: progress.map(Arc::clone),
        })
    }

    /// The next batch of results.
    pub(super) async fn next(&mut self) -> Result<Option<RecordBatch>, ImpactQueryError> {
        let mut batch = pin!(self.batches.next());
        let Some(progress) = &self.progress else {
            return Ok(batch.await.transpose()?);
        };
        loop {
            let waited = tokio::time::timeout(BETWEEN, &mut batch).await;
            progress(read(&self.plan));
            if let Ok(batch) = waited {
                return Ok(batch.transpose()?);
            }
        }
    }
}

/// How many rows the sources of a plan have given; 0 on a cluster, whose machines do not tell.
fn read(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    let children = plan.children();
    if children.is_empty() {
        let rows = plan.metrics().and_then(|metrics| metrics.output_rows());
        return rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0);
    }
    children.into_iter().map(read).sum()
}
