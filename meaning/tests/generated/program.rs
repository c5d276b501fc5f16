//! Random programs. A program is a list of steps, each of which says what it does with streams made before; whatever
//! the numbers are, the text is well typed, so that shrinking the list or the numbers keeps it so.

use suki_meaning::{Registry, Value, known};

/// One step: what it does, with which streams, and which way of doing it.
pub type Choice = (u8, u8, u8, u8);

/// A stream made so far; elements are `(u64, u64)`.
struct Made {
    name: String,
    at: &'static str,
    /// Whether it has an order.
    ordered: bool,
    read: bool,
}

/// How many sorts of step there are.
pub const SORTS: u8 = 29;

struct Text {
    lets: String,
    ticks: String,
    made: Vec<Made>,
}

/// The text of the program of these steps.
pub fn text(steps: &[Choice], colocated: bool) -> String {
    let mut text = Text { lets: String::new(), ticks: String::new(), made: Vec::new() };
    text.push("a", false, "clients.input::<(u64, u64)>(\"in\").send(a).map(|x| x.1)".into());
    for step in steps {
        text.step(*step);
    }
    let outputs: String = text
        .made
        .iter()
        .filter(|made| !made.read)
        .map(|made| format!("clients.output(\"out_{0}\", {0}.map(|x| (0, x)));\n", made.name))
        .collect();
    let ordered = text.made.iter().filter(|made| !made.read && made.ordered);
    let observed: String = ordered.map(|made| format!("    observe(\"out_{}\", sequence);\n", made.name)).collect();
    let colocate = if colocated { "colocate(a, b);\n" } else { "" };
    format!(
        "process a;\nprocess b;\ncluster m[2];\nexternal clients;\n{}{colocate}{}{outputs}workload {{\n{observed}}}\n",
        text.ticks, text.lets
    )
}

/// Statements, in the names of their streams `x`, `y`, `n` (new), `t` (a tick at `x`), `l` (where `x` is) and `o` (the
/// other process). `x` must have an order where the row says so.
const ROWS: [(&str, bool, bool); SORTS as usize] = [
    ("n = x.map(|x| (x.1, x.0));", false, true),
    ("n = x.map(|x| (x.0, (x.1 + 1) % 4));", false, true),
    ("n = x.filter(|x| x.1 > 0);", false, true),
    ("n = x.filter_map(|x| (x.0 > 0).then_some((x.1, x.0)));", false, true),
    ("n = x.flat_map(|x| vec![x, (x.1, x.0)]);", false, true),
    ("n = x.union(y);", false, false),
    ("n = x.unique();", false, false),
    ("n = x.join(y).map(|x| (x.1.0, x.1.1));", false, false),
    ("n = x.cross_product(y).map(|x| (x.0.0, x.1.1));", false, false),
    ("n = x.send(o);", false, true),
    ("n = x.broadcast(m).map(|x| (x.0, (x.1 + 1) % 4)).send(o).map(|x| x.1);", false, false),
    ("n = x.broadcast(m).send(l).quorum(|x| x, 2);", false, false),
    ("n = x.arrival_order();", false, true),
    ("n = x.scan(|| 0, |sum, x, out| { *sum = (*sum * 3 + x.1) % 7; out.push((x.0, *sum)); });", true, true),
    (
        "n = x.key_by(|x| x.0).arrival_order().scan(|| 0, |sum, x, out| { *sum = (*sum * 3 + x.1) % 7; out.push((x.0, *sum)); })\
         .values();",
        false,
        false,
    ),
    ("n = x.batch(t).persist().count().all_ticks().map(|x| (x, x));", false, true),
    ("n = x.batch(t).max().all_ticks();", false, true),
    (
        "n = x.batch(t).key_by(|x| x.0).fold(|| 0, #[commutative] |sum, x| *sum += x.1).values().all_ticks().map(|x| (x, x));",
        false,
        false,
    ),
    (
        "b_n = x.batch(t); let s_n = y.count().snapshot(t); let n = b_n.cross_singleton(s_n).map(|x| (x.0.0, *x.1)).all_ticks();",
        false,
        true,
    ),
    (
        "b_n = x.batch(t).all_ticks_atomic(); let s_n = b_n.count().snapshot(t); let n = s_n.all_ticks().map(|x| (x, x));",
        false,
        true,
    ),
    ("n = x.batch(t).sort().enumerate().map(|x| (x.0, x.1.1)).all_ticks();", false, true),
    ("n = x.union(back_n).send(l); let back_n = n.filter(|x| x.1 < 2).map(|x| (x.0, x.1 + 2)).send(l);", false, false),
    ("n = x.arrival_order().deal(m).demux(m).send(o).map(|x| x.1);", false, false),
    ("n = x.map(|x| Max::new(x.1)).merge().snapshot(t).map(|x| (*x.get(), 0)).all_ticks();", false, true),
    ("n = x.persist_to(\"log_n\").inspect(|x| format!(\"{x:?}\"));", false, true),
    ("w_n = y.map(|x| x.0); let n = x.broadcast(m).send(l).quorum(|x| x, 2).until(w_n, |x| x.0);", false, false),
    ("w_n = y.map(|x| x.0); let n = x.join(y).until(w_n, |x| *x).map(|x| (x.1.0, x.1.1));", false, false),
    ("n = x.send(o).map(|x| (x.1, x.0)).map(|x| (x.0, (x.1 + 1) % 4));", false, true),
    ("n = l.interval(1s).map(|_| (7, 7));", false, true),
];

