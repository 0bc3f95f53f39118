//! What a message says in words of its own, as values that a program can match.

/// An enum whose values are told in these words, which are also what its documentation says of each.
macro_rules! worded {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$more:meta])* $value:ident = $words:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $(#[doc = concat!("“", $words, "”.")] $(#[$more])* $value,)+
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $(Self::$value => $words,)+ })
            }
        }
    };
}

pub(crate) use worded;
