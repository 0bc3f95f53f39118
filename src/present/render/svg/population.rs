//! The charts of a population.

use super::{Histogram, TransitionMatrix};
use crate::present::{Figure, LocalizedMessage};

impl LocalizedMessage {
    /// How far the scores of a population move, as an SVG file; none where the message is not about a population, or
    /// there is nobody in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{influence::{self, Network, Profile}, score::Bands};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(0)?)];
    /// let impact = influence::lineage()
    ///     .impact("1.0.0", "2.0.0")?
    ///     .bands(Bands::at([20.0]).named(["low", "high"]))
    ///     .run(&people)?;
    ///
    /// let localized = Presenter::new(Audience::Person).message(&impact).localize(&English);
    /// let moves = localized.histogram().ok_or("nobody")?.width(480).to_string();
    /// assert!(moves.starts_with("<svg ") && moves.contains(">How far scores move, in points, before rounding</title>"));
    /// let bands = localized.crossing_matrix().ok_or("no bands")?.to_string();
    /// assert!(bands.contains(">low</text>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn histogram(&self) -> Option<Histogram> {
        let all = self.population.as_ref()?;
        let chart = Histogram::new(&all.moves.heading).language(&self.language, self.direction);
        let bins = &all.moves.rows;
        (!bins.is_empty()).then(|| {
            bins.iter().fold(chart, |chart, bin| {
                let text = format!("{} · {}", bin.weight.text, bin.share());
                chart.bin_in(bin.tone, &bin.label, bin.weight_micro, text)
            })
        })
    }

    /// How many of a population go from which band into which, as an SVG file; none where the message is not about a
    /// population, no bands were declared, or there are too many of them to read.
    ///
    /// # Examples
    ///
    /// See [`histogram`](Self::histogram).
    #[must_use]
    pub fn crossing_matrix(&self) -> Option<TransitionMatrix> {
        let all = self.population.as_ref()?.crossings.as_ref()?;
        let title = format!("{}: {}", all.heading, all.table);
        let table = TransitionMatrix::new(title, all.bands.clone());
        let table = table.language(&self.language, self.direction);
        let rows = all.bands.iter().zip(&all.counts);
        let cell = |count: &Figure<u64, String>| (count.value, count.text.clone());
        (!all.counts.is_empty()).then(|| {
            rows.fold(table, |table, (band, row)| {
                table.row(band, row.iter().map(cell))
            })
        })
    }
}
