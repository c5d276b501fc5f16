//! "Did you mean": the closest known name, for names on the command line.

/// The name closest to `name`, when one is close; the first in order among equals.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance_max = (name.chars().count() / 3).max(1);
    let near = known.into_iter().map(|known| (strsim::damerau_levenshtein(name, known), known));
    near.filter(|(distance, known)| *distance <= distance_max && *distance < known.chars().count()).min().map(|it| it.1)
}

/// "did you mean `x`?", or which there are.
pub fn mend(name: &str, what: &str, known: &[&str]) -> String {
    match closest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? {what}: {}", known.join(", ")),
        None => format!("{what}: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_closest() {
        let known = ["loopback", "emulated-cluster"];
        assert_eq!(closest("loopbak", known), Some("loopback"));
        assert_eq!(closest("emulated_cluster", known), Some("emulated-cluster"));
        assert_eq!(closest("mars", known), None);
        assert_eq!(closest("", known), None);
    }
}
