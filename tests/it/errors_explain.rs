//! What an explanation refuses, word for word.
