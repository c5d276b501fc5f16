//! What a formatter would change, line by line.

use super::paint::Paint;
use crate::cmd::read::Text;
use serde_json::json;

/// Lines of a text beyond which the difference is not looked for line by line.
const LINES_COMPARED_MAX: usize = 4_000;
/// Equal lines shown around what differs.
const CONTEXT_LINES: usize = 2;

/// One line of either text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit<'a> {
    Both(&'a str),
    Old(&'a str),
    New(&'a str),
}

/// For people: what differs, with the lines around it; empty when nothing does.
pub fn lines(source: &Text, formatted: &str, paint: Paint) -> String {
    if source.text == formatted {
        return String::new();
    }
    let edits = edits(&source.text, formatted);
    let changed: Vec<usize> = (0..edits.len()).filter(|at| !matches!(edits[*at], Edit::Both(_))).collect();
    let mut text = String::new();
    let mut shown_to = 0;
    let mut number = 1;
    let numbers: Vec<usize> = edits
        .iter()
        .map(|edit| {
            let own = number;
            number += usize::from(!matches!(edit, Edit::New(_)));
            own
        })
        .collect();
    for at in changed {
        let from = at.saturating_sub(CONTEXT_LINES).max(shown_to);
        let to = (at + CONTEXT_LINES + 1).min(edits.len());
        if from > shown_to || shown_to == 0 {
            text.push_str(&paint.bold(&format!("{}:{}:", source.name, numbers.get(from).unwrap_or(&1))));
            text.push('\n');
        }
        for edit in edits.get(from..to).unwrap_or_default() {
            text.push_str(&match edit {
                Edit::Both(line) => format!(" {line}"),
                Edit::Old(line) => paint.bad(&format!("-{line}")),
                Edit::New(line) => paint.good(&format!("+{line}")),
            });
            text.push('\n');
        }
        shown_to = to.max(shown_to);
    }
    if text.is_empty() { format!("{}: the line ends differ\n", source.name) } else { text }
}

/// For tools: one object; empty when nothing differs.
pub fn object(source: &Text, formatted: &str) -> String {
    if source.text == formatted {
        return String::new();
    }
    json!({ "reason": "unformatted", "file": source.name, "formatted": formatted }).to_string() + "\n"
}

/// The shortest way from one text to the other, in lines.
fn edits<'a>(old: &'a str, new: &'a str) -> Vec<Edit<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[same_start..], &new[same_start..]);
    let same_end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_rest, end) = old_rest.split_at(old_rest.len() - same_end);
    let new_rest = &new_rest[..new_rest.len() - same_end];
    let mut edits: Vec<Edit> = old[..same_start].iter().map(|line| Edit::Both(line)).collect();
    if old_rest.len().max(new_rest.len()) > LINES_COMPARED_MAX {
        edits.extend(old_rest.iter().map(|line| Edit::Old(line)));
        edits.extend(new_rest.iter().map(|line| Edit::New(line)));
    } else {
        edits.extend(middle(old_rest, new_rest));
    }
    edits.extend(end.iter().map(|line| Edit::Both(line)));
    edits
}

/// By the longest common subsequence.
fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Edit<'a>> {
    // `common[i][j]`: the length for what follows line i of the old and line j of the new text.
    let mut common = vec![vec![0u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut edits) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            edits.push(Edit::Both(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            edits.push(Edit::Old(old[i]));
            i += 1;
        } else {
            edits.push(Edit::New(new[j]));
            j += 1;
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_are_shown_with_those_around() {
        let old: String = (0..12).map(|i| format!("{i}\n")).collect();
        let new = old.replace("\n3\n", "\nthree\n").replace("\n11\n", "\n11\nlast\n");
        let source = Text { name: "x.ir".into(), text: old };
        let shown = lines(&source, &new, Paint::new(false));
        assert_eq!(shown, "x.ir:2:\n 1\n 2\n-3\n+three\n 4\n 5\nx.ir:11:\n 10\n 11\n+last\n");
        assert_eq!(lines(&source, &source.text, Paint::new(false)), "");
        assert!(lines(&source, &source.text.replace('\n', "\r\n"), Paint::new(false)).contains("line ends"));
    }
}