impl Text {
    fn push(&mut self, at: &'static str, ordered: bool, chain: String) {
        let name = format!("s{}", self.made.len());
        self.lets.push_str(&format!("let {name} = {chain};\n"));
        self.made.push(Made { name, at, ordered, read: false });
    }

    fn step(&mut self, (sort, x, y, _): Choice) {
        let (row, needs_order, keeps) = ROWS[usize::from(sort % SORTS)];
        let x = self.made.len() - 1 - usize::from(x) % self.made.len().min(3);
        if needs_order && !self.made[x].ordered {
            return;
        }
        let here: Vec<usize> = (0..self.made.len()).filter(|other| self.made[*other].at == self.made[x].at).collect();
        let y = here[usize::from(y) % here.len()];
        let at = self.made[x].at;
        let other = if at == "a" { "b" } else { "a" };
        let number = self.made.len();
        let name = format!("s{number}");
        let orders = row.contains("arrival_order")
            || (row.contains("count()") && !row.contains("cross"))
            || row.contains("max()")
            || row.contains("sort()")
            || row.contains("interval")
            || row.contains("merge()");
        let ordered = keeps && (orders || self.made[x].ordered);
        let mut words = String::new();
        for word in split(row) {
            words.push_str(match word {
                "x" if !words.ends_with('|') && !words.ends_with("(*") && !inside(&words) => &self.made[x].name,
                "y" => &self.made[y].name,
                "n" => &name,
                "l" => at,
                "o" => other,
                "t" => "tick",
                word => word,
            });
            if word == "t" {
                words.push_str(&number.to_string());
            }
        }
        let words = words.replace("_n", &format!("_{number}"));
        if words.contains(&format!("tick{number}")) {
            self.ticks.push_str(&format!("tick tick{number} at {at};\n"));
        }
        self.lets.push_str(&format!("let {words}\n"));
        let reads = |name: &str| words.contains(&format!(" {name}.")) || words.contains(&format!("({name})"));
        for made in &mut self.made {
            made.read |= reads(&made.name);
        }
        let at = if row.contains("(o)") { other } else { at };
        self.made.push(Made { name, at, ordered, read: false });
    }
}

/// Words and what stands between them.
fn split(row: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, letter) in row.char_indices() {
        let word = is_word(letter);
        if before.is_some_and(|before| before != word) || !word {
            parts.push(&row[start..at]);
            start = at;
        }
        before = Some(word);
    }
    parts.push(&row[start..]);
    parts
}

/// Whether text ends within a closure: behind the bar that ends its parameters, in its parentheses.
fn inside(text: &str) -> bool {
    let Some(start) = text.rfind('|') else { return false };
    let bars = text.matches('|').count();
    if bars % 2 == 1 {
        return true;
    }
    let mut depth = 0i32;
    for letter in text[start..].chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    true
}

/// What the closures of the rows are.
pub fn registry() -> Registry {
    type Pair = (u64, u64);
    Registry::of([
        known!(|x: own Pair| (x.1, x.0)),
        known!(|x: own Pair| (x.0, (x.1 + 1) % 4)),
        known!(|x: own Pair| (x.0, x.1 + 2)),
        known!(|x: lend Pair| x.1 > 0),
        known!(|x: lend Pair| x.1 < 2),
        known!(|x: own Pair| (x.0 > 0).then_some((x.1, x.0))),
        known!(|x: own Pair| vec![x, (x.1, x.0)]),
        known!(|| 0),
        known!(|sum: change u64, x: own Pair, out: change Vec<Pair>| {
            *sum = (*sum * 3 + x.1) % 7;
            out.push((x.0, *sum));
        }),
        known!(|sum: change u64, x: own Pair| *sum += x.1),
        known!(|x: own u64| (x, x)),
        (String::from("|x| Max::new(x.1)"), known!(|x: own Pair| x.1).1),
        (String::from("|x| (*x.get(), 0)"), known!(|x: own u64| (x, 0)).1),
        (String::from("|x| (x.0.0, *x.1)"), known!(|x: own(Pair, u64)| (x.0.0, x.1)).1),
        (String::from("|_| (7, 7)"), known!(|_beat: own()| (7, 7)).1),
        known!(|x: own Value| (0, x)),
    ])
}
