//! Constants of a program with other values: what happens every 1,000 slots should happen every 4 in a simulation.

use crate::cmd::Problem;
use crate::cmd::read::Text;
use crate::cmd::suggest::mend;

/// The text of `source` with each `NAME=VALUE` of `values` set.
pub fn set(source: &Text, values: &[String]) -> Result<String, Problem> {
    values.iter().try_fold(source.text.clone(), |text, given| {
        let (name, value) = given.split_once('=').ok_or_else(|| {
            Problem::could_not_run(format!("--set cannot be `{given}`")).help("`--set NAME=VALUE` names a constant")
        })?;
        if value.is_empty() || !value.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.-".contains(letter)) {
            return Err(Problem::could_not_run(format!("--set {name}: `{value}` is no number")));
        }
        let range = initializer(&text, name).ok_or_else(|| {
            Problem::could_not_run(format!("--set: {} has no constant `{name}`", source.name)).help(mend(
                name,
                "the program has",
                &names(&text),
            ))
        })?;
        Ok(format!("{} {value}{}", &text[..range.start], &text[range.end..]))
    })
}

/// Where the value of a constant stands: behind `=`, before `;`.
fn initializer(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let head = format!("const {name}:");
    let mut from = 0;
    loop {
        let at = from + text[from..].find(&head)?;
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        if text[line..at].trim().is_empty() {
            let start = at + text[at..].find('=')? + 1;
            let end = start + text[start..].find(';')?;
            return Some(start..end);
        }
        from = at + head.len();
    }
}

/// The names of all constants.
fn names(text: &str) -> Vec<&str> {
    let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix("const "));
    lines.filter_map(|rest| rest.split_once(':').map(|(name, _)| name.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_set_by_name() {
        let text = "const N: usize = 3;\n// const M: u64 = 9;\nconst M: u64 = 1_000;   // often\n";
        let source = Text { name: "a.ir".into(), text: text.into() };
        let set = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            set(&source, &values).map_err(|problem| problem.message)
        };
        assert_eq!(set(&[]), Ok(text.to_string()));
        let expect = "const N: usize = 5;\n// const M: u64 = 9;\nconst M: u64 = 4;   // often\n";
        assert_eq!(set(&["M=4", "N=5"]), Ok(expect.to_string()));
        assert_eq!(set(&["K=4"]), Err("--set: a.ir has no constant `K`".into()));
        assert_eq!(set(&["M"]), Err("--set cannot be `M`".into()));
        assert_eq!(set(&["M=1;"]), Err("--set M: `1;` is no number".into()));
    }
}
