//! Numbers and lists as the readers of a language write them.

use fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentValue};
use icu_decimal::{
    DecimalFormatter,
    input::{Decimal, SignDisplay},
    options::DecimalFormatterOptions,
};
use icu_list::{ListFormatter, options::ListFormatterOptions};
use icu_locale_core::Locale;
use icu_provider::DataError;
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};
use unic_langid::LanguageIdentifier;

use crate::present::Digits;

/// Writes the digits, separators and signs of a locale.
#[derive(Debug)]
pub(super) struct Numbers(DecimalFormatter);

impl Numbers {
    pub(super) fn new(locale: &Locale) -> Result<Self, DataError> {
        DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).map(Self)
    }

    /// The digits, with a sign if the number is negative. A power of ten is left out.
    pub(super) fn plain(&self, digits: Digits) -> String {
        self.write(decimal(digits), SignDisplay::Negative)
    }

    /// The digits, with a sign if they are not zero. A power of ten is left out.
    pub(super) fn signed(&self, digits: Digits) -> String {
        self.write(decimal(digits), SignDisplay::ExceptZero)
    }

    pub(super) fn count(&self, count: u64) -> String {
        self.write(Decimal::from(count), SignDisplay::Never)
    }

    /// Each digit by itself, as those of a year or a clock are written; whatever is none stays.
    pub(super) fn ungrouped(&self, text: &str) -> String {
        let written = |c: char| match c.to_digit(10) {
            Some(digit) => self.count(u64::from(digit)),
            None => c.to_string(),
        };
        text.chars().map(written).collect()
    }

    fn write(&self, number: Decimal, signs: SignDisplay) -> String {
        let number = number.with_sign_display(signs);
        // In every script a minus is as wide as a plus.
        self.0.format_to_string(&number).replace('-', "−")
    }
}

impl Memoizable for Numbers {
    type Args = ();
    type Error = ();

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        let locale = Locale::try_from_str(&language.to_string()).map_err(drop)?;
        Self::new(&locale).map_err(drop)
    }
}

fn decimal(digits: Digits) -> Decimal {
    let mut number = Decimal::from(digits.units);
    number.multiply_pow10(-i16::from(digits.decimals));
    number
}

/// Names as a list.
#[derive(Debug)]
pub(super) struct Lists(ListFormatter);

impl Lists {
    pub(super) fn new(locale: &Locale) -> Result<Self, DataError> {
        ListFormatter::try_new_and(locale.into(), ListFormatterOptions::default()).map(Self)
    }

    pub(super) fn write(&self, names: &[String]) -> String {
        self.0.format_to_string(names.iter())
    }
}

/// Below this, every digit of a number can be told apart in what Fluent chooses plurals by.
const EXACT: u64 = 1 << 53;

/// A number by which a plural can be chosen, and which [`written`] writes.
///
/// It was rounded before, so that what is read and its plural agree. None for numbers with a power of ten, and with more
/// digits than can be told apart.
pub(super) fn plural(digits: Digits) -> Option<FluentValue<'static>> {
    if digits.exponent != 0 || digits.units.unsigned_abs() >= EXACT {
        return None;
    }
    let decimals = usize::from(digits.decimals);
    let options = FluentNumberOptions {
        // Without decimals, a number equals the `[0]` or `[1]` of a message.
        minimum_fraction_digits: (decimals > 0).then_some(decimals),
        ..FluentNumberOptions::default()
    };
    let value = digits.to_string().parse().ok()?;
    Some(FluentValue::Number(FluentNumber::new(value, options)))
}

/// Writes the numbers of [`plural`] in the bundle's language.
pub(super) fn written(value: &FluentValue<'_>, memoizer: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let decimal: Decimal = number.as_string().parse().ok()?;
    let write = |numbers: &Numbers| numbers.write(decimal, SignDisplay::Negative);
    memoizer.with_try_get::<Numbers, _, _>((), write).ok()
}
