//! Names in a text: where they are declared and where they are used. Works on lexemes, so that a text with errors has
//! names too.

use std::ops::Range;
use suki_ir::text::{Delimiter, Lexical, lexemes};

/// One word of a text that is a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub bytes: Range<usize>,
    /// What it declares; none where it is used.
    pub declares: Option<Declared>,
    /// The flow that it stands in: what is declared there is not known outside.
    pub flow: Option<usize>,
    /// Whether it stands behind a dot, or before parentheses: an operator or a flow, never a stream.
    pub is_call: bool,
    /// Whether it stands in Rust: in a closure, a type, an item.
    pub is_rust: bool,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// `let`.
    Stream,
    /// `process`, `cluster`, `external`, `helper`.
    Location,
    /// `tick`.
    Tick,
    /// `flow`.
    Flow,
    /// What a flow is given.
    Parameter,
    /// A Rust item.
    Item,
}

impl Declared {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Declared::Stream => "stream",
            Declared::Location => "location",
            Declared::Tick => "tick",
            Declared::Flow => "flow",
            Declared::Parameter => "parameter of a flow",
            Declared::Item => "Rust item",
        }
    }
}

/// All names of a text, in order.
pub fn names(text: &str) -> Vec<Name> {
    let words = lexemes(text).into_iter().filter(|it| !it.kind.is_comment());
    let tokens = words.map(|it| (it.kind, it.span.start as usize..it.span.end as usize)).collect();
    let mut reader = Reader { text, tokens, at: 0, names: Vec::new(), flows: 0 };
    while reader.at < reader.tokens.len() {
        reader.statement(None);
    }
    reader.names
}

