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

/// Statements that make sense, to be put together.
const STATEMENTS: [&str; 24] = [
    "process p;\n",
    "cluster c[3];\n",
    "external clients;\n",
    "tick t at p;\n",
    "const N: usize = 3;\n",
    "struct S { id: u64 }\n",
    "let a = clients.input::<u64>(\"a\").send(p);\n",
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

/// What programs are made of that damage is done to.
pub struct Corpus {
    programs: Vec<String>,
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
            programs.extend(texts.map(|path| std::fs::read_to_string(path).expect("it is UTF-8")));
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
            0..350 => tokens(random),
            350..700 => statements(random),
            700..820 => chained(random),
            820..900 => self.line_damaged(random),
            900..960 => self.spliced(random),
            960..985 => self.damaged(random),
            985..997 => deep(random),
            _ => long(random),
        }
    }

    fn program(&self, random: &mut Random) -> &str {
        &self.programs[random.below(self.programs.len())]
    }

    /// Some lines of a program.
    fn piece(&self, random: &mut Random, lines_max: usize) -> String {
        let lines: Vec<&str> = self.program(random).lines().collect();
        let start = random.below(lines.len().max(1));
        let count = 1 + random.below(lines_max);
        lines.iter().skip(start).take(count).flat_map(|line| [line, "\n"]).collect()
    }

    fn line_damaged(&self, random: &mut Random) -> String {
        let mut text = self.piece(random, 6);
        damage(&mut text, random);
        text
    }

    fn damaged(&self, random: &mut Random) -> String {
        let mut text = self.program(random).to_string();
        for _ in 0..=random.below(4) {
            damage(&mut text, random);
        }
        text
    }

    fn spliced(&self, random: &mut Random) -> String {
        (0..=random.below(4)).map(|_| self.piece(random, 4)).collect()
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
    let mut text: String = if random.once_in(2) { STATEMENTS[..7].concat() } else { String::new() };
    for _ in 0..=random.below(6) {
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
    let statements = 1 + random.below(4);
    for number in 0..statements {
        let from = if number == 0 { "a".into() } else { format!("s{}", random.below(number)) };
        let steps: String = (0..=random.below(5)).map(|_| random.pick(&STEPS)).collect();
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
    format!("{}{}", STATEMENTS[..7].concat(), around[random.below(around.len())])
}

/// One thing after the other, many times.
fn long(random: &mut Random) -> String {
    let count = [100, 1_000, 5_000][random.below(3)];
    let part = match random.below(6) {
        0 => random.pick(&TOKENS).to_string() + " ",
        1 => random.pick(&STATEMENTS).to_string(),
        2 => ".map(|x| x)".into(),
        3 => "process".into(),
        4 => "é".into(),
        _ => {
            let flows = |n: usize| format!("flow f{}(x) {{ f{n}(x).union(f{n}(x)) }}\n", n + 1);
            let bomb: String = (0..count.min(1_000)).map(flows).collect();
            return format!("{}flow f0(x) {{ x.unique() }}\n{bomb}let bomb = f{}(a);", STATEMENTS[..7].concat(), 20);
        }
    };
    format!("{}let long = a{}", STATEMENTS[..7].concat(), part.repeat(count))
}
