//! Texts to try: tokens in any order, programs with damage, pieces of programs put together, depth, length, signs.

use super::random::Random;
use std::path::Path;

/// Words and signs of the language, and some of no language.
const TOKENS: [&str; 96] = [
    "let",
    "flow",
    "use",
    "process",
    "cluster",
    "external",
    "helper",
    "tick",
    "workload",
    "colocate",
    "const",
    "struct",
    "fn",
    "impl",
    "enum",
    "of",
    "at",
    "a",
    "b",
    "x",
    "N",
    "p",
    "c",
    "clients",
    "t",
    "f",
    "g",
    "u64",
    "usize",
    "_",
    "self",
    "r#a",
    "=",
    ";",
    ";",
    ",",
    ".",
    ".",
    ":",
    "::",
    "<",
    ">",
    "->",
    "=>",
    "(",
    ")",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    "||",
    "&",
    "&&",
    "*",
    "+",
    "-",
    "!",
    "#",
    "?",
    "@",
    "$",
    "~",
    "'",
    "'a",
    "'x'",
    "\"",
    "\"s\"",
    "\"a.ir\"",
    "b\"\"",
    "r#\"",
    "0",
    "1",
    "3",
    "1.5",
    "20ms",
    "0x",
    "1e9",
    "99999999999999999999",
    "//",
    "///",
    "//!",
    "/*",
    "*/",
    "\\",
    "\n",
    "\n",
    "é",
    "🦀",
    "\u{202e}",
    "\0",
    "#[rate(1)]",
    "#[unique(id)]",
    "#![a]",
];

/// How many of [`STATEMENTS`] most others lean on.
const DECLARED: usize = 6;
/// Statements that make sense, to be put together.
const STATEMENTS: [&str; 24] = [
    "process p;\n",
    "cluster c[3];\n",
    "external clients;\n",
    "tick t at p;\n",
    "const N: usize = 3;\n",
    "let a = clients.input::<u64>(\"a\").send(p);\n",
    "struct S { id: u64 }\n",
    "let b = a.map(|(c, x)| (c, x + 1));\n",
    "let x = b.unique().arrival_order().scan(|| 0, |s, x, out| out.push(x));\n",
    "let d = a.broadcast(c).send(p).quorum(|v| v.1, N);\n",
    "let e = a.batch(t).count().all_ticks();\n",
    "let g = a.join(b).until(d, |k| *k);\n",
    "clients.output(\"out\", b);\n",
    "clients.output(\"two\", f(a, p));\n",
    "flow f(x, to) { let y = x.map(|x| x); y.union(x) }\n",
    "flow g(x, k) { x.f(p).quorum(|v| v, k) }\n",
    "flow h(x) { let a = h2(x); (a, x.h2()) }\n",
    "flow h2(x) { tick t at p; x.batch(t).all_ticks() }\n",
    "let (i, j) = h(a);\n",
    "use \"a.ir\";\n",
    "use \"b.ir\";\n",
    "workload { observe(\"out\", bag); drive(\"a\", |i, rng| i); }\n",
    "colocate(p, c);\n",
    "#[rate(1.0 / N)] #[fd(a -> b)]\n",
];

/// Statements of a program that damage is done to at a time.
const WINDOW_STATEMENTS_MAX: usize = 3;
/// Parts of programs for each whole one: damage in a long text finds what it finds in a short one, and takes longer.
const WINDOWS_PER_PROGRAM: usize = 50;

/// Long texts for each one that grows while it is read, which takes a second.
const LONGS_PER_BOMB: usize = 200;

/// What programs are made of that damage is done to.
pub struct Corpus {
    programs: Vec<Source>,
}

/// One program, in parts.
struct Source {
    text: String,
    /// Its declarations of places, ticks and constants, which most other statements lean on.
    head: String,
    statements: Vec<String>,
}

impl Source {
    fn of(text: String) -> Self {
        let mut statements: Vec<String> = Vec::new();
        for line in text.split_inclusive('\n') {
            let begins = line.starts_with(|first: char| !first.is_whitespace() && !matches!(first, '}' | ')'));
            match statements.last_mut() {
                Some(last) if !begins => last.push_str(line),
                _ => statements.push(line.to_string()),
            }
        }
        let declares = |one: &&String| {
            ["process ", "cluster ", "external ", "tick ", "const "].iter().any(|word| one.starts_with(word))
        };
        let head = statements.iter().filter(declares).flat_map(|one| one.chars()).collect();
        Self { text, head, statements }
    }
}

