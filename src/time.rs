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

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: u64,
    /// From 1 to 12.
    pub(crate) month: u8,
    /// From 1 to 31.
    pub(crate) of_month: u8,
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

    /// Microseconds since 1970 in UTC; of a day, those to its first moment. For a column by which a database orders
    /// records.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::time::Time;
    ///
    /// let moment: Time = "2011-10-26T09:30:00.25Z".parse()?;
    /// assert_eq!(moment.unix_micros(), 1_319_621_400_250_000);
    /// assert_eq!(Time::from_unix_micros(1_319_621_400_250_000)?, moment);
    /// assert!(Time::from_unix_micros(-1).is_err());
    /// # Ok::<(), scoreshift::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn unix_micros(self) -> i64 {
        i64::try_from(self.since_1970.as_micros()).unwrap_or(i64::MAX)
    }

    /// The moment that is so many microseconds after the beginning of 1970 in UTC.
    ///
    /// # Errors
    ///
    /// [`TimeError::OutOfRange`] before 1970 and after 9999.
    ///
    /// # Examples
    ///
    /// See [`unix_micros`](Self::unix_micros).
    pub fn from_unix_micros(micros: i64) -> Result<Self, TimeError> {
        let since_1970 = u64::try_from(micros).map(Duration::from_micros);
        let time = since_1970.ok().and_then(|since| Self::new(since, true));
        time.ok_or(TimeError::OutOfRange)
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

    /// The day in UTC.
    pub(crate) fn day(self) -> Day {
        // Civil from days, after Howard Hinnant: eras of 400 years that begin in March.
        let days = self.since_1970.as_secs() / 86_400 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year + u64::from(month <= 2);
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a month is 1 to 12, and a day of one 1 to 31"
        )]
        Day {
            year,
            month: month as u8,
            of_month: day as u8,
        }
    }

    /// Hours and minutes in UTC, as `09:30`, where it is a moment.
    pub(crate) fn clock(self) -> Option<String> {
        let minutes = self.since_1970.as_secs() / 60;
        let (hour, minute) = (minutes / 60 % 24, minutes % 60);
        self.moment.then(|| format!("{hour:02}:{minute:02}"))
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
        match text.split_once('T') {
            Some((day, _)) if !self.moment => f.pad(day),
            _ => f.pad(&text),
        }
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
    fn the_days_of_the_calendar_are_those_that_are_written() {
        for since_1970 in (0..END / 86_400).step_by(29) {
            let time = Time::new(Duration::from_secs(since_1970 * 86_400), false).unwrap();
            let day = time.day();
            let written = format!("{:04}-{:02}-{:02}", day.year, day.month, day.of_month);
            assert_eq!(written, time.to_string());
        }
        let moment: Time = "2011-10-26T09:05:59Z".parse().unwrap();
        assert_eq!(moment.clock().unwrap(), "09:05");
    }

    #[test]
    fn a_day_comes_before_every_moment_of_it() {
        let time = |text: &str| text.parse::<Time>().unwrap();
        assert!(time("2011-10-26") < time("2011-10-26T00:00:00Z"));
        assert!(time("2011-10-26T23:59:59Z") < time("2011-10-27"));
    }
}
