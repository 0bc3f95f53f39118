//! Days and moments, given by the caller: nothing here reads a clock.

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::path::printable;

/// The first second of the year 10000, which can no longer be written.
const END: u64 = 253_402_300_800;

/// A day or a moment in UTC: `2011-10-26` or `2011-10-26T09:30:00Z`.
///
/// Read with [`str::parse`] and written with `Display`, from 1970 to 9999, to the microsecond; what is finer is
/// dropped. A day is ordered as its first moment. The crate reads no clock: every time is given by the caller, in
/// this form or as a [`SystemTime`], into which the date types of other crates convert.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use scoreshift::time::Time;
///
/// let day: Time = "2011-10-26".parse()?;
/// let moment: Time = "2011-10-26T09:30:00Z".parse()?;
/// assert!(day < moment);
/// assert_eq!(Time::try_from(UNIX_EPOCH + Duration::from_secs(1_319_621_400))?, moment);
/// assert_eq!(moment.to_string(), "2011-10-26T09:30:00Z");
///
/// let error = "26.10.2011".parse::<Time>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`26.10.2011` is neither a day such as 2011-10-26 nor a moment in UTC such as 2011-10-26T09:30:00Z",
/// );
/// # Ok::<(), scoreshift::time::TimeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    since_1970: Duration,
    /// Whether a moment was given, and not a whole day.
    moment: bool,
}

/// Why something is not a [`Time`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The text is neither a day nor a moment of the calendar.
    #[error(
        "`{}` is neither a day such as 2011-10-26 nor a moment in UTC such as 2011-10-26T09:30:00Z",
        printable(text)
    )]
    #[non_exhaustive]
    NotATime {
        /// The text.
        text: String,
    },

    /// A moment before 1970 or after 9999.
    #[error("the moment lies before 1970 or after 9999")]
    OutOfRange,
}

impl Time {
    fn new(since_1970: Duration, moment: bool) -> Option<Self> {
        (since_1970.as_secs() < END).then(|| Self {
            // The clocks of some systems are no finer, and a time must read the same on all of them.
            since_1970: Duration::new(
                since_1970.as_secs(),
                since_1970.subsec_micros().saturating_mul(1000),
            ),
            moment,
        })
    }

    /// Whether it lies before the other by all that is known: a day and a moment of it are neither before nor after
    /// each other.
    pub(crate) fn surely_before(self, other: Self) -> bool {
        let day = |time: Self| time.since_1970.as_secs() / 86_400;
        if self.moment && other.moment {
            self < other
        } else {
            day(self) < day(other)
        }
    }

    fn read(text: &str) -> Option<Self> {
        let is_day = text.len() == "2011-10-26".len();
        let moment = if is_day {
            humantime::parse_rfc3339(&format!("{text}T00:00:00Z"))
        } else {
            humantime::parse_rfc3339(text)
        };
        Self::new(moment.ok()?.duration_since(UNIX_EPOCH).ok()?, !is_day)
    }
}

impl FromStr for Time {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::read(text).ok_or_else(|| TimeError::NotATime {
            text: text.to_owned(),
        })
    }
}

impl TryFrom<SystemTime> for Time {
    type Error = TimeError;

    fn try_from(moment: SystemTime) -> Result<Self, TimeError> {
        moment
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since_1970| Self::new(since_1970, true))
            .ok_or(TimeError::OutOfRange)
    }
}

impl From<Time> for SystemTime {
    /// The moment, or the first moment of the day.
    fn from(time: Time) -> Self {
        UNIX_EPOCH + time.since_1970
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = SystemTime::from(*self);
        let text = if self.since_1970.subsec_micros() == 0 {
            humantime::format_rfc3339_seconds(time).to_string()
        } else {
            humantime::format_rfc3339_micros(time).to_string()
        };
        let day = text.split('T').next().unwrap_or_default();
        f.pad(if self.moment { &text } else { day })
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{END, Time, TimeError};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    #[test]
    fn what_is_written_reads_back() {
        for text in [
            "1970-01-01",
            "2011-10-26",
            "2024-02-29",
            "9999-12-31",
            "1970-01-01T00:00:00Z",
            "2011-10-26T09:30:00Z",
            "2011-10-26T09:30:00.000001Z",
            "2011-10-26T09:30:00.250000Z",
            "9999-12-31T23:59:59.999999Z",
        ] {
            let time: Time = text.parse().unwrap();
            assert_eq!(time.to_string(), text);
            let json = serde_json::to_string(&time).unwrap();
            assert_eq!(serde_json::from_str::<Time>(&json).unwrap(), time);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2011",
            "2011-10",
            "2011-02-29",
            "2011-13-01",
            "2011-10-32",
            "1969-12-31",
            "0000-00-00",
            "2011-10-26 09:30:00",
            "2011-10-26T09:30:00",
            "2011-10-26T09:30:00+02:00",
            "2011-10-26T25:00:00Z",
            "2011-10-26x",
            " 2011-10-26",
            "２０１１",
            "10000-01-01",
            "20111026Z\u{202e}",
        ] {
            let refused = text.parse::<Time>().unwrap_err();
            assert!(matches!(refused, TimeError::NotATime { .. }), "{text}");
            assert!(!refused.to_string().contains('\u{202e}'));
        }
    }

    #[test]
    fn a_system_time_is_a_moment_within_range() {
        let at = |seconds| UNIX_EPOCH + Duration::new(seconds, 1_999);
        let moment = Time::try_from(at(0)).unwrap();
        assert_eq!(moment.to_string(), "1970-01-01T00:00:00.000001Z");
        assert!(SystemTime::from(moment) <= at(0));
        assert!(Time::try_from(at(END - 1)).is_ok());
        assert_eq!(Time::try_from(at(END)), Err(TimeError::OutOfRange));
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(Time::try_from(before), Err(TimeError::OutOfRange));
    }

    #[test]
    fn a_day_comes_before_every_moment_of_it() {
        let time = |text: &str| text.parse::<Time>().unwrap();
        assert!(time("2011-10-26") < time("2011-10-26T00:00:00Z"));
        assert!(time("2011-10-26T23:59:59Z") < time("2011-10-27"));
    }
}