impl Corpus {
    /// The examples, and the wrong programs of the tests.
    pub fn load() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut programs = Vec::new();
        for folder in ["examples", "tests/errors"] {
            let entries = std::fs::read_dir(root.join(folder)).expect("the folder is there").flatten();
            let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
            paths.sort();
            let texts = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "ir"));
            programs.extend(texts.map(|path| Source::of(std::fs::read_to_string(path).expect("it is UTF-8"))));
        }
        assert!(programs.len() > 8);
        Self { programs }
    }

    /// The files that programs may use.
    pub fn file(&self, name: &str) -> Option<String> {
        match name {
            "a.ir" => Some("flow fa(x) { x.unique() } const K: u64 = 1;".into()),
            "b.ir" => Some("use \"a.ir\"; flow fb(x) { fa(x).map(|x| x) }".into()),
            "self.ir" => Some("use \"main.ir\";".into()),
            _ => None,
        }
    }

    /// One text. Most are short: many of those find more than a few that are long.
    pub fn input(&self, random: &mut Random) -> String {
        match random.below(1_000) {
            0..500 => tokens(random),
            500..700 => statements(random),
            700..725 => chained(random),
            725..975 => self.damaged(random),
            975..990 => self.spliced(random),
            990..999 => deep(random),
            _ => long(random),
        }
    }

    fn program(&self, random: &mut Random) -> &Source {
        &self.programs[random.below(self.programs.len())]
    }

    /// Some statements of a program that follow one another; half of the time with the places that they are at.
    fn window(&self, random: &mut Random) -> String {
        let program = self.program(random);
        let start = random.below(program.statements.len().max(1));
        let count = 1 + random.below(WINDOW_STATEMENTS_MAX);
        let mut text = if random.once_in(2) { program.head.clone() } else { String::new() };
        text.extend(program.statements.iter().skip(start).take(count).map(String::as_str));
        text
    }

    /// A part of a program, and now and then all of it, with damage.
    fn damaged(&self, random: &mut Random) -> String {
        let mut text =
            if random.once_in(WINDOWS_PER_PROGRAM) { self.program(random).text.clone() } else { self.window(random) };
        for _ in 0..=random.below(3) {
            damage(&mut text, random);
        }
        text
    }

    /// Parts of two programs.
    fn spliced(&self, random: &mut Random) -> String {
        (0..2).map(|_| self.window(random)).collect()
    }
}

fn tokens(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(24) {
        text.push_str(random.pick(&TOKENS));
        if !random.once_in(3) {
            text.push(' ');
        }
    }
    text
}

/// Statements in any order, most of them sound, with some tokens changed.
fn statements(random: &mut Random) -> String {
    let mut text: String = if random.once_in(2) { STATEMENTS[..DECLARED].concat() } else { String::new() };
    for _ in 0..=random.below(3) {
        text.push_str(random.pick(&STATEMENTS));
    }
    if random.once_in(2) {
        damage(&mut text, random);
    }
    text
}

/// Steps that take and give pairs of a client and a number, in no order, at `p`.
const STEPS: [&str; 20] = [
    ".map(|(c, x)| (c, x + 1))",
    ".filter(|(_, x)| *x > 1)",
    ".filter_map(|(c, x)| (x > 1).then_some((c, x)))",
    ".flat_map(|(c, x)| vec![(c, x); 2])",
    ".union(a)",
    ".unique()",
    ".unordered()",
    ".inspect(|x| format!(\"saw {x:?}\"))",
    ".key_by(|(_, x)| *x).values()",
    ".key_by(|(_, x)| *x).entries().map(|(_, x)| x)",
    ".key_by(|(_, x)| *x).arrival_order().scan(|| 0, |s, x, out| { *s += 1; out.push(x); }).values()",
    ".broadcast(c).send(p).map(|(_, x)| x)",
    ".arrival_order().round_robin(c).send(p).map(|(_, x)| x)",
    ".batch(t).sort().all_ticks()",
    ".batch(t).persist().delta().all_ticks()",
    ".batch(t).enumerate_sorted().all_ticks()",
    ".batch(t).all_ticks_atomic().end_atomic()",
    ".join(a).map(|(c, (x, _))| (c, x))",
    ".twice(c, p)",
    ".persist_to(\"log\")",
];

