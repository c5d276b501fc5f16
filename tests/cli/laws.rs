//! `check --laws`: wrong lattices are caught, each with points that show it, and right ones are not.

use crate::support::{Run, scratch, suki_opt};

/// A program that merges points of the type `Point` of these items.
fn program(items: &str) -> String {
    format!(
        "process leader;\nexternal clients;\ntick round at leader;\n{items}\n\
         let points: Point = clients.input::<Point>(\"points\").send(leader).map(|(_, point)| point);\n\
         let all = points.merge().snapshot(round);\n\
         clients.output(\"all\", all.all_ticks().map(|point| (ClientId(0), point)));\n"
    )
}

fn checked(name: &str, items: &str) -> Run {
    let file = scratch(&format!("laws-{name}.ir"), program(items));
    suki_opt(&["check", "--laws", &file.display().to_string()])
}

/// What is said of a lattice, and in which line its implementation begins.
#[track_caller]
fn refused(name: &str, items: &str, said: &[&str]) {
    let run = checked(name, items);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    let implementation = program(items).lines().position(|line| line.contains("impl Lattice")).expect("there is one");
    let place = format!("laws-{name}.ir:{}:1", implementation + 1);
    assert!(run.stderr.contains(&place), "not at {place}: {}", run.stderr);
    for words in said {
        assert!(run.stderr.contains(words), "`{words}` is not in {}", run.stderr);
    }
}

#[track_caller]
fn accepted(name: &str, items: &str) {
    let run = checked(name, items);
    assert_eq!((run.code, run.stderr.as_str(), run.stdout.as_str()), (0, "", ""));
}

#[test]
fn wrong_merges_are_caught() {
    refused(
        "sum",
        "struct Point { votes: u64 }
impl Lattice for Point { fn merge(&mut self, other: Self) -> bool { self.votes += other.votes; other.votes > 0 } }",
        &["the `merge` of `Point` is not idempotent", "a merged with a = Point { votes: 6 }"],
    );
    refused(
        "first",
        "struct Point { name: Option<String> }
impl Lattice for Point {
    fn merge(&mut self, other: Self) -> bool {
        let grows = self.name.is_none() && other.name.is_some();
        if grows { self.name = other.name; }
        grows
    }
}",
        &["is not commutative", "a merged with b = ", "b merged with a = "],
    );
    refused(
        "middle",
        "struct Point { at: i64 }
impl Lattice for Point {
    fn merge(&mut self, other: Self) -> bool {
        let before = self.at;
        self.at = self.at / 2 + other.at / 2 + (self.at % 2 + other.at % 2) / 2;
        self.at != before
    }
}",
        &["is not associative", "c = Point"],
    );
    refused(
        "boast",
        "struct Point { top: u64 }
impl Lattice for Point { fn merge(&mut self, other: Self) -> bool { self.top = self.top.max(other.top); true } }",
        &["says wrongly whether it grew", "`merge` returned true"],
    );
    refused(
        "panic",
        "struct Point { parts: Vec<u64> }
impl Lattice for Point {
    fn merge(&mut self, other: Self) -> bool { self.parts[0] = self.parts[0].max(other.parts[0]); false }
}",
        &["the `merge` of `Point` panics"],
    );
}

#[test]
fn right_merges_are_not() {
    accepted(
        "tree",
        "enum Shape { Leaf(u64), Node { name: String, parts: Vec<u64> }, Empty }
type Names = BTreeMap<String, (Max<u64>, SetUnion<Shape>)>;
struct Point { names: Names, flag: [bool; 2], last: Lww<u64> }
use std::collections::BTreeMap;
impl Lattice for Point {
    fn merge(&mut self, other: Self) -> bool {
        let mut grew = self.last.merge(other.last);
        for (name, (top, shapes)) in other.names {
            match self.names.get_mut(&name) {
                Some(mine) => { grew |= mine.0.merge(top); grew |= mine.1.merge(shapes); }
                None => { self.names.insert(name, (top, shapes)); grew = true; }
            }
        }
        for (mine, theirs) in self.flag.iter_mut().zip(other.flag) { grew |= theirs && !*mine; *mine |= theirs; }
        grew
    }
}",
    );
}

#[test]
fn a_type_may_make_its_own_values() {
    let items = |sample: &str| {
        format!(
            "struct Point {{ even: u64 }}
impl Point {{ {sample} }}
impl Lattice for Point {{
    fn merge(&mut self, other: Self) -> bool {{
        if self.even % 2 > 0 || other.even % 2 > 0 {{ self.even = 1 - self.even; return false; }}
        let grows = other.even > self.even;
        self.even = self.even.max(other.even);
        grows
    }}
}}"
        )
    };
    accepted("sample", &items("fn sample(n: u64) -> Self { Point { even: n % 8 * 2 } }"));
    refused("any", &items("fn zero() -> Self { Point { even: 0 } }"), &["is not idempotent"]);
}

#[test]
fn values_that_cannot_be_made_are_asked_for() {
    let items = "struct Point { start: std::time::Duration }
impl Lattice for Point { fn merge(&mut self, other: Self) -> bool { false } }";
    let run = checked("duration", items);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("fn sample(n: u64) -> Self"), "{}", run.stderr);
}
