//! Profiles: what a run of the program measured.

use crate::toml_error::line_and_message;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Measured rates and sizes of streams, by the name of their `let`. Measured figures go before declared ones.
///
/// ```
/// let profile = suki_cost_model::Profile::parse("[streams]\nvotes = { rate = 3.0, bytes = 8 }").unwrap();
/// assert_eq!(profile.streams["votes"].rate, Some(3.0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Streams by name.
    #[serde(default)]
    pub streams: BTreeMap<String, Measured>,
}

/// What was measured of one stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Elements per unit of workload, over all members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Encoded size of one element, average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<f64>,
}

/// A profile that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ProfileError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Profile {
    /// Reads a profile.
    pub fn parse(text: &str) -> Result<Profile, ProfileError> {
        let profile: Profile = toml::from_str(text).map_err(|error| {
            let (line, message) = line_and_message(text, &error);
            ProfileError { line, message }
        })?;
        for (name, measured) in &profile.streams {
            if [measured.rate, measured.bytes].into_iter().flatten().any(|value| !value.is_finite() || value < 0.0) {
                let line = 1 + text.lines().position(|line| line.contains(name.as_str())).unwrap_or(0);
                return Err(ProfileError { line, message: format!("`{name}`: expected figures of 0 or more") });
            }
        }
        Ok(profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_default() {
        assert_eq!(Profile::parse("").unwrap(), Profile::default());
    }

    #[test]
    fn errors_name_the_line() {
        let check = |text: &str, line: usize| assert_eq!(Profile::parse(text).unwrap_err().line, line, "{text}");
        check("[streams]\nvotes = { speed = 1 }", 2);
        check("[streams]\nyes = { rate = 1 }\nvotes = { rate = -1 }", 3);
        check("[stream]", 1);
    }
}
