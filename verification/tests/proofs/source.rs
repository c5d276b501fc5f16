//! What a Coq file says that it proves.

use std::path::Path;

/// A file of the proofs.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name in Coq, as in `rules.Algebra`.
    pub module: String,
    /// The names of its theorems.
    pub theorems: Vec<String>,
    /// The theorems of rules.
    pub stated: Vec<Stated>,
}

/// The theorem of a rule, with the comments above it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    pub rule: String,
    /// Whether the table must have the rule: `rule:` and not `waits:`.
    pub linked: bool,
    /// How the rule may be used: `equal` where no comment says `refines`.
    pub kind: String,
    pub statement: String,
    pub condition: String,
    /// The conditions by name, in order, with commas between them; none: empty.
    pub needs: String,
    pub theorem: String,
}

/// The files of `_CoqProject`, in their order.
pub fn read(folder: &Path) -> Vec<Source> {
    let open = |name: &str| std::fs::read_to_string(folder.join(name)).expect("read a file of the proofs");
    let project = open("_CoqProject");
    let names = project.lines().filter_map(|line| line.strip_suffix(".v"));
    names.map(|name| parse(name, &open(&format!("{name}.v")))).collect()
}

/// Theorems, and the comments `(** label: text *)` on lines of their own above some of them.
pub fn parse(name: &str, text: &str) -> Source {
    let mut source = Source { module: name.replace('/', "."), theorems: Vec::new(), stated: Vec::new() };
    let mut above: Option<Stated> = None;
    for line in text.lines().map(str::trim_start) {
        if let Some((label, text)) = labelled(line) {
            match label {
                "rule" | "waits" => {
                    let (rule, linked) = (text.to_string(), label == "rule");
                    above = Some(Stated { rule, linked, kind: "equal".into(), ..Stated::default() });
                }
                _ => {
                    let stated = above.as_mut().unwrap_or_else(|| panic!("{name}.v: {label} of no rule"));
                    match label {
                        "kind" => stated.kind = text.into(),
                        "statement" => stated.statement = text.into(),
                        "condition" => stated.condition = text.into(),
                        _ => stated.needs = if text == "none" { String::new() } else { text.into() },
                    }
                }
            }
            continue;
        }
        let theorem = line.strip_prefix("Theorem ").map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            rest[..end].to_string()
        });
        if let Some(mut stated) = above.take() {
            stated.theorem = theorem.clone().unwrap_or_else(|| panic!("{name}.v: no theorem follows {}", stated.rule));
            source.stated.push(stated);
        }
        source.theorems.extend(theorem);
    }
    source
}

/// The label and the text of a comment that is for the link.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, text) = line.strip_prefix("(** ")?.strip_suffix(" *)")?.split_once(": ")?;
    ["rule", "waits", "kind", "statement", "condition", "needs"].contains(&label).then_some((label, text))
}
