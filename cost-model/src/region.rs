//! Regions and how far they are from one another.

use serde::{Deserialize, Serialize};

/// Regions with the round trips between them. Locations say by `#[region(..)]` where they are; those that do not are
/// beside whoever they talk to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Table", deny_unknown_fields)]
pub struct Regions {
    /// What they are called.
    pub names: Vec<String>,
    /// Milliseconds there and back, median: a row for each region, a column for each region.
    pub rtt_ms_p50: Vec<Vec<f64>>,
}

/// As it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    names: Vec<String>,
    rtt_ms_p50: Vec<Vec<f64>>,
}

impl TryFrom<Table> for Regions {
    type Error = String;

    fn try_from(Table { names, rtt_ms_p50 }: Table) -> Result<Self, String> {
        let count = names.len();
        if rtt_ms_p50.len() != count || rtt_ms_p50.iter().any(|row| row.len() != count) {
            return Err(format!("expected {count} rows of {count} round trips, one for each of `names`"));
        }
        if rtt_ms_p50.iter().flatten().any(|rtt| !rtt.is_finite() || *rtt < 0.0) {
            return Err("expected round trips of 0 or more".into());
        }
        if let Some(twice) = (1..count).find(|at| names[..*at].contains(&names[*at])) {
            return Err(format!("`{}` is named twice", names[twice]));
        }
        Ok(Regions { names, rtt_ms_p50 })
    }
}

impl Regions {
    /// One way from `from` to `to`; none where they are the same, or one of them is not known.
    pub fn delay_ns_p50(&self, from: &str, to: &str) -> Option<f64> {
        let position = |name: &str| self.names.iter().position(|known| known == name);
        let (from, to) = (position(from)?, position(to)?);
        (from != to).then(|| self.rtt_ms_p50[from][to] / 2.0 * 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Regions, String> {
        toml::from_str(text).map_err(|error: toml::de::Error| error.message().to_string())
    }

    #[test]
    fn half_a_round_trip_is_one_way() {
        let regions = parse("names = [\"a\", \"b\"]\nrtt_ms_p50 = [[0.5, 80.0], [90.0, 0.5]]").expect("it is right");
        assert_eq!(regions.delay_ns_p50("a", "b"), Some(40e6));
        assert_eq!(regions.delay_ns_p50("b", "a"), Some(45e6));
        assert_eq!((regions.delay_ns_p50("a", "a"), regions.delay_ns_p50("a", "c")), (None, None));
    }

    #[test]
    fn tables_are_square() {
        let check = |text: &str, expect: &str| assert_eq!(parse(text).expect_err(text), expect);
        check(
            "names = [\"a\"]\nrtt_ms_p50 = [[1.0, 2.0]]",
            "expected 1 rows of 1 round trips, one for each of `names`",
        );
        check("names = [\"a\"]\nrtt_ms_p50 = [[-1.0]]", "expected round trips of 0 or more");
        check("names = [\"a\", \"a\"]\nrtt_ms_p50 = [[0.0, 0.0], [0.0, 0.0]]", "`a` is named twice");
    }
}
