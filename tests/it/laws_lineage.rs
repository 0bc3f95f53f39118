//! Laws of lineages.