/// Declarations that the steps lean on.
const STEPS_HEAD: &str = "process p; cluster c[3]; external clients; tick t at p;
flow enumerate_sorted(x) { x.sort().enumerate().map(|(_, x)| x) }
flow twice(x, there, back) { let far = x.broadcast(there).send(back).map(|(_, x)| x); x.union(far) }
let a = clients.input::<u64>(\"a\").send(p);
";

/// A program without errors, half of the time; one with damage otherwise.
fn chained(random: &mut Random) -> String {
    let mut text = STEPS_HEAD.to_string();
    let statements = 1 + random.below(2);
    for number in 0..statements {
        let from = if number == 0 { "a".into() } else { format!("s{}", random.below(number)) };
        let steps: String = (0..=random.below(4)).map(|_| random.pick(&STEPS)).collect();
        text.push_str(&format!("let s{number} = {from}{}{steps};\n", STEPS[0]));
    }
    text.push_str(&format!("clients.output(\"out\", s{});\n", statements - 1));
    if random.once_in(2) {
        damage(&mut text, random);
    }
    text
}

/// Deletes, doubles, moves or inserts something.
fn damage(text: &mut String, random: &mut Random) {
    let boundary = |text: &str, at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let one = boundary(text, random.below(text.len() + 1));
    let two = boundary(text, (one + random.below(24)).min(text.len())).max(one);
    match random.below(4) {
        0 => text.replace_range(one..two, ""),
        1 => {
            let part = text[one..two].to_string();
            text.insert_str(one, &part);
        }
        2 => text.insert_str(one, random.pick(&TOKENS)),
        _ => {
            let moved = text[one..two].to_string();
            text.replace_range(one..two, "");
            let to = boundary(text, random.below(text.len() + 1));
            text.insert_str(to, &moved);
        }
    }
}

/// One thing within itself, many times.
fn deep(random: &mut Random) -> String {
    const SHAPES: [(&str, &str); 14] = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("|x| ", ""),
        ("!", ""),
        ("f(", ")"),
        ("a.union(", ")"),
        ("Vec<", ">"),
        ("if x { ", " } else { 1 }"),
        ("match x { _ => ", " }"),
        ("x = ", ""),
        ("", ".f()"),
        ("", "?"),
        ("&mut ", ""),
    ];
    let (open, close) = SHAPES[random.below(SHAPES.len())];
    let (other_open, other_close) = SHAPES[random.below(SHAPES.len())];
    let depth = [8, 63, 64, 65, 300, 2_000][random.below(6)];
    let (mut before, mut after) = (String::new(), String::new());
    for at in 0..depth {
        let (open, close) = if at % 2 == 0 { (open, close) } else { (other_open, other_close) };
        before.push_str(open);
        after.insert_str(0, close);
    }
    let body = format!("{before}x{after}");
    let around = [
        format!("let y = a.map(|x| {body});"),
        format!("fn f() {{ {body} }}"),
        format!("const N: u64 = {body}; cluster c[N];"),
        format!("let y: {body} = a.unique();"),
        format!("let y = {body};"),
        format!("flow f(x) {{ {body} }} let y = f(a);"),
        body,
    ];
    format!("{}{}", STATEMENTS[..DECLARED].concat(), around[random.below(around.len())])
}

/// One thing after the other, many times.
fn long(random: &mut Random) -> String {
    if random.once_in(LONGS_PER_BOMB) {
        return bomb();
    }
    let count = [100, 1_000, 5_000][random.below(3)];
    let part = match random.below(5) {
        0 => random.pick(&TOKENS).to_string() + " ",
        1 => random.pick(&STATEMENTS).to_string(),
        2 => ".map(|x| x)".into(),
        3 => "process".into(),
        _ => "é".into(),
    };
    format!("{}let long = a{}", STATEMENTS[..DECLARED].concat(), part.repeat(count))
}

/// Flows that use one another twice: twenty of them stand for a million operators.
fn bomb() -> String {
    let flows: String = (0..20).map(|n| format!("flow f{}(x) {{ f{n}(x).union(f{n}(x)) }}\n", n + 1)).collect();
    format!("{}flow f0(x) {{ x.unique() }}\n{flows}let bomb = f20(a);", STATEMENTS[..DECLARED].concat())
}