/// The declaration that the name at `at` means: its own, one of its flow, or one of the text.
pub fn declaration(names: &[Name], at: usize) -> Option<usize> {
    let name = names.get(at)?;
    if name.declares.is_some() {
        return Some(at);
    }
    let fits = |candidate: &Name| {
        let kind = candidate.declares?;
        let callable = kind == Declared::Flow;
        // Rust knows items, and locations as the marks of member ids.
        let known =
            if name.is_rust { matches!(kind, Declared::Item | Declared::Location) } else { callable == name.is_call };
        (candidate.text == name.text && known).then_some(())
    };
    let find = |flow: Option<usize>| names.iter().position(|it| it.flow == flow && fits(it).is_some());
    name.flow.and_then(|flow| find(Some(flow))).or_else(|| find(None))
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<(Lexical, Range<usize>)>,
    at: usize,
    names: Vec<Name>,
    flows: usize,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(_, bytes)| &self.text[bytes.clone()])
    }

    fn kind(&self, at: usize) -> Option<Lexical> {
        self.tokens.get(at).map(|(kind, _)| *kind)
    }

    fn push(&mut self, at: usize, declares: Option<Declared>, flow: Option<usize>, is_rust: bool) {
        if self.kind(at) != Some(Lexical::Word) || KEYWORDS.contains(&self.word(at)) {
            return;
        }
        let opens = self.kind(at + 1) == Some(Lexical::Open(Delimiter::Parenthesis)) || self.word(at + 1) == ":";
        let is_call = declares.is_none() && !is_rust && (at > 0 && self.word(at - 1) == "." || opens);
        let bytes = self.tokens[at].1.clone();
        self.names.push(Name { text: self.word(at).to_string(), bytes, declares, flow, is_call, is_rust });
    }

    /// One statement, of the text or of a flow's body.
    fn statement(&mut self, flow: Option<usize>) {
        while self.word(self.at) == "#" {
            self.at += 1;
            self.group(flow, true);
        }
        let start = self.at;
        match self.word(self.at) {
            "process" | "cluster" | "external" | "helper" => self.declare(Declared::Location, flow),
            "tick" => self.declare(Declared::Tick, flow),
            "let" => self.binding(flow),
            "flow" if flow.is_none() => return self.flow(),
            "pub" | "const" | "static" | "struct" | "enum" | "fn" | "type" | "impl" | "use" | "trait" | "mod" => {
                return self.item(flow);
            }
            "workload" if self.kind(self.at + 1) == Some(Lexical::Open(Delimiter::Brace)) => {
                self.at += 1;
                return self.group(flow, true);
            }
            _ => {}
        }
        self.until_semicolon(flow, false);
        // Whatever it is, it is left behind.
        self.at = self.at.max(start + 1);
    }

    fn declare(&mut self, what: Declared, flow: Option<usize>) {
        self.push(self.at + 1, Some(what), flow, false);
        self.at += 2;
    }

    /// `let name: type =` and `let (a, b) =`.
    fn binding(&mut self, flow: Option<usize>) {
        self.at += 1;
        let mut is_type = false;
        while self.at < self.tokens.len() && !matches!(self.word(self.at), "=" | ";") {
            is_type |= self.word(self.at) == ":";
            let declares = (!is_type).then_some(Declared::Stream);
            self.push(self.at, declares, flow, is_type);
            self.at += 1;
        }
    }

    fn flow(&mut self) {
        let own = Some(self.flows);
        self.flows += 1;
        self.declare(Declared::Flow, None);
        if self.kind(self.at) == Some(Lexical::Open(Delimiter::Parenthesis)) {
            let end = self.closing(self.at);
            (self.at + 1..end).for_each(|at| self.push(at, Some(Declared::Parameter), own, false));
            self.at = end + 1;
        }
        if self.kind(self.at) == Some(Lexical::Open(Delimiter::Brace)) {
            let end = self.closing(self.at);
            self.at += 1;
            while self.at < end {
                self.statement(own);
            }
            self.at = end + 1;
        }
    }

    /// A Rust item, to its semicolon or its braces.
    fn item(&mut self, flow: Option<usize>) {
        let named = (self.at..self.at + 3)
            .find(|at| matches!(self.word(*at), "const" | "static" | "struct" | "enum" | "fn" | "type" | "trait"));
        let named = named.filter(|_| !matches!(self.word(self.at), "impl" | "use")).map(|at| at + 1);
        while self.at < self.tokens.len() {
            match self.kind(self.at) {
                Some(Lexical::Open(delimiter)) => {
                    self.group(flow, true);
                    if delimiter == Delimiter::Brace {
                        return;
                    }
                }
                _ if self.word(self.at) == ";" => {
                    self.at += 1;
                    return;
                }
                _ => {
                    let declares = (named == Some(self.at)).then_some(Declared::Item);
                    self.push(self.at, declares, flow, declares.is_none());
                    self.at += 1;
                }
            }
        }
    }

    /// Up to the end of a statement, or of the group that it stands in.
    fn until_semicolon(&mut self, flow: Option<usize>, is_rust: bool) {
        while let Some(kind) = self.kind(self.at) {
            match kind {
                Lexical::Open(_) => self.group(flow, is_rust),
                Lexical::Close(_) => return,
                Lexical::Punct if self.word(self.at) == ";" => {
                    self.at += 1;
                    return;
                }
                Lexical::Punct if self.is_generic() => self.generic(flow),
                _ => {
                    self.push(self.at, None, flow, is_rust);
                    self.at += 1;
                }
            }
        }
    }

    /// What stands between delimiters, arguments one by one: one that begins with `|` is a closure.
    fn group(&mut self, flow: Option<usize>, is_rust: bool) {
        if !matches!(self.kind(self.at), Some(Lexical::Open(_))) {
            return;
        }
        let end = self.closing(self.at);
        self.at += 1;
        let (mut is_closure, mut is_start) = (false, true);
        while self.at < end {
            let word = self.word(self.at);
            if is_start {
                is_closure = matches!(word, "|" | "move" | "#");
            }
            is_start = word == "," && !is_closure;
            match self.kind(self.at) {
                Some(Lexical::Open(_)) => self.group(flow, is_rust || is_closure),
                Some(Lexical::Punct) if !is_closure && self.is_generic() => self.generic(flow),
                _ => {
                    // A closure ends at a comma that is none of its parameters'.
                    if is_closure && self.word(self.at) == "," && self.after_parameters(end) {
                        (is_closure, is_start) = (false, true);
                    }
                    self.push(self.at, None, flow, is_rust || is_closure);
                    self.at += 1;
                }
            }
        }
        self.at = end + 1;
    }

    /// Whether the comma here stands behind the parameters of its closure: an even number of bars stands before it.
    fn after_parameters(&self, end: usize) -> bool {
        let mut depth = 0i32;
        let mut bars = 0;
        for at in (0..self.at).rev() {
            match self.kind(at) {
                Some(Lexical::Close(_)) => depth += 1,
                Some(Lexical::Open(_)) if depth == 0 => break,
                Some(Lexical::Open(_)) => depth -= 1,
                Some(Lexical::Punct) if depth == 0 && self.word(at) == "|" => bars += 1,
                _ => {}
            }
        }
        bars % 2 == 0 && self.at < end
    }

    /// Whether `::<` begins here.
    fn is_generic(&self) -> bool {
        self.word(self.at) == ":" && self.word(self.at + 1) == ":" && self.word(self.at + 2) == "<"
    }

    fn generic(&mut self, flow: Option<usize>) {
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match self.word(self.at) {
                "<" => depth += 1,
                ">" => depth -= 1,
                ";" => return,
                _ => self.push(self.at, None, flow, true),
            }
            self.at += 1;
            if depth == 0 && self.word(self.at - 1) == ">" {
                return;
            }
        }
    }

    /// Where the group that opens at `open` closes; the end of the text when it does not.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0;
        for at in open..self.tokens.len() {
            match self.kind(at) {
                Some(Lexical::Open(_)) => depth += 1,
                Some(Lexical::Close(_)) => {
                    depth -= 1;
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }
}

/// Words that are no names wherever they stand in a statement.
const KEYWORDS: [&str; 14] = [
    "let", "of", "at", "process", "cluster", "external", "helper", "tick", "flow", "workload", "as", "move", "mut", "_",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `source` has the name that is asked for between `<` and `>`; its declaration is marked with `[` and `]`.
    #[track_caller]
    fn check(marked: &str) {
        let mut text = String::new();
        let (mut asked, mut expected) = (None, None);
        for character in marked.chars() {
            match character {
                '«' => asked = Some(text.len()),
                '‹' => expected = Some(text.len()),
                '»' | '›' => {}
                other => text.push(other),
            }
        }
        let names = names(&text);
        let at = names.iter().position(|name| Some(name.bytes.start) == asked);
        let at = at.unwrap_or_else(|| panic!("no name there: {names:#?}"));
        assert_eq!(declaration(&names, at).map(|at| names[at].bytes.start), expected, "{marked}");
    }

    #[test]
    fn names_lead_to_their_declarations() {
        check("let ‹a› = c.input::<u64>(\"in\").send(p); let b = «a».map(|a| a);");
        check("process ‹leader›; let a = x.send(«leader»);");
        check("cluster ‹workers›[N]; let a: (MemberId<«workers»>, u64) = x.demux(workers);");
        check("cluster ‹workers›[N]; let a = x.map(|x| (MemberId::<«workers»>::new(0), x));");
        check("tick ‹t› at p; let a = x.batch(«t»);");
        check("let ‹b› = x.join(c); let a = x.map(|b| b, c).join(«b»);");
        check("let ‹b› = x; let a = x.fold(|| 0, |acc, (i, j)| *acc += i).join(«b»);");
        check("const ‹N›: usize = 3; cluster c[«N»];");
        check("struct ‹Vote› { id: u64 } let a = x.map(|v| «Vote» { id: v });");
        check("let (‹a›, b) = split(x); p.output(\"o\", «a»);");
    }

    #[test]
    fn a_name_in_rust_is_no_stream() {
        check("let a = x; let b = x.map(|a| «a»);");
        check("let id = x; let b = x.map(|v| v.«id»);");
    }

    #[test]
    fn flows_have_names_of_their_own() {
        check("let x = y; flow f(‹x›) { let v = «x».map(|v| v); v }");
        check("let v = y; flow f(x) { let ‹v› = x; «v» }");
        check("flow f(x) { x } let ‹x› = y; let z = «x».f();");
        check("flow ‹f›(x) { x } let z = x.«f»();");
        check("flow ‹f›(x) { x } let z = «f»(x);");
    }

    #[test]
    fn broken_texts_have_names() {
        check("let ‹a› = x.; let b = «a»");
        for text in ["let", "flow f(", "process", "let a = (((", "#[", "}}} let a = b;", "::<", "struct"] {
            names(text);
        }
    }
}
