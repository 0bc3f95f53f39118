//! stub
pub(crate) fn average_ranks(_v: &[f64], _w: Option<&[u64]>) -> Vec<f64> {
    Vec::new()
}
pub(crate) fn spearman(_x: &[f64], _y: &[f64], _w: Option<&[u64]>) -> Option<f64> {
    None
}
pub(crate) fn kendall(_x: &[f64], _y: &[f64], _w: Option<&[u64]>) -> Option<f64> {
    None
}
