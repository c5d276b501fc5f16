//! Numbers as people read them.

/// An integer in groups of three.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rate: whole numbers, at most four digits that mean something; `-` for infinity.
pub fn per_s(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{}/s", grouped(value.round() as u64)))
}

/// A time given in nanoseconds, in the unit that suits it; `-` for infinity.
pub fn time(ns: Option<f64>) -> String {
    let Some(ns) = ns else { return "-".into() };
    match ns {
        ns if ns < 999.5 => format!("{ns:.0} ns"),
        ns if ns < 9_995.0 => format!("{:.2} us", ns / 1e3),
        ns if ns < 99_950.0 => format!("{:.1} us", ns / 1e3),
        ns if ns < 999_500.0 => format!("{:.0} us", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}

/// An amount of bytes, in the unit that suits it.
pub fn bytes(bytes: f64) -> String {
    match bytes {
        bytes if bytes < 999.5 => format!("{bytes:.0} B"),
        bytes if bytes < 9_995.0 => format!("{:.2} kB", bytes / 1e3),
        bytes if bytes < 999_500.0 => format!("{:.0} kB", bytes / 1e3),
        bytes if bytes < 9_995_000.0 => format!("{:.2} MB", bytes / 1e6),
        bytes => format!("{:.0} MB", bytes / 1e6),
    }
}

/// A fraction in percent. Nothing but all is 100, nothing but nothing is 0.
pub fn percent(fraction: f64) -> String {
    let value = (fraction * 100.0).round();
    match (value as i64, fraction) {
        (100, fraction) if fraction < 0.995 => "99 %".into(),
        (0, fraction) if fraction > 0.0 => "<1 %".into(),
        (value, _) => format!("{value} %"),
    }
}

/// One thing, or several.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number as u64), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!((per_s(Some(17_410.4)), per_s(None)), ("17,410/s".into(), "-".into()));
        let times = [12.0, 2_731.0, 52_960.0, 312_345.0, 1_234_567.0].map(|ns| time(Some(ns)));
        assert_eq!(times, ["12 ns", "2.73 us", "53.0 us", "312 us", "1.23 ms"]);
        let sizes = [12.4, 1_234.0, 45_600.0, 1_234_567.0, 530e6].map(bytes);
        assert_eq!(sizes, ["12 B", "1.23 kB", "46 kB", "1.23 MB", "530 MB"]);
        assert_eq!([0.0, 0.001, 0.5, 1.0].map(percent), ["0 %", "<1 %", "50 %", "100 %"]);
        assert_eq!((count(1, "rule", "rules"), count(2, "rule", "rules")), ("1 rule".into(), "2 rules".into()));
    }
}
