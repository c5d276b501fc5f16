//! The same program under other names and in another order.

use super::random::Random;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// Words that mean something to Rust, to the language or to the library, whatever a program declares.
const TAKEN: &[&str] = &[
    "as",
    "at",
    "break",
    "const",
    "continue",
    "crate",
    "else",
    "enum",
    "false",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "type",
    "use",
    "where",
    "while",
    "process",
    "cluster",
    "external",
    "tick",
    "helper",
    "of",
    "colocate",
    "separate",
    "fuse",
    "workload",
    "rng",
    "bag",
    "set",
    "sequence",
    "per_key",
    "lattice",
    "rate",
    "selectivity",
    "bytes",
    "fd",
    "unique",
    "routed",
    "balanced",
    "commutative",
    "new",
    "Some",
    "None",
    "Ok",
    "Err",
    "MemberId",
    "ClientId",
    "self_id",
    "std",
    "collections",
];

/// A program under other names.
pub struct Renamed {
    pub text: String,
    /// From the new name of each location to the old one.
    pub locations: BTreeMap<String, String>,
}

/// Gives every declared name and every port another name, and permutes the statements.
pub fn rename(text: &str, seed: u64) -> Renamed {
    let mut random = Random::of(seed);
    let tokens: TokenStream = without_docs(text).parse().expect("a program is a sequence of tokens");
    let mut statements = split(tokens);
    let declared = declared(&statements);
    let called = foreign_calls(&statements);
    let mut numbers: Vec<usize> = (0..declared.len() + 100).collect();
    random.shuffle(&mut numbers);
    let free = |name: &&String| !TAKEN.contains(&name.as_str()) && !called.contains(*name);
    let names: BTreeMap<String, String> =
        declared.iter().filter(free).zip(&numbers).map(|(name, number)| (name.clone(), like(name, *number))).collect();
    let mut ports = BTreeMap::new();
    random.shuffle(&mut statements);
    statements.sort_by_key(Statement::rank);
    let lines: Vec<String> =
        statements.iter().map(|statement| renamed(statement.tokens.clone(), &names, &mut ports).to_string()).collect();
    let text = lines.join("\n");
    let locations = statements
        .iter()
        .filter_map(Statement::location)
        .map(|old| (names.get(&old).cloned().unwrap_or_else(|| old.clone()), old));
    Renamed { locations: locations.collect(), text }
}

fn without_docs(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// A name of the same case: capitals tell constants from types.
fn like(name: &str, number: usize) -> String {
    if name.chars().all(|c| !c.is_lowercase()) {
        format!("K{number}X")
    } else if name.starts_with(char::is_uppercase) {
        format!("T{number}x")
    } else {
        format!("v{number}x")
    }
}

struct Statement {
    tokens: Vec<TokenTree>,
}

impl Statement {
    /// The first word after attributes.
    fn head(&self) -> String {
        let mut rest = self.tokens.as_slice();
        while let [TokenTree::Punct(hash), TokenTree::Group(_), tail @ ..] = rest
            && hash.as_char() == '#'
        {
            rest = tail;
        }
        rest.first().map_or_else(String::new, ToString::to_string)
    }

    /// Declarations first; the workload last.
    fn rank(&self) -> u8 {
        match self.head().as_str() {
            "use" | "const" | "struct" | "enum" | "impl" | "fn" => 0,
            "process" | "cluster" | "external" => 1,
            "tick" | "colocate" | "separate" => 2,
            "workload" => 4,
            _ => 3,
        }
    }

    fn location(&self) -> Option<String> {
        (self.rank() == 1).then(|| self.tokens[1].to_string())
    }
}

/// A statement ends with `;`, an item with its braces.
fn split(tokens: TokenStream) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut current = Statement { tokens: Vec::new() };
    for tree in tokens {
        let semicolon = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == ';');
        let braces = matches!(&tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        current.tokens.push(tree);
        let item = matches!(current.head().as_str(), "struct" | "enum" | "impl" | "fn" | "workload");
        if semicolon || (braces && item) {
            statements.push(std::mem::replace(&mut current, Statement { tokens: Vec::new() }));
        }
    }
    assert!(current.tokens.is_empty(), "an unfinished statement");
    statements
}

/// Names of `let`s, locations, ticks, types, constants, fields and variants.
fn declared(statements: &[Statement]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for statement in statements {
        let head = statement.head();
        let position = statement.tokens.iter().position(|tree| tree.to_string() == head);
        let rest = &statement.tokens[position.expect("the head is one of the tokens") + 1..];
        if matches!(head.as_str(), "let" | "process" | "cluster" | "external" | "tick" | "const" | "struct" | "enum") {
            names.insert(rest[0].to_string());
        }
        if let (true, Some(TokenTree::Group(body))) = (matches!(head.as_str(), "struct" | "enum"), rest.last()) {
            let mut previous = None;
            let inside: Vec<TokenTree> = body.stream().into_iter().collect();
            for (position, tree) in inside.iter().enumerate() {
                let first =
                    position == 0 || matches!(&previous, Some(TokenTree::Punct(punct)) if punct.as_char() == ',');
                let field = matches!(inside.get(position + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                // Commas of generic arguments stand before types, which are declared elsewhere or not at all.
                if let TokenTree::Ident(ident) = tree
                    && first
                    && (head == "enum" || field)
                {
                    names.insert(ident.to_string());
                }
                previous = Some(tree.clone());
            }
        }
    }
    names.into_iter().collect()
}

/// Methods that are called and that the program does not define, and whatever `use` brings in.
fn foreign_calls(statements: &[Statement]) -> BTreeSet<String> {
    let (mut called, mut defined) = (BTreeSet::new(), BTreeSet::new());
    for statement in statements {
        let imports = statement.head() == "use";
        visit(&statement.tokens, &mut |before, ident, after| {
            let call = matches!(after, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
                || matches!(after, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
            let method = matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '.');
            if imports || (method && call) {
                called.insert(ident.to_string());
            }
            if matches!(before, Some(TokenTree::Ident(word)) if word == "fn") {
                defined.insert(ident.to_string());
            }
        });
    }
    called.difference(&defined).cloned().collect()
}

fn visit(tokens: &[TokenTree], see: &mut impl FnMut(Option<&TokenTree>, &Ident, Option<&TokenTree>)) {
    for (position, tree) in tokens.iter().enumerate() {
        match tree {
            TokenTree::Ident(ident) => {
                see(position.checked_sub(1).and_then(|before| tokens.get(before)), ident, tokens.get(position + 1));
            }
            TokenTree::Group(group) => visit(&group.stream().into_iter().collect::<Vec<_>>(), see),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn renamed(
    tokens: impl IntoIterator<Item = TokenTree>,
    names: &BTreeMap<String, String>,
    ports: &mut BTreeMap<String, String>,
) -> TokenStream {
    let rename = |tree: TokenTree| match tree {
        TokenTree::Ident(ident) => {
            let name = names.get(&ident.to_string());
            TokenTree::Ident(name.map_or(ident, |name| Ident::new(name, Span::call_site())))
        }
        TokenTree::Literal(literal) if literal.to_string().starts_with('"') => {
            let number = ports.len();
            let port = ports.entry(literal.to_string()).or_insert_with(|| format!("port {number}"));
            TokenTree::Literal(Literal::string(port))
        }
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), renamed(group.stream(), names, ports)))
        }
        other => other,
    };
    tokens.into_iter().map(rename).collect()
}
